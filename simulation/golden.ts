/**
 * Records the golden traffic anew: `npm run simulate:golden`. With `--journal` it keeps the traffic and writes what the CPO makes of it now,
 * for when the journal was changed on purpose; read the difference before you commit it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { recordTraffic } from "./src/golden/record.ts";
import { fromLines, toLines, type RecordedLine } from "./src/golden/recording.ts";
import { replayTraffic } from "./src/golden/replay.ts";

for (const version of ["1.6", "2.0.1", "2.1"] as const) {
  const file = (kind: string): URL => new URL(`test/golden/${version}.${kind}.jsonl`, import.meta.url);
  if (!process.argv.includes("--journal")) writeFileSync(file("traffic"), toLines(await recordTraffic(version)));
  const traffic = fromLines(readFileSync(file("traffic"), "utf8")).map((line) => JSON.parse(line) as RecordedLine);
  const { journal } = await replayTraffic(version, traffic);
  writeFileSync(file("journal"), toLines(journal));
  console.log(`${version}: ${traffic.length} lines of traffic, ${journal.length} journal entries`);
}
