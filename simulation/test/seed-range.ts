import { expect } from "vitest";
import { addTo, createTally, type Tally } from "../src/campaign.ts";
import { commandOf } from "../src/command-line.ts";
import { runSeed } from "../src/run-seed.ts";

/** Runs seeds one after the other, fails with the violations and the command that tells the story, and says what it all came to. */
export async function runRange(from: number, count: number): Promise<Tally> {
  const tally = createTally();
  for (let seed = from; seed < from + count; seed += 1) addTo(tally, await runSeed(seed));
  expect(tally.failing.map(({ seed, options, violations }) => ({ again: commandOf(seed, options), violations }))).toEqual([]);
  return tally;
}

/** The invariants that every stretch of seeds looks at, so that none is upheld by never being asked. */
export const ASKED = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I14", "I15", "I16", "I17", "I18", "I20", "I23", "I24", "I27", "T15", "T16", "ORACLE"] as const;
