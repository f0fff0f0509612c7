import { instant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { plugInsOf, plugInSuccess, type PlugIn } from "./plug-ins.ts";
import type { Change, TrackValue } from "./timeline.ts";

const MINUTE = 60_000;
const DAY = { from: 0, to: 24 * 60 * MINUTE };
const at = (minute: number, value: TrackValue, track = 1): Change => ({ at: minute * MINUTE, track, value });
const session = (from: number, to: number | undefined, more: Partial<Session> = {}): Session => ({
  id: `s${from}`, station: "CS-1", incarnation: 1, transaction: "1", lifecycle: to === undefined ? "active" : "ended", energyState: "idle", provisional: false, review: "clean", suspicions: [],
  settlement: "none", startAt: instant(from * MINUTE), ...(to === undefined ? {} : { endAt: instant(to * MINUTE) }), lastEvidenceAt: instant(from * MINUTE), journalLength: 1, energy: 5_000, ...more,
});
const plugIns = (changes: readonly Change[], sessions: readonly Session[] = [], refusals: readonly number[] = [], opening = new Map<number, TrackValue>()): readonly PlugIn[] =>
  plugInsOf(opening, changes, DAY, { sessions, refusals: refusals.map((minute) => minute * MINUTE) });
const car = [at(10, "occupied"), at(70, "available")];
const stay = { from: 10 * MINUTE, to: 70 * MINUTE };

describe("what became of a car that was plugged in", () => {
  it.each<readonly [string, readonly PlugIn[], readonly PlugIn[]]>([
    ["charged", plugIns(car, [session(11, 69)]), [stay]],
    ["charged at the second try", plugIns(car, [session(11, 12, { energy: 0 }), session(14, 69)]), [stay]],
    ["had a session without energy", plugIns(car, [session(11, 69, { energy: 0 })]), [{ ...stay, failure: "noEnergy" }]],
    ["had a session whose station told no energy", plugIns(car, [session(11, 69, { energy: undefined as never })]), [{ ...stay, failure: "noEnergy" }]],
    ["was refused in its session", plugIns(car, [session(11, 12, { energy: 0, authorization: { result: "refused", reason: "blocked" } })]), [{ ...stay, failure: "refused" }]],
    ["was refused before any session", plugIns(car, [], [12]), [{ ...stay, failure: "refused" }]],
    ["was refused just before it was plugged in", plugIns(car, [], [9]), [{ ...stay, failure: "refused" }]],
    ["met a fault", plugIns([at(10, "occupied"), at(20, "faulted"), at(70, "available")], [session(11, 20, { energy: 0 })]), [{ ...stay, failure: "faulted" }]],
    ["charged in spite of a fault", plugIns([at(10, "occupied"), at(20, "faulted"), at(30, "occupied"), at(70, "available")], [session(11, 20)]), [stay]],
    ["stood there and nobody asked", plugIns(car), [{ ...stay, failure: "neverStarted" }]],
    ["is still there and charges", plugIns([at(10, "occupied")], [session(11, undefined)]), [{ from: stay.from }]],
    ["left at once", plugIns([at(10, "preparing"), at(10.2, "available")]), []],
    ["came this minute", plugIns([at(24 * 60 - 1, "preparing")]), []],
    ["was there before", plugIns([at(70, "available")], [session(-60, 60)], [], new Map([[1, "charging" as const]])), []],
    ["is known by its session alone", plugIns([], [session(11, 69)]), [{ from: 11 * MINUTE, to: 69 * MINUTE }]],
    ["never came: the remote start was not followed", plugIns([], [session(11, 14, { lifecycle: "cancelled", energy: 0 })]), []],
  ])("%s", (_name, found, expected) => expect(found).toEqual(expected));

  it("stands at each connector of an EVSE", () => {
    expect(plugIns([at(10, "occupied", 1), at(20, "available", 1), at(30, "occupied", 2), at(40, "available", 2)], [session(31, 39)])).toEqual([
      { from: 10 * MINUTE, to: 20 * MINUTE, failure: "neverStarted" }, { from: 30 * MINUTE, to: 40 * MINUTE },
    ]);
  });
});

describe("the share of cars that were charged", () => {
  it("is rounded down, and names the reasons of the others", () => {
    expect(plugInSuccess([{ from: 0 }, { from: 1 }, { from: 2, failure: "refused" }])).toEqual({
      connected: 3, charged: 2, percent: "66.6", failures: { refused: 1, neverStarted: 0, faulted: 0, noEnergy: 0 },
    });
  });
  it("is not there when nobody came", () => expect(plugInSuccess([])).toEqual({ connected: 0, charged: 0, failures: { refused: 0, neverStarted: 0, faulted: 0, noEnergy: 0 } }));
});
