import type { CallReply } from "@cpokit/ocpp";
import type { Core } from "../core.ts";
import type { Step, WireStory } from "./story.ts";
import { B, began, BLOCKED, event, evseMeter, A, meter, numberOf, over, start, status, status2, stop, went } from "./wire-messages.ts";
import type { Learnt, WireStation } from "./wire-station.ts";

const PERSON = { actor: "operator", reason: "story" };
const accepted = (): CallReply => ({ response: { status: "Accepted" } });
const rejected = (): CallReply => ({ response: { status: "Rejected" } });

/** A person acts on the session of a transaction. */
function onSession(second: number, act: (core: Core, session: string) => Promise<unknown>, reference: (learnt: Learnt) => string = (learnt) => String(numberOf(learnt, "a"))): Step {
  return {
    at: second,
    async act(core, { learnt }) {
      const session = await core.sessions.byTransaction(core.store, "CS-1", reference(learnt));
      if (session === undefined) return false;
      await act(core, session.id);
      return true;
    },
  };
}

const closeInBooks = (second: number, reference?: (learnt: Learnt) => string): Step => onSession(second, (core, id) => core.store.transaction((unit) => core.sessions.closeInBooks(unit, id, PERSON)), reference);
const clear = (second: number, reference?: (learnt: Learnt) => string): Step => onSession(second, (core, id) => core.store.transaction((unit) => core.sessions.clearSuspicion(unit, id, PERSON)), reference);
const reject = (second: number): Step => onSession(second, (core, id) => core.store.transaction((unit) => core.sessions.reject(unit, id, PERSON)));

/** The app sends a command; a new click when the outcome is not known. */
function command(second: number, what: (station: WireStation) => Parameters<Core["csms"]["send"]>[1]): Step {
  return {
    at: second,
    async act({ csms }, station, attempt) {
      const { outcome } = await csms.send("CS-1", what(station), { key: `${second}/${attempt}`, requestedBy: "app" });
      return outcome?.outcome === "accepted" || outcome?.outcome === "rejected";
    },
  };
}

const remoteStart = (second: number): Step => command(second, () => ({ command: "start", token: { value: A }, evse: 1 }));

/** Obeys a start and a stop, once each. */
function obeys(starts: (station: WireStation, payload: { readonly remoteStartId?: number }) => void, stops: (station: WireStation) => void = () => undefined) {
  return () => {
    const done = new Set<string>();
    const once = (what: string, begin: () => void): CallReply => {
      if (done.has(what)) return rejected();
      done.add(what);
      begin();
      return accepted();
    };
    return (action: string, payload: unknown, station: WireStation): CallReply | undefined => {
      if (/StartTransaction$/.test(action)) return once("start", () => starts(station, payload as { readonly remoteStartId?: number }));
      if (/StopTransaction$/.test(action)) return once("stop", () => stops(station));
      return undefined;
    };
  };
}

const tellOf = (step: Step): Parameters<WireStation["tell"]>[0] => {
  if ("tell" in step) return step.tell;
  throw new Error("This step tells nothing.");
};

/** A 1.6 session of half an hour, 5 500 Wh. */
const PLAIN_16 = [start(0, 1_000), meter(600, 2_800), meter(1_200, 4_700), stop(1_800, 6_500)];
/** The same in 2.x. */
const PLAIN_2 = [began(0, 1_000), went(600, 1, 2_800), went(1_200, 2, 4_700), over(1_800, 3, 6_500)];

const twice = (steps: readonly Step[]): readonly Step[] => steps.flatMap((step) => [step, { ...step, at: step.at + 5 }]);
const sentAt = (second: number, steps: readonly Step[]): readonly Step[] => steps.map((step) => ({ ...step, at: second }));

/** Stations of all versions, in order and out of it. Each story names the rules that it exercises. */
export const wireStories: readonly WireStory[] = [
  { name: "1.6: a plain session (T2, T7, T8)", version: "1.6", steps: [status(-10, "Preparing"), ...PLAIN_16, status(1_801, "Available")] },
  { name: "2.0.1: a plain session", version: "2.0.1", steps: [status2(-10, "Occupied"), ...PLAIN_2, status2(1_801, "Available")] },
  { name: "2.1: a plain session", version: "2.1", steps: PLAIN_2 },
  { name: "1.6: every message twice, with new ids (F6, T3)", version: "1.6", steps: twice(PLAIN_16) },
  { name: "2.0.1: every message twice, with new ids (F6, T3)", version: "2.0.1", steps: twice(PLAIN_2) },
  { name: "1.6: a whole session told after hours offline (F8)", version: "1.6", steps: [{ at: -5, offlineUntil: 7_000 }, ...sentAt(7_000, PLAIN_16)] },
  { name: "2.0.1: a whole session told after hours offline (F8)", version: "2.0.1", steps: [
    { at: -5, offlineUntil: 7_000 }, ...sentAt(7_000, [began(0, 1_000, { offline: true }), went(600, 1, 2_800, { offline: true }), over(1_800, 2, 6_500, { offline: true })]),
  ] },
  { name: "1.6: the line is lost during the session", version: "1.6", steps: [start(0, 1_000), { at: 300, offlineUntil: 1_500 }, ...sentAt(1_500, [meter(600, 2_800), meter(1_200, 4_700)]), stop(1_800, 6_500)] },
  { name: "2.1: the line is lost during the session", version: "2.1", steps: [
    began(0, 1_000), { at: 300, offlineUntil: 1_500 }, ...sentAt(1_500, [went(600, 1, 2_800, { offline: true }), went(1_200, 2, 4_700, { offline: true })]), over(1_800, 3, 6_500),
  ] },
  { name: "1.6: the stop comes an hour late (T12)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), { at: 700, offlineUntil: 5_000 }, stop(1_800, 6_500, { sent: 5_000 })] },
  { name: "1.6: superseded by the next start (T4)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), start(1_200, 3_000, { of: "b", tag: B }), stop(1_800, 4_000, { of: "b" })] },
  { name: "1.6: superseded, and its own stop comes late (T4, T12)", version: "1.6", steps: [
    start(0, 1_000), meter(600, 2_800), start(1_200, 3_000, { of: "b", tag: B }), stop(1_100, 2_950, { sent: 1_700 }), stop(1_800, 4_000, { of: "b" }),
  ] },
  { name: "2.0.1: superseded by another transaction on the EVSE (T4)", version: "2.0.1", steps: [
    began(0, 1_000), went(600, 1, 2_800), began(1_200, 3_000, { of: "b", tag: B }), over(1_800, 1, 4_000, { of: "b" }),
  ] },
  { name: "1.6: history is told beside an open session (T5)", version: "1.6", steps: [
    start(2_000, 7_000, { of: "b", tag: B }), start(0, 1_000, { sent: 2_100 }), meter(600, 2_800, { sent: 2_100 }), stop(1_800, 6_500, { sent: 2_100 }), stop(2_400, 8_000, { of: "b" }),
  ] },
  { name: "1.6: a refused start and its stop (T6)", version: "1.6", steps: [start(0, 1_000, { tag: BLOCKED }), stop(4, 1_000, { reason: "DeAuthorized" })] },
  { name: "1.6: a refused start beside a charging session touches nothing (T6, I18, pain 20)", version: "1.6", steps: [
    start(0, 1_000, { of: "b", tag: B }), start(300, 1_700, { tag: BLOCKED }), stop(305, 1_700, { reason: "DeAuthorized" }), meter(600, 2_800, { of: "b" }), stop(1_800, 6_500, { of: "b" }),
  ] },
  { name: "1.6: a refused start that charges on (T6, F20)", version: "1.6", steps: [start(0, 1_000, { tag: BLOCKED }), meter(600, 2_800), stop(1_800, 6_500)] },
  { name: "2.0.1: a refused token in the start (T6)", version: "2.0.1", steps: [began(0, 1_000, { tag: BLOCKED }), over(3, 1, 1_000, { reason: "DeAuthorized" })] },
  { name: "2.0.1: the token comes after the start", version: "2.0.1", steps: [
    event(0, { type: "Started", seq: 0, wh: 1_000, evse: 1, trigger: "CablePluggedIn", state: "EVConnected" }), went(20, 1, undefined, { tag: A, trigger: "Authorized" }), went(600, 2, 2_800), over(1_800, 3, 6_500),
  ] },
  { name: "1.6: a stop of an unknown transaction (T9, pain 4)", version: "1.6", steps: [stop(600, 5_000, { number: 4_711 })] },
  { name: "2.0.1: an end of an unknown transaction, cleared and billed (T9, T15, Q7)", version: "2.0.1", steps: [
    { at: 1_800, tell: { action: "TransactionEvent", payload: {
      eventType: "Ended", timestamp: "2026-11-20T15:00:00.000Z", triggerReason: "StopAuthorized", seqNo: 9, transactionInfo: { transactionId: "tx-a", stoppedReason: "Local" }, evse: { id: 1 },
      idToken: { idToken: A, type: "ISO14443" },
      meterValue: [
        { timestamp: "2026-11-20T14:30:00.000Z", sampledValue: [{ value: 1_000, context: "Transaction.Begin" }] },
        { timestamp: "2026-11-20T15:00:00.000Z", sampledValue: [{ value: 6_500, context: "Transaction.End" }] },
      ],
    } } },
    clear(2_000, () => "tx-a"),
  ] },
  { name: "2.0.1: the end comes before the start (F7)", version: "2.0.1", steps: [over(1_800, 3, 6_500), began(0, 1_000, { sent: 1_810 })] },
  { name: "2.1: updates come before the start (F7)", version: "2.1", steps: [went(600, 1, 2_800, { evse: 1 }), began(0, 1_000, { sent: 610 }), over(1_800, 2, 6_500)] },
  { name: "1.6: an offline start, and a stop that never learnt its number (Q14, F9)", version: "1.6", steps: [
    { at: -5, offlineUntil: 3_000 }, ...sentAt(3_000, [start(0, 1_000), stop(1_800, 6_500, { number: -1 })]),
  ] },
  { name: "1.6: a stop with 0 beside a charging session (Q14, I18)", version: "1.6", steps: [start(0, 1_000), stop(600, 2_800, { number: 0 }), stop(1_800, 6_500)] },
  { name: "2.0.1: two ends (Q4)", version: "2.0.1", steps: [began(0, 1_000), over(1_800, 1, 6_500), over(1_900, 2, 6_600)] },
  { name: "2.0.1: seqNo is always 0 (Q1)", version: "2.0.1", steps: [began(0, 1_000), went(600, 0, 2_800), went(1_200, 0, 4_700), over(1_800, 0, 6_500)] },
  { name: "2.0.1: updates and end without EVSE, token and meter (Q10)", version: "2.0.1", steps: [began(0, 1_000), went(600, 1, undefined), over(1_800, 2, undefined)] },
  { name: "2.0.1: kWh that are Wh (Q2)", version: "2.0.1", steps: [began(0, 1_000), went(600, 1, 2_800, { unit: "kWh" }), over(1_800, 2, 6_500)] },
  { name: "1.6: kWh with the tail of a float (Q3)", version: "1.6", steps: [start(0, 1_000), meter(600, "2.7999999999999998", { unit: "kWh" }), stop(1_800, 6_500)] },
  { name: "2.0.1: only exported energy (Q13)", version: "2.0.1", steps: [began(0, 1_000, { measurand: "Energy.Active.Export.Register" }), over(1_800, 1, 6_500, { measurand: "Energy.Active.Export.Register" })] },
  { name: "1.6: power loss, and the session goes on (T18)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), { at: 700, boot: "SN-1" }, meter(1_300, 2_800), meter(1_900, 4_600), stop(2_500, 6_500)] },
  { name: "1.6: power loss, and the session ended there", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), { at: 900, boot: "SN-1" }, stop(700, 3_100, { sent: 905, reason: "PowerLoss" })] },
  { name: "1.6: power loss, and the session is never spoken of again (T11, Q12)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), { at: 700, boot: "SN-1" }, status(710, "Available")] },
  { name: "2.1: given up after a power loss, and it goes on after all (T11, T18)", version: "2.1", steps: [
    began(0, 1_000), went(600, 1, 2_800), { at: 700, boot: "SN-1" }, went(1_800, 2, 2_800, { trigger: "TxResumed" }), went(2_400, 3, 4_600), over(3_000, 4, 6_500),
  ] },
  { name: "1.6: available, yet no stop (T11)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), status(700, "Available")] },
  { name: "1.6: nothing more is ever heard (T11, silence)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800)], wait: 91_000 },
  { name: "1.6: two connectors at once", version: "1.6", steps: [
    start(0, 1_000), start(5, 50_000, { of: "b", connector: 2, tag: B }), meter(600, 2_800), meter(601, 51_000, { of: "b", connector: 2 }), stop(1_800, 6_500), stop(1_900, 53_000, { of: "b" }),
  ] },
  { name: "2.0.1: two EVSEs at once", version: "2.0.1", steps: [
    began(0, 1_000), began(5, 50_000, { of: "b", evse: 2, tag: B }), went(600, 1, 2_800), went(601, 1, 51_000, { of: "b" }), over(1_800, 2, 6_500), over(1_900, 2, 53_000, { of: "b" }),
  ] },
  { name: "1.6: remote start and remote stop (T1, T2, I20)", version: "1.6", answers: obeys(
    (station) => station.tell(tellOf(start(60, 1_000))), (station) => station.tell(tellOf(stop(1_860, 6_500, { reason: "Remote" }))),
  ), steps: [remoteStart(30), meter(660, 2_800, { sent: 700 }), command(1_850, ({ learnt }) => ({ command: "stop", transaction: String(numberOf(learnt, "a")) }))] },
  { name: "2.0.1: remote start, linked by its id alone (T2, Q6)", version: "2.0.1", answers: obeys((station, { remoteStartId = 0 }) =>
    station.tell(tellOf(event(60, { type: "Started", seq: 0, wh: 1_000, evse: 1, trigger: "RemoteStart", remoteStartId: () => remoteStartId })))),
    steps: [remoteStart(30), over(1_860, 1, 6_500)] },
  { name: "1.6: a remote start that never happens (T14)", version: "1.6", steps: [remoteStart(30)] },
  { name: "2.1: a remote start that the station rejects", version: "2.1", answers: () => () => rejected(), steps: [remoteStart(30)] },
  { name: "1.6: closed in the books, sealed, and the real stop comes (T13, T17, F22)", version: "1.6", steps: [start(0, 1_000), meter(600, 2_800), closeInBooks(700), stop(1_800, 6_500)] },
  { name: "2.0.1: closed in the books, sealed, and corrected by the real end (T13, F22)", version: "2.0.1", steps: [began(0, 1_000), went(600, 1, 2_800), closeInBooks(700, () => "tx-a"), over(1_800, 2, 6_500)] },
  { name: "1.6: rejected by a person", version: "1.6", steps: [start(0, 1_000), reject(60), stop(1_800, 6_500)] },
  { name: "1.6: the register is reset during the session (F11)", version: "1.6", steps: [start(0, 90_000), meter(600, 91_800), meter(1_200, 0), meter(1_500, 900), stop(1_800, 1_800)] },
  { name: "1.6: samples count from the start of the session (pain 30)", version: "1.6", steps: [start(0, 4_076_000), meter(600, 0), meter(1_200, 1_800), meter(1_500, 2_700), stop(1_800, 4_081_500)] },
  { name: "2.0.1: the device is replaced during the session (F12, I24)", version: "2.0.1", steps: [
    began(0, 1_000), went(600, 1, 2_800), { at: 900, boot: "SN-2" }, began(1_000, 10, { of: "b", tag: B }), over(1_800, 1, 2_010, { of: "b" }),
  ] },
  { name: "2.0.1: a reference is used twice (F12)", version: "2.0.1", steps: [began(0, 1_000), over(600, 1, 2_800), began(1_000, 2_800), over(1_800, 1, 5_000)] },
  { name: "1.6: the clock is an hour ahead (F10)", version: "1.6", timesOfReceipt: true, steps: [start(3_600, 1_000, { sent: 0 }), meter(4_200, 2_800, { sent: 600 }), stop(5_400, 6_500, { sent: 1_800 })] },
  { name: "1.6: over the tariff change at 17:00 and over midnight (F19)", version: "1.6", steps: [start(3_600, 1_000), meter(7_200, 11_000), meter(28_800, 40_000), stop(36_000, 52_000)] },
  { name: "2.0.1: the car is full and stays (idle fee)", version: "2.0.1", steps: [began(0, 1_000), went(900, 1, 4_000, { state: "SuspendedEV", trigger: "ChargingStateChanged" }), went(1_500, 2, 4_000, { state: "SuspendedEV" }), over(3_000, 3, 4_000)] },
  { name: "1.6: the car pauses, told by status alone", version: "1.6", steps: [start(0, 1_000), status(5, "Charging"), meter(600, 2_800), status(700, "SuspendedEV"), status(1_300, "Charging"), stop(1_800, 4_500)] },
  { name: "2.0.1: the end has no register, which comes after it (T8)", version: "2.0.1", steps: [began(0, 1_000), went(600, 1, 2_800), over(1_800, 2, undefined), event(1_800, { type: "Updated", seq: 3, wh: 6_500, context: "Transaction.End", sent: 1_810 })] },
  { name: "2.0.1: meter values that name no transaction", version: "2.0.1", steps: [began(0, 1_000), evseMeter(600, 2_800, "Sample.Clock"), over(1_800, 1, 6_500), evseMeter(2_400, 6_500, "Sample.Clock")] },
  { name: "1.6: readings come after the stop (F7)", version: "1.6", steps: [start(0, 1_000), stop(1_800, 6_500), meter(600, 2_800, { sent: 1_810 }), meter(1_900, 6_600)] },
  { name: "1.6: one after the other, three sessions", version: "1.6", steps: [
    start(0, 1_000), stop(600, 2_800), start(900, 2_800, { of: "b", tag: B }), stop(1_500, 4_500, { of: "b" }), start(1_800, 4_500, { of: "c" }), stop(2_400, 6_000, { of: "c" }),
  ] },
];
