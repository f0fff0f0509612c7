import { compositeSchedule } from "../../src/index.ts";
import { naiveAt } from "./naive.ts";
import type { StackCase } from "./random-stack.ts";

/** The first second at which the engine and the naive reading differ, or nothing. */
export function firstDifference({ profiles, query, dialect }: StackCase): object | undefined {
  const periods = compositeSchedule(profiles, query, dialect);
  const from = Math.floor(query.from / 1_000);
  let place = 0;
  for (let second = 0; second < query.seconds; second += 1) {
    while (place + 1 < periods.length && periods[place + 1]!.start <= second) place += 1;
    const period = periods[place]!;
    const naive = naiveAt(profiles, query, from + second, dialect);
    if (period.limit !== naive.limit || period.phases !== naive.phases) return { second, engine: period, naive };
  }
  return undefined;
}
