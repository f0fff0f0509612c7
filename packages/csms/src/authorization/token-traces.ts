import type { Instant } from "@cpokit/kernel";
import { foldTokenValue, keyWithoutFingerprint, keyWithoutToken, withoutToken, type TokenIdentity } from "@cpokit/model";
import type { Collection, Store, Unit } from "@cpokit/storage";
import { bulkOrders } from "../bulk/bulk-documents.ts";
import { commandKeys, commands } from "../commands/command-records.ts";
import { stationEvents } from "../diagnostics/station-events.ts";
import { unprocessedMessages } from "../incoming/unprocessed-messages.ts";
import { listMemories } from "../local-list/local-lists.ts";
import { isOpen, reservations } from "../reservations/reservation.ts";
import { waitingEntries } from "../waiting-list/waiting-entry.ts";
import { authorizationDecisions } from "./decisions.ts";
import { findToken, tokens } from "./tokens.ts";

/** One document of the central system that names a token. */
export interface TokenTrace {
  readonly kind: "token" | "decision" | "command" | "order" | "reservation" | "waiting" | "event" | "message" | "list";
  readonly id: string;
  readonly body: unknown;
}

/** What an erasure came to: documents that name the token no more, and those that still need it. Ask again for these. */
export interface TraceErasure {
  readonly erased: number;
  readonly waiting: number;
}

/** Where tokens are named, and when nobody needs them there any more. */
interface Place<Body> {
  readonly kind: TokenTrace["kind"];
  readonly collection: Collection<Body>;
  readonly isFree: (body: Body, before: Instant) => boolean;
  /** The new id of a document whose id may name a token. */
  readonly idOf?: (id: string, body: Body, identity: TokenIdentity) => string;
}

type Visit = <Body>(place: Place<Body>) => Promise<void>;

/** Visits each place with its own type of body. */
async function eachPlace(visit: Visit): Promise<void> {
  await visit({
    kind: "decision", collection: authorizationDecisions, isFree: ({ at }, before) => at < before,
    // The id tells a repeated start by its content, and so by its token; two without theirs may be alike but for the time.
    idOf(id, { at }, identity) {
      const without = keyWithoutFingerprint(keyWithoutToken(id, identity));
      return without === id ? id : `${without}/${at}`;
    },
  });
  await visit({ kind: "command", collection: commands, isFree: ({ finishedAt }, before) => finishedAt !== undefined && finishedAt < before });
  await visit({ kind: "order", collection: bulkOrders, isFree: ({ state, requestedAt }, before) => state !== "running" && requestedAt < before });
  await visit({ kind: "reservation", collection: reservations, isFree: (reservation, before) => !isOpen(reservation) && reservation.until < before });
  await visit({ kind: "waiting", collection: waitingEntries, isFree: ({ state, since }, before) => state !== "waiting" && state !== "offered" && since < before });
  await visit({ kind: "event", collection: stationEvents, isFree: () => true });
  // It is not worked in yet, and then it is gone.
  await visit({ kind: "message", collection: unprocessedMessages, isFree: () => false });
}

/** Everything that the central system keeps about a token, for its owner to take along. Reads all that may name one. */
export async function exportTokenTraces(store: Store, identity: TokenIdentity): Promise<readonly TokenTrace[]> {
  const traces: TokenTrace[] = [];
  const token = await findToken(store, identity.value);
  if (token !== undefined) traces.push({ kind: "token", id: token.id, body: token });
  await eachPlace(async ({ kind, collection }) => {
    for await (const { id, body } of store.each(collection)) if (withoutToken(body, identity) !== body) traces.push({ kind, id, body });
  });
  const folded = foldTokenValue(identity.value);
  for await (const { id, body } of store.each(listMemories)) {
    const entry = body.content[folded] ?? body.attempt?.content[folded];
    if (entry !== undefined) traces.push({ kind: "list", id, body: entry });
  }
  return traces;
}

/**
 * Takes a token out of the decisions, commands and reservations from before an instant, out of what stations sent for operators to see,
 * and deletes our own record of it. Call it once `sessions.eraseToken` leaves nothing waiting, with an instant further back than stations
 * repeat themselves, and tell `localLists.tokensChanged` of it: a local list that holds the token waits for its station. What was decided,
 * asked for and answered stays, without the token.
 */
export async function eraseTokenTraces(store: Store, identity: TokenIdentity, before: Instant): Promise<TraceErasure> {
  const traces = await exportTokenTraces(store, identity);
  let erased = 0;
  const count = (isErased: boolean): void => void (erased += isErased ? 1 : 0);
  for (const { kind, id } of traces) {
    if (kind !== "token") continue;
    await store.transaction((unit) => unit.delete(tokens, id));
    count(true);
  }
  await eachPlace(async (place) => {
    for (const { kind, id } of traces) if (kind === place.kind) count(await store.transaction((unit) => eraseFrom(unit, place, id, identity, before)));
  });
  return { erased, waiting: traces.length - erased };
}

/** False while somebody still needs the token there. */
async function eraseFrom<Body>(unit: Unit, { collection, isFree, idOf }: Place<Body>, id: string, identity: TokenIdentity, before: Instant): Promise<boolean> {
  const body = await unit.get(collection, id);
  if (body === undefined) return true;
  if (!isFree(body, before)) return false;
  const freed = idOf?.(id, body, identity) ?? id;
  if (freed !== id) unit.delete(collection, id);
  unit.put(collection, freed, withoutToken(body, identity));
  return true;
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

async function forget<Body>(store: Store, from: Collection<Body>, isOld: (body: Body) => Promise<boolean>): Promise<number> {
  const old: string[] = [];
  for await (const { id, body } of store.each(from)) if (await isOld(body)) old.push(id);
  for (let first = 0; first < old.length; first += 200) {
    await store.transaction((unit) => old.slice(first, first + 200).forEach((id) => unit.delete(from, id)));
  }
  return old.length;
}
