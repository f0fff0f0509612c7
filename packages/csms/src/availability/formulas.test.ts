import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neviUptime, overlap, sessionSuccess, ukReliability, united } from "./formulas.ts";
import type { AvailabilityInterval, EvseState } from "./timeline.ts";

/** Stretches of so many minutes each, one after the other. */
function stretches(...parts: readonly (readonly [EvseState, number])[]): readonly AvailabilityInterval[] {
  let at = 0;
  return parts.map(([state, length]) => ({ state, from: at, to: (at += length) }));
}

const span = (from: number, to: number) => ({ from, to });

describe("UK reliability (regulation 7)", () => {
  it.each([
    ["good throughout", stretches(["available", 600], ["occupied", 300], ["reserved", 100]), {}, "100"],
    ["one percent out", stretches(["available", 990], ["faulted", 10]), {}, "99"],
    ["a hair below, which is not rounded up", stretches(["available", 989_999], ["unavailable", 10_001]), {}, "98.999"],
    ["what is not known is left out", stretches(["available", 500], ["unknown", 500]), {}, "100"],
    ["or counts as bad", stretches(["available", 500], ["unknown", 500]), { unknown: "bad" }, "50"],
    ["or as good", stretches(["available", 500], ["unknown", 500]), { unknown: "good" }, "100"],
    ["exempt time does not count at all", stretches(["available", 500], ["faulted", 500]), { exempt: [span(500, 900)] }, "83.333"],
    ["exempt twice is exempt once", stretches(["available", 500], ["faulted", 500]), { exempt: [span(500, 900), span(600, 800)] }, "83.333"],
  ] as const)("%s", (_, intervals, options, percent) => {
    expect(ukReliability(intervals, options).percent).toBe(percent);
  });

  it("is nothing where nothing counts", () => {
    expect(ukReliability([])).toEqual({ good: 0, counted: 0 });
  });
});

describe("NEVI uptime (23 CFR 680.116(b))", () => {
  it.each([
    ["good throughout", stretches(["available", 525_600]), [], "100"],
    ["just three percent out", stretches(["available", 509_832], ["faulted", 15_768]), [], "97"],
    ["silence is outage", stretches(["available", 500], ["unknown", 500]), [], "50"],
    ["excluded outage counts as up", stretches(["available", 500], ["faulted", 500]), [span(500, 1_000)], "100"],
    ["excluded time without outage changes nothing", stretches(["available", 500], ["faulted", 500]), [span(0, 400)], "50"],
  ] as const)("%s", (_, intervals, excluded, percent) => {
    expect(neviUptime(intervals, { excluded }).percent).toBe(percent);
  });
});

describe("session success", () => {
  const good = { energy: 5_000, duration: 1_800_000 };
  it.each([
    ["an ordinary one", [{ ...good, stopReason: "EVDisconnected" }], {}, { attempts: 1, started: 1, succeeded: 1, percent: "100" }],
    ["no reason means Local", [good], {}, { attempts: 1, started: 1, succeeded: 1, percent: "100" }],
    ["one that a fault ended", [good, { ...good, stopReason: "EmergencyStop" }], {}, { attempts: 2, started: 2, succeeded: 1, percent: "50" }],
    ["one without energy", [good, { duration: 300_000 }], {}, { attempts: 2, started: 1, succeeded: 1, percent: "50" }],
    ["one that was never told the end of", [{ ...good, lost: true }], {}, { attempts: 1, started: 1, succeeded: 0, percent: "0" }],
    ["one whose token was refused", [good, { refused: true, duration: 0 }], {}, { attempts: 1, started: 1, succeeded: 1, percent: "100" }],
    ["the same, counted", [good, { refused: true, duration: 0 }], { countRefused: true }, { attempts: 2, started: 1, succeeded: 1, percent: "50" }],
    ["one that was given up at once", [good, { energy: 0, duration: 10_000, stopReason: "Local" }], { givenUpWithin: 60_000 }, { attempts: 1, started: 1, succeeded: 1, percent: "100" }],
    ["none", [], {}, { attempts: 0, started: 0, succeeded: 0 }],
  ])("%s", (_, attempts, options, expected) => {
    expect(sessionSuccess(attempts, options)).toEqual(expected);
  });
});

it("united spans cover the same moments, in order, without overlap", () => {
  const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(10)).map(([from, length]) => span(from, from + length)), { maxLength: 8 });
  fc.assert(fc.property(spans, fc.nat(40), fc.nat(20), (all, from, length) => {
    const result = united(all);
    let covered = 0;
    for (let at = from; at < from + length; at += 1) if (all.some((each) => each.from <= at && at < each.to)) covered += 1;
    expect(overlap(result, span(from, from + length))).toBe(covered);
    for (let index = 1; index < result.length; index += 1) expect(result[index - 1]!.to).toBeLessThan(result[index]!.from);
  }));
});
