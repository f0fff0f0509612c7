import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { allocate, defineSite, limitsAt, wiringOf, type Claim, type SiteModel } from "../src/index.ts";
import { checkSetpoints } from "./checker.ts";
import { solveWithHighs, type LinearProgram } from "./highs.ts";
import { createRandom, even, randomSite } from "./random.ts";

const at = instant(0);

function allocateOn(model: SiteModel, claims: readonly Claim[], load: Record<string, readonly [number, number, number]> = {}) {
  const site = defineSite(model);
  const loads = Object.fromEntries(Object.entries(load).map(([id, [l1, l2, l3]]) => [id, { l1, l2, l3 }]));
  return allocate(site, limitsAt(site, { at, loads }), claims);
}

/** The rows of the site over the cars, derived for the judge from the JSON alone. */
function rowsOf(model: SiteModel, claims: readonly Claim[]): LinearProgram["rows"] {
  return model.nodes.flatMap((node) => {
    const below = (id: string | undefined): boolean => id !== undefined && (id === node.id || below(model.nodes.find((one) => one.id === id)?.parent));
    const terms = [0, 1, 2, 3].map(() => [] as [number, number][]);
    claims.forEach((claim, car) => {
      const evse = model.evses.find((one) => one.id === claim.evse)!;
      if (!below(evse.node)) return;
      const wiring = wiringOf(evse, model.voltage ?? 230, claim.phasesUsed);
      [wiring.l1, wiring.l2, wiring.l3, wiring.gridKW].forEach((factor, row) => factor > 0 && terms[row]!.push([car, factor]));
    });
    const limits = [node.limitA.l1, node.limitA.l2, node.limitA.l3, node.limitKW ?? Infinity];
    return terms.map((row, index) => ({ lower: -Infinity, upper: limits[index]!, terms: row }));
  });
}

/** Leximax of amps / weight above the minima, one LP for each level and for each car that may stop at it. */
function leximax(model: SiteModel, claims: readonly Claim[], bounds: readonly (readonly [number, number])[]): number[] {
  const rows = rowsOf(model, claims);
  const fixed = new Map<number, number>();
  const level = claims.length;
  while (fixed.size < claims.length) {
    const columns = bounds.map(([lower, upper], car) => ({ cost: 0, lower: fixed.get(car) ?? lower, upper: fixed.get(car) ?? upper }));
    const free = claims.map((_, car) => car).filter((car) => !fixed.has(car));
    const raise = free.map((car) => ({ lower: 0, upper: Infinity, terms: [[car, 1], [level, -(claims[car]!.weight ?? 1)]] as const }));
    // A car whose minimum is above the level does not hold it down: its row is met already.
    const best = solveWithHighs({ columns: [...columns, { cost: -1, lower: 0, upper: 1e4 }], rows: [...rows, ...raise] });
    const reached = best.values[level]! - 1e-9;
    let grew = false;
    for (const car of free) {
      const floors = columns.map((column, other) => ({ ...column, cost: other === car ? -1 : 0, lower: fixed.has(other) ? column.lower : Math.max(column.lower, Math.min(column.upper, (claims[other]!.weight ?? 1) * reached)) }));
      const most = solveWithHighs({ columns: floors, rows }).values[car]!;
      const share = (claims[car]!.weight ?? 1) * reached;
      if (most <= Math.max(share, bounds[car]![0]) + 1e-5) {
        fixed.set(car, most);
        grew = true;
      }
    }
    if (!grew) throw new Error("The judge found no car that stops at its level.");
  }
  return claims.map((_, car) => fixed.get(car)!);
}

describe("allocate against successive linear programs", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))("is the leximax, seed %i", (seed) => {
    const random = createRandom(seed);
    const kind = (["three", "one", "mixed"] as const)[seed % 3]!;
    const model = randomSite(random, { cars: 3 + Math.floor(random() * 9), kind, ampsPerCar: 8 + random() * 12, limitKW: seed % 4 === 0 });
    const claims = model.evses.map((evse): Claim => ({
      id: evse.id, evse: evse.id, weight: random() < 0.5 ? 1 : 1 + Math.floor(random() * 3), maxA: 10 + random() * 22,
      ...(seed % 5 === 0 && random() < 0.5 && { minA: 6 + random() * 3 }),
      ...(kind === "mixed" && random() < 0.5 && { phasesUsed: (random() < 0.5 ? 1 : 2) }),
    }));
    const answer = allocateOn(model, claims);
    const admitted = claims.filter((_, car) => answer.shares[car]!.exactAmps > 0);
    expect(admitted.length).toBeGreaterThan(0);
    const bounds = admitted.map((claim) => [claim.minA ?? 6, Math.min(claim.maxA!, model.evses.find((evse) => evse.id === claim.evse)!.maxA)] as const);
    const expected = leximax(model, admitted, bounds);
    admitted.forEach((claim, index) => {
      const got = answer.shares.find((share) => share.id === claim.id)!.exactAmps;
      expect(Math.abs(got - expected[index]!), `${claim.id}: ${got} for ${expected[index]}`).toBeLessThan(2e-4);
    });
  });
});

describe("allocate by the independent checker", () => {
  it("breaks no limit and sets nothing below a minimum on 3,000 random situations", () => {
    const random = createRandom(7);
    let admitted = 0;
    let waiting = 0;
    for (let round = 0; round < 3_000; round += 1) {
      const cars = 1 + Math.floor(random() * 25);
      const imbalance = round % 5 === 0 ? 10 + random() * 20 : undefined;
      const model = randomSite(random, { cars, kind: (["three", "one", "mixed"] as const)[round % 3]!, ampsPerCar: 2 + random() * 20, limitKW: round % 2 === 0, ...(imbalance !== undefined && { imbalance }) });
      const claims = model.evses.map((evse): Claim => ({ id: evse.id, evse: evse.id, priority: Math.floor(random() * 3), weight: 0.5 + random(), ...(random() < 0.3 && { maxA: random() * 32 }), ...(random() < 0.3 && { phasesUsed: (1 + Math.floor(random() * 3)) as 1 | 2 | 3 }) }));
      const load = { grid: [random() * 30, random() * 30, random() * 30] as const };
      const answer = allocateOn(model, claims, load);
      const found = checkSetpoints(model, 0, claims.map((claim, car) => ({ evse: claim.evse, ...(claim.phasesUsed !== undefined && { phasesUsed: claim.phasesUsed }), amps: answer.shares[car]!.amps })), load);
      expect(found, `round ${round}`).toEqual([]);
      admitted += answer.shares.filter((share) => share.amps > 0).length;
      waiting += answer.shares.filter((share) => share.because === "waits").length;
    }
    expect(admitted).toBeGreaterThan(10_000);
    expect(waiting).toBeGreaterThan(1_000);
  });
});

describe("allocate says why", () => {
  const model: SiteModel = {
    nodes: [{ id: "grid", kind: "grid", limitA: even(80) }, { id: "P", parent: "grid", kind: "panel", limitA: even(40) }],
    evses: ["A", "B", "C", "D"].map((id, index) => ({ id, node: index < 3 ? "P" : "grid", station: id, connector: 1, phases: 3 as const, rotation: "RST" as const, maxA: 32, minA: 6, units: ["A"] as const, fallbackA: 0, leaseSafe: "verified" as const })),
  };

  it("names the binding limit and the cars that share it", () => {
    const { shares } = allocateOn(model, ["A", "B", "C", "D"].map((id) => ({ id, evse: id })));
    expect(shares.map((share) => share.amps)).toEqual([13.4, 13.3, 13.3, 32]);
    expect(shares[0]).toMatchObject({ because: "limit", binding: { node: "P", limit: "L1" }, sharers: ["A", "B", "C"] });
    expect(shares[3]).toMatchObject({ because: "own", sharers: [] });
  });

  it("shares by weight, raises from the minimum and admits by priority, then by deficit", () => {
    const weighted = allocateOn(model, [{ id: "A", evse: "A", weight: 3 }, { id: "B", evse: "B", weight: 1 }]);
    expect(weighted.shares.map((share) => share.amps)).toEqual([30, 10]);
    const floored = allocateOn(model, [{ id: "A", evse: "A", weight: 9 }, { id: "B", evse: "B", weight: 1 }]);
    expect(floored.shares.map((share) => share.amps)).toEqual([32, 8]);
    const tight = { ...model, nodes: [model.nodes[0]!, { ...model.nodes[1]!, limitA: even(13) }] };
    const { shares } = allocateOn(tight, [{ id: "A", evse: "A" }, { id: "B", evse: "B", deficit: 2 }, { id: "C", evse: "C", priority: 1 }]);
    expect(shares.map((share) => share.amps)).toEqual([0, 6.5, 6.5]);
    expect(shares[0]).toMatchObject({ because: "waits", binding: { node: "P", limit: "L1" }, sharers: ["B", "C"] });
  });

  it("names all cars on a limit that leaves no room for a minimum, in the order of the claims, also where cars hang below it", () => {
    const tight = { ...model, nodes: [{ ...model.nodes[0]!, limitA: even(20) }, model.nodes[1]!] };
    const { shares } = allocateOn(tight, ["D", "C", "B", "A"].map((id, index) => ({ id, evse: id, priority: index === 3 ? -1 : 0 })));
    expect(shares.map(({ because }) => because)).toEqual(["limit", "limit", "limit", "waits"]);
    expect(shares[3]).toMatchObject({ binding: { node: "grid", limit: "L1" }, sharers: ["D", "C", "B"] });
  });

  it("knows cars again that moved, came or use other phases since the last time", () => {
    const site = defineSite(model);
    const ask = (claims: readonly Claim[]) => allocate(site, limitsAt(site, { at }), claims).shares.map(({ amps }) => amps);
    expect(ask([{ id: "1", evse: "A" }, { id: "2", evse: "D" }])).toEqual([32, 32]);
    expect(ask([{ id: "1", evse: "A" }, { id: "2", evse: "B" }])).toEqual([20, 20]);
    expect(() => ask([{ id: "1", evse: "C" }, { id: "2", evse: "none" }])).toThrow(expect.objectContaining({ code: "smart-charging.unknown-evse" }));
    expect(ask([{ id: "1", evse: "A", phasesUsed: 1, maxA: 8 }, { id: "2", evse: "B" }])).toEqual([8, 32]);
    expect(ask([{ id: "1", evse: "A", minA: 12 }, { id: "2", evse: "B", minA: 30 }])).toEqual([32, 0]);
    expect(ask([{ id: "1", evse: "A", minA: 12 }, { id: "2", evse: "B", minA: 30, priority: 1 }])).toEqual([0, 32]);
  });

  it("keeps the phases of a node within its imbalance rule", () => {
    const oneSided: SiteModel = { nodes: [{ id: "grid", kind: "grid", limitA: even(80), maxImbalanceA: 20 }], evses: model.evses.slice(0, 2).map((evse) => ({ ...evse, node: "grid", phases: 1, rotation: "R" })) };
    expect(allocateOn(oneSided, [{ id: "A", evse: "A" }, { id: "B", evse: "B" }]).shares.map((share) => share.amps)).toEqual([9.9, 9.9]);
  });

  it.each([Number.NaN, Infinity, -1])("refuses %s A as a limit", (maxA) => {
    expect(() => allocateOn(model, [{ id: "A", evse: "A", maxA }])).toThrow(expect.objectContaining({ code: "smart-charging.claim" }));
  });

  it("gives nothing where the building alone is above the limit, and answers for no cars", () => {
    expect(allocateOn(model, [{ id: "A", evse: "A" }], { grid: [100, 0, 0] }).shares[0]).toMatchObject({ amps: 0, because: "waits", binding: { node: "grid", limit: "L1" } });
    expect(allocateOn(model, []).shares).toEqual([]);
  });
});
