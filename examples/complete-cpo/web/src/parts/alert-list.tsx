import { Badge, Button, Card, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { AlertView } from "../../../src/wire/operations.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { Silences } from "./silences.tsx";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet.maintenance.alerts;
const COLORS = { info: "gray", warning: "orange", error: "red" } as const;
const A_DAY = 1_440;

/** Alerts in one state, and what can be done with them. */
export function AlertList() {
  const [state, setState] = useState<keyof typeof words.states>("open");
  const address = at("GET /alerts", { query: { state, limit: "50" } });
  const alerts = useApi(address);
  const act = useAction();
  const [turn, setTurn] = useState(0);
  useReloadOn(["attention"], alerts.reload);

  async function take(asked: Promise<unknown>): Promise<void> {
    if ((await asked) === undefined) return;
    alerts.reload();
    setTurn((before) => before + 1);
  }
  function silence(alert: AlertView): void {
    const reason = prompt(words.reason);
    if (reason !== null && reason.trim() !== "") void take(act.run(at("POST /silences"), { rule: alert.rule, subject: alert.subject, minutes: A_DAY, reason: reason.trim() }));
  }

  return (
    <Stack>
      <SegmentedControl value={state} onChange={(value) => setState(value as typeof state)} data={Object.entries(words.states).map(([value, label]) => ({ value, label }))} style={{ alignSelf: "flex-start" }} />
      <ProblemAlert problem={act.problem} />
      <Loaded resource={alerts}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
        <Stack gap="xs">
          {items.map((alert) => (
            <Card key={alert.id} padding="sm">
              <Stack gap={6}>
                <Group gap="xs">
                  <Badge color={COLORS[alert.severity]}>{words.severities[alert.severity]}</Badge>
                  <Text fw={600} size="sm">{said.alert(alert)}</Text>
                  {alert.silenced ? <Badge variant="default">{words.silenced}</Badge> : null}
                </Group>
                <Group gap="xs">
                  <Text size="xs" c="dimmed">{`${words.since(dateTime(alert.firstAt, localZone))} · ${words.seen(alert.count)}`}</Text>
                  {alert.stationId === undefined ? null : <Link to={`/stations/${encodeURIComponent(alert.stationId)}`} size="xs">{alert.stationId}</Link>}
                </Group>
                {alert.detail === undefined ? null : <Text size="sm">{said.alertDetail(alert)}</Text>}
                {alert.notes.map((note) => <Text key={note.at + note.text} size="sm" c="dimmed">{`${note.by}: ${note.text}`}</Text>)}
                {alert.state === "cleared" ? null : (
                  <Group gap="xs">
                    {alert.state === "acknowledged" ? null : <Button size="xs" variant="default" loading={act.busy} onClick={() => void take(act.run(at("POST /alerts/acknowledge"), { id: alert.id }))}>{words.acknowledge}</Button>}
                    <Button size="xs" variant="default" loading={act.busy} onClick={() => void take(act.run(at("POST /alerts/clear"), { id: alert.id }))}>{words.clear}</Button>
                    <Button size="xs" variant="default" loading={act.busy} onClick={() => silence(alert)}>{words.silence}</Button>
                  </Group>
                )}
              </Stack>
            </Card>
          ))}
        </Stack>
      )}</Loaded>
      <Silences turn={turn} changed={() => { alerts.reload(); setTurn((before) => before + 1); }} />
    </Stack>
  );
}
