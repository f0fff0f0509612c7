import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPatch, diffForPatch, isSame } from "./merge-patch.ts";

const session = {
  id: "S1", kwh: 1.5, status: "ACTIVE", meter_id: "M", charging_periods: [{ start_date_time: "2026-03-01T10:00:00Z", dimensions: [{ type: "ENERGY", volume: 1.5 }] }],
  last_updated: "2026-03-01T10:15:00Z",
};

describe("a PATCH", () => {
  it("says what changed, and always when", () => {
    expect(diffForPatch(session, { ...session, kwh: 2, last_updated: "2026-03-01T10:16:00Z" })).toEqual({ kwh: 2, last_updated: "2026-03-01T10:16:00Z" });
  });

  it("is empty when nothing changed, whatever the order of the members", () => {
    expect(diffForPatch(session, Object.fromEntries(Object.entries(session).toReversed()))).toEqual({});
  });

  it("removes with null", () => {
    const { meter_id: _, ...without } = session;
    expect(diffForPatch(session, without)).toEqual({ meter_id: null, last_updated: session.last_updated });
  });

  it("appends charging periods (E28)", () => {
    const next = { start_date_time: "2026-03-01T10:15:00Z", dimensions: [{ type: "TIME", volume: 0.25 }] };
    const after = { ...session, charging_periods: [...session.charging_periods, next] };
    const patch = diffForPatch(session, after)!;
    expect(patch["charging_periods"]).toEqual([next]);
    expect(applyPatch(session, patch, true)).toEqual(after);
    expect(applyPatch(session, patch, false)["charging_periods"]).toEqual([next]);
  });

  it("cannot change a period that was sent: that takes a PUT", () => {
    expect(diffForPatch(session, { ...session, charging_periods: [] })).toBeUndefined();
  });

  it("does not take over members that could reach a prototype", () => {
    expect(Object.keys(applyPatch(session, JSON.parse(`{"__proto__":{"a":1},"kwh":3}`) as Record<string, unknown>, true)).toSorted()).toEqual(Object.keys(session).toSorted());
  });
});

it("applied to the object before gives the object after, for any two objects", () => {
  const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }), fc.dictionary(fc.constantFrom("x", "y"), fc.integer()));
  const periods = fc.array(fc.record({ at: fc.integer({ min: 0, max: 3 }) }), { maxLength: 4 });
  const object = fc.tuple(fc.dictionary(fc.constantFrom("a", "b", "c"), value), fc.option(periods, { nil: undefined }), fc.integer()).map(([others, list, last]) => ({ ...others, ...(list === undefined ? {} : { charging_periods: list }), last_updated: last }));
  fc.assert(fc.property(object, object, (before, after) => {
    const patch = diffForPatch(before, after);
    if (patch === undefined) return;
    const patched = applyPatch(before, patch, true);
    // No period and no list of periods say the same.
    expect(isSame({ charging_periods: [], ...patched }, { charging_periods: [], ...after })).toBe(true);
  }), { numRuns: 2_000, seed: 20_261_121 });
});
