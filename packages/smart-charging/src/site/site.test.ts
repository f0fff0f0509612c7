import { instant, isCpoError } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { checkSite } from "./check-site.ts";
import { defineSite } from "./define-site.ts";
import { limitsAt } from "./limits.ts";
import type { EvseModel, SiteModel } from "./site-model.ts";
import { wiringOf } from "./wiring.ts";

const even = (amps: number) => ({ l1: amps, l2: amps, l3: amps });
const evse: EvseModel = { id: "E1", node: "grid", station: "CS", connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 0, leaseSafe: "verified" };
const model: SiteModel = { nodes: [{ id: "grid", kind: "grid", limitA: even(63) }], evses: [evse] };
const battery = { id: "cellar", node: "grid", maxChargeKW: 5, maxDischargeKW: 5, capacityKWh: 10 };
const at = instant(1_000_000);

describe("defineSite", () => {
  const wrong: readonly (readonly [string, SiteModel])[] = [
    ["nodes[0].limitA.l2", { ...model, nodes: [{ id: "grid", kind: "grid", limitA: { l1: 1, l2: Number.NaN, l3: 1 } }] }],
    ["nodes[0].limitKW", { ...model, nodes: [{ ...model.nodes[0]!, limitKW: -1 }] }],
    ["nodes[0].continuousLoadFactor", { ...model, nodes: [{ ...model.nodes[0]!, continuousLoadFactor: 80 }] }],
    ["nodes[0].schedule[0].to", { ...model, nodes: [{ ...model.nodes[0]!, schedule: [{ from: at, to: at }] }] }],
    ["nodes[1].id", { ...model, nodes: [...model.nodes, { id: "grid", parent: "grid", kind: "panel", limitA: even(9) }] }],
    ["nodes[1].parent", { ...model, nodes: [...model.nodes, { id: "P", parent: "nowhere", kind: "panel", limitA: even(9) }] }],
    ["nodes[1].parent", { ...model, nodes: [...model.nodes, { id: "P", parent: "Q", kind: "panel", limitA: even(9) }, { id: "Q", parent: "P", kind: "panel", limitA: even(9) }] }],
    ["nodes", { ...model, nodes: [...model.nodes, { id: "P", kind: "panel", limitA: even(9) }] }],
    ["evses[0].node", { ...model, evses: [{ ...evse, node: "nowhere" }] }],
    ["evses[0].rotation", { ...model, evses: [{ ...evse, rotation: "R" }] }],
    ["evses[0].rotation", { ...model, nodes: [{ ...model.nodes[0]!, wiring: "delta" }], evses: [{ ...evse, phases: 1, rotation: "S" }] }],
    ["evses[0].minA", { ...model, evses: [{ ...evse, minA: 4 }] }],
    ["evses[0].fallbackA", { ...model, evses: [{ ...evse, fallbackA: 3 }] }],
    ["evses[0].dc.efficiency", { ...model, evses: [{ ...evse, dc: { maxKW: 50, efficiency: 95 } }] }],
    ["evses[1].id", { ...model, evses: [evse, evse] }],
    ["voltage", { ...model, voltage: 0 }],
    ["generators[0].node", { ...model, generators: [{ id: "roof", node: "nowhere", maxKW: 5 }] }],
    ["batteries[0].id", { ...model, generators: [{ id: "one", node: "grid", maxKW: 5 }], batteries: [{ ...battery, id: "one" }] }],
    ["batteries[0].reserveKWh", { ...model, batteries: [{ ...battery, reserveKWh: 11 }] }],
    ["batteries[0].efficiency", { ...model, batteries: [{ ...battery, efficiency: 95 }] }],
  ];
  it.each(wrong)("names the path %s", (path, broken) => {
    expect(checkSite(broken).map((finding) => finding.path)).toContain(path);
    expect(() => defineSite(broken)).toThrow(expect.objectContaining({ code: "smart-charging.site" }));
  });

  it("throws the first finding and how many there are", () => {
    try {
      defineSite({ ...model, voltage: 0, evses: [{ ...evse, minA: 4 }] });
      expect.unreachable();
    } catch (error) {
      expect(isCpoError(error, "smart-charging.site") && error.values).toEqual({ path: "voltage", findings: 2 });
    }
  });

  it("lays the tree out so that what is below a node follows it", () => {
    const site = defineSite({
      nodes: [{ id: "b1", parent: "b", kind: "circuit", limitA: even(9) }, { id: "b", parent: "grid", kind: "panel", limitA: even(9) }, { id: "grid", kind: "grid", limitA: even(9) }, { id: "a", parent: "grid", kind: "panel", limitA: even(9) }],
      evses: [],
    });
    expect(site.nodes.map((node) => node.id)).toEqual(["grid", "b", "b1", "a"]);
    expect([...site.parents]).toEqual([-1, 0, 1, 0]);
    expect([...site.ends]).toEqual([4, 3, 3, 4]);
  });
});

describe("wiringOf", () => {
  it.each([
    ["RST", 3, undefined, [1, 1, 1]], ["STR", 3, 1, [0, 1, 0]], ["TRS", 3, 2, [1, 0, 1]], ["TSR", 3, 1, [0, 0, 1]], ["S", 1, 1, [0, 1, 0]],
    ["unknown", 3, 1, [1, 1, 1]], ["ST", 1, undefined, [0, 1, 1]], ["SRT", 1, undefined, [0, 1, 0]],
  ] as const)("puts rotation %s of %i phases, %s used, on the wires", (rotation, phases, used, lines) => {
    const wiring = wiringOf({ rotation, phases }, 230, used);
    expect([wiring.l1, wiring.l2, wiring.l3]).toEqual(lines);
  });

  it("counts kW by the phases used, line to line by √3, and takes the losses of DC from the car", () => {
    expect(wiringOf({ rotation: "RST", phases: 3 }, 230, 2).gridKW).toBeCloseTo(0.46);
    expect(wiringOf({ rotation: "RS", phases: 1 }, 120).gridKW).toBeCloseTo(0.2078, 4);
    const dc = wiringOf({ rotation: "RST", phases: 3, dc: { maxKW: 50, efficiency: 0.9 } }, 230);
    expect(dc.carKW / dc.gridKW).toBeCloseTo(0.9);
  });
});

describe("limitsAt", () => {
  const metered: SiteModel = {
    nodes: [
      { id: "grid", kind: "grid", limitA: even(100), continuousLoadFactor: 0.8, limitKW: 50, meter: { source: "m", maxAgeSeconds: 10, assumeA: even(70) } },
      { id: "P", parent: "grid", kind: "panel", limitA: even(40), schedule: [{ from: instant(500_000), to: instant(2_000_000), limitA: { l1: 20, l2: 50, l3: 20 }, limitKW: 9 }] },
    ],
    evses: [],
  };
  const site = defineSite(metered);

  it("takes load and the lowest active limit into account", () => {
    const limits = limitsAt(site, { at, loads: { grid: { l1: 10, l2: 20, l3: -5, at: instant(995_000) } } });
    expect(Array.from(limits.room.slice(0, 3))).toEqual([70, 60, 80]);
    expect(limits.room[3]).toBeCloseTo(50 - 6.9);
    expect(Array.from(limits.room.slice(4))).toEqual([20, 40, 20, 9]);
    expect(limits.stale).toEqual([]);
  });

  it.each([
    ["too old", { l1: 1, l2: 1, l3: 1, at: instant(900_000) }, [10, 10, 10]],
    ["from the future", { l1: 1, l2: 1, l3: 1, at: instant(1_100_000) }, [10, 10, 10]],
    ["without one phase", { l1: 1, l2: 1, at }, [79, 79, 10]],
    ["no number", { l1: Number.NaN, l2: 1, l3: 1, at }, [10, 79, 79]],
  ])("assumes the worst of a reading that is %s", (_, reading, room) => {
    const limits = limitsAt(site, { at, loads: { grid: reading } });
    expect(Array.from(limits.room.slice(0, 3))).toEqual(room);
    expect(limits.stale).toEqual(["grid"]);
  });

  it("counts below a node without a meter what is measured below it", () => {
    const nested = defineSite({ nodes: [{ id: "grid", kind: "grid", limitA: even(100) }, { id: "P", parent: "grid", kind: "panel", limitA: even(50) }], evses: [] });
    expect(Array.from(limitsAt(nested, { at, loads: { P: even(12) } }).room.slice(0, 3))).toEqual([88, 88, 88]);
  });

  it("returns to the node's own limit in a gap between steps", () => {
    expect(Array.from(limitsAt(site, { at: instant(2_000_000), loads: { grid: even(0) } }).room.slice(4))).toEqual([40, 40, 40, Infinity]);
  });
});
