import { Badge, Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { useState } from "react";
import type { JournalEntryView, SessionView } from "../../../src/wire/session.ts";
import { dateTimeExact } from "../format.ts";
import { text } from "../texts.ts";
import { ledger } from "../texts/ledger.ts";
import { FactList } from "./fact-list.tsx";

const SHOWN = 30;
const ASKED = ["lifecycle", "review", "settlement"] as const;
type Field = JournalEntryView["changes"][number]["field"];

/** Why a session is in its state, and everything that happened in it, newest first. */
export function SessionJournal({ session, entries }: { readonly session: SessionView; readonly entries: readonly JournalEntryView[] }) {
  const [all, setAll] = useState(false);
  const newest = withoutRuns(entries).reverse();
  const shown = all ? newest : newest.slice(0, SHOWN);
  return (
    <Stack>
      <Stack gap={6}>
        <Text fw={600} size="sm">{ledger.why}</Text>
        <FactList cols={{ base: 1, sm: 3 }} facts={ASKED.flatMap((field) => whyOf(field, session, entries))} />
      </Stack>
      <Timeline bulletSize={12} lineWidth={2} active={shown.length}>
        {shown.map((entry) => (
          <Timeline.Item key={entry.seq} title={<Text size="sm">{entry.text}</Text>}>
            <Group gap={6}>
              <Text size="xs" c="dimmed" className="figures">{dateTimeExact(entry.at, session.timeZone)}</Text>
              <Text size="xs" c="dimmed">{[kindOf(entry.kind), ...(entry.by === undefined ? [] : [ledger.by(entry.by)])].join(" ")}</Text>
              {entry.changes.filter(({ field }) => NAMES[field] !== undefined).map(({ field, to }) => <Badge key={field} size="sm" variant="default">{stateName(field, to)}</Badge>)}
            </Group>
          </Timeline.Item>
        ))}
      </Timeline>
      {all || newest.length <= SHOWN ? null : <Group><Button variant="default" size="xs" onClick={() => setAll(true)}>{text.common.more}</Button></Group>}
    </Stack>
  );
}

/** The entry that set a state to what it is now: since when, and its words. */
function whyOf(field: (typeof ASKED)[number], session: SessionView, entries: readonly JournalEntryView[]): readonly (readonly [string, string])[] {
  const now = session[field];
  const set = entries.filter((entry) => entry.changes.some((change) => change.field === field));
  let reason = set.at(-1);
  // What repeats a state did not bring it about.
  for (const entry of [...set].reverse()) {
    if (!entry.changes.some((change) => change.field === field && change.to === now)) break;
    reason = entry;
  }
  return reason === undefined ? [] : [[ledger.since(stateName(field, now), dateTimeExact(reason.at, session.timeZone)), reason.text]];
}

const NAMES: Readonly<Partial<Record<Field, Readonly<Record<string, string>>>>> = { lifecycle: text.lifecycle, energyState: text.energyState, settlement: text.settlement, review: ledger.review };

function stateName(field: Field, to: string): string {
  return NAMES[field]?.[to] ?? to;
}

function kindOf(kind: string): string {
  return ledger.kinds[kind as keyof typeof ledger.kinds] ?? kind;
}

/** Meter readings come by the minute: a run of them is one line, the newest, with their number. */
function withoutRuns(entries: readonly JournalEntryView[]): JournalEntryView[] {
  const shown: JournalEntryView[] = [];
  let run = 0;
  for (const entry of entries) {
    const isReading = entry.changes.length === 0 && entry.events.every((event) => event === "metered");
    run = isReading ? run + 1 : 0;
    if (run > 1) shown.pop();
    shown.push(run > 1 ? { ...entry, text: `${text.sessionPage.readingRun(run)}. ${entry.text}` } : entry);
  }
  return shown;
}
