import { CpoError, instant, type Cancel, type Clock, type Ids, type Scheduler } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import type { Answer } from "../client/answer.ts";
import type { ClientOptions } from "../client/client-context.ts";
import type { CommandBodies, CommandName } from "../client/commands.ts";
import type { Party } from "../client/create-caller.ts";
import { createPeerClient, type PeerClient } from "../client/create-peer-client.ts";
import type { Peers } from "../peers/create-peers.ts";
import type { Peer } from "../peers/peer.ts";
import type { ReceivedChange } from "../peers/received.ts";
import { isSame } from "../rules/merge-patch.ts";
import type { ResultListener } from "../server/ports.ts";
import { hashOfToken } from "../transport/credentials-token.ts";
import type { ActiveChargingProfileResult, ChargingProfile, CommandResult } from "../v230/index.ts";
import { issuedRequests, type IssuedRequest, type RequestName } from "./issued-request.ts";
import { findStarted } from "./find-started.ts";

export interface CommandsOptions extends ClientOptions {
  readonly store: Store;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  /** Where our handler is mounted: results come to URLs below it. */
  readonly baseUrl: string;
}

/** What a command came to. */
export type CommandOutcome<Result = CommandResult> =
  | { readonly outcome: "result"; readonly result: Result }
  /** The partner said no at once, or could not be asked. */
  | { readonly outcome: "not-accepted"; readonly why: string }
  /** No result came in the time that the partner named; if one comes late, it is kept and told as an event. */
  | { readonly outcome: "timeout" };

/** A command on its way. */
export interface Issued<Result = CommandResult> {
  readonly id: string;
  /** What the partner answered at once, or why there is no answer. */
  readonly response: IssuedRequest["response"];
  readonly trouble?: string;
  readonly result: Promise<CommandOutcome<Result>>;
}

export interface IssueOptions {
  /** The same key is the same command: it is sent once, whoever asks and however often (roaming 23). */
  readonly key?: string;
  /** Which party behind the connection is meant. */
  readonly of?: Party;
}

type WithoutUrl<Name extends CommandName> = Omit<CommandBodies[Name], "response_url">;

/** Commands and charging profiles for the stations of partners, with results that arrive later (roaming 22 and 23). Events: `ocpi.command.result`, `ocpi.command.timeout` and `ocpi.command.session`, with the id as key and payload. */
export interface Commands {
  startSession(peer: string, body: WithoutUrl<"START_SESSION">, options?: IssueOptions): Promise<Issued>;
  stopSession(peer: string, body: WithoutUrl<"STOP_SESSION">, options?: IssueOptions): Promise<Issued>;
  reserveNow(peer: string, body: WithoutUrl<"RESERVE_NOW">, options?: IssueOptions): Promise<Issued>;
  cancelReservation(peer: string, body: WithoutUrl<"CANCEL_RESERVATION">, options?: IssueOptions): Promise<Issued>;
  unlockConnector(peer: string, body: WithoutUrl<"UNLOCK_CONNECTOR">, options?: IssueOptions): Promise<Issued>;
  /** `duration` in seconds. */
  activeProfile(peer: string, sessionId: string, duration: number, options?: IssueOptions): Promise<Issued<ActiveChargingProfileResult>>;
  setProfile(peer: string, sessionId: string, profile: ChargingProfile, options?: IssueOptions): Promise<Issued>;
  clearProfile(peer: string, sessionId: string, options?: IssueOptions): Promise<Issued>;
  get(id: string): Promise<IssuedRequest | undefined>;
  /** For `commandResults` and `chargingProfileResults` of the handler. */
  readonly results: ResultListener;
  /** For the listener of received sessions: links a session with the command that started it, and returns the id of that command. */
  linkSession(change: ReceivedChange<"Session">, unit: Unit): Promise<string | undefined>;
  /** Marks what got no result in time, whoever sent it; run it now and then. Returns how many. */
  sweep(): Promise<number>;
}

/** How long a result is waited for when the answer was lost, in seconds. */
const UNKNOWN_TIMEOUT = 60;
/** How often a result that another process received is looked for, in ms. */
const LOOK = 1_000;

/**
 * @example
 * const { response, result } = await commands.startSession("cpo", { token, location_id: "LOC1", evse_uid: "E1" });
 */
export function createCommands(options: CommandsOptions): Commands {
  const { store, peers, clock, scheduler, ids } = options;
  const waiting = new Map<string, Set<() => void>>();

  async function issue<Result>(peerId: string, request: RequestName, { key }: IssueOptions, expects: (id: string) => IssuedRequest["expects"], send: (client: PeerClient, responseUrl: string, id: string) => Promise<Answer<{ readonly result: string; readonly timeout: number }>>): Promise<Issued<Result>> {
    const peer = await peers.get(peerId);
    if (peer === undefined) throw new CpoError("ocpi.peer", `There is no partner "${peerId}"; add or invite it first.`, { peer: peerId });
    const id = key === undefined ? ids.next() : (await hashOfToken(JSON.stringify([peerId, request, key]))).slice(0, 32);
    const expected = expects(id);
    const isNew = await store.transaction(async (unit) => {
      if ((await unit.get(issuedRequests, id)) !== undefined) return false;
      const sentAt = clock.now();
      // Should we stop before the answer, a result is still waited for.
      unit.put(issuedRequests, id, { id, peer: peerId, request, sentAt, deadline: instant(sentAt + UNKNOWN_TIMEOUT * 1_000), results: [], ...(expected === undefined ? {} : { expects: expected }) });
      return true;
    });
    if (isNew) await answered(id, await send(createPeerClient(peer, options), responseUrlOf(peer, request, id), id));
    const { response, trouble } = (await store.get(issuedRequests, id))!;
    return { id, response, ...(trouble === undefined ? {} : { trouble }), result: outcomeOf<Result>(id) };
  }

  async function answered(id: string, answer: Answer<{ readonly result: string; readonly timeout: number }>): Promise<void> {
    await store.transaction(async (unit) => {
      const { deadline: _, ...issued } = (await unit.get(issuedRequests, id))!;
      const after = (seconds: number) => instant(clock.now() + Math.max(1, seconds) * 1_000);
      if (answer.outcome === "ok") {
        const { result, timeout } = answer.value;
        const isTaken = result === "ACCEPTED";
        const { expects: __, ...others } = issued;
        unit.put(issuedRequests, id, { ...(isTaken ? issued : others), response: { result, timeout }, ...(isTaken ? { deadline: after(timeout) } : {}) });
      } else if (answer.outcome === "failed") {
        // It may have arrived: a result decides.
        unit.put(issuedRequests, id, { ...issued, trouble: answer.message, deadline: after(UNKNOWN_TIMEOUT) });
      } else {
        const { expects: __, ...others } = issued;
        unit.put(issuedRequests, id, { ...others, trouble: answer.message });
      }
    });
  }

  async function outcomeOf<Result>(id: string): Promise<CommandOutcome<Result>> {
    for (;;) {
      const issued = (await store.get(issuedRequests, id))!;
      const [first] = issued.results;
      if (first !== undefined && !first.isLate) return { outcome: "result", result: first.result as unknown as Result };
      if (issued.deadline === undefined) return { outcome: "not-accepted", why: issued.response?.result ?? issued.trouble ?? "" };
      if (issued.timedOutAt !== undefined) return { outcome: "timeout" };
      if (issued.deadline <= clock.now()) await timeOut(id);
      else await heard(id, Math.min(LOOK, issued.deadline - clock.now()));
    }
  }

  /** Until a result arrives here, or it is time to look. */
  function heard(id: string, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const listeners = waiting.get(id) ?? new Set();
      waiting.set(id, listeners);
      let cancel: Cancel = () => undefined;
      const end = (): void => {
        cancel();
        listeners.delete(end);
        if (listeners.size === 0) waiting.delete(id);
        resolve();
      };
      listeners.add(end);
      cancel = scheduler.after(milliseconds, end, { keepAlive: true });
    });
  }

  function timeOut(id: string): Promise<boolean> {
    return store.transaction(async (unit) => {
      const issued = await unit.get(issuedRequests, id);
      if (issued?.deadline === undefined || issued.timedOutAt !== undefined || issued.results.length > 0 || issued.deadline > clock.now()) return false;
      unit.put(issuedRequests, id, { ...issued, timedOutAt: clock.now() });
      unit.publish({ topic: "ocpi.command.timeout", key: id, payload: id });
      return true;
    });
  }

  function responseUrlOf({ version = "2.2.1" }: Peer, request: RequestName, id: string): string {
    const module = request === "ACTIVE" || request === "SET" || request === "CLEAR" ? "chargingprofiles" : "commands";
    return `${options.baseUrl.replace(/\/+$/, "")}/${version}/${version === "2.1.1" ? "" : "sender/"}${module}/${request}/${id}`;
  }

  function command<Name extends CommandName>(peer: string, name: Name, body: (id: string) => WithoutUrl<Name>, issueOptions: IssueOptions = {}, expects: (id: string) => IssuedRequest["expects"] = () => undefined): Promise<Issued> {
    return issue(peer, name, issueOptions, expects, (client, url, id) =>
      client.commands.send(name, { ...body(id), response_url: url } as unknown as CommandBodies[Name], { correlationId: id, ...(issueOptions.of === undefined ? {} : { of: issueOptions.of }) }));
  }

  return {
    startSession: (peer, body, issueOptions) =>
      command(peer, "START_SESSION", (id) => ({ ...body, authorization_reference: body.authorization_reference ?? id }), issueOptions, (id) => ({
        reference: body.authorization_reference ?? id, contractId: body.token.contract_id, locationId: body.location_id, ...(body.evse_uid === undefined ? {} : { evseUid: body.evse_uid }),
      })),
    stopSession: (peer, body, issueOptions) => command(peer, "STOP_SESSION", () => body, issueOptions),
    reserveNow: (peer, body, issueOptions) => command(peer, "RESERVE_NOW", () => body, issueOptions),
    cancelReservation: (peer, body, issueOptions) => command(peer, "CANCEL_RESERVATION", () => body, issueOptions),
    unlockConnector: (peer, body, issueOptions) => command(peer, "UNLOCK_CONNECTOR", () => body, issueOptions),
    activeProfile: (peer, session, duration, issueOptions = {}) => issue(peer, "ACTIVE", issueOptions, () => undefined, (client, url) => client.chargingProfiles.get(session, duration, url)),
    setProfile: (peer, session, profile, issueOptions = {}) => issue(peer, "SET", issueOptions, () => undefined, (client, url) => client.chargingProfiles.set(session, { charging_profile: profile, response_url: url })),
    clearProfile: (peer, session, issueOptions = {}) => issue(peer, "CLEAR", issueOptions, () => undefined, (client, url) => client.chargingProfiles.clear(session, url)),
    get: (id) => store.get(issuedRequests, id),
    results: ({ request, id, result }, { peer }) =>
      store.transaction(async (unit) => {
        const issued = await unit.get(issuedRequests, id);
        if (issued === undefined || issued.peer !== peer.id || issued.request !== request) return false;
        // The same outcome posted again is one outcome.
        if (issued.results.some((known) => isSame(known.result, result))) return true;
        const isLate = issued.timedOutAt !== undefined || (issued.deadline !== undefined && issued.deadline < clock.now());
        const timedOutAt = issued.timedOutAt ?? (isLate ? clock.now() : undefined);
        unit.put(issuedRequests, id, { ...issued, deadline: issued.deadline ?? clock.now(), ...(timedOutAt === undefined ? {} : { timedOutAt }), results: [...issued.results, { result, at: clock.now(), isLate }] });
        unit.publish({ topic: "ocpi.command.result", key: id, payload: id });
        unit.afterCommit(() => waiting.get(id)?.forEach((end) => end()));
        return true;
      }),
    linkSession: async ({ peer, after }, unit) => {
      const issued = after === undefined ? undefined : await findStarted(unit, peer, after);
      if (issued === undefined) return undefined;
      const { expects: _, ...others } = issued;
      unit.put(issuedRequests, issued.id, { ...others, session: after!.id });
      unit.publish({ topic: "ocpi.command.session", key: issued.id, payload: issued.id });
      return issued.id;
    },
    async sweep() {
      let count = 0;
      for await (const { body } of store.each(issuedRequests, { index: "byDeadline", to: [clock.now() + 1] })) if (await timeOut(body.id)) count += 1;
      return count;
    },
  };
}
