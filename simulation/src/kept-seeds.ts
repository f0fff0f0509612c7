import { readFileSync, writeFileSync } from "node:fs";
import type { SeedOptions } from "./plan.ts";

/** A day that failed once; it is run again with every test run. */
export interface KeptSeed {
  readonly seed: number;
  readonly options: SeedOptions;
  /** What it broke when it was found. */
  readonly broke: string;
}

const FILE = new URL("../test/kept-seeds.json", import.meta.url);

export function readKeptSeeds(): readonly KeptSeed[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as readonly KeptSeed[];
}

/** Writes a failing day down, once. */
export function keepSeed(found: KeptSeed): void {
  const known = readKeptSeeds();
  const isKnown = known.some(({ seed, options }) => seed === found.seed && JSON.stringify(options) === JSON.stringify(found.options));
  if (isKnown) return;
  writeFileSync(FILE, `[\n${[...known, found].map((each) => `  ${JSON.stringify(each)}`).join(",\n")}\n]\n`);
}
