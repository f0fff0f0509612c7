import { expect, it } from "vitest";
import { commandOf } from "../src/command-line.ts";
import { readKeptSeeds } from "../src/kept-seeds.ts";
import { runSeed } from "../src/run-seed.ts";

it("holds every invariant in the days that failed once", async () => {
  for (const { seed, options, broke } of readKeptSeeds()) {
    const { violations } = await runSeed(seed, options);
    expect(violations, `${commandOf(seed, options)} once broke: ${broke}`).toEqual([]);
  }
}, 120_000);

it("tells a day the same way each time, to the last commit and frame", async () => {
  for (const seed of [3, 5, 126]) {
    const [once, again] = [await runSeed(seed, {}, true), await runSeed(seed, {}, true)];
    expect(again.digest).toBe(once.digest);
    expect(again.story).toEqual(once.story);
    expect((await runSeed(seed)).digest).toBe(once.digest);
  }
});
