import { Badge, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { may } from "../api/session.ts";
import { download } from "../api/request.ts";
import { useAction } from "../api/use-action.ts";
import { useAll, useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { operating } from "../texts/operating.ts";
import { CaseRows } from "./case-rows.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet;

/** How a station is: its health, its cases, its logs, and the work that waits. */
export function StationCare({ station }: { readonly station: StationView }) {
  const zone = station.timeZone ?? localZone;
  const health = useApi(at("GET /stations/{id}/health", { path: { id: station.id } }));
  const tasks = useAll(at("GET /stations/{id}/tasks", { path: { id: station.id } }));
  const logs = useApi(at("GET /stations/{id}/logs", { path: { id: station.id }, query: { limit: "10" } }));
  const cases = useApi(at("GET /cases", { query: { state: "open", stationId: station.id } }));
  const fetchLog = useAction();
  const report = useAction();
  const [fault, setFault] = useState("");
  useReloadOn(["station"], logs.reload);

  async function ask(log: "diagnostics" | "security"): Promise<void> {
    if ((await fetchLog.run(at("POST /stations/{id}/logs", { path: { id: station.id } }), { log })) !== undefined) logs.reload();
  }
  async function tell(): Promise<void> {
    if ((await report.run(at("POST /stations/{id}/faults", { path: { id: station.id } }), { text: fault.trim() })) === undefined) return;
    setFault("");
    cases.reload();
  }

  return (
    <Stack>
      <Section title={words.health}>
        <Loaded resource={health} rows={1}>{({ score, findings }) => (
          <Stack gap={4}>
            <Group gap="xs"><Badge size="lg" color={score >= 80 ? "teal" : score >= 50 ? "yellow" : "red"}>{words.points(score)}</Badge>{findings.length === 0 ? <Text size="sm" c="dimmed">{words.healthy}</Text> : null}</Group>
            {findings.map((finding) => <Text key={finding.code} size="sm">{`−${finding.points}: ${said.health(finding)}`}</Text>)}
          </Stack>
        )}</Loaded>
      </Section>
      <Section title={words.cases.title}>
        <Loaded resource={cases} rows={1}>{({ items }) => <CaseRows cases={items} changed={cases.reload} />}</Loaded>
        <form onSubmit={(event) => { event.preventDefault(); void tell(); }}>
          <Group align="flex-end" gap="xs">
            <TextInput label={words.cases.report} placeholder={words.cases.what} value={fault} onChange={(event) => setFault(event.currentTarget.value)} style={{ flex: 1, minWidth: 220 }} />
            <Button type="submit" variant="default" disabled={fault.trim() === ""} loading={report.busy}>{text.command.send}</Button>
          </Group>
        </form>
        <ProblemAlert problem={report.problem} />
      </Section>
      {may("stations:command") ? <BringBack station={station} /> : null}
      <Section title={words.logs.title} actions={<Group gap="xs"><Button size="xs" variant="default" loading={fetchLog.busy} onClick={() => void ask("diagnostics")}>{words.logs.fetch}</Button><Button size="xs" variant="default" loading={fetchLog.busy} onClick={() => void ask("security")}>{words.logs.fetchSecurity}</Button></Group>}>
        <ProblemAlert problem={fetchLog.problem} />
        <Loaded resource={logs} rows={1}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.logs.none}</Text> : (
          <Stack gap={6}>{items.map((log) => (
            <Group key={log.id} gap="xs">
              <Text size="xs" c="dimmed" className="figures">{dateTime(log.requestedAt, zone)}</Text>
              <Text size="sm">{said.log(log)}</Text>
              {log.file === undefined ? null : <Button size="xs" variant="light" onClick={() => void download(at("GET /logs/{id}/file", { path: { id: log.id } }), log.file?.name ?? "log")}>{`${words.logs.download} (${words.logs.bytes(log.file.bytes)})`}</Button>}
            </Group>
          ))}</Stack>
        )}</Loaded>
      </Section>
      <Section title={words.tasks.title}>
        <Loaded resource={tasks} rows={1}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.tasks.none}</Text> : (
          <Stack gap={6}>{items.map((task) => (
            <Group key={task.kind} gap="xs">
              <Badge color={task.state === "failed" ? "red" : "blue"}>{words.tasks.states[task.state]}</Badge>
              <Text size="sm">{(words.tasks.kinds as Readonly<Record<string, string>>)[task.kind] ?? task.kind}</Text>
              {task.problem === undefined ? null : <Text size="sm" c="red">{task.problem}</Text>}
            </Group>
          ))}</Stack>
        )}</Loaded>
      </Section>
    </Stack>
  );
}

/** Tries to bring an EVSE back that is stuck, as stations that help themselves do. */
function BringBack({ station }: { readonly station: StationView }) {
  const [evse, setEvse] = useState(String(station.evses[0]?.number ?? 1));
  const begin = useAction();

  async function start(): Promise<void> {
    if ((await begin.run(at("POST /stations/{id}/recoveries", { path: { id: station.id } }), { evse: Number(evse) })) !== undefined) go("/maintenance/recoveries");
  }

  return (
    <Section title={operating.recovery.title}>
      <Text size="sm" c="dimmed">{operating.recovery.hint}</Text>
      <form onSubmit={(event) => { event.preventDefault(); void start(); }}>
        <Group align="flex-end">
          <NativeSelect label={operating.recovery.evse} data={station.evses.map(({ number }) => String(number))} value={evse} onChange={(event) => setEvse(event.currentTarget.value)} />
          <Button type="submit" variant="light" loading={begin.busy} disabled={station.evses.length === 0}>{operating.recovery.begin}</Button>
        </Group>
      </form>
      <ProblemAlert problem={begin.problem} />
    </Section>
  );
}
