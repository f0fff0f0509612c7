import { collection, type Reader, type Unit } from "@cpokit/storage";
import { fingerprint } from "./translate/fingerprint.ts";

/** Counts by word, spread over documents so that many units of work can count at once. */
const tallies = collection<Readonly<Record<string, number>>>("tallies");

const SHARDS = 64;

/** Adds to the counts of a subject; `by` spreads the load, e.g. the id of a station. */
export async function addTally(unit: Unit, subject: string, by: string, delta: Readonly<Record<string, number>>): Promise<void> {
  const id = `${subject}/${Number.parseInt(fingerprint(by).slice(0, 4), 16) % SHARDS}`;
  const counts: Record<string, number> = { ...(await unit.get(tallies, id)) };
  for (const [word, count] of Object.entries(delta)) counts[word] = (counts[word] ?? 0) + count;
  unit.put(tallies, id, counts);
}

/** The counts of a subject, without those that are 0. */
export async function readTally(reader: Reader, subject: string): Promise<Readonly<Record<string, number>>> {
  const total: Record<string, number> = {};
  const shards = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => reader.get(tallies, `${subject}/${shard}`)));
  for (const counts of shards) {
    for (const [word, count] of Object.entries(counts ?? {})) total[word] = (total[word] ?? 0) + count;
  }
  return Object.fromEntries(Object.entries(total).filter(([, count]) => count !== 0));
}
