import { expect } from "vitest";
import { addTo, createTally } from "../src/campaign.ts";
import { commandOf } from "../src/command-line.ts";
import { runSeed } from "../src/run-seed.ts";

/**
 * Runs seeds one after the other and fails with the violations and the command that tells the story; or when an invariant was hardly
 * looked at, or a kind of trouble hardly struck.
 */
export async function runRange(from: number, count: number): Promise<void> {
  const tally = createTally();
  for (let seed = from; seed < from + count; seed += 1) addTo(tally, await runSeed(seed));
  expect(tally.failing.map(({ seed, options, violations }) => ({ again: commandOf(seed, options), violations }))).toEqual([]);
  for (const invariant of ASKED) expect(tally.checks.get(invariant) ?? 0, invariant).toBeGreaterThan(50);
  for (const trouble of TROUBLES) expect(tally.troubles.get(trouble) ?? 0, trouble).toBeGreaterThan(50);
  expect(tally.transactions).toBeGreaterThan(8 * count);
  expect(tally.deaths).toBeGreaterThan(count);
}

/** The invariants that every stretch of seeds looks at, so that none is upheld by never being asked. */
const ASKED = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I14", "I15", "I16", "I17", "I18", "I20", "I23", "I24", "I27", "T15", "T16", "ORACLE"] as const;

const TROUBLES = ["cut", "torn", "loss", "reorder", "duplicate", "limbo", "halfOpen"] as const;
