import { expect, it } from "vitest";
import { cars } from "../src/depot.ts";
import { runDay } from "../src/run-day.ts";

it("charges every car within all limits, for much less than at once, and draws it", () => {
  const { report, euros, eurosAtOnce, svg } = runDay();
  expect(report.overloads).toEqual([]);
  for (const car of cars) expect({ car: car.id, kWh: report.deliveredKWh[car.id]! + 0.5 >= car.energyKWh }).toEqual({ car: car.id, kWh: true });
  expect(report.setpoints.filter(({ amps }) => amps > 0 && amps < 6)).toEqual([]);
  expect(euros).toBeLessThan(0.75 * eurosAtOnce);
  for (const words of ["Price", "Load", "limit", "hall", "grid operator: 45 kW", ...cars.map(({ id }) => id)]) expect(svg).toContain(words);
  expect(svg.match(/<rect/g)!.length).toBeGreaterThan(300);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
