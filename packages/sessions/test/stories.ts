import type { SessionAnswer, SessionFact } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { Sessions } from "@cpokit/sessions";
import { at, available, booted, ended, meter16, register, start16, started, stop16, updated } from "./world.ts";

/** What the station has learnt by its answers: the number of each of its transactions, by a name of the story's own. */
export type Learnt = Map<string, SessionAnswer>;

/** One thing that happens at a second: a fact that the station sends until it is answered, or a signal of our own. */
export type Step =
  | { readonly second: number; readonly name?: string; readonly fact: (learnt: Learnt) => SessionFact }
  | { readonly second: number; readonly act: (unit: Unit, sessions: Sessions, learnt: Learnt) => Promise<unknown> };

export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
}

const refused = { result: "refused", reason: "invalid" } as const;
const number = (learnt: Learnt, name = "a"): string | undefined => learnt.get(name)?.transaction;
const session = (learnt: Learnt, name = "a"): string => learnt.get(name)?.session ?? "";
const person = { actor: "ops", reason: "story" };

const start = (second: number, extra: Parameters<typeof start16>[1] = {}, name = "a"): Step => ({ second: extra.received ?? second, name, fact: () => start16(second, extra) });
const meter = (second: number, wh: number | undefined, extra: Parameters<typeof meter16>[3] = {}, name = "a"): Step => ({ second: extra.received ?? second, fact: (learnt) => meter16(second, number(learnt, name), wh, extra) });
const stop = (second: number, wh: number, extra: Parameters<typeof stop16>[2] = {}, name = "a"): Step => ({ second: extra.received ?? second, fact: (learnt) => stop16(second, number(learnt, name), { wh, ...extra }) });
const send = (fact: SessionFact, name?: string): Step => ({ second: (fact.receivedAt - at(0)) / 1_000, ...(name !== undefined && { name }), fact: () => fact });
const boot = (second: number, serial = "A-1"): Step => ({ second, act: (unit, sessions) => sessions.stationBooted(unit, booted(second, { serial })) });
const free = (second: number): Step => ({ second, act: (unit, sessions) => sessions.connectorAvailable(unit, available(second)) });
const sweep = (second: number): Step => ({ second, act: (unit, sessions) => sessions.sweep(unit, at(second)) });
const settle = (second: number, settlement: "sealed" | "corrected"): Step => ({ second, act: (unit, sessions, learnt) => sessions.settle(unit, session(learnt), settlement, "story") });

/** Station stories, each with the rules that it exercises. */
export const stories: readonly Story[] = [
  { name: "T2 T7 T8: a plain 1.6 session", steps: [start(0), meter(60, 1_100), meter(120, 1_200), stop(180, 1_300)] },
  { name: "T2 T7 T8: a plain 2.x session", steps: [send(started(0, "tx", { wh: 10 })), send(updated(60, "tx", { wh: 90 })), send(ended(120, "tx", { wh: 170 }))] },
  { name: "T3: every message twice", steps: [start(0), start(0, { received: 5, key: "again" }), meter(60, 1_100), meter(60, 1_100, { received: 65 }), stop(120, 1_200), stop(120, 1_200, { received: 125 })] },
  { name: "T4: superseded", steps: [start(0), meter(60, 1_100), start(600, { wh: 1_200, token: { value: "B" } }, "b"), sweep(700), stop(900, 1_500, { token: { value: "B" } }, "b")] },
  { name: "T4 T12: superseded, and its stop comes late", steps: [start(0), start(600, { wh: 1_200, token: { value: "B" } }, "b"), sweep(700), stop(500, 1_180, { received: 800 }), stop(900, 1_500, {}, "b")] },
  { name: "T5: offline history beside an open session", steps: [start(3_600, { wh: 5_000 }, "b"), start(0, { received: 3_700 }), meter(60, 1_100, { received: 3_710 }), stop(120, 1_200, { received: 3_720 }), stop(4_000, 5_500, {}, "b")] },
  { name: "T6: a refused start and its stop", steps: [start(0, { authorization: refused }), stop(10, 1_000, { reason: "DeAuthorized" })] },
  { name: "T6: a refused start beside a charging session", steps: [start(0, {}, "b"), start(60, { wh: 1_050, token: { value: "B" }, authorization: refused }), stop(70, 1_050, { token: { value: "B" } }), stop(600, 2_000, {}, "b")] },
  { name: "T6: a refused start whose stop never comes", steps: [start(0, { authorization: refused }), sweep(400)] },
  { name: "T6: a refused start that charges", steps: [start(0, { authorization: refused }), meter(60, 1_100), stop(600, 1_900)] },
  { name: "T8: an end without register, then its register", steps: [send(started(0, "tx", { wh: 10 })), send(ended(120, "tx")), send(updated(120, "tx", { received: 130, readings: [register(120, 170, "Transaction.End")] }))] },
  { name: "T8: an end without register, and the grace", steps: [send(started(0, "tx", { wh: 10 })), send(updated(100, "tx", { wh: 150 })), send(ended(120, "tx")), sweep(200)] },
  { name: "T9: a stop of nothing", steps: [send(stop16(600, "4711"))] },
  { name: "T9 F7: a stop before its start", steps: [send(ended(600, "tx", { wh: 900 })), send(started(0, "tx", { received: 700, wh: 10 }))] },
  { name: "F7: readings before the start", steps: [send(updated(60, "tx", { wh: 90, evse: 1 })), send(started(0, "tx", { received: 70, wh: 10 })), send(ended(120, "tx", { wh: 170 }))] },
  { name: "F7: readings after the end", steps: [start(0), stop(180, 1_300), meter(60, 1_100, { received: 200 }), meter(200, 1_400)] },
  { name: "T10: ended, messages queued", steps: [send(started(0, "tx", { wh: 10 })), { second: 60, act: (unit, sessions) => sessions.transactionStatus(unit, { station: "CS-1", transaction: "tx", ongoing: false, messagesInQueue: true, receivedAt: at(60) }) }, send(ended(50, "tx", { received: 300, wh: 170 }))] },
  { name: "T11: lost after a boot", steps: [start(0), meter(60, 1_100), boot(100), sweep(400), sweep(500)] },
  { name: "T11: available without a stop", steps: [start(0), meter(60, 1_100), free(100), sweep(400), sweep(500)] },
  { name: "T11 T8: a boot, then the stop", steps: [start(0), boot(100), stop(90, 1_100, { received: 110 })] },
  { name: "T11: silence", steps: [start(0), sweep(90_000), sweep(90_100)] },
  { name: "T12: lost, then the stop", steps: [start(0), boot(100), sweep(400), sweep(500), stop(90, 1_100, { received: 600 })] },
  { name: "T13 T17: closed in the books, sealed, then the stop", steps: [
    start(0), { second: 60, act: (unit, sessions, learnt) => sessions.closeInBooks(unit, session(learnt), person) }, settle(70, "sealed"), stop(600, 1_500), settle(700, "corrected"),
  ] },
  { name: "T15: suspect, cleared, sealed", steps: [
    { second: 600, name: "a", fact: () => stop16(600, "4711") }, { second: 700, act: (unit, sessions, learnt) => sessions.clearSuspicion(unit, session(learnt), person) }, settle(800, "sealed"),
  ] },
  { name: "T18: power loss and resume", steps: [start(0), meter(60, 1_100), boot(100), sweep(400), sweep(500), meter(600, 1_100), meter(660, 1_200), stop(700, 1_300)] },
  { name: "T1 T2: a remote start", steps: [{ second: 0, act: (unit, sessions) => sessions.expect(unit, { station: "CS-1", evse: 1, token: { value: "A" }, deadline: at(60) }) }, start(10, { token: { value: "a" } }), stop(600, 1_500, { token: { value: "a" } }), sweep(1_000)] },
  { name: "T1 Q6: a remote start by id", steps: [{ second: 0, act: (unit, sessions) => sessions.expect(unit, { station: "CS-1", token: { value: "A" }, remoteStartId: 5, deadline: at(60) }) }, send(started(10, "tx", { remoteStartId: 5, wh: 10 })), send(ended(120, "tx", { wh: 170 })), sweep(1_000)] },
  { name: "T14: a remote start that never happens", steps: [{ second: 0, act: (unit, sessions) => sessions.expect(unit, { station: "CS-1", token: { value: "A" }, deadline: at(60) }) }, sweep(100)] },
  { name: "Q4: two ends", steps: [send(started(0, "tx", { wh: 10 })), send(ended(120, "tx", { wh: 170 })), send(ended(240, "tx", { wh: 290 }))] },
  { name: "Q14: offline start, stop with −1", steps: [start(0, { received: 4_000 }), send(stop16(600, "-1", { received: 4_010, wh: 1_500 }))] },
  { name: "Q14: a stop with 0 beside a charging session", steps: [start(0), send(stop16(60, "0", { wh: 1_100 })), stop(600, 1_500)] },
  { name: "Q2: kWh that are Wh", steps: [send(started(0, "tx", { wh: 0 })), send(updated(15, "tx", { readings: [register(15, "150.01", "Sample.Periodic", "kWh")] })), send(ended(60, "tx", { wh: 600 }))] },
  { name: "pain 30: two kinds of register", steps: [start(0, { wh: 4_076_000 }), meter(60, 0), meter(120, 150), stop(180, 4_076_320)] },
  { name: "F11: a reset", steps: [start(0, { wh: 90_000 }), meter(60, 90_200), meter(120, 0), meter(180, 100), stop(240, 220)] },
  { name: "F12: another device", steps: [boot(-10), send(started(0, "1", { wh: 10 })), boot(100, "B-2"), send(started(200, "1", { wh: 5 })), sweep(300), send(ended(400, "1", { wh: 105 }))] },
  { name: "F12: a reference used twice", steps: [send(started(0, "1", { wh: 10 })), send(ended(60, "1", { wh: 50 })), send(started(200, "1", { wh: 50 })), send(ended(400, "1", { wh: 105 }))] },
  { name: "two EVSEs at once", steps: [start(0), start(5, { evse: 2, wh: 7_000, token: { value: "B" } }, "b"), meter(60, 1_100), meter(60, 7_200, { evse: 2 }, "b"), stop(120, 1_200), stop(130, 7_400, { token: { value: "B" } }, "b")] },
  { name: "states of the vehicle", steps: [start(0), meter(60, undefined, { energyState: "suspendedEv" }), meter(120, undefined, { energyState: "charging" }), meter(180, 1_300), stop(240, 1_400)] },
  { name: "readings of an idle EVSE", steps: [send(meter16(-60, undefined, 1_000)), start(0), send(meter16(60, undefined, 1_100)), stop(120, 1_200), send(meter16(180, undefined, 1_200))] },
  { name: "a rejected session", steps: [start(0), { second: 60, act: (unit, sessions, learnt) => sessions.reject(unit, session(learnt), person) }, stop(120, 1_200)] },
];
