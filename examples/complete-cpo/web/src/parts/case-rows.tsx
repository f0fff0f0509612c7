import { Badge, Button, Card, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CaseView } from "../../../src/wire/operations.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { ProblemAlert } from "./states.tsx";

const words = text.fleet.cases;

/** Cases with what was told and written, and what can be done with them. */
export function CaseRows({ cases, changed, isLinked = false }: { readonly cases: readonly CaseView[]; readonly changed: () => void; readonly isLinked?: boolean }) {
  if (cases.length === 0) return <Text size="sm" c="dimmed">{words.none}</Text>;
  return <Stack gap="xs">{cases.map((each) => <CaseCard key={each.id} value={each} changed={changed} isLinked={isLinked} />)}</Stack>;
}

function CaseCard({ value, changed, isLinked }: { readonly value: CaseView; readonly changed: () => void; readonly isLinked: boolean }) {
  const act = useAction();
  const [written, setWritten] = useState("");
  async function send(what: "notes" | "assign" | "close", note: string): Promise<void> {
    if ((await act.run(at(`POST /cases/{id}/${what}`, { path: { id: value.id } }), { text: note })) === undefined) return;
    setWritten("");
    changed();
  }
  const place = `${value.stationId}${value.evse === undefined ? "" : ` · ${text.common.evse} ${value.evse}`}`;
  return (
    <Card withBorder padding="sm">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Badge color={value.state === "closed" ? "gray" : value.state === "open" ? "red" : "blue"}>{words.states[value.state]}</Badge>
            <Text fw={600} size="sm">{said.caseTitle(value)}</Text>
          </Group>
          {isLinked ? <Link to={`/stations/${encodeURIComponent(value.stationId)}`} size="sm">{place}</Link> : <Text size="sm" c="dimmed">{place}</Text>}
        </Group>
        <Text size="xs" c="dimmed">{[dateTime(value.openedAt, localZone), words.reports(value.reportCount), value.assignee === undefined ? "" : words.assignee(value.assignee)].filter(Boolean).join(" · ")}</Text>
        {value.reports.filter((report) => report.text !== value.title).map((report) => <Text key={report.at} size="sm">{`“${report.text}”${report.contact === undefined ? "" : ` (${report.contact})`}`}</Text>)}
        {value.notes.map((note) => <Text key={note.at + note.text} size="sm" c="dimmed">{`${note.by}: ${note.text}`}</Text>)}
        {value.resolution === undefined ? null : <Text size="sm" c="teal">{value.resolution}</Text>}
        {value.state === "closed" ? null : (
          <Group gap="xs" align="flex-end">
            <TextInput aria-label={words.note} placeholder={words.note} value={written} onChange={(event) => setWritten(event.currentTarget.value)} style={{ flex: 1, minWidth: 200 }} />
            <Button size="xs" variant="default" disabled={written.trim() === ""} loading={act.busy} onClick={() => void send("notes", written.trim())}>{words.note}</Button>
            <Button size="xs" variant="light" disabled={written.trim() === ""} loading={act.busy} onClick={() => void send("close", written.trim())}>{words.close}</Button>
          </Group>
        )}
        <ProblemAlert problem={act.problem} />
      </Stack>
    </Card>
  );
}
