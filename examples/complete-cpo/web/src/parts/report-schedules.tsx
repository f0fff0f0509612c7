import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { ScheduleView } from "../../../src/wire/report.ts";
import { may } from "../api/session.ts";
import { useAction, type Action } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, weekdayName } from "../format.ts";
import { reporting } from "../texts/reporting.ts";
import { ReportScheduleForm } from "./report-schedule-form.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const ADDRESS = at("GET /report-schedules", { query: { limit: "50" } });

/** Reports that are made by themselves, and what a person may do with them. */
export function ReportSchedules({ begun }: { readonly begun: () => void }) {
  const schedules = useApi(ADDRESS);
  const act = useAction();
  const [edited, setEdited] = useState<ScheduleView | "new">();
  const { reload } = schedules;

  async function take(asked: Promise<unknown>): Promise<void> {
    if ((await asked) === undefined) return;
    reload();
    begun();
  }

  return (
    <Section title={reporting.schedules} actions={may("reports:write") ? <Button size="xs" onClick={() => setEdited("new")}>{reporting.add}</Button> : undefined}>
      <ProblemAlert problem={act.problem} />
      <Loaded resource={schedules} rows={2}>
        {({ items }) => items.length === 0 ? <Empty title={reporting.noSchedules} hint={reporting.noSchedulesHint} /> : (
          <Stack>
            <Rows
              label={reporting.schedules} items={items} keyOf={({ id }) => id}
              columns={[
                { title: reporting.name, cell: ({ name, report, format }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text><Text size="xs" c="dimmed">{`${reporting.tabs[report]} · ${format.toUpperCase()}`}</Text></Stack> },
                { title: reporting.every, cell: ({ rhythm }) => rhythmText(rhythm) },
                { title: reporting.recipients, cell: ({ recipients }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{recipients.length === 0 ? "–" : recipients.join(", ")}</Text> },
                { title: reporting.next, cell: ({ state, nextAt, rhythm }) => (state === "paused" ? <Badge color="gray">{reporting.states.paused}</Badge> : dateTime(nextAt, rhythm.timeZone)) },
                { title: "", figures: true, cell: (schedule) => (may("reports:write") ? <Acts schedule={schedule} act={act} take={(asked) => void take(asked)} edit={() => setEdited(schedule)} /> : null) },
              ]}
            />
          </Stack>
        )}
      </Loaded>
      {edited === undefined ? null : <ReportScheduleForm {...(edited === "new" ? {} : { schedule: edited })} close={() => setEdited(undefined)} done={() => { setEdited(undefined); reload(); }} />}
    </Section>
  );
}

function Acts({ schedule: { id, state }, act: { busy, run }, take, edit }: { readonly schedule: ScheduleView; readonly act: Action; readonly take: (asked: Promise<unknown>) => void; readonly edit: () => void }) {
  const [isSure, setSure] = useState(false);
  const path = { id };
  const isActive = state === "active";
  return (
    <Group gap={4} justify="flex-end">
      <Button size="compact-xs" variant="light" loading={busy} onClick={() => take(run(at("POST /report-schedules/{id}/run", { path })))}>{reporting.runNow}</Button>
      <Button size="compact-xs" variant="default" disabled={busy} onClick={() => take(run(at("PATCH /report-schedules/{id}", { path }), { state: isActive ? "paused" : "active" }))}>{isActive ? reporting.pause : reporting.resume}</Button>
      <Button size="compact-xs" variant="default" disabled={busy} onClick={edit}>{reporting.edit}</Button>
      {isSure
        ? <Button size="compact-xs" color="red" title={reporting.removeHint} disabled={busy} onClick={() => take(run(at("DELETE /report-schedules/{id}", { path })))}>{`${reporting.remove}?`}</Button>
        : <Button size="compact-xs" variant="light" color="red" onClick={() => setSure(true)}>{reporting.remove}</Button>}
    </Group>
  );
}

function rhythmText({ every, hour, weekday, day, timeZone }: ScheduleView["rhythm"]): string {
  const when = every === "week" && weekday !== undefined ? ` (${weekdayName(weekday - 1)})` : every === "month" ? ` (${day}.)` : "";
  return `${reporting.rhythms[every]}${when}, ${String(hour).padStart(2, "0")}:00 ${timeZone}`;
}
