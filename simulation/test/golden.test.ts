import { readFileSync } from "node:fs";
import { replay, type JournalEntry } from "@cpokit/sessions";
import { expect, it } from "vitest";
import { recordTraffic } from "../src/golden/record.ts";
import { fromLines, type RecordedLine } from "../src/golden/recording.ts";
import { replayTraffic } from "../src/golden/replay.ts";

const linesOf = (name: string): readonly string[] => fromLines(readFileSync(new URL(`golden/${name}.jsonl`, import.meta.url), "utf8"));

it.each(["1.6", "2.0.1", "2.1"] as const)("makes of recorded traffic of %s the journal it made when it was recorded, byte for byte (I8, F26)", async (version) => {
  const traffic = linesOf(`${version}.traffic`).map((line) => JSON.parse(line) as RecordedLine);
  const expected = linesOf(`${version}.journal`);
  const { journal } = await replayTraffic(version, traffic);
  // The first difference tells more than a thousand lines.
  const differs = journal.findIndex((entry, index) => entry !== expected[index]);
  expect(journal[differs], "changed on purpose? npm run simulate:golden -- --journal").toBe(expected[differs]);
  expect(journal).toHaveLength(expected.length);
  expect(expected.length).toBeGreaterThan(40);
});

it.each(["1.6", "2.0.1", "2.1"] as const)("answers replayed traffic of %s as it answered the station", async (version) => {
  const traffic = await recordTraffic(version);
  const { out } = await replayTraffic(version, traffic);
  expect(out).toEqual(traffic.flatMap((line) => ("out" in line ? [line.out] : [])));
});

it.each(["1.6", "2.0.1", "2.1"] as const)("rebuilds every session from the kept journal of %s", (version) => {
  const sessions = new Map<string, JournalEntry[]>();
  for (const line of linesOf(`${version}.journal`)) {
    const entry = JSON.parse(line) as JournalEntry;
    sessions.set(entry.session, [...(sessions.get(entry.session) ?? []), entry]);
  }
  expect(sessions.size).toBeGreaterThan(3);
  for (const entries of sessions.values()) {
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index));
    expect(replay(entries).session.journalLength).toBe(entries.length);
  }
});
