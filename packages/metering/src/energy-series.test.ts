import { instant } from "@cpokit/kernel";
import type { EnergyPoint } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { energySeries } from "./energy-series.ts";

const point = (at: number, register: number, power?: number): EnergyPoint => ({ at: instant(at), register, ...(power !== undefined && { power }) });

describe("energySeries", () => {
  it("puts points in order of time, once each, keeping the power", () => {
    const { points, excluded } = energySeries([point(30, 150), point(10, 100), point(20, 120), point(20, 120, 7_000)], {});
    expect(points).toEqual([point(10, 100), point(20, 120, 7_000), point(30, 150)]);
    expect(excluded).toEqual([]);
  });

  it("begins and ends with the bounds", () => {
    const series = energySeries([point(9, 100), point(20, 120), point(31, 150)], { start: point(10, 100), end: point(30, 150) });
    expect(series).toEqual({ points: [point(10, 100), point(20, 120), point(30, 150)], excluded: [] });
  });

  it("names what does not fit", () => {
    const series = energySeries([point(5, 90), point(15, 120), point(20, 110), point(22, 400), point(40, 140)], { start: point(10, 100), end: point(30, 150) });
    expect(series.points.map((one) => one.register)).toEqual([100, 120, 150]);
    expect(series.excluded.map((one) => one.reason)).toEqual([
      "It lies before the start of the session.",
      "Its register is below an earlier one.",
      "Its register is above the end register.",
      "It lies after the end of the session.",
    ]);
  });

  it("has only its bounds where nothing else is known", () => {
    expect(energySeries([], { start: point(10, 5), end: point(20, 5) }).points).toEqual([point(10, 5), point(20, 5)]);
    expect(energySeries([], {}).points).toEqual([]);
  });
});
