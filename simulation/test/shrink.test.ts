import { expect, it } from "vitest";
import { commandOf, parseCommand } from "../src/command-line.ts";
import { TROUBLES, type SeedOptions } from "../src/plan.ts";
import { shrink } from "../src/shrink.ts";

it("cuts a day down to the stations, troubles and hours that the failure needs", async () => {
  const fails = async ({ hours = 24, stations = [0, 1, 2], without = [] }: SeedOptions): Promise<boolean> =>
    hours >= 7 && stations.includes(1) && !without.includes("cuts") && !without.includes("crashes");
  const { options } = await shrink({}, 3, fails);
  expect(options.stations).toEqual([1]);
  expect(options.hours).toBe(7);
  expect(new Set(options.without)).toEqual(new Set(TROUBLES.filter((trouble) => trouble !== "cuts" && trouble !== "crashes")));
});

it("leaves a day whole that needs all of it", async () => {
  const { options } = await shrink({}, 2, async (candidate) => Object.keys(candidate).length === 0);
  expect(options).toEqual({});
});

it("prints a command that means the same day", () => {
  const options = { hours: 7, stations: [1], without: ["clocks", "remote"] } as const;
  const printed = commandOf(17, options);
  expect(printed).toBe("npm run simulate -- --seed 17 --hours 7 --stations 1 --without clocks,remote");
  expect(parseCommand(printed.split(" ").slice(4))).toMatchObject({ from: 17, seeds: 1, options, tells: true });
  expect(() => parseCommand(["--without", "rain"])).toThrow(/no trouble of the simulation/);
  expect(() => parseCommand(["--seeds", "many"])).toThrow(/whole number/);
});
