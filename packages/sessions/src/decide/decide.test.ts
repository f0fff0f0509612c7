import { instant } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { booted, available, ended, meter16, start16, started, stop16, updated, at } from "../../test/world.ts";
import { defaultPolicy } from "../policy.ts";
import type { SessionState } from "../session-state.ts";
import { decide } from "./decide.ts";
import { closeInBooks, clearSuspicion, rejectSession, settle } from "./amend.ts";
import { afterAvailable, afterBoot, afterStatus, whenDue } from "./signals.ts";
import type { Decision, Situation } from "./situation.ts";

const policy = defaultPolicy;

function when(situation: Situation, fact: SessionFact, id = "S-1"): Decision {
  const fresh = { id, incarnation: 1, transaction: fact.transaction ?? "17" };
  return decide(deepFreeze(situation), deepFreeze(fact), { now: fact.receivedAt, policy, fresh });
}

/** The state after these facts of one session. */
function given(first: SessionFact, ...more: readonly SessionFact[]): SessionState {
  const last = (decision: Decision): SessionState => decision.changes.at(-1)!.after;
  return more.reduce((session, fact) => last(when({ session }, fact)), last(when({}, first)));
}

const events = (decision: Decision): readonly (readonly [string, readonly string[]])[] =>
  decision.changes.map(({ after, events: found }) => [after.session.id, found.map(({ event }) => event)]);

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const charging = given({ ...start16(0), transaction: "16" }, meter16(60, "16", 1_100));
const other: SessionState = { ...charging, session: { ...charging.session, id: "S-0" } };
const refused = { result: "refused", reason: "blocked" } as const;

describe("decide: given, when, then", () => {
  it.each<[string, Situation, SessionFact, readonly (readonly [string, readonly string[]])[]]>([
    ["T2: given nothing, when a start, then started", {}, start16(0), [["S-1", ["started", "metered"]]]],
    ["T3: given a session, when its start again, then repeated", { session: given(start16(0)) }, start16(0), [["S-1", ["repeated"]]]],
    ["T4: given an open session, when a later start, then superseded and started", { open: other }, start16(600, { wh: 1_200 }), [["S-0", ["superseded"]], ["S-1", ["started", "metered"]]]],
    ["T5: given an open session, when an older start, then history", { open: other }, start16(-600, { received: 700 }), [["S-1", ["started", "metered", "placed"]]]],
    ["T6: given an open session, when a refused start, then only that", { open: other }, start16(600, { authorization: refused }), [["S-1", ["started", "metered", "placed"]]]],
    ["T7: given a session, when readings, then metered", { session: given(start16(0)) }, meter16(60, "17", 1_100), [["S-1", ["metered"]]]],
    ["T7: given a session, when a state, then that", { session: given(start16(0)) }, meter16(60, "17", undefined, { energyState: "suspendedEv" }), [["S-1", ["stateChanged", "metered"]]]],
    ["T8: given a session, when its stop, then ended", { session: given(start16(0)) }, stop16(60, "17"), [["S-1", ["metered", "ended"]]]],
    ["T8: given a session, when an end without register, then ending", { session: given(started(0, "tx", { wh: 1 })) }, ended(60, "tx"), [["S-1", ["ending"]]]],
    ["T9: given nothing, when a stop, then a suspect session", {}, stop16(60, "17"), [["S-1", ["started", "suspected", "metered", "ended", "suspected"]]]],
    ["Q4: given an ended session, when a stop, then late evidence", { session: given(start16(0), stop16(60, "17")) }, stop16(90, "17", { wh: 2_500 }), [["S-1", ["lateEvidence"]]]],
    ["F7: given nothing, when an update, then a suspect session", {}, updated(60, "tx", { wh: 5 }), [["S-1", ["started", "suspected", "metered"]]]],
    ["given nothing, when readings without a transaction, then an orphan", {}, meter16(60, undefined, 5), []],
  ])("%s", (_name, situation, fact, expected) => {
    const decision = when(situation, fact);
    expect(events(decision)).toEqual(expected);
    expect(when(situation, fact)).toEqual(decision);
    for (const change of decision.changes) for (const { reason } of change.events) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it("answers a 1.6 start with the number it was given, also when it is refused", () => {
    expect(when({}, start16(0)).answer).toEqual({ outcome: "recorded", session: "S-1", transaction: "17", authorization: { result: "accepted" } });
    expect(when({}, start16(0, { authorization: refused })).answer).toEqual({ outcome: "refused", session: "S-1", transaction: "17", authorization: refused });
  });
});

describe("signals, time and people, only where they apply", () => {
  const active = given(start16(0));
  const over = given(start16(0), stop16(60, "17"));
  const act = { actor: "ops", reason: "test" };
  const ongoing = { station: "CS-1", transaction: "17", ongoing: true, messagesInQueue: false, receivedAt: at(60) };

  it("leaves a finished session alone", () => {
    expect(afterBoot(over, booted(90), false, policy)).toBeUndefined();
    expect(afterAvailable(over, available(90), policy)).toBeUndefined();
    expect(afterStatus(over, ongoing, policy)).toBeUndefined();
    expect(whenDue(over, instant(at(0) + policy.settleWithin), policy)).toBeUndefined();
  });

  it("does nothing before it is due", () => {
    expect(whenDue(active, at(60), policy)).toBeUndefined();
    expect(afterStatus(active, ongoing, policy)).toBeUndefined();
  });

  it("refuses acts that do not apply, with a sentence", () => {
    const refusals = [closeInBooks(over, act, { now: at(90), policy }), clearSuspicion(over, act, undefined, policy), clearSuspicion(over, act, "x", policy), settle(active, "sealed", "CDR"), settle(over, "corrected", "CDR")];
    expect(refusals.map((one) => ("refused" in one ? one.refused : ""))).toEqual([
      "The session has ended already.", "Nothing holds the session.", "The session is not held by x.", "The session is active, so nothing can be settled.", "Nothing was sealed that could be corrected.",
    ]);
    const rejected = rejectSession(active, act);
    expect("change" in rejected && rejectSession(rejected.change.after, act)).toEqual({ refused: "The session is invalid already." });
  });
});
