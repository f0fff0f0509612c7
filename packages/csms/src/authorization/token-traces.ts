import type { Instant } from "@cpokit/kernel";
import { keyWithoutToken, withoutToken, type TokenIdentity } from "@cpokit/model";
import type { Collection, Store, Unit } from "@cpokit/storage";
import { commandKeys, commands } from "../commands/command-records.ts";
import { stationEvents } from "../diagnostics/station-events.ts";
import { unprocessedMessages } from "../incoming/unprocessed-messages.ts";
import { authorizationDecisions } from "./decisions.ts";
import { findToken, tokens } from "./tokens.ts";

/** One document of the central system that names a token. */
export interface TokenTrace {
  readonly kind: "token" | "decision" | "command" | "event" | "message";
  readonly id: string;
  readonly body: unknown;
}

/** What an erasure came to: documents that name the token no more, and those that still need it. Ask again for these. */
export interface TraceErasure {
  readonly erased: number;
  readonly waiting: number;
}

/** Everything that the central system keeps about a token, for its owner to take along. Reads all decisions, commands and events. */
export async function* exportTokenTraces(store: Store, identity: TokenIdentity): AsyncGenerator<TokenTrace> {
  const token = await findToken(store, identity.value);
  if (token !== undefined) yield { kind: "token", id: token.id, body: token };
  yield* naming(store, "decision", authorizationDecisions, identity);
  yield* naming(store, "command", commands, identity);
  yield* naming(store, "event", stationEvents, identity);
  yield* naming(store, "message", unprocessedMessages, identity);
}

/**
 * Takes a token out of the decisions and commands from before an instant, out of what stations sent for operators to see, and deletes
 * our own record of it. Call it once `sessions.eraseToken` leaves nothing waiting, with an instant further back than stations repeat
 * themselves. What was decided, asked for and answered stays, without the token.
 */
export async function eraseTokenTraces(store: Store, identity: TokenIdentity, before: Instant): Promise<TraceErasure> {
  let erased = 0;
  let waiting = 0;
  for await (const { kind, id } of exportTokenTraces(store, identity)) {
    if (await store.transaction((unit) => eraseTrace(unit, kind, id, identity, before))) erased += 1;
    else waiting += 1;
  }
  return { erased, waiting };
}

/** Retention: deletes decisions and finished commands from before an instant, and the keys of these commands. Returns how many. */
export async function forgetTraces(store: Store, before: Instant): Promise<number> {
  const isOld = ({ state, finishedAt }: { readonly state: string; readonly finishedAt?: Instant }): boolean => state === "done" && finishedAt !== undefined && finishedAt < before;
  const decisions = await forget(store, authorizationDecisions, async ({ at }) => at < before);
  const keys = await forget(store, commandKeys, async ({ command }) => {
    const found = await store.get(commands, command);
    return found === undefined || isOld(found);
  });
  return decisions + keys + (await forget(store, commands, async (command) => isOld(command)));
}

async function* naming<Body>(store: Store, kind: TokenTrace["kind"], from: Collection<Body>, identity: TokenIdentity): AsyncGenerator<TokenTrace> {
  for await (const { id, body } of store.each(from)) if (withoutToken(body, identity) !== body) yield { kind, id, body };
}

/** False while somebody still needs the token there. */
async function eraseTrace(unit: Unit, kind: TokenTrace["kind"], id: string, identity: TokenIdentity, before: Instant): Promise<boolean> {
  switch (kind) {
    case "token":
      unit.delete(tokens, id);
      return true;
    case "decision": {
      const decision = await unit.get(authorizationDecisions, id);
      if (decision === undefined || decision.at >= before) return decision === undefined;
      // Its id tells a repeated start by its content, and so by its token; two without theirs may be alike but for the time.
      const freed = keyWithoutToken(id, identity);
      if (freed !== id) unit.delete(authorizationDecisions, id);
      unit.put(authorizationDecisions, freed === id ? id : `${freed}/${decision.at}`, withoutToken(decision, identity));
      return true;
    }
    case "command": {
      const command = await unit.get(commands, id);
      if (command === undefined || command.finishedAt === undefined || command.finishedAt >= before) return command === undefined;
      unit.put(commands, id, withoutToken(command, identity));
      return true;
    }
    case "event": {
      const event = await unit.get(stationEvents, id);
      if (event !== undefined) unit.put(stationEvents, id, withoutToken(event, identity));
      return true;
    }
    case "message":
      // It is not worked in yet, and then it is gone.
      return false;
  }
}

async function forget<Body>(store: Store, from: Collection<Body>, isOld: (body: Body) => Promise<boolean>): Promise<number> {
  const old: string[] = [];
  for await (const { id, body } of store.each(from)) if (await isOld(body)) old.push(id);
  for (let first = 0; first < old.length; first += 200) {
    await store.transaction((unit) => old.slice(first, first + 200).forEach((id) => unit.delete(from, id)));
  }
  return old.length;
}
