import { Badge, Button, Checkbox, Group, NativeSelect, NumberInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { at, type Address } from "../api/address.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useAction, type Run } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone, power } from "../format.ts";
import { objectOf } from "../json.ts";
import { text } from "../texts.ts";
import { reasons } from "../texts/reasons.ts";
import { care } from "../texts/care.ts";
import { operating } from "../texts/operating.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = care.functions;
const COLORS: Readonly<Record<string, string>> = { shown: "teal", installed: "teal", inForce: "teal", received: "teal", published: "teal", accepted: "teal", out: "teal", refused: "red", failed: "red", timeout: "orange" };

type Priority = keyof typeof words.display.priorities;
type MonitorType = keyof typeof words.monitors.types;

interface List<Item> {
  readonly items: readonly Item[];
}

/** What a station can do beside charging: its display, its monitors, what it keeps of customers, its own tariffs, set points, grid controls, swaps, and firmware for its neighbours. */
export function StationFunctions({ station }: { readonly station: StationView }) {
  const is2 = station.protocol === "2.0.1" || station.protocol === "2.1";
  return (
    <Stack>
      <Decisions station={station} />
      {is2 ? <><Display station={station} /><Monitors station={station} /><Customer station={station} /><Firmware station={station} /></> : <Text size="sm" c="dimmed">{words.needs2}</Text>}
      {station.protocol === "2.1" ? <><Tariffs station={station} /><SetPoints station={station} /><Grid station={station} /><Swaps station={station} /></> : is2 ? <Text size="sm" c="dimmed">{words.needs21}</Text> : null}
    </Stack>
  );
}

interface OfStation {
  readonly station: StationView;
}

/** A list of the station with what can be done; every act reads the list again. */
function Block<Item>({ title, none, address, refresh, line, children }: {
  readonly title: string; readonly none: string; readonly address: Address<List<Item>>; readonly refresh?: Address<unknown, undefined>; readonly line: (item: Item, act: Run, busy: boolean) => ReactNode; readonly children?: (act: Run, busy: boolean) => ReactNode;
}) {
  const list = useApi(address);
  const action = useAction();
  const act: Run = async <Answer, Body>(to: Address<Answer, Body>, body?: Body) => {
    const answer = await action.run(to, body as Body);
    list.reload();
    return answer;
  };
  return (
    <Section title={title} {...(refresh !== undefined && { actions: <Button size="xs" variant="default" loading={action.busy} onClick={() => void act(refresh)}>{operating.monitorsRefresh}</Button> })}>
      <ProblemAlert problem={action.problem} />
      <Loaded resource={list} rows={1}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{none}</Text> : <Stack gap={6}>{items.map((item, place) => <Group key={place} gap="xs">{line(item, act, action.busy)}</Group>)}</Stack>}</Loaded>
      {children?.(act, action.busy)}
    </Section>
  );
}

function State({ state, names }: { readonly state: string; readonly names: Readonly<Record<string, string>> }) {
  return <Badge color={COLORS[state] ?? "gray"}>{names[state] ?? state}</Badge>;
}

function Small({ children }: { readonly children: string }) {
  return <Text size="xs" c="dimmed" className="figures">{children}</Text>;
}

function Decisions({ station }: OfStation) {
  const list = useApi(at("GET /authorization-decisions", { query: { limit: "10", stationId: station.id } }));
  return (
    <Section title={care.decisions.title}>
      <Text size="sm" c="dimmed">{care.decisions.hint}</Text>
      <Loaded resource={list} rows={2}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{care.decisions.none}</Text> : (
        <Stack gap={6}>{items.map((each) => (
          <Group key={each.at + each.token + each.purpose} gap="xs">
            <Badge color={each.result === "accepted" ? "teal" : "red"}>{care.decisions.results[each.result]}</Badge>
            <Text size="sm" ff="monospace">{each.token}</Text>
            {each.reason === undefined ? null : <Text size="sm">{reasons.refusal({ result: "refused", code: each.reason, reason: each.reason })}</Text>}
            <Small>{[dateTime(each.at, station.timeZone ?? localZone), each.evse === undefined ? undefined : `${text.common.evse} ${each.evse}`, each.purpose].filter((part) => part !== undefined).join(" · ")}</Small>
          </Group>
        ))}</Stack>
      )}</Loaded>
    </Section>
  );
}

function Display({ station }: OfStation) {
  const [id, setId] = useState<number | string>(1);
  const [content, setContent] = useState("");
  const [priority, setPriority] = useState<Priority>("NormalCycle");
  const own = words.display;
  const priorities: Readonly<Record<string, string>> = own.priorities;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/display-messages", { path: { id: station.id }, query: { limit: "50" } })} line={(each, act, busy) => (
      <>
        <State state={each.standing} names={own.states} /><Text size="sm">{`${each.id}: ${each.content}`}</Text><Small>{[priorities[each.priority] ?? each.priority, each.reason].filter((part) => part !== undefined).join(" · ")}</Small>
        {each.standing === "shown" ? <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(at("POST /stations/{id}/display-messages/{number}/remove", { path: { id: station.id, number: each.id } }))}>{own.remove}</Button> : null}
      </>
    )}>
      {(act, busy) => (
        <Form send={() => void act(at("POST /stations/{id}/display-messages", { path: { id: station.id } }), { id: Number(id), priority, format: "UTF8", content })} busy={busy} label={own.add}>
          <NumberInput label={own.number} size="xs" min={0} allowDecimal={false} required value={id} onChange={setId} w={90} />
          <TextInput label={own.content} size="xs" required maxLength={1_024} value={content} onChange={(event) => setContent(event.currentTarget.value)} style={{ flex: 1, minWidth: 180 }} />
          <Select label={own.priority} size="xs" allowDeselect={false} data={(Object.keys(own.priorities) as Priority[]).map((value) => ({ value, label: own.priorities[value] }))} value={priority} onChange={(value) => value !== null && setPriority(value)} />
        </Form>
      )}
    </Block>
  );
}

function Monitors({ station }: OfStation) {
  const [component, setComponent] = useState("EVSE");
  const [variable, setVariable] = useState("");
  const [type, setType] = useState<MonitorType>("UpperThreshold");
  const [value, setValue] = useState<number | string>("");
  const [severity, setSeverity] = useState<number | string>(5);
  const own = words.monitors;
  const types: Readonly<Record<string, string>> = own.types;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/monitors", { path: { id: station.id }, query: { limit: "50" } })} refresh={at("POST /stations/{id}/monitors/refresh", { path: { id: station.id } })} line={(each, act, busy) => (
      <>
        <Badge color={each.state?.active === true ? "orange" : "gray"}>{each.state?.active === true ? own.active : own.calm}</Badge>
        <Text size="sm">{`${[each.of.component, each.of.variable].filter((part) => part !== undefined).join(".")}: ${types[each.type] ?? each.type} ${each.value}`}</Text>
        {each.state === undefined ? null : <Small>{`${each.state.value} · ${dateTime(each.state.at, station.timeZone ?? localZone)}`}</Small>}
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(at("POST /stations/{id}/monitors/{number}/clear", { path: { id: station.id, number: each.id } }))}>{own.remove}</Button>
      </>
    )}>
      {(act, busy) => (
        <Form send={() => void act(at("POST /stations/{id}/monitors", { path: { id: station.id } }), { monitors: [{ of: { component, variable }, type, value: Number(value), severity: Number(severity) }] })} busy={busy} label={own.add}>
          <TextInput label={own.component} size="xs" required maxLength={50} value={component} onChange={(event) => setComponent(event.currentTarget.value)} />
          <TextInput label={own.variable} size="xs" required maxLength={50} value={variable} onChange={(event) => setVariable(event.currentTarget.value)} />
          <Select label={own.type} size="xs" allowDeselect={false} data={(Object.keys(own.types) as MonitorType[]).map((value) => ({ value, label: own.types[value] }))} value={type} onChange={(value) => value !== null && setType(value)} />
          <NumberInput label={own.value} size="xs" required value={value} onChange={setValue} w={100} />
          <NumberInput label={own.severity} size="xs" required min={0} max={9} allowDecimal={false} value={severity} onChange={setSeverity} w={140} />
        </Form>
      )}
    </Block>
  );
}

function Customer({ station }: OfStation) {
  const [token, setToken] = useState("");
  const [customer, setCustomer] = useState("");
  const [report, setReport] = useState(true);
  const [clear, setClear] = useState(false);
  const own = words.customer;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/customer-information", { path: { id: station.id }, query: { limit: "20" } })} line={(each) => (
      <><State state={each.state} names={own.states} /><Text size="sm" style={{ overflowWrap: "anywhere" }}>{each.data ?? each.reason ?? ""}</Text><Small>{`${dateTime(each.requestedAt, localZone)} · ${each.requestedBy}`}</Small></>
    )}>
      {(act, busy) => (
        <Form send={() => void act(at("POST /stations/{id}/customer-information", { path: { id: station.id } }), { report, clear, ...(token !== "" && { token }), ...(customer !== "" && { customer }) })} busy={busy} label={own.ask}>
          <TextInput label={own.token} size="xs" value={token} onChange={(event) => setToken(event.currentTarget.value)} />
          <TextInput label={own.customer} size="xs" maxLength={64} value={customer} onChange={(event) => setCustomer(event.currentTarget.value)} />
          <Checkbox label={own.report} size="xs" checked={report} onChange={(event) => setReport(event.currentTarget.checked)} />
          <Checkbox label={own.clear} size="xs" checked={clear} onChange={(event) => setClear(event.currentTarget.checked)} />
        </Form>
      )}
    </Block>
  );
}

function Firmware({ station }: OfStation) {
  const [location, setLocation] = useState("");
  const [checksum, setChecksum] = useState("");
  const own = words.firmware;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/published-firmware", { path: { id: station.id } })} line={(each, act, busy) => (
      <>
        <State state={each.state} names={own.states} /><Text size="sm" style={{ overflowWrap: "anywhere" }}>{each.locations[0] ?? each.location}</Text><Small>{each.detail ?? each.checksum}</Small>
        {each.state === "published" ? <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(at("POST /stations/{id}/published-firmware/{checksum}/unpublish", { path: { id: station.id, checksum: each.checksum } }))}>{own.unpublish}</Button> : null}
      </>
    )}>
      {(act, busy) => (
        <Form send={() => void act(at("POST /stations/{id}/published-firmware", { path: { id: station.id } }), { location, checksum })} busy={busy} label={own.publish}>
          <TextInput label={own.location} size="xs" type="url" required placeholder="https://" value={location} onChange={(event) => setLocation(event.currentTarget.value)} style={{ flex: 1, minWidth: 180 }} />
          <TextInput label={own.checksum} size="xs" required pattern="[0-9a-fA-F]{32}" value={checksum} onChange={(event) => setChecksum(event.currentTarget.value)} style={{ flex: 1, minWidth: 180 }} />
        </Form>
      )}
    </Block>
  );
}

function Tariffs({ station }: OfStation) {
  const [evse, setEvse] = useState<number | string>(1);
  const [json, setJson] = useState("");
  const tariff = objectOf(json);
  const own = words.tariffs;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/station-tariffs", { path: { id: station.id } })} line={(each, act, busy) => (
      <>
        <State state={each.state} names={own.states} /><Text size="sm">{`${each.evse === 0 ? text.common.station : `${text.common.evse} ${each.evse}`}: ${nameOf(each.tariff)}`}</Text><Small>{each.reason ?? dateTime(each.changedAt, localZone)}</Small>
        {each.state === "installed" ? <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(at("DELETE /stations/{id}/station-tariffs/{evse}", { path: { id: station.id, evse: each.evse } }))}>{own.remove}</Button> : null}
      </>
    )}>
      {(act, busy) => (
        <Form send={() => { if (tariff !== undefined) void act(at("PUT /stations/{id}/station-tariffs", { path: { id: station.id } }), { evse: Number(evse), tariff }); }} busy={busy} label={operating.tariffs.set}>
          <NumberInput label={operating.tariffs.evse} size="xs" min={0} allowDecimal={false} required value={evse} onChange={setEvse} w={150} />
          <Textarea label={operating.tariffs.json} size="xs" autosize minRows={3} maxRows={12} required value={json} onChange={(event) => setJson(event.currentTarget.value)} error={json !== "" && tariff === undefined ? operating.tariffs.bad : undefined} style={{ flex: 1, minWidth: 220 }} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }} />
        </Form>
      )}
    </Block>
  );
}

function nameOf({ tariffId }: Readonly<Record<string, unknown>>): string {
  return typeof tariffId === "string" ? tariffId : "";
}

function SetPoints({ station }: OfStation) {
  const [evse, setEvse] = useState(String(station.evses[0]?.number ?? 1));
  const [watts, setWatts] = useState<number | string>("");
  const own = words.setPoints;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/set-points", { path: { id: station.id } })} line={(each, act, busy) => (
      <>
        <State state={each.state} names={own.states} /><Text size="sm" className="figures">{`${text.common.evse} ${each.evse}: ${power(each.watts)}`}</Text><Small>{each.reason ?? words.changed(dateTime(each.changedAt, localZone))}</Small>
        {each.state === "inForce" ? <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(at("DELETE /stations/{id}/set-points/{evse}", { path: { id: station.id, evse: each.evse } }))}>{own.end}</Button> : null}
      </>
    )}>
      {(act, busy) => (
        <Form send={() => void act(at("PUT /stations/{id}/set-points/{evse}", { path: { id: station.id, evse: Number(evse) } }), { watts: Number(watts) })} busy={busy} label={own.set}>
          <NativeSelect label={text.common.evse} size="xs" data={station.evses.map(({ number }) => String(number))} value={evse} onChange={(event) => setEvse(event.currentTarget.value)} />
          <NumberInput label={own.watts} size="xs" required value={watts} onChange={setWatts} />
        </Form>
      )}
    </Block>
  );
}

function Grid({ station }: OfStation) {
  const own = words.grid;
  const grid = useApi(at("GET /stations/{id}/grid", { path: { id: station.id } }));
  return (
    <Section title={own.title}>
      <Loaded resource={grid} rows={1}>{({ controls, alarms }) => (
        <Stack gap={6}>
          {controls.length === 0 ? <Text size="sm" c="dimmed">{own.none}</Text> : controls.map((each) => <Group key={each.id} gap="xs"><Badge>{each.state}</Badge><Text size="sm">{each.type ?? each.id}</Text><Small>{words.changed(dateTime(each.changedAt, localZone))}</Small></Group>)}
          {alarms.length === 0 ? null : <Text size="sm" fw={600}>{own.alarms}</Text>}
          {alarms.map((each) => <Group key={each.type} gap="xs"><Badge color={each.active ? "orange" : "gray"}>{each.active ? own.active : own.over}</Badge><Text size="sm">{[each.type, each.fault, each.info].filter((part) => part !== undefined).join(" · ")}</Text><Small>{dateTime(each.at, localZone)}</Small></Group>)}
        </Stack>
      )}</Loaded>
    </Section>
  );
}

function Swaps({ station }: OfStation) {
  const own = words.swaps;
  return (
    <Block title={own.title} none={own.none} address={at("GET /stations/{id}/battery-swaps", { path: { id: station.id }, query: { limit: "20" } })} line={(each) => (
      <><State state={each.state} names={own.states} /><Text size="sm">{`${each.token} · ${own.batteries(each.received.length, each.handedOut.length)}`}</Text><Small>{dateTime(each.changedAt, localZone)}</Small></>
    )} />
  );
}

function Form({ send, busy, label, children }: { readonly send: () => void; readonly busy: boolean; readonly label: string; readonly children: ReactNode }) {
  return (
    <form onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Group gap="xs" align="flex-end">{children}<Button size="xs" type="submit" loading={busy}>{label}</Button></Group>
    </form>
  );
}
