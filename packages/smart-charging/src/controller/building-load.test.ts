import { instant } from "@cpokit/kernel";
import { expect, it } from "vitest";
import { createRandom, even } from "../../test/random.ts";
import { defineSite } from "../site/define-site.ts";
import type { EvseModel } from "../site/site-model.ts";
import { createBuildingLoad } from "./building-load.ts";
import { createCar } from "./car.ts";

const WORST = { grid: 20, panel: 3 };
const EVSE: EvseModel = { id: "", node: "panel", station: "", connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified" };
const site = defineSite({
  nodes: [
    { id: "grid", kind: "grid", limitA: even(100), meter: { source: "g", maxAgeSeconds: 60, assumeA: even(WORST.grid) } },
    { id: "panel", parent: "grid", kind: "panel", limitA: even(80), meter: { source: "p", maxAgeSeconds: 60, assumeA: even(WORST.panel) } },
  ],
  evses: Array.from({ length: 6 }, (_, index) => ({ ...EVSE, id: `E${index}`, station: `CS${index}`, node: index < 4 ? "panel" : "grid" })),
});

it("never takes the building for less than it is while it keeps to its declared worst, whichever cars nobody measures (4,000 random scenes)", () => {
  const random = createRandom(11);
  const tooLow: string[] = [];
  let proofs = 0;
  for (let scene = 0; scene < 4_000; scene += 1) {
    const at = instant(1_000_000);
    const panel = random() * WORST.panel;
    const building = { panel, grid: panel + random() * (WORST.grid - WORST.panel) };
    const drawn = site.model.evses.map(({ id, node }) => {
      const most = random() < 0.5 ? 6 : 32;
      return { id, node, most, amps: random() < 0.3 ? 0 : random() * most, isDark: random() < 0.4 };
    });
    const load = createBuildingLoad(30);
    const cars = drawn.filter(({ isDark }) => !isDark).map(({ id, amps }) => ({ ...createCar({ transaction: id, reference: id, evse: id, startedAt: at, wish: {}, hasId: true }), measured: { amps: [amps, amps, amps], at } }));
    const flow = (node: "grid" | "panel"): number => building[node] + drawn.filter((one) => node === "grid" || one.node === "panel").reduce((sum, { amps }) => sum + amps, 0);
    for (const node of ["panel", "grid"] as const) {
      const amps = flow(node);
      load.read(site, node, { l1: amps, l2: amps, l3: amps, at }, {
        cars, battery: { givenBack: 0, charged: 0 }, answers: (evse) => !drawn.some(({ id, isDark }) => id === evse && isDark),
        mostBackOf: () => [0, 0, 0, 0],
        mostOf: (evse) => [1, 1, 1, 690].map((factor) => factor * 1_000 * drawn.find(({ id }) => id === evse)!.most) as [number, number, number, number],
      });
    }
    const said = load.loads(at);
    for (const node of ["panel", "grid"] as const) if (said[node]!.l1! < building[node] - 1e-9) tooLow.push(`scene ${scene}: ${node} at ${said[node]!.l1} instead of ${building[node]}`);
    const unmeasured = drawn.filter(({ isDark }) => isDark).reduce((sum, { amps }) => sum + amps, 0);
    if (said["grid"]!.l1! < building.grid + unmeasured - 1) proofs += 1;
  }
  expect(tooLow).toEqual([]);
  expect(proofs).toBeGreaterThan(1_000);
});

it("believes the meter when a building takes more than its declared worst: what it took while no car was there counts from then on", () => {
  const load = createBuildingLoad(30);
  const read = (amps: number, seconds: number, isDark: boolean): number => {
    const at = instant(1_000_000 + seconds * 1_000);
    load.read(site, "panel", { l1: amps, l2: amps, l3: amps, at }, { cars: [], battery: { givenBack: 0, charged: 0 }, answers: (evse) => !(isDark && evse === "E0"), mostOf: () => [6_000, 6_000, 6_000, 4_140_000], mostBackOf: () => [0, 0, 0, 0] });
    return load.loads(at)["panel"]!.l1!;
  };
  expect(read(7, 0, true)).toBe(3);
  expect(read(12, 40, true)).toBe(6);
  expect(read(7, 80, false)).toBe(7);
  expect(read(7, 120, true)).toBe(7);
});
