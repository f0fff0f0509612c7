import { afterEach, describe, expect, it } from "vitest";
import { at, available, booted, codes, createWorld as openWorld, ended, meter16, register, start16, started, stop16, updated, type World, type WorldOptions } from "./world.ts";

const worlds: World[] = [];

function createWorld(options?: WorldOptions): World {
  const world = openWorld(options);
  worlds.push(world);
  return world;
}

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    for (const { id } of await world.all()) {
      const { stored, replayed } = await world.bytes(id);
      expect(replayed, "I8: the journal rebuilds the state byte for byte").toBe(stored);
    }
  }
});

const alice = { value: "ALICE" };
const bob = { value: "BOB" };

describe("T1, T2, T14: remote starts", () => {
  it("T1: a remote start is PENDING until its evidence", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", evse: 1, token: alice, deadline: at(60) }));
    expect(await world.get(id)).toMatchObject({ lifecycle: "pending", transaction: "", dueAt: at(60), token: alice });
    expect(world.events).toEqual([`session.updated ${id}`]);
  });

  it("T2: a 1.6 start links to it by token and EVSE, whatever the case and type of the token (Q5)", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", evse: 1, token: { value: "alice", type: "Local" }, deadline: at(60) }));
    const answer = await world.record(start16(20, { token: { value: "ALICE" } }));
    expect(answer).toMatchObject({ outcome: "recorded", session: id });
    expect(await world.get(id)).toMatchObject({ lifecycle: "active", startAt: at(20), transaction: answer.transaction, startRegister: 1_000 });
    expect((await world.get(id)).dueAt).toBeUndefined();
  });

  it("T2, Q6: a 2.x start without token links by remoteStartId and takes its token", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", token: alice, remoteStartId: 77, deadline: at(60) }));
    const answer = await world.record(started(20, "tx-1", { remoteStartId: 77, evse: 2, wh: 5 }));
    expect(answer).toMatchObject({ session: id, transaction: "tx-1" });
    expect(await world.get(id)).toMatchObject({ lifecycle: "active", token: alice, evse: 2 });
  });

  it("T2: the start of another driver does not link", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", evse: 1, token: alice, deadline: at(60) }));
    const answer = await world.record(start16(20, { token: bob }));
    expect(answer.session).not.toBe(id);
    expect((await world.get(id)).lifecycle).toBe("pending");
  });

  it("T14: without evidence the deadline cancels it; later evidence is a new session with its token", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", token: alice, remoteStartId: 77, deadline: at(60) }));
    expect(await world.at(59, (unit) => world.sessions.expirePending(unit, at(59)))).toEqual([]);
    const [cancelled] = await world.at(60, (unit) => world.sessions.expirePending(unit, at(60)));
    expect(cancelled).toMatchObject({ id, lifecycle: "cancelled", settlement: "waived" });
    const answer = await world.record(started(70, "tx-1", { remoteStartId: 77, wh: 5 }));
    expect(answer.session).not.toBe(id);
    expect(await world.get(answer.session)).toMatchObject({ lifecycle: "active", token: alice, remoteStartId: 77 });
    expect((await world.get(id)).lifecycle).toBe("cancelled");
  });

  it("F18: evidence that comes before the sweep counts although the deadline is past", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", token: alice, remoteStartId: 77, deadline: at(60) }));
    expect((await world.record(started(65, "tx-1", { remoteStartId: 77 }))).session).toBe(id);
  });
});

describe("T2, T3: starts and their repeats", () => {
  it("T2: a 1.6 start is ACTIVE with a number of ours", async () => {
    const world = createWorld();
    const answer = await world.record(start16(0));
    expect(Number(answer.transaction)).toBeGreaterThanOrEqual(1);
    expect(await world.get(answer.session)).toMatchObject({ lifecycle: "active", evse: 1, startAt: at(0), startRegister: 1_000, energy: 0, review: "clean" });
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(answer.session);
    expect(world.events).toEqual([`session.started ${answer.session}`]);
  });

  it("T3, F2, F6: the same start again gets the same answer and changes nothing", async () => {
    const world = createWorld();
    const first = await world.record(start16(0));
    const again = await world.record(start16(0, { received: 30 }));
    expect(again).toEqual({ ...first, outcome: "repeated" });
    expect(await world.all()).toHaveLength(1);
    expect((await world.get(first.session)).journalLength).toBe(1);
  });

  it("T3, F6, pain 1: the same content under another key is the same start, journalled and answered as before", async () => {
    const world = createWorld();
    const first = await world.record(start16(0));
    const again = await world.record(start16(0, { received: 30, key: "another" }));
    expect(again).toEqual({ ...first, outcome: "repeated" });
    expect(await world.all()).toHaveLength(1);
    expect((await world.sessions.journal(world.store, first.session!)).map((entry) => entry.events.map((event) => event.event))).toEqual([["started", "metered"], ["repeated"]]);
  });

  it("T3: a refused start is refused again", async () => {
    const world = createWorld();
    const refused = { result: "refused", reason: "blocked" } as const;
    const first = await world.record(start16(0, { authorization: refused }));
    expect(await world.record(start16(0, { authorization: refused, received: 9 }))).toEqual(first);
    expect(await world.record(start16(0, { authorization: refused, received: 9, key: "another" }))).toEqual(first);
  });

  it("Q1: seqNo 0 everywhere is no repeat", async () => {
    const world = createWorld();
    await world.record(started(0, "tx-1", { wh: 0, seqNo: 0 }));
    await world.record(updated(60, "tx-1", { wh: 100, seqNo: 0 }));
    const last = await world.record(ended(120, "tx-1", { wh: 200, seqNo: 0 }));
    expect(await world.get(last.session)).toMatchObject({ lifecycle: "ended", energy: 200, review: "clean" });
  });

  it("Q10: ids are any text; Updated and Ended may carry nothing else", async () => {
    const world = createWorld();
    const transaction = "0123456789abcdef0123456789abcdef01";
    const first = await world.record(started(0, transaction, { wh: 10, token: alice }));
    await world.record(updated(60, transaction));
    await world.record(ended(120, transaction));
    expect(await world.get(first.session)).toMatchObject({ lifecycle: "ending", evse: 1, token: alice, energy: 0 });
  });

  it("I4, pain 16: a number that was given out is drawn again, never given twice", async () => {
    let draw = 0;
    const draws = [0, 0, 0, 0.5];
    const world = createWorld({ sessions: { random: () => draws[Math.min(draw++, 3)]! } });
    const numbers = [await world.record(start16(0)), await world.record(start16(60, { evse: 2 }))].map((answer) => answer.transaction);
    expect(numbers).toEqual(["1", "1073741824"]);
  });
});

describe("T4, T5, T6: several starts on one EVSE", () => {
  it("T4, I3: a new start supersedes the open session in the same commit", async () => {
    const world = createWorld();
    const old = await world.record(start16(0));
    await world.record(meter16(60, old.transaction, 1_100));
    const next = await world.record(start16(600, { token: bob, wh: 1_400 }));
    expect(await world.get(old.session)).toMatchObject({ lifecycle: "ending", closure: "superseded", provisional: true, endAt: at(60), energy: 100 });
    expect(await world.get(next.session)).toMatchObject({ lifecycle: "active", review: "clean" });
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(next.session);
    expect(world.events.slice(-2)).toEqual([`session.updated ${old.session}`, `session.started ${next.session}`]);
  });

  it("T4, Q12: the superseded one ends as suspect and held", async () => {
    const world = createWorld();
    const old = await world.record(start16(0));
    await world.record(start16(600, { token: bob }));
    await world.at(700, (unit) => world.sessions.sweep(unit, at(700)));
    expect(await world.get(old.session)).toMatchObject({ lifecycle: "ended", closure: "superseded", review: "suspect", settlement: "held" });
    expect(codes(await world.get(old.session))).toContain("missing-end");
  });

  it("pain 3: a duplicate start is named on the session that it replaced", async () => {
    const world = createWorld();
    const old = await world.record(start16(0));
    await world.record(start16(30));
    expect(codes(await world.get(old.session))).toEqual(["duplicate-start"]);
  });

  it("T5, F8: a start from before the open session is history; the open one stays", async () => {
    const world = createWorld();
    const open = await world.record(start16(3_600, { wh: 5_000 }));
    const past = await world.record(start16(0, { received: 3_700, token: bob, wh: 1_000 }));
    expect(await world.get(past.session)).toMatchObject({ lifecycle: "ending", provisional: true });
    expect((await world.get(open.session)).lifecycle).toBe("active");
    await world.record(meter16(600, past.transaction, 1_500, { received: 3_710 }));
    const stop = await world.record(stop16(1_200, past.transaction, { received: 3_720, token: bob, wh: 2_000 }));
    expect(stop).toMatchObject({ outcome: "recorded", session: past.session });
    expect(await world.get(past.session)).toMatchObject({ lifecycle: "ended", closure: "station", provisional: false, energy: 1_000, review: "clean", endAt: at(1_200) });
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(open.session);
  });

  it("T6, pain 20, I18: a refused start is recorded, answered with a number, and closes nothing", async () => {
    const world = createWorld();
    const charging = await world.record(start16(0));
    const refused = await world.record(start16(60, { token: bob, authorization: { result: "refused", reason: "invalid" }, wh: 1_050 }));
    expect(refused).toMatchObject({ outcome: "refused", authorization: { result: "refused", reason: "invalid" } });
    expect(Number(refused.transaction)).toBeGreaterThan(0);
    expect(await world.get(refused.session)).toMatchObject({ lifecycle: "ending", provisional: true });
    expect((await world.get(charging.session)).lifecycle).toBe("active");
    await world.record(stop16(70, refused.transaction, { token: bob, wh: 1_050, reason: "DeAuthorized" }));
    expect(await world.get(refused.session)).toMatchObject({ lifecycle: "invalid", settlement: "waived", closure: "station" });
    expect((await world.get(charging.session)).lifecycle).toBe("active");
  });

  it("T6: a refused start that charges anyway is held", async () => {
    const world = createWorld();
    const refused = await world.record(start16(0, { authorization: { result: "refused", reason: "expired" } }));
    await world.record(stop16(600, refused.transaction, { wh: 1_900 }));
    expect(await world.get(refused.session)).toMatchObject({ lifecycle: "ended", review: "suspect", settlement: "held" });
    expect(codes(await world.get(refused.session))).toEqual(["token-refused"]);
  });

  it("T6, pain 2: a refused start whose stop never comes does not stay open", async () => {
    const world = createWorld();
    const refused = await world.record(start16(0, { authorization: { result: "refused", reason: "invalid" } }));
    await world.at(400, (unit) => world.sessions.sweep(unit, at(400)));
    expect(await world.get(refused.session)).toMatchObject({ lifecycle: "invalid", settlement: "waived", closure: "stationLost" });
  });

  it("starts and stops on different EVSEs do not touch each other", async () => {
    const world = createWorld();
    const one = await world.record(start16(0, { evse: 1 }));
    const two = await world.record(start16(10, { evse: 2, wh: 7_000 }));
    await world.record(stop16(60, one.transaction, { wh: 1_100 }));
    expect(await world.get(one.session)).toMatchObject({ lifecycle: "ended", energy: 100 });
    expect(await world.get(two.session)).toMatchObject({ lifecycle: "active" });
  });
});

describe("T7: evidence during the session", () => {
  it("updates energy, power and state", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_180, { energyState: "suspendedEv" }));
    expect(await world.get(session)).toMatchObject({ lastRegister: 1_180, energy: 180, energyState: "suspendedEv", lastEvidenceAt: at(60), lifecycle: "active" });
    expect(world.events.at(-1)).toBe(`session.updated ${session}`);
  });

  it("I5: a reading that falls is kept in the journal with its reason and changes nothing", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_180));
    await world.record(meter16(120, transaction, 0));
    expect((await world.get(session)).energy).toBe(180);
    const entry = (await world.sessions.journal(world.store, session!)).at(-1);
    expect(entry?.quarantined).toMatchObject([{ code: "register-fell", reason: "The register fell from 1180 Wh to 0 Wh." }]);
  });

  it("readings without a transaction go to the session that is open on the EVSE, else they are kept as orphans", async () => {
    const world = createWorld();
    expect(await world.record(meter16(-60, undefined, 1_000))).toEqual({ outcome: "recorded" });
    const { session } = await world.record(start16(0));
    expect(await world.record(meter16(60, undefined, 1_180))).toMatchObject({ session });
    expect((await world.get(session)).energy).toBe(180);
    expect(await world.record(meter16(70, undefined, 9_000, { evse: 0 }))).toEqual({ outcome: "recorded" });
    expect(await world.record(meter16(80, "-1", 1_200))).toMatchObject({ session });
  });

  it("F7: evidence before the start opens the session, and the start fills it", async () => {
    const world = createWorld();
    const early = await world.record(updated(60, "tx-1", { wh: 1_100, evse: 1 }));
    expect(codes(await world.get(early.session))).toEqual(["missing-start"]);
    expect((await world.get(early.session)).energy).toBeUndefined();
    const late = await world.record(started(0, "tx-1", { received: 70, wh: 1_000, token: alice, authorization: { result: "accepted" } }));
    expect(late).toEqual({ outcome: "recorded", session: early.session, transaction: "tx-1", authorization: { result: "accepted" } });
    expect(await world.get(early.session)).toMatchObject({ lifecycle: "active", startAt: at(0), startRegister: 1_000, energy: 100, token: alice, review: "clean", suspicions: [] });
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(early.session);
  });

  it("I18: evidence of an unknown transaction never takes the EVSE from another", async () => {
    const world = createWorld();
    const { session } = await world.record(start16(0));
    const stranger = await world.record(meter16(60, "4711", 1_100));
    expect(stranger.session).not.toBe(session);
    expect(await world.get(stranger.session)).toMatchObject({ lifecycle: "ending", review: "suspect" });
    expect((await world.get(session)).lifecycle).toBe("active");
  });

  it("a transaction that names its EVSE late takes it then", async () => {
    const world = createWorld();
    const { evse: _none, ...fact } = started(0, "tx-1", { wh: 10 });
    const { session } = await world.record(fact);
    expect((await world.get(session)).evse).toBeUndefined();
    await world.record(updated(60, "tx-1", { evse: 2 }));
    expect((await world.sessions.openOn(world.store, "CS-1", 2))?.id).toBe(session);
  });

  it("2.x: the token may come after the start, and an accepted one stays", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 10 }));
    await world.record(updated(10, "tx-1", { token: alice, authorization: { result: "accepted" } }));
    await world.record(updated(20, "tx-1", { token: bob, authorization: { result: "accepted" } }));
    expect(await world.get(session)).toMatchObject({ token: alice, authorization: { result: "accepted" } });
  });
});

describe("T8, T9, T10: the end", () => {
  it("T8: an end with its register ends the session at once", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    const answer = await world.record(stop16(600, transaction, { wh: 2_000 }));
    expect(answer).toEqual({ outcome: "recorded", session, transaction });
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "station", provisional: false, endAt: at(600), energy: 1_000, review: "clean", settlement: "none", stopReason: "Local" });
    expect(await world.sessions.openOn(world.store, "CS-1", 1)).toBeUndefined();
    expect(world.events.at(-1)).toBe(`session.ended ${session}`);
  });

  it("T8: an end without register waits for late readings", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    await world.record(ended(600, "tx-1"));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ending", provisional: false, closure: "station", dueAt: at(660) });
    await world.record(updated(600, "tx-1", { received: 620, readings: [register(600, 1_900, "Transaction.End")] }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", energy: 900, review: "clean" });
  });

  it("T8: when the grace is over the last register stands, if it is young enough", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    await world.record(updated(500, "tx-1", { wh: 1_800 }));
    await world.record(ended(600, "tx-1"));
    await world.at(661, (unit) => world.sessions.sweep(unit, at(661)));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", energy: 800, review: "clean", closure: "station" });
  });

  it("tariffs G5: an old last register does not stand for the end", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    await world.record(updated(60, "tx-1", { wh: 1_800 }));
    await world.record(ended(3_600, "tx-1"));
    await world.at(3_661, (unit) => world.sessions.sweep(unit, at(3_661)));
    expect(codes(await world.get(session))).toEqual(["missing-end-reading"]);
    expect((await world.get(session)).settlement).toBe("held");
  });

  it("T9, pain 4: a stop of an unknown transaction is accepted and makes its session, suspect", async () => {
    const world = createWorld();
    const answer = await world.record(stop16(600, "4711"));
    expect(answer).toMatchObject({ outcome: "recorded", transaction: "4711" });
    expect(await world.get(answer.session)).toMatchObject({ lifecycle: "ended", closure: "station", review: "suspect", settlement: "held" });
    expect(codes(await world.get(answer.session))).toEqual(["missing-start", "energy-unknown"]);
  });

  it("T9, F7, Q7: a stop before its start; the start that follows completes it", async () => {
    const world = createWorld();
    const stop = await world.record(ended(600, "tx-1", { readings: [register(0, 1_000, "Transaction.Begin"), register(600, 1_700, "Transaction.End")] }));
    expect(await world.get(stop.session)).toMatchObject({ startAt: at(0), endAt: at(600), energy: 700, review: "suspect" });
    await world.record(started(0, "tx-1", { received: 700, wh: 1_000, token: alice }));
    expect(await world.get(stop.session)).toMatchObject({ lifecycle: "ended", token: alice, energy: 700, review: "clean", settlement: "none" });
    expect(world.events.at(-1)).toBe(`session.ended ${stop.session}`);
    expect(await world.sessions.openOn(world.store, "CS-1", 1)).toBeUndefined();
  });

  it("T10, pain 19: ended with messages queued is not ended", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    const outcome = await world.at(100, (unit) => world.sessions.transactionStatus(unit, { station: "CS-1", transaction: "tx-1", ongoing: false, messagesInQueue: true, receivedAt: at(100) }));
    expect(outcome).toMatchObject({ outcome: "done", session: { lifecycle: "ending", provisional: true } });
    await world.at(4_000, (unit) => world.sessions.sweep(unit, at(4_000)));
    expect((await world.get(session)).lifecycle).toBe("ending");
    await world.record(ended(90, "tx-1", { received: 4_100, wh: 1_200 }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "station", endAt: at(90), energy: 200, review: "clean" });
  });

  it("T10: an unknown transaction, one that goes on, and one that is over with nothing to tell", async () => {
    const world = createWorld();
    const ask = (second: number, ongoing: boolean) => world.at(second, (unit) => world.sessions.transactionStatus(unit, { station: "CS-1", transaction: "tx-1", ongoing, messagesInQueue: false, receivedAt: at(second) }));
    expect(await ask(0, true)).toEqual({ outcome: "unknown" });
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    expect(await ask(1, true)).toMatchObject({ outcome: "refused" });
    await world.at(10, (unit) => world.sessions.stationBooted(unit, booted(10)));
    expect(await ask(11, true)).toMatchObject({ outcome: "done", session: { lifecycle: "active" } });
    expect((await world.get(session)).dueAt).toBeUndefined();
    expect(await ask(12, false)).toMatchObject({ outcome: "done", session: { lifecycle: "ending", closure: "stationLost" } });
  });

  it("Q4, pain 2: the first of two ends counts, the second is late evidence", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 1_000 }));
    await world.record(ended(600, "tx-1", { wh: 1_500, seqNo: 1 }));
    const second = await world.record(ended(900, "tx-1", { wh: 1_900, seqNo: 2 }));
    expect(second).toEqual({ outcome: "recorded", session, transaction: "tx-1" });
    expect(await world.get(session)).toMatchObject({ endAt: at(600), energy: 500, review: "clean" });
    expect(world.events.filter((event) => event.startsWith("session.ended"))).toHaveLength(1);
    expect((await world.sessions.journal(world.store, session!)).at(-1)?.events.map((event) => event.event)).toEqual(["lateEvidence"]);
  });

  it("Q15: a stop that is repeated for ever gets its answer each time", async () => {
    const world = createWorld();
    const { transaction } = await world.record(start16(0));
    const first = await world.record(stop16(600, transaction));
    for (let second = 610; second < 700; second += 10) {
      expect(await world.record(stop16(600, transaction, { received: second }))).toEqual({ ...first, outcome: "repeated" });
    }
  });

  it("Q16: a stop with another station's number touches nothing there", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    const foreign = await world.record({ ...stop16(600, transaction), station: "CS-2" });
    expect(foreign.session).not.toBe(session);
    expect((await world.get(session)).lifecycle).toBe("active");
  });

  it("who stops a session without a token is its driver, unless refused", async () => {
    const world = createWorld();
    const one = await world.record(started(0, "tx-1", { wh: 10 }));
    await world.record(ended(60, "tx-1", { wh: 90, token: alice, authorization: { result: "accepted" } }));
    expect(await world.get(one.session)).toMatchObject({ token: alice, authorization: { result: "accepted" } });
    const two = await world.record(started(100, "tx-2", { wh: 90 }));
    expect(await world.record(ended(160, "tx-2", { wh: 180, token: bob, authorization: { result: "refused", reason: "invalid" } }))).toMatchObject({ outcome: "refused", session: two.session });
    expect((await world.get(two.session)).token).toBeUndefined();
    expect(await world.get(two.session)).toMatchObject({ lifecycle: "ended", review: "clean" });
  });

  it("F10, I7: an end before the start is replaced by the last evidence and suspect", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(600));
    await world.record(meter16(700, transaction, 1_100));
    await world.record(stop16(0, transaction, { received: 800, readings: [register(700, 1_200, "Transaction.End")] }));
    expect(await world.get(session)).toMatchObject({ endAt: at(700), review: "suspect", energy: 200 });
    expect(codes(await world.get(session))).toEqual(["time-regression"]);
  });
});

describe("Q14, F9, pain 5: stops with −1 or 0", () => {
  const offline = { received: 4_000 };

  it.each(["-1", "0", "", undefined])("a stop with %j ends the one session that began offline", async (reference) => {
    const world = createWorld();
    const { session } = await world.record(start16(0, offline));
    const answer = await world.record(stop16(600, reference, { received: 4_010 }));
    expect(answer).toMatchObject({ outcome: "recorded", session });
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", energy: 1_000, review: "clean" });
  });

  it("touches no session whose number the station knows", async () => {
    const world = createWorld();
    const { session } = await world.record(start16(0));
    const answer = await world.record(stop16(600, "-1"));
    expect(answer.outcome).toBe("recorded");
    expect(answer.session).not.toBe(session);
    expect(answer.transaction).toBeUndefined();
    expect((await world.get(session)).lifecycle).toBe("active");
    expect(await world.get(answer.session)).toMatchObject({ lifecycle: "ended", transaction: "", review: "suspect" });
  });

  it("ends a refused start, and not the session beside it", async () => {
    const world = createWorld();
    const charging = await world.record(start16(0, { token: alice }));
    const refused = await world.record(start16(60, { authorization: { result: "refused", reason: "invalid" }, wh: 1_050 }));
    expect((await world.record(stop16(70, "0", { wh: 1_050 }))).session).toBe(refused.session);
    expect((await world.get(charging.session)).lifecycle).toBe("active");
  });

  it("does not guess between two, nor for another driver or a lower register", async () => {
    const world = createWorld();
    const one = await world.record(start16(0, { evse: 1, ...offline }));
    const two = await world.record(start16(10, { evse: 2, ...offline }));
    const stop = await world.record(stop16(600, "-1", { received: 4_010 }));
    expect([one.session, two.session]).not.toContain(stop.session);
    expect((await world.record(stop16(600, "-1", { received: 4_011, token: bob, wh: 2_001 }))).session).not.toBe(one.session);
    expect((await world.record(stop16(600, "-1", { received: 4_012, wh: 900 }))).session).not.toBe(one.session);
    expect(await world.get(one.session)).toMatchObject({ lifecycle: "active" });
    expect(await world.get(two.session)).toMatchObject({ lifecycle: "active" });
  });
});

describe("T11, T12, T18: lost and found", () => {
  it("T11: a boot puts the session in doubt; when nothing follows it is lost, provisional, then held", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_100));
    const doubted = await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100)));
    expect(doubted.map(({ id, lifecycle, dueAt }) => ({ id, lifecycle, dueAt }))).toEqual([{ id: session, lifecycle: "active", dueAt: at(400) }]);
    await world.at(400, (unit) => world.sessions.sweep(unit, at(400)));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ending", closure: "stationLost", provisional: true, endAt: at(60) });
    await world.at(460, (unit) => world.sessions.sweep(unit, at(460)));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", review: "suspect", settlement: "held", energy: 100 });
    expect(codes(await world.get(session))).toEqual(["missing-end"]);
  });

  it("T8 after T11: the stop that follows the boot is the station's own", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100)));
    await world.record(stop16(90, transaction, { received: 110, reason: "PowerLoss", wh: 1_150 }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "station", endAt: at(90), review: "clean" });
  });

  it("T11: a station that boots again and again does not put the end off", async () => {
    const world = createWorld();
    const { session } = await world.record(start16(0));
    for (const second of [100, 350]) await world.at(second, (unit) => world.sessions.stationBooted(unit, booted(second)));
    expect((await world.get(session)).dueAt).toBe(at(400));
  });

  it("a triggered boot message is no boot", async () => {
    const world = createWorld();
    await world.record(start16(0));
    expect(await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100, { reason: "Triggered" })))).toEqual([]);
  });

  it("T11: an available EVSE puts its session in doubt; older news, other connectors and other states do not", async () => {
    const world = createWorld();
    const { session } = await world.record(start16(10));
    const tell = (status: ReturnType<typeof available>) => world.at(20, (unit) => world.sessions.connectorAvailable(unit, status));
    expect(await tell(available(20, { stationTime: at(5) }))).toBeUndefined();
    expect(await tell(available(20, { connector: 2 }))).toBeUndefined();
    expect(await tell(available(20, { evse: 0 }))).toBeUndefined();
    expect(await tell(available(20, { evse: 2 }))).toBeUndefined();
    expect(await tell(available(20, { state: "charging" }))).toBeUndefined();
    expect(await tell(available(20))).toMatchObject({ id: session, lifecycle: "active", dueAt: at(320) });
    expect(await tell(available(20))).toBeUndefined();
  });

  it("T11: silence ends it too", async () => {
    const world = createWorld();
    const { session } = await world.record(start16(0));
    const day = 86_400;
    expect(await world.at(day - 1, (unit) => world.sessions.sweep(unit, at(day - 1)))).toEqual([]);
    await world.at(day, (unit) => world.sessions.sweep(unit, at(day)));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ending", closure: "stationLost" });
  });

  it("I24, F12: another device in its place has lost the session at once, and its references start anew", async () => {
    const world = createWorld();
    await world.at(-10, (unit) => world.sessions.stationBooted(unit, booted(-10)));
    const old = await world.record(started(0, "1", { wh: 1_000 }));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100, { serial: "B-2" })));
    expect(await world.get(old.session)).toMatchObject({ lifecycle: "ending", closure: "stationLost", incarnation: 1 });
    const next = await world.record(started(200, "1", { wh: 5 }));
    expect(next.session).not.toBe(old.session);
    expect(await world.get(next.session)).toMatchObject({ incarnation: 2, lifecycle: "active", transaction: "1" });
    await world.at(300, (unit) => world.sessions.sweep(unit, at(300)));
    await world.record(ended(400, "1", { wh: 105 }));
    expect(await world.get(next.session)).toMatchObject({ lifecycle: "ended", energy: 100, review: "clean" });
    expect(await world.get(old.session)).toMatchObject({ lifecycle: "ended", closure: "stationLost" });
  });

  it("F12: a stop of the new device never ends the old device's finished session", async () => {
    const world = createWorld();
    await world.at(-10, (unit) => world.sessions.stationBooted(unit, booted(-10)));
    const old = await world.record(started(0, "1", { wh: 1_000 }));
    await world.record(ended(50, "1", { wh: 1_100 }));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100, { serial: "B-2" })));
    const stop = await world.record(ended(400, "1", { wh: 105 }));
    expect(stop.session).not.toBe(old.session);
    expect((await world.get(stop.session)).incarnation).toBe(2);
  });

  it("F12, I4: a reference that is used again after its session ended opens a new incarnation and a suspect session", async () => {
    const world = createWorld();
    const old = await world.record(started(0, "1", { wh: 1_000 }));
    await world.record(ended(50, "1", { wh: 1_100 }));
    const next = await world.record(started(600, "1", { wh: 1_100 }));
    expect(next.session).not.toBe(old.session);
    expect(await world.get(next.session)).toMatchObject({ incarnation: 2, lifecycle: "active" });
    expect(codes(await world.get(next.session))).toEqual(["transaction-reused"]);
  });

  it("T12: a real stop replaces the guess, and the suspicion goes with it", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_100));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100)));
    await world.at(400, (unit) => world.sessions.sweep(unit, at(400)));
    await world.at(460, (unit) => world.sessions.sweep(unit, at(460)));
    await world.record(stop16(90, transaction, { received: 3_600, wh: 1_150 }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "stationLate", provisional: false, endAt: at(90), energy: 150, review: "clean", settlement: "none" });
    expect(world.events.filter((event) => event === `session.ended ${session}`)).toHaveLength(2);
  });

  it("T18, pain 39: a station that goes on after a power loss resumes its session, and the gap is suspended", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_100));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100)));
    await world.at(400, (unit) => world.sessions.sweep(unit, at(400)));
    await world.at(460, (unit) => world.sessions.sweep(unit, at(460)));
    expect((await world.get(session)).lifecycle).toBe("ended");
    await world.record(meter16(500, transaction, 1_100));
    expect(await world.get(session)).toMatchObject({ lifecycle: "active", provisional: false, review: "clean", settlement: "none", suspicions: [] });
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(session);
    await world.record(stop16(600, transaction, { wh: 1_200 }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "station", energy: 200, review: "clean" });
    expect((await world.sessions.readings(world.store, session!)).states).toEqual([
      { at: at(0), state: "charging" }, { at: at(60), state: "suspendedEvse" }, { at: at(500), state: "charging" },
    ]);
  });

  it("T18: within the doubt the session simply goes on", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(100, (unit) => world.sessions.stationBooted(unit, booted(100)));
    await world.record(meter16(120, transaction, 1_100, { energyState: "charging" }));
    expect((await world.get(session)).dueAt).toBeUndefined();
    await world.at(500, (unit) => world.sessions.sweep(unit, at(500)));
    expect((await world.get(session)).lifecycle).toBe("active");
  });

  it("T18, I3: it does not resume where another session is active", async () => {
    const world = createWorld();
    const old = await world.record(start16(0));
    const next = await world.record(start16(600, { token: bob, wh: 1_400 }));
    await world.record(meter16(700, old.transaction, 1_450));
    expect((await world.get(old.session)).lifecycle).toBe("ending");
    expect((await world.sessions.openOn(world.store, "CS-1", 1))?.id).toBe(next.session);
  });
});

describe("T13, T15, T16, T17: people and money", () => {
  const act = { actor: "ops@example", reason: "seen on site" };

  it("T17, pain 6: closing in the books ends the session, releases the EVSE and needs no further clearance", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_100));
    const outcome = await world.at(100, (unit) => world.sessions.closeInBooks(unit, session!, act));
    expect(outcome).toMatchObject({ outcome: "done", session: { lifecycle: "ended", closure: "operator", provisional: true, endAt: at(60), review: "cleared", settlement: "none", energy: 100 } });
    expect(await world.sessions.openOn(world.store, "CS-1", 1)).toBeUndefined();
    expect(await world.at(101, (unit) => world.sessions.closeInBooks(unit, session!, act))).toMatchObject({ outcome: "refused" });
    expect((await world.sessions.journal(world.store, session!)).at(-1)?.cause).toEqual({ kind: "person", action: "closeInBooks", ...act });
  });

  it("T17: closing a pending start cancels it; an unknown session is unknown", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", token: alice, deadline: at(60) }));
    expect(await world.at(1, (unit) => world.sessions.closeInBooks(unit, id, act))).toMatchObject({ session: { lifecycle: "cancelled" } });
    expect(await world.at(2, (unit) => world.sessions.closeInBooks(unit, "nobody", act))).toEqual({ outcome: "unknown" });
  });

  it("F22: the real stop after closing in the books, before it is billed", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(100, (unit) => world.sessions.closeInBooks(unit, session!, act));
    await world.record(meter16(200, transaction, 1_300));
    expect(await world.get(session)).toMatchObject({ closure: "operator", energy: 0 });
    await world.record(stop16(600, transaction, { wh: 1_900 }));
    expect(await world.get(session)).toMatchObject({ closure: "stationLate", provisional: false, endAt: at(600), energy: 900, review: "clean" });
    expect(world.events.at(-1)).toBe(`session.ended ${session}`);
  });

  it("T13, F22: the real stop after it is billed corrects it", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(100, (unit) => world.sessions.closeInBooks(unit, session!, act));
    await world.at(101, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR 1"));
    await world.record(stop16(600, transaction, { wh: 1_900 }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", settlement: "sealed", energy: 900 });
    expect(world.events.at(-1)).toBe(`session.corrected ${session}`);
    await world.at(700, (unit) => world.sessions.settle(unit, session!, "corrected", "CDR 1-C, CDR 2"));
    expect((await world.get(session)).settlement).toBe("corrected");
  });

  it("T13, T15: late facts that make a billed session suspect correct it once somebody has looked", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(100, (unit) => world.sessions.closeInBooks(unit, session!, act));
    await world.at(101, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR 1"));
    await world.record({ ...stop16(600, transaction, { wh: 1_900 }), stationTime: at(600 + 7_200) });
    expect(await world.get(session)).toMatchObject({ settlement: "sealed", review: "suspect", energy: 900 });
    await world.at(700, (unit) => world.sessions.clearSuspicion(unit, session!, act));
    expect(await world.get(session)).toMatchObject({ review: "cleared", settlement: "sealed" });
    expect(world.events.at(-1)).toBe(`session.corrected ${session}`);
  });

  it("I7, pain 18: once the station's own end is sealed nothing changes it", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(stop16(600, transaction, { wh: 1_900 }));
    await world.at(601, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR 1"));
    const before = await world.get(session);
    const readings = await world.sessions.readings(world.store, session!);
    await world.record(meter16(300, transaction, 1_400, { received: 700 }));
    await world.record(stop16(900, transaction, { wh: 2_900 }));
    const { journalLength: _a, ...kept } = await world.get(session);
    const { journalLength: _b, ...sealed } = before;
    expect(kept).toEqual(sealed);
    expect(await world.sessions.readings(world.store, session!)).toEqual(readings);
    expect(world.events.filter((event) => event.startsWith("session.corrected"))).toEqual([]);
  });

  it("T15: a suspect session is held until it is cleared, then billing hears of it again", async () => {
    const world = createWorld();
    const { session } = await world.record(stop16(600, "4711"));
    expect(await world.at(700, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR 1"))).toMatchObject({ outcome: "refused" });
    await world.at(701, (unit) => world.sessions.clearSuspicion(unit, session!, { ...act, code: "missing-start" }));
    expect((await world.get(session)).review).toBe("suspect");
    expect(await world.at(702, (unit) => world.sessions.clearSuspicion(unit, session!, { ...act, code: "missing-start" }))).toMatchObject({ outcome: "refused" });
    await world.at(703, (unit) => world.sessions.clearSuspicion(unit, session!, act));
    expect(await world.get(session)).toMatchObject({ review: "cleared", settlement: "none" });
    expect(world.events.at(-1)).toBe(`session.ended ${session}`);
    expect(await world.at(704, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR 1"))).toMatchObject({ outcome: "done" });
  });

  it("a rejected session is out of the books, and its late stop changes nothing", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.at(10, (unit) => world.sessions.reject(unit, session!, act));
    expect(await world.get(session)).toMatchObject({ lifecycle: "invalid", review: "rejected", settlement: "waived" });
    await world.record(stop16(600, transaction));
    expect(await world.get(session)).toMatchObject({ lifecycle: "invalid", energy: 0 });
    expect(await world.at(700, (unit) => world.sessions.reject(unit, session!, act))).toMatchObject({ outcome: "refused" });
    expect(await world.at(701, (unit) => world.sessions.clearSuspicion(unit, session!, act))).toMatchObject({ outcome: "refused" });
  });

  it("T16: settlement follows its order", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    const settle = (settlement: "rated" | "sealed" | "corrected" | "waived") => world.at(700, (unit) => world.sessions.settle(unit, session!, settlement, "test"));
    expect(await settle("rated")).toMatchObject({ outcome: "refused" });
    await world.record(stop16(600, transaction));
    expect((await world.sessions.unsettled(world.store)).map(({ id }) => id)).toEqual([session]);
    expect(await settle("corrected")).toMatchObject({ outcome: "refused" });
    expect(await settle("rated")).toMatchObject({ outcome: "done" });
    expect(await settle("sealed")).toMatchObject({ outcome: "done" });
    expect(await settle("rated")).toMatchObject({ outcome: "refused" });
    expect(await world.at(701, (unit) => world.sessions.reject(unit, session!, act))).toMatchObject({ outcome: "refused" });
    expect(await world.sessions.unsettled(world.store)).toEqual([]);
  });
});
