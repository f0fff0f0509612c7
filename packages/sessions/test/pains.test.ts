import type { SessionFact } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { at, codes, createWorld, ended, meter16, register, start16, started, stop16, updated } from "./world.ts";

describe("meters that misbehave, through the whole engine", () => {
  it("Q2: kWh that are Wh between a right begin and a right end", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { wh: 0 }));
    await world.record(updated(15, "tx-1", { readings: [register(15, "150.01", "Sample.Periodic", "kWh")] }));
    await world.record(updated(30, "tx-1", { readings: [register(30, "300.02", "Sample.Periodic", "kWh")] }));
    await world.record(ended(60, "tx-1", { wh: 600 }));
    expect(await world.get(session)).toMatchObject({ energy: 600, review: "clean" });
  });

  it("Q13: an export-only meter: the energy is unknown and the session is held", async () => {
    const world = createWorld();
    const exported = (second: number, value: number, context: string) => ({ ...register(second, value, context), measurand: "Energy.Active.Export.Register" });
    const { session } = await world.record(started(0, "tx-1", { readings: [exported(0, 100, "Transaction.Begin")] }));
    await world.record(ended(600, "tx-1", { readings: [exported(600, 900, "Transaction.End")] }));
    await world.at(700, (unit) => world.sessions.sweep(unit, at(700)));
    expect((await world.get(session)).energy).toBeUndefined();
    expect(codes(await world.get(session))).toEqual(["export-only"]);
    expect((await world.get(session)).settlement).toBe("held");
  });

  it("pain 30: session-relative samples against lifetime start and stop", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0, { wh: 4_076_000 }));
    await world.record(meter16(60, transaction, 0));
    await world.record(meter16(120, transaction, 150));
    await world.record(stop16(180, transaction, { wh: 4_076_320 }));
    expect(await world.get(session)).toMatchObject({ energy: 320, review: "clean" });
  });

  it("F11: a register reset during the session is followed and held for a person", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0, { wh: 90_000 }));
    for (const [second, wh] of [[60, 90_200], [120, 0], [180, 100]] as const) await world.record(meter16(second, transaction, wh));
    await world.record(stop16(240, transaction, { wh: 220 }));
    expect((await world.get(session)).energy).toBe(420);
    expect(codes(await world.get(session))).toEqual(["register-reset"]);
  });

  it("an end below the begin is no negative energy: it is set aside and the session is held", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0, { wh: 5_000 }));
    await world.record(stop16(600, transaction, { wh: 4_000 }));
    await world.at(700, (unit) => world.sessions.sweep(unit, at(700)));
    expect(codes(await world.get(session))).toEqual(["energy-negative", "missing-end-reading"]);
  });

  it("I6: more than the EVSE can deliver", async () => {
    const world = createWorld({ sessions: { maxPower: (_reader, station, evse) => (station === "CS-1" && evse === 1 ? 11_000 : undefined) } });
    const { session, transaction } = await world.record(start16(0));
    await world.record(stop16(600, transaction, { wh: 9_000 }));
    expect(await world.get(session)).toMatchObject({ maxPower: 11_000, review: "suspect" });
    expect(codes(await world.get(session))).toEqual(["energy-above-power"]);
  });

  it("pain 3: a start below the last stop", async () => {
    const world = createWorld();
    const one = await world.record(start16(0, { wh: 5_000 }));
    await world.record(stop16(600, one.transaction, { wh: 6_000 }));
    const two = await world.record(start16(1_200, { wh: 5_500 }));
    expect(codes(await world.get(two.session))).toEqual(["meter-below-last-stop"]);
  });
});

describe("clocks that misbehave (F10, pain 14)", () => {
  it("1970: the time of receipt counts, the session is suspect, and the journal keeps both times", async () => {
    const world = createWorld();
    const fact = { ...start16(0), stationTime: at(0 - Date.UTC(2026, 10, 21, 9) / 1_000 + 5) };
    const { session } = await world.record(fact);
    expect(await world.get(session)).toMatchObject({ startAt: at(0), review: "suspect" });
    expect(codes(await world.get(session))).toEqual(["time-unset"]);
    expect((await world.sessions.journal(world.store, session!))[0]?.cause).toEqual({ kind: "fact", fact });
  });

  it("says so once, however often it happens", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    for (const second of [60, 120]) await world.record({ ...meter16(second, transaction, 1_000 + second), stationTime: at(second + 7_200) });
    expect(codes(await world.get(session))).toEqual(["time-future"]);
  });

  it("a queue told at once by a clock that is ahead keeps its energy: times that are not believed judge no register", async () => {
    const world = createWorld({ sessions: { maxPower: () => 22_000 } });
    const ahead = (fact: SessionFact, seconds: number): SessionFact => ({ ...fact, stationTime: at(seconds + 7_200), readings: fact.readings.map((reading) => ({ ...reading, at: at(seconds + 7_200) })) });
    const told = 7_200;
    const { session, transaction } = await world.record(ahead(start16(3_600, { wh: 1_000, received: told, key: "start" }), 3_600));
    for (const [second, wh, wait] of [[4_500, 4_000, 1], [4_700, 4_500, 2]] as const) await world.record(ahead(meter16(second, transaction, wh, { received: told + wait }), second));
    await world.record(ahead(stop16(6_000, transaction, { wh: 9_400, received: told + 3 }), 6_000));
    expect(await world.get(session)).toMatchObject({ energy: 8_400, review: "suspect" });
    expect(codes(await world.get(session))).not.toContain("register-leap");
  });

  it("two sessions with the same unset time, token and register are two once the first is over", async () => {
    const world = createWorld();
    const unset = { stationTime: at(5 - Date.UTC(2026, 10, 21, 9) / 1_000) };
    const one = await world.record({ ...start16(0, { wh: 0 }), ...unset, key: "a" });
    expect((await world.record({ ...start16(30, { wh: 0 }), ...unset, key: "b" })).session).toBe(one.session);
    await world.record(stop16(600, one.transaction, { wh: 500 }));
    expect((await world.record({ ...start16(900, { wh: 0 }), ...unset, key: "c" })).session).not.toBe(one.session);
  });
});

describe("at the same time (I2, I3, I4)", () => {
  it("the same start on two connections is one session", async () => {
    const world = createWorld();
    const answers = await Promise.all([1, 2, 3].map(() => world.record(start16(0))));
    expect(new Set(answers.map(({ session, transaction }) => `${session}/${transaction}`)).size).toBe(1);
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["recorded", "repeated", "repeated"]);
    expect(await world.all()).toHaveLength(1);
  });

  it("of several starts on one EVSE one is active", async () => {
    const world = createWorld();
    await Promise.all(["A", "B", "C", "D"].map((value, index) => world.record(start16(index, { received: 10, token: { value } }))));
    expect((await world.all()).filter(({ lifecycle }) => lifecycle === "active")).toHaveLength(1);
  });

  it("readings of one session that arrive at once are all counted", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await Promise.all([60, 120, 180, 240].map((second) => world.record(meter16(second, transaction, 1_000 + second, { received: 300 }))));
    expect(await world.get(session)).toMatchObject({ energy: 240, journalLength: 5 });
    const { stored, replayed } = await world.bytes(session!);
    expect(replayed).toBe(stored);
  });
});

describe("other pains", () => {
  it("pain 22: suspended is not ended", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_100, { energyState: "suspendedEv" }));
    await world.at(40_000, (unit) => world.sessions.sweep(unit, at(40_000)));
    expect(await world.get(session)).toMatchObject({ lifecycle: "active", energyState: "suspendedEv" });
  });

  it("pain 23: bad meter values never block the end", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    const { outcome } = await world.record({ ...stop16(600, transaction), readings: [register(600, "garbage", "Transaction.End"), register(600, 1_500, "Transaction.End")] });
    expect(outcome).toBe("recorded");
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", energy: 500 });
  });

  it("Q20: a stop before a reset counts although its answer is lost, and its repeat gets that answer", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    const lost = await world.record(stop16(600, transaction, { reason: "HardReset" }));
    expect(await world.record(stop16(600, transaction, { reason: "HardReset", received: 660 }))).toEqual({ ...lost, outcome: "repeated" });
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", closure: "station", stopReason: "HardReset" });
  });

  it("pain 11: a remote start leads to its session by id", async () => {
    const world = createWorld();
    const id = await world.at(0, (unit) => world.sessions.expect(unit, { station: "CS-1", evse: 1, token: { value: "A" }, deadline: at(60), reservationId: 9 }));
    const { session } = await world.record(start16(5, { token: { value: "a" } }));
    expect(session).toBe(id);
    expect(await world.get(id)).toMatchObject({ reservationId: 9, lifecycle: "active" });
  });

  it("I8: orphan evidence is kept as it came", async () => {
    const world = createWorld();
    const fact = meter16(0, undefined, 5);
    await world.record(fact);
    const { orphans } = await import("../src/collections.ts");
    expect((await world.store.find(orphans)).items.map((item) => item.body)).toEqual([{ fact }]);
  });
});
