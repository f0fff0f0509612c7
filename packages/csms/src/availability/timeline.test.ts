import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareChanges, decode, encode, intervalsOf, stateOf, valuesAfter, withChange, type Change, type Track, type TrackValue, type TrackValues } from "./timeline.ts";

const STATES: readonly TrackValue[] = ["available", "preparing", "occupied", "charging", "suspendedEv", "suspendedEvse", "finishing", "reserved", "unavailable", "faulted", "unknown"];

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ at: fc.nat(60), track: fc.constantFrom<Track>("online", "session"), value: fc.constantFrom<TrackValue>("on", "off") }),
  fc.record({ at: fc.nat(60), track: fc.constantFrom<Track>("station", 1, 2), value: fc.constantFrom(...STATES) }),
);

function entered(changes: readonly Change[]): readonly Change[] {
  return changes.reduce<readonly Change[]>((list, each) => withChange(list, each) ?? list, []);
}

describe("the intervals of an EVSE", () => {
  it("have no gap and no overlap, cover the period, and are what the tracks say at every moment, whatever the order of the evidence (I26)", () => {
    fc.assert(fc.property(fc.array(change, { maxLength: 25 }), fc.nat(30), fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat()), (changes, from, length, shuffle) => {
      const to = from + length;
      const shuffled = changes.map((each) => [shuffle.next().value as number, each] as const).sort(([left], [right]) => left - right).map(([, each]) => each);
      const sorted = entered(changes);
      expect(entered(shuffled)).toEqual(sorted);
      expect([...sorted].sort(compareChanges)).toEqual(sorted);
      const opening = valuesAfter(new Map(), sorted.filter(({ at }) => at < from));
      const intervals = intervalsOf(opening, sorted.filter(({ at }) => at >= from), from, to);
      expect(intervals[0]?.from).toBe(from);
      expect(intervals.at(-1)?.to).toBe(to);
      for (let index = 1; index < intervals.length; index += 1) {
        const [left, right] = [intervals[index - 1]!, intervals[index]!];
        expect(left.to).toBe(right.from);
        expect([left.state, left.cause]).not.toEqual([right.state, right.cause]);
      }
      for (let at = from; at < to; at += 1) {
        const values = valuesAfter(new Map(), sorted.filter((each) => each.at <= at));
        expect(intervals.find((each) => each.from <= at && at < each.to)).toMatchObject(stateOf(values));
      }
    }), { numRuns: 150 });
  });

  it("of nothing known are one", () => {
    expect(intervalsOf(new Map(), [], 0, 10)).toEqual([{ from: 0, to: 10, state: "unknown", cause: "neverReported" }]);
    expect(intervalsOf(new Map(), [], 10, 10)).toEqual([]);
  });
});

describe("the state of an EVSE", () => {
  const values = (entries: readonly (readonly [Track, TrackValue])[]): TrackValues => new Map(entries);
  it.each<[string, readonly (readonly [Track, TrackValue])[], object]>([
    ["never reported", [["online", "on"]], { state: "unknown", cause: "neverReported" }],
    ["away", [["online", "off"], [1, "available"]], { state: "unknown", cause: "offline" }],
    ["away, with a session", [["online", "off"], ["session", "on"], [1, "available"]], { state: "occupied" }],
    ["one good connector", [["online", "on"], [1, "faulted"], [2, "available"]], { state: "available" }],
    ["one busy connector", [["online", "on"], [1, "finishing"], [2, "available"]], { state: "occupied" }],
    ["all bad", [["online", "on"], [1, "faulted"], [2, "unavailable"]], { state: "unavailable", cause: "connector" }],
    ["a station out of order", [["online", "on"], ["station", "faulted"], [1, "available"]], { state: "faulted", cause: "station" }],
    ["a good station", [["online", "on"], ["station", "available"], [1, "reserved"]], { state: "reserved" }],
  ])("%s", (_, entries, expected) => {
    expect(stateOf(values(entries))).toEqual(expected);
  });
});

it("a track and its value are one number and back", () => {
  for (const track of ["online", "station", "session", 1, 2, 40] as const) {
    for (const value of [...STATES, "on", "off"] as const) expect(decode(encode(track, value))).toEqual([track, value]);
  }
});
