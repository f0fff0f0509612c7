import { instant, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import type { CommandRecord, SessionAnswer, SessionFact, Station, Token } from "@cpokit/model";
import { StationId, TokenId } from "@cpokit/model";
import type { CallOutcome, CallReply, Protocol, StationLink } from "@cpokit/ocpp";
import { collection, createMemoryDriver, createStore, type Driver, type Store, type Unit } from "@cpokit/storage";
import { createCsms, createTokens, stationEvents, stations, tokens, type Csms, type CsmsOptions, type StationEvent } from "@cpokit/csms";
import { validResponse } from "./valid.ts";

export const START: Instant = instant(Date.UTC(2026, 10, 21, 9, 0, 0));

/** A clock that moves by hand. */
export function createTestClock(): Clock & { advance(milliseconds: number): void } {
  let now: number = START;
  return { now: () => instant(now), advance: (milliseconds) => void (now += milliseconds) };
}

/** Every fact that reached `on.session`, once per key: what a session engine does, without its rules. */
export const recorded = collection<{ readonly fact: SessionFact; readonly answer: SessionAnswer }>("test.recorded");
const numbers = collection<{ readonly last: number }>("test.numbers");
const byTransaction = collection<{ readonly session: string }>("test.transactions");

export async function recordSession(fact: SessionFact, unit: Unit): Promise<SessionAnswer> {
  const id = `${fact.station}/${fact.key}`;
  const earlier = await unit.get(recorded, id);
  if (earlier !== undefined) return { ...earlier.answer, outcome: "repeated" };
  const answer = await answerOf(fact, unit);
  unit.put(recorded, id, { fact, answer });
  return answer;
}

async function answerOf(fact: SessionFact, unit: Unit): Promise<SessionAnswer> {
  const authorization = fact.authorization === undefined ? {} : { authorization: fact.authorization };
  const outcome = fact.authorization?.result === "refused" ? "refused" : "recorded";
  if (fact.fact === "started") {
    const number = ((await unit.get(numbers, "all"))?.last ?? 0) + 1;
    unit.put(numbers, "all", { last: number });
    const transaction = fact.transaction ?? String(number);
    unit.put(byTransaction, `${fact.station}/${transaction}`, { session: `session-${number}` });
    return { outcome, session: `session-${number}`, transaction, ...authorization };
  }
  const known = fact.transaction === undefined ? undefined : await unit.get(byTransaction, `${fact.station}/${fact.transaction}`);
  return { outcome, ...known, ...authorization };
}

export interface Bench {
  readonly csms: Csms;
  readonly store: Store;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly driver: Driver;
  /** All facts that `on.session` recorded, in no particular order. */
  facts(): Promise<readonly SessionFact[]>;
  events(station?: string): Promise<readonly StationEvent[]>;
}

/** A central system on the memory driver with one station CS-1, one good token 04A2B3C4 and some bad ones. */
export async function createBench(options: { readonly on?: Partial<CsmsOptions["on"]>; readonly driver?: Driver } & Partial<Omit<CsmsOptions, "on">> = {}): Promise<Bench> {
  const clock = createTestClock();
  const driver = options.driver ?? createMemoryDriver();
  const store = options.store ?? createStore(driver, { clock });
  const authority = createTokens();
  const { on, ...rest } = options;
  const csms = createCsms({
    clock, ids: createTestIds(), ...rest, store,
    on: { authorize: (fact, unit) => authority.decide(unit, fact), session: recordSession, ...on },
  });
  await store.transaction((unit) => {
    unit.put(stations, "CS-1", station("CS-1"));
    for (const each of TOKENS) unit.put(tokens, each.id, each);
  });
  return {
    csms, store, clock, driver,
    async facts() {
      return (await store.find(recorded, { limit: 1000 })).items.map(({ body }) => body.fact);
    },
    async events(of = "CS-1") {
      return (await store.find(stationEvents, { index: "byStation", prefix: of, limit: 1000 })).items.map(({ body }) => body);
    },
  };
}

export function station(id: string, more: Partial<Station> = {}): Station {
  return { id: StationId.parse(id), identity: id, lifecycle: "operative", ...more };
}

const TOKENS: readonly Token[] = [
  { id: TokenId.parse("good"), value: "04A2B3C4", type: "RFID", status: "accepted", group: "FLEET-1" },
  { id: TokenId.parse("blocked"), value: "BLOCKED1", type: "RFID", status: "blocked" },
  { id: TokenId.parse("expired"), value: "EXPIRED1", type: "RFID", status: "accepted", validUntil: instant(START - 1) },
];

export function createTestIds(): Ids {
  let last = 0;
  return { next: () => `id-${String((last += 1)).padStart(6, "0")}` };
}

/** What a fake station answers to a call of ours. */
export type Answering = (action: string, payload: unknown) => CallOutcome | Promise<CallOutcome>;

export interface FakeStation {
  readonly link: StationLink;
  /** The calls that the station got. */
  readonly calls: readonly { readonly action: string; readonly payload: unknown }[];
  /** Sends a CALL and gives the answer, which must be valid for the version. */
  send(action: string, payload: unknown, messageId?: string): Promise<CallReply>;
  /** The same for an answer that must be a response. */
  ask(action: string, payload: unknown, messageId?: string): Promise<unknown>;
}

let links = 0;

/** A station that is connected, from the central system's side of the peer. */
export async function connect(bench: Pick<Bench, "csms" | "clock">, protocol: Protocol, options: { readonly identity?: string; readonly answering?: Answering; readonly boot?: boolean; readonly closed?: number[] } = {}): Promise<FakeStation> {
  const { identity = "CS-1", answering = () => ({ outcome: "result", payload: { status: "Accepted" } }) } = options;
  const calls: { action: string; payload: unknown }[] = [];
  const { closed = [] } = options;
  links += 1;
  const link: StationLink = {
    id: `link-${links}`,
    identity,
    protocol,
    async call(action, payload) {
      calls.push({ action, payload });
      return answering(action, payload);
    },
    close: (code) => void closed.push(code),
  };
  await bench.csms.connected(link);
  const fake: FakeStation = {
    link,
    calls,
    async send(action, payload, messageId = "1000001") {
      const violations = protocol.action(action)?.request.violations(payload) ?? [];
      if (violations.length > 0) throw new Error(`the station would send an invalid ${action}: ${JSON.stringify(violations)}`);
      const reply = await bench.csms.handler({ link, action, payload, messageId, receivedAt: bench.clock.now() });
      if ("response" in reply && protocol.action(action)?.kind === "call") validResponse(protocol, action, reply.response);
      return reply;
    },
    async ask(action, payload, messageId) {
      const reply = await fake.send(action, payload, messageId);
      if (!("response" in reply)) throw new Error(`${action} was refused: ${reply.refusal} ${reply.description}`);
      return reply.response;
    },
  };
  if (options.boot !== false) await fake.ask("BootNotification", bootOf(protocol));
  return fake;
}

export function bootOf(protocol: Protocol): unknown {
  return protocol.version === "1.6"
    ? { chargePointVendor: "Acme", chargePointModel: "One", chargePointSerialNumber: "SN-1", firmwareVersion: "1.2.3" }
    : { reason: "PowerUp", chargingStation: { vendorName: "Acme", model: "Two", serialNumber: "SN-1", firmwareVersion: "1.2.3" } };
}

export function at(secondsAfterStart: number): string {
  return new Date(START + secondsAfterStart * 1_000).toISOString();
}

/** The response of a done command. */
export function responseOf(record: CommandRecord): unknown {
  return record.outcome !== undefined && "response" in record.outcome ? record.outcome.response : undefined;
}
