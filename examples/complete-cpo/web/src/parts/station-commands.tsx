import { Badge, Button, Code, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { at } from "../api/address.ts";
import type { CommandRequest, CommandView } from "../../../src/wire/command.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import type { EvseView, StationView } from "../../../src/wire/station.ts";
import { may } from "../api/session.ts";
import { useAction, type Action } from "../api/use-action.ts";
import { useAll, useApi } from "../api/use-api.ts";
import { dateTimeExact, localZone } from "../format.ts";
import { objectOf } from "../json.ts";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { reasons } from "../texts/reasons.ts";
import { Loaded, ProblemAlert } from "./states.tsx";

type Send = (body: CommandRequest) => Promise<CommandView | undefined>;

interface Sender extends Action {
  readonly send: Send;
  readonly answer: CommandView | undefined;
}

function useSender(station: StationView, sent: () => void): Sender {
  const action = useAction();
  const [answer, setAnswer] = useState<CommandView>();
  async function send(body: CommandRequest): Promise<CommandView | undefined> {
    setAnswer(undefined);
    const done = await action.run(at("POST /stations/{id}/commands", { path: { id: station.id } }), body);
    setAnswer(done);
    sent();
    return done;
  }
  return { ...action, send, answer };
}

/** What can be asked of one EVSE. */
export function EvseCommands({ station, evse, session, sent }: { readonly station: StationView; readonly evse: EvseView; readonly session: SessionView | undefined; readonly sent: () => void }) {
  const sender = useSender(station, sent);
  const [starting, setStarting] = useState(false);
  const closed = evse.state === "unavailable";
  return (
    <Stack gap="xs">
      <Group gap={6}>
        {session === undefined
          ? <Button size="xs" disabled={!station.online} onClick={() => setStarting(true)}>{text.command.start}</Button>
          : <Button size="xs" color="red" variant="light" disabled={!station.online} loading={sender.busy} onClick={() => void sender.send({ command: "stop", transaction: session.transaction })}>{text.command.stop}</Button>}
        <Button size="xs" variant="default" disabled={!station.online} loading={sender.busy} onClick={() => void sender.send({ command: "unlock", evse: evse.number, connector: evse.connectors[0]?.number ?? 1 })}>{text.command.unlock}</Button>
        <Button size="xs" variant="default" disabled={!station.online} loading={sender.busy} onClick={() => void sender.send({ command: "changeAvailability", evse: evse.number, operative: closed })}>{closed ? text.command.enable : text.command.disable}</Button>
      </Group>
      <Said sender={sender} />
      {starting ? <StartDialog evse={evse} send={sender.send} busy={sender.busy} close={() => setStarting(false)} /> : null}
    </Stack>
  );
}

/** What can be asked of the whole station. */
export function StationCommands({ station, sent }: { readonly station: StationView; readonly sent: () => void }) {
  const [dialog, setDialog] = useState<"reset" | "trigger" | "variables" | "raw">();
  const close = (): void => setDialog(undefined);
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="default" disabled={!station.online} onClick={() => setDialog("reset")}>{text.command.reset}</Button>
        <Button size="xs" variant="default" disabled={!station.online} onClick={() => setDialog("trigger")}>{text.command.trigger}</Button>
        <Button size="xs" variant="default" disabled={!station.online} onClick={() => setDialog("variables")}>{text.command.variables}</Button>
        <Button size="xs" variant="default" disabled={!station.online} onClick={() => setDialog("raw")}>{text.command.raw}</Button>
      </Group>
      {dialog === "reset" ? <ResetDialog station={station} sent={sent} close={close} /> : null}
      {dialog === "trigger" ? <TriggerDialog station={station} sent={sent} close={close} /> : null}
      {dialog === "variables" ? <VariablesDialog station={station} sent={sent} close={close} /> : null}
      {dialog === "raw" ? <RawDialog station={station} sent={sent} close={close} /> : null}
    </>
  );
}

/** The newest commands and what came of them. */
export function CommandHistory({ station, turn }: { readonly station: StationView; readonly turn: number }) {
  const commands = useApi(at("GET /stations/{id}/commands", { path: { id: station.id }, query: { limit: String(5 + (turn % 2)) } }));
  const stop = useAction();
  return (
    <Loaded resource={commands} rows={1}>
      {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{text.command.noHistory}</Text> : (
        <Stack gap={4}>
          {items.slice(0, 5).map((command) => (
            <Group key={command.id} gap="xs" wrap="nowrap" align="flex-start">
              <Text size="xs" c="dimmed" className="figures" style={{ whiteSpace: "nowrap", paddingTop: 2 }}>{dateTimeExact(command.requestedAt, station.timeZone ?? localZone)}</Text>
              <Badge style={{ flexShrink: 0 }} color={command.outcome === "accepted" ? "teal" : command.outcome === undefined ? "blue" : "orange"}>{String(command.command["command"])}</Badge>
              <Text size="sm">{reasons.command(command)}</Text>
              {command.state === "queued" && may("stations:command") ? <Button size="compact-xs" variant="light" loading={stop.busy} onClick={() => void stop.run(at("POST /commands/{id}/cancel", { path: { id: command.id } })).then(commands.reload)}>{operating.orders.cancelOne}</Button> : null}
            </Group>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

function Said({ sender }: { readonly sender: Pick<Sender, "answer" | "problem"> }) {
  return (
    <>
      {sender.answer === undefined ? null : <Text size="sm" role="status" c={sender.answer.outcome === "accepted" ? "teal" : "orange"}>{reasons.command(sender.answer)}</Text>}
      <ProblemAlert problem={sender.problem} />
    </>
  );
}

interface DialogProps {
  readonly station: StationView;
  readonly sent: () => void;
  readonly close: () => void;
}

function StartDialog({ evse, send, busy, close }: { readonly evse: EvseView; readonly send: Send; readonly busy: boolean; readonly close: () => void }) {
  const tokens = useAll(at("GET /tokens", { query: { limit: "200" } }));
  const [token, setToken] = useState<string | null>(null);
  async function start(): Promise<void> {
    if (token === null) return;
    await send({ command: "start", token: { value: token }, evse: evse.number });
    close();
  }
  return (
    <Modal opened onClose={close} title={text.command.startTitle(evse.number)}>
      <Stack>
        <Select label={text.command.tokenLabel} searchable value={token} onChange={setToken} data={(tokens.value?.items ?? []).filter((each) => each.usable).map((each) => ({ value: each.value, label: each.holder === undefined ? each.value : `${each.holder} · ${each.value}` }))} data-autofocus />
        <ProblemAlert problem={tokens.problem} />
        <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button disabled={token === null} loading={busy} onClick={() => void start()}>{text.command.start}</Button></Group>
      </Stack>
    </Modal>
  );
}

function ResetDialog({ station, sent, close }: DialogProps) {
  const sender = useSender(station, sent);
  return (
    <Modal opened onClose={close} title={text.command.resetTitle}>
      <Stack>
        <Text size="sm">{text.command.resetHint}</Text>
        <Said sender={sender} />
        <Group justify="flex-end">
          <Button variant="default" loading={sender.busy} onClick={() => void sender.send({ command: "reset", mode: "whenIdle" })}>{text.command.soft}</Button>
          <Button color="red" loading={sender.busy} onClick={() => void sender.send({ command: "reset", mode: "immediate" })}>{text.command.hard}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const messages = ["BootNotification", "Heartbeat", "StatusNotification", "MeterValues", "FirmwareStatusNotification"];

function TriggerDialog({ station, sent, close }: DialogProps) {
  const sender = useSender(station, sent);
  const [message, setMessage] = useState("StatusNotification");
  return (
    <Modal opened onClose={close} title={text.command.trigger}>
      <Stack>
        <Select label={text.command.message} allowDeselect={false} value={message} onChange={(value) => setMessage(value ?? message)} data={messages} />
        <Said sender={sender} />
        <Group justify="flex-end"><Button loading={sender.busy} onClick={() => void sender.send({ command: "trigger", message })}>{text.command.send}</Button></Group>
      </Stack>
    </Modal>
  );
}

function VariablesDialog({ station, sent, close }: DialogProps) {
  const sender = useSender(station, sent);
  const is16 = station.protocol === "1.6";
  const [names, setNames] = useState(is16 ? "HeartbeatInterval" : "OCPPCommCtrlr.HeartbeatInterval");
  const variables = names.split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const [component, variable] = line.split(".", 2);
    return variable === undefined || is16 ? { variable: line } : { component: component ?? "", variable };
  });
  return (
    <Modal opened onClose={close} title={text.command.variables} size="lg">
      <Stack>
        <Textarea label={text.command.variableNames} description={is16 ? text.command.variableHint16 : text.command.variableHint2} autosize minRows={3} value={names} onChange={(event) => setNames(event.currentTarget.value)} />
        <Said sender={sender} />
        <Answer command={sender.answer} />
        <Group justify="flex-end"><Button loading={sender.busy} disabled={variables.length === 0} onClick={() => void sender.send({ command: "getVariables", variables })}>{text.command.send}</Button></Group>
      </Stack>
    </Modal>
  );
}

function RawDialog({ station, sent, close }: DialogProps) {
  const action = useAction();
  const [name, setName] = useState(station.protocol === "1.6" ? "GetConfiguration" : "GetLocalListVersion");
  const [payload, setPayload] = useState("{}");
  const [bad, setBad] = useState(false);
  const [answer, setAnswer] = useState<CommandView>();
  async function send(): Promise<void> {
    const parsed = objectOf(payload);
    setBad(parsed === undefined);
    setAnswer(undefined);
    if (parsed === undefined) return;
    setAnswer(await action.run(at("POST /stations/{id}/call", { path: { id: station.id } }), { action: name.trim(), payload: parsed }));
    sent();
  }
  return (
    <Modal opened onClose={close} title={text.command.raw} size="lg">
      <Stack>
        <Text size="sm">{text.command.rawHint}</Text>
        <TextInput label={text.command.rawAction} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea label={text.command.rawPayload} autosize minRows={4} maxRows={16} value={payload} onChange={(event) => setPayload(event.currentTarget.value)} error={bad ? text.command.badJson : undefined} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }} />
        <Said sender={{ answer, problem: action.problem }} />
        <Answer command={answer} />
        <Group justify="flex-end"><Button loading={action.busy} onClick={() => void send()}>{text.command.send}</Button></Group>
      </Stack>
    </Modal>
  );
}

function Answer({ command }: { readonly command: CommandView | undefined }): ReactNode {
  if (command?.response === undefined) return null;
  return <Stack gap={4}><Text size="sm" fw={600}>{text.command.answer}</Text><Code block mah={280} style={{ overflow: "auto" }}>{JSON.stringify(command.response, null, 2)}</Code></Stack>;
}
