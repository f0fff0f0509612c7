import { parseArgs } from "node:util";
import { TROUBLES, type SeedOptions, type Trouble } from "./plan.ts";

export interface Command {
  readonly from: number;
  readonly seeds: number;
  /** Threads that run seeds. */
  readonly jobs: number;
  readonly options: SeedOptions;
  /** Prints the story of each seed, failing or not. */
  readonly tells: boolean;
  /** Writes failing seeds down among the tests. */
  readonly keeps: boolean;
}

export const USAGE = `npm run simulate -- [options]
  --seeds 1000       how many seeds to run, each one day of a CPO
  --from 1           the first seed
  --jobs 1           threads
  --seed 17          this seed alone, and its story
  --hours 24         a shorter day
  --stations 0,2     only these stations of the seed
  --without cuts,…   leaves out kinds of trouble: ${TROUBLES.join(" ")}
  --no-keep          does not write failing seeds into simulation/test/kept-seeds.json`;

/** Reads the command line. @throws Error with a sentence when it is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args], strict: true, allowNegative: true,
    options: {
      seeds: { type: "string" }, from: { type: "string" }, jobs: { type: "string" }, seed: { type: "string" },
      hours: { type: "string" }, stations: { type: "string" }, without: { type: "string" }, keep: { type: "boolean", default: true },
    },
  });
  const single = values.seed === undefined ? undefined : whole("seed", values.seed);
  const without = (values.without ?? "").split(",").filter((word) => word !== "").map(toTrouble);
  const stations = values.stations?.split(",").map((word) => whole("stations", word));
  return {
    from: single ?? whole("from", values.from ?? "1"),
    seeds: single === undefined ? whole("seeds", values.seeds ?? "1000") : 1,
    jobs: Math.max(1, whole("jobs", values.jobs ?? "1")),
    options: { ...(values.hours !== undefined && { hours: whole("hours", values.hours) }), ...(stations !== undefined && { stations }), ...(without.length > 0 && { without }) },
    tells: single !== undefined,
    keeps: values.keep,
  };
}

/** The command that runs a seed again, as it was cut down. */
export function commandOf(seed: number, { hours, stations, without }: SeedOptions): string {
  const words = [`--seed ${seed}`];
  if (hours !== undefined) words.push(`--hours ${hours}`);
  if (stations !== undefined) words.push(`--stations ${stations.join(",")}`);
  if (without !== undefined && without.length > 0) words.push(`--without ${without.join(",")}`);
  return `npm run simulate -- ${words.join(" ")}`;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === "") throw new Error(`--${name} needs a whole number, not "${text}".`);
  return value;
}

function toTrouble(word: string): Trouble {
  const trouble = TROUBLES.find((each) => each === word);
  if (trouble === undefined) throw new Error(`"${word}" is no trouble of the simulation; there are ${TROUBLES.join(", ")}.`);
  return trouble;
}
