import { Alert, Button, Checkbox, Group, Modal, Progress, Select, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../api/address.ts";
import type { BulkRequest } from "../../../src/wire/command.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { ProblemAlert } from "./states.tsx";

const words = text.fleet.bulk;
const LOOK = 1_000;

const COMMANDS = {
  status: { command: "trigger", message: "StatusNotification" }, heartbeat: { command: "trigger", message: "Heartbeat" }, resetIdle: { command: "reset", mode: "whenIdle" },
  close: { command: "changeAvailability", operative: false }, open: { command: "changeAvailability", operative: true },
} as const satisfies Readonly<Record<string, BulkRequest["command"]>>;
type Kind = keyof typeof COMMANDS;

/** One command to many stations, with its progress. */
export function BulkCommands({ stations, close }: { readonly stations: readonly StationView[]; readonly close: () => void }) {
  const [kind, setKind] = useState<Kind>("status");
  const [queue, setQueue] = useState(false);
  const [id, setId] = useState<string>();
  const begin = useAction();

  async function start(): Promise<void> {
    const answer = await begin.run(at("POST /bulk-commands"), { command: COMMANDS[kind], stations: { ids: stations.map((station) => station.id) }, ...(queue ? { queueForSeconds: 86_400 } : {}) });
    setId(answer?.id);
  }

  return (
    <Modal opened onClose={close} title={words.title(stations.length)} size="lg">
      {id !== undefined ? <BulkProgress id={id} close={close} /> : (
        <Stack>
          <Text size="sm" c="dimmed">{words.hint}</Text>
          <Select label={words.what} allowDeselect={false} value={kind} onChange={(value) => setKind((value as Kind | null) ?? kind)} data={Object.keys(COMMANDS).map((value) => ({ value, label: words.kinds[value as Kind] }))} />
          <Checkbox label={words.queue} checked={queue} onChange={(event) => setQueue(event.currentTarget.checked)} />
          <ProblemAlert problem={begin.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button loading={begin.busy} disabled={stations.length === 0} onClick={() => void start()}>{words.start}</Button></Group>
        </Stack>
      )}
    </Modal>
  );
}

function BulkProgress({ id, close }: { readonly id: string; readonly close: () => void }) {
  const order = useApi(at("GET /bulk-commands/{id}", { path: { id } }));
  const stop = useAction();
  const { reload, value } = order;
  useEffect(() => {
    if (value !== undefined && value.state !== "running") return;
    const timer = setInterval(reload, LOOK);
    return () => clearInterval(timer);
  }, [reload, value?.state]);
  if (value === undefined) return <ProblemAlert problem={order.problem} />;
  const finished = value.total - value.waiting - value.open;
  return (
    <Stack>
      <Progress value={value.total === 0 ? 100 : (finished / value.total) * 100} animated={value.state === "running"} aria-label={said.bulk(value)} />
      <Alert color={value.state === "running" ? "blue" : "teal"} role="status">{said.bulk(value)}</Alert>
      <Text size="sm" className="figures">{Object.entries(value.outcomes).map(([outcome, count]) => `${outcome}: ${count}`).join(" · ")}</Text>
      {value.state === "running" ? <Text size="sm" c="dimmed">{words.figures(value.waiting, value.open)}</Text> : null}
      <ProblemAlert problem={stop.problem ?? order.problem} />
      <Group justify="flex-end">
        {value.state === "running" ? <Button color="red" variant="light" loading={stop.busy} onClick={() => void stop.run(at("POST /bulk-commands/{id}/cancel", { path: { id } })).then(reload)}>{words.cancel}</Button> : null}
        <Button onClick={close}>{text.common.close}</Button>
      </Group>
    </Stack>
  );
}
