import { Badge, Group, Stack, Text, Timeline } from "@mantine/core";
import { useEffect } from "react";
import { at } from "../api/address.ts";
import type { JournalEntryView, JournalPage, SessionView } from "../../../src/wire/session.ts";
import { onLive } from "../api/live.ts";
import { request } from "../api/request.ts";
import { useApi } from "../api/use-api.ts";
import { newestOf } from "../api/pages.ts";
import { dateTimeExact } from "../format.ts";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { ledger } from "../texts/ledger.ts";
import { FactList } from "./fact-list.tsx";
import { Loaded } from "./states.tsx";

type Field = JournalEntryView["changes"][number]["field"];

/** Why a session is in its state, and everything that happened in it, newest first. */
export function SessionJournal({ session }: { readonly session: SessionView }) {
  const address = at("GET /sessions/{id}/journal", { path: { id: session.id }, query: { limit: "50" } });
  const journal = useApi(address);
  const { change, reload } = journal;
  // What was read on stays; a failure leaves what is shown until the next event.
  useEffect(() => onLive("session", (event) => {
    if (event.session.id === session.id) void request(address).then((newest) => change((before) => newestOf(before, newest)), reload);
  }), [session.id, address, change, reload]);
  return (
    <Loaded resource={journal}>
      {({ items, why = [] }) => <Stack><Entries session={session} entries={items} why={why} /></Stack>}
    </Loaded>
  );
}

function Entries({ session, entries, why }: { readonly session: SessionView; readonly entries: readonly JournalEntryView[]; readonly why: NonNullable<JournalPage["why"]> }) {
  const shown = withoutRuns(entries.toReversed()).toReversed();
  return (
    <Stack>
      <Stack gap={6}>
        <Text fw={600} size="sm">{ledger.why}</Text>
        <FactList cols={{ base: 1, sm: 3 }} facts={why.map(({ field, state, entry }) => [ledger.since(stateName(field, state), dateTimeExact(entry.at, session.timeZone)), said.journal(entry)])} />
      </Stack>
      <Timeline bulletSize={12} lineWidth={2} active={shown.length}>
        {shown.map((entry) => (
          <Timeline.Item key={entry.seq} title={<Text size="sm">{entry.run === undefined ? said.journal(entry) : `${text.sessionPage.readingRun(entry.run)}. ${said.journal(entry)}`}</Text>}>
            <Group gap={6}>
              <Text size="xs" c="dimmed" className="figures">{dateTimeExact(entry.at, session.timeZone)}</Text>
              <Text size="xs" c="dimmed">{[kindOf(entry.kind), ...(entry.by === undefined ? [] : [ledger.by(entry.by)])].join(" ")}</Text>
              {entry.changes.filter(({ field }) => NAMES[field] !== undefined).map(({ field, to }) => <Badge key={field} size="sm" variant="default">{stateName(field, to)}</Badge>)}
            </Group>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  );
}

const NAMES: Readonly<Partial<Record<Field, Readonly<Record<string, string>>>>> = { lifecycle: text.lifecycle, energyState: text.energyState, settlement: text.settlement, review: ledger.review };

function stateName(field: Field, to: string): string {
  return NAMES[field]?.[to] ?? to;
}

function kindOf(kind: string): string {
  return ledger.kinds[kind as keyof typeof ledger.kinds] ?? kind;
}

/** An entry, and how many readings it stands for. */
type Shown = JournalEntryView & { readonly run?: number };

/** Meter readings come by the minute: a run of them is one line, the newest, with their number. */
function withoutRuns(entries: readonly JournalEntryView[]): readonly Shown[] {
  const shown: Shown[] = [];
  let run = 0;
  for (const entry of entries) {
    const isReading = entry.changes.length === 0 && entry.events.every((event) => event === "metered");
    run = isReading ? run + 1 : 0;
    if (run > 1) shown.pop();
    shown.push(run > 1 ? { ...entry, run } : entry);
  }
  return shown;
}
