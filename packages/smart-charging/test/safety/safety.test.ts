import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { checkFallbacks, createSafety, defineSite, limitsAt, proposeFallbacks, type EvseModel, type LedgerEntry, type SiteModel } from "../../src/index.ts";
import { createRandom, even } from "../random.ts";
import { runFaultSteps } from "./fault-steps.ts";

const EVSE: EvseModel = { id: "A", node: "grid", station: "CS-A", connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified" };
const model = (limit: number, evses: readonly Partial<EvseModel>[], changes: Partial<SiteModel["nodes"][number]> = {}): SiteModel => ({
  nodes: [{ id: "grid", kind: "grid", limitA: even(limit), ...changes }],
  evses: evses.map((evse, index) => ({ ...EVSE, id: "ABCDEFGH"[index]!, ...evse })),
});

describe("commissioning", () => {
  it("accepts fallbacks that fit under the worst building load", () => {
    expect(checkFallbacks(defineSite(model(32, [{}, {}], { meter: { source: "m", maxAgeSeconds: 60, assumeA: even(20) } })))).toEqual([]);
  });

  it("names each limit that would be passed, and by how much", () => {
    const findings = checkFallbacks(defineSite(model(32, [{}, {}, {}], { meter: { source: "m", maxAgeSeconds: 60, assumeA: even(20) }, limitKW: 100 })));
    expect(findings.map(({ node, limit, by }) => [node, limit, by])).toEqual([["grid", "L1", 6], ["grid", "L2", 6], ["grid", "L3", 6]]);
    expect(findings[0]!.sentence).toContain("lower the fallbacks");
  });

  it("counts sockets without a verified lease at their hardware", () => {
    expect(checkFallbacks(defineSite(model(40, [{}, { leaseSafe: "unverified" }])))).toEqual([]);
    expect(checkFallbacks(defineSite(model(37, [{}, { leaseSafe: "no" }])))).toHaveLength(3);
  });

  it("looks at the lowest step of each limit schedule", () => {
    const schedule = [{ from: instant(5_000), to: instant(9_000), limitKW: 4 }];
    expect(checkFallbacks(defineSite(model(100, [{}], { schedule }))).map(({ limit }) => limit)).toEqual(["kW"]);
  });

  it("proposes fallbacks that fit: the fair share, 0 by priority where 6 A do not fit", () => {
    const site = defineSite(model(20, [{}, {}, {}, {}]));
    const proposed = proposeFallbacks(site, { D: 1 });
    expect(Object.values(proposed).toSorted((a, b) => a - b)[0]).toBe(0);
    expect(proposed["D"]).toBeGreaterThanOrEqual(6);
    expect(checkFallbacks(defineSite(model(20, ["A", "B", "C", "D"].map((id) => ({ id, fallbackA: proposed[id]! })))))).toEqual([]);
  });
});

describe("commit", () => {
  const now = instant(1_000_000);
  const start = (limit: number, evses: readonly Partial<EvseModel>[], kept?: readonly LedgerEntry[]) => {
    const site = defineSite(model(limit, evses));
    const safety = createSafety(site, kept);
    if (kept === undefined) for (const { id } of site.model.evses) safety.fallbackInstalled(id, true);
    return { site, safety, limits: limitsAt(site, { at: now }) };
  };

  it("lowers first and raises only after the lower was acknowledged", () => {
    const { safety, limits } = start(40, [{ fallbackA: 0 }, { fallbackA: 0 }]);
    const [first] = safety.commit([{ evse: "A", amps: 32 }], limits, now, 120);
    safety.answered("A", first!.sequence, "accepted");
    const both = safety.commit([{ evse: "B", amps: 20 }, { evse: "A", amps: 20 }], limits, now, 120);
    expect(both.map(({ evse, amps, change }) => [evse, amps, change])).toEqual([["A", 20, "lower"], ["B", 8, "raise"]]);
    for (const order of both) safety.answered(order.evse, order.sequence, "accepted");
    expect(safety.commit([{ evse: "B", amps: 20 }], limits, now, 120).map(({ amps }) => amps)).toEqual([20]);
  });

  it("counts the higher of old and new while a call is in flight, and after a timeout until the lease is over", () => {
    const { safety, limits } = start(64, [{ fallbackA: 0 }]);
    const [raise] = safety.commit([{ evse: "A", amps: 30 }], limits, now, 120);
    expect(safety.envelope("A", now)).toBe(30_000);
    safety.answered("A", raise!.sequence, "unknown");
    const [lower] = safety.commit([{ evse: "A", amps: 10 }], limits, now, 120);
    safety.answered("A", lower!.sequence, "accepted");
    expect(safety.envelope("A", now)).toBe(30_000);
    // The station's clock may be behind: its lease of 120 s counts for 5 s more.
    expect(safety.envelope("A", instant(now + 124_000))).toBe(30_000);
    expect(safety.envelope("A", instant(now + 126_000))).toBe(0);
  });

  it("a refused set-point does not count", () => {
    const { safety, limits } = start(64, [{ fallbackA: 0 }]);
    const [raise] = safety.commit([{ evse: "A", amps: 30 }], limits, now, 120);
    safety.answered("A", raise!.sequence, "rejected");
    expect(safety.envelope("A", now)).toBe(0);
  });

  it("one call at a time for each station", () => {
    const { safety, limits } = start(64, [{}]);
    safety.commit([{ evse: "A", amps: 30 }], limits, now, 120);
    expect(safety.commit([{ evse: "A", amps: 10 }], limits, now, 120)).toEqual([]);
  });

  it("keeps the fallback of each socket reserved, with or without a car", () => {
    const { safety, limits } = start(32, [{}, {}]);
    expect(safety.commit([{ evse: "A", amps: 32 }], limits, now, 120)[0]!.amps).toBe(26);
  });

  it("counts a socket at its hardware until its fallback is installed, and in quarantine", () => {
    const { safety, limits } = start(64, [{ fallbackA: 0 }, { fallbackA: 0 }]);
    safety.fallbackInstalled("B", false);
    expect(safety.envelope("B", now)).toBe(32_000);
    safety.fallbackInstalled("B", true);
    safety.quarantine("B", "does not follow");
    expect(safety.commit([{ evse: "A", amps: 32 }, { evse: "B", amps: 6 }], limits, now, 120).map(({ evse, amps }) => [evse, amps])).toEqual([["A", 32]]);
    expect(safety.roomFor(limits, now).room[0]).toBe(0);
  });

  it("after a crash between sent and acked the kept ledger counts what was in flight", () => {
    const { safety, limits } = start(40, [{ fallbackA: 0 }, { fallbackA: 0 }]);
    safety.commit([{ evse: "A", amps: 32 }], limits, now, 120);
    const again = start(40, [{ fallbackA: 0 }, { fallbackA: 0 }], safety.entries());
    expect(again.safety.envelope("A", now)).toBe(32_000);
    expect(again.safety.commit([{ evse: "B", amps: 32 }], limits, now, 120)[0]!.amps).toBe(8);
  });

  it("never sets between 0 and the minimum, and never above what fits", () => {
    const { safety, limits } = start(17, [{ fallbackA: 6 }, { fallbackA: 0, stepA: 1 }]);
    const orders = safety.commit([{ evse: "A", amps: 6 }, { evse: "B", amps: 11.9 }], limits, now, 120);
    expect(orders.map(({ evse, amps }) => [evse, amps])).toEqual([["A", 6], ["B", 11]]);
    const tight = start(11.9, [{ fallbackA: 6 }, { fallbackA: 0 }]);
    expect(tight.safety.commit([{ evse: "B", amps: 5.9 }, { evse: "A", amps: 6 }], tight.limits, now, 120).map(({ amps }) => amps)).toEqual([0, 6]);
  });

  it("forgets accepted set-points with the transaction, not those without an answer, nor defaults that outlive it", () => {
    const { safety, limits } = start(64, [{ fallbackA: 0 }]);
    const [order] = safety.commit([{ evse: "A", amps: 30 }], limits, now, 120);
    safety.ended("A");
    expect(safety.envelope("A", now)).toBe(30_000);
    safety.answered("A", order!.sequence, "accepted");
    safety.ended("A", true);
    expect(safety.envelope("A", now)).toBe(30_000);
    safety.ended("A");
    expect(safety.envelope("A", now)).toBe(0);
  });
});

describe("random faults", () => {
  it("never break a limit, and never set below the minimum (test/safety/fuzz.ts runs 10 million)", () => {
    for (let seed = 0; seed < 3; seed += 1) {
      const report = runFaultSteps(createRandom(seed), 1_500);
      expect(report.violations).toEqual([]);
      expect(report.raises).toBeGreaterThan(200);
      expect(report.peakShare).toBeGreaterThan(0.6);
    }
  });

  it.each([
    ["a process that died before it kept that fallbacks are installed", 1_000_146, 2_000],
    ["an older set-point that came late, was accepted and ran out", 1_000_040, 6_000],
    ["the same while the newer one was still on its way", 1_000_249, 4_500],
  ])("hold after %s", (_, seed, steps) => {
    expect(runFaultSteps(createRandom(seed), steps).violations).toEqual([]);
  });
});
