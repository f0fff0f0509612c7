import { Badge, Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { TimedLimit, WiringView } from "../../../src/wire/charging.ts";
import type { SignalSource } from "../../../src/wire/grid-signals.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, number } from "../format.ts";
import { text } from "../texts.ts";
import { control } from "../texts/control.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = control.signals;
const kinds = control.calendar.kinds;
const HOUR = 3_600_000;
type Signal = SignalSource["signals"][number];
type Kind = keyof typeof kinds;

/** What grid, market and people say of a location, and a way to enter a signal by hand and take it back. */
export function SiteSignals({ id, wiring, timeZone, changed }: { readonly id: string; readonly wiring: WiringView; readonly timeZone: string; readonly changed: (wiring: WiringView) => void }) {
  const said = useApi(at("GET /locations/{id}/charging/signals", { path: { id } }));
  const action = useAction();
  const set = async (limits: readonly TimedLimit[]): Promise<void> => {
    const answer = await action.run(at("PUT /locations/{id}/charging/limits", { path: { id } }), { limits });
    if (answer !== undefined) changed(answer);
  };
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Loaded resource={said}>
        {({ sources }) => sources.length + wiring.limits.length === 0 ? <Text size="sm">{words.none}</Text> : (
          <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} aria-label={words.title} role="region">
            <Table aria-label={words.title} className="figures">
              <Table.Thead><Table.Tr>{[words.source, words.limit, words.value, words.from, words.to, words.state].map((name) => <Table.Th key={name}>{name}</Table.Th>)}<Table.Th /></Table.Tr></Table.Thead>
              <Table.Tbody>
                {wiring.limits.map((limit, place) => (
                  <Line key={`own ${place}`} source={words.operator} signal={{ ...limit, binding: "hard" }} timeZone={timeZone} remove={() => void set(wiring.limits.filter((_, at) => at !== place))} />
                ))}
                {sources.flatMap(({ source, silentFrom, signals }) => signals.map((signal, place) => <Line key={`${source} ${place}`} source={source} signal={signal} silentFrom={silentFrom} timeZone={timeZone} />))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
      <ManualSignal nodes={wiring.nodes.map((node) => node.id)} busy={action.busy} add={(limit) => void set([...wiring.limits, limit])} />
      <ProblemAlert problem={action.problem} />
    </Section>
  );
}

function Line({ source, signal, silentFrom, timeZone, remove }: { readonly source: string; readonly signal: Signal; readonly silentFrom?: string | undefined; readonly timeZone: string; readonly remove?: () => void }) {
  const state = stateOf(signal, silentFrom);
  return (
    <Table.Tr>
      <Table.Td>{source}</Table.Td>
      <Table.Td>{signal.node}</Table.Td>
      <Table.Td>{valueOf(signal)}</Table.Td>
      <Table.Td>{dateTime(signal.from, timeZone)}</Table.Td>
      <Table.Td>{Date.parse(signal.to) - Date.now() > 300 * 24 * HOUR ? words.open : dateTime(signal.to, timeZone)}</Table.Td>
      <Table.Td><Badge size="sm" color={state === "now" ? "orange" : "gray"}>{words.states[state]}</Badge></Table.Td>
      <Table.Td>{remove === undefined ? null : <Button size="compact-xs" variant="default" onClick={remove}>{text.common.remove}</Button>}</Table.Td>
    </Table.Tr>
  );
}

/** A source counts as silent from a moment on, if it is not heard of again; then its fallbacks hold instead. */
function stateOf({ from, binding, whenSilent = false }: Signal, silentFrom: string | undefined): keyof typeof words.states {
  const isSilent = silentFrom !== undefined && Date.parse(silentFrom) <= Date.now();
  if (whenSilent && !isSilent) return "fallback";
  if (!whenSilent && isSilent) return "silent";
  if (Date.parse(from) > Date.now()) return "coming";
  return binding === "soft" ? "soft" : "now";
}

function valueOf({ importA, importKW, exportKW, price, co2KgPerKWh }: Signal): string {
  return [
    ...(importA === undefined ? [] : [words.importA(number(Math.min(importA.l1, importA.l2, importA.l3), 0, 1))]),
    ...(importKW === undefined ? [] : [words.importKW(number(importKW, 0, 1))]),
    ...(exportKW === undefined ? [] : [words.exportKW(number(exportKW, 0, 1))]),
    ...(price === undefined ? [] : [words.price(number(price, 2, 4))]),
    ...(co2KgPerKWh === undefined ? [] : [words.co2(number(co2KgPerKWh, 0, 3))]),
  ].join(", ");
}

function ManualSignal({ nodes, busy, add }: { readonly nodes: readonly string[]; readonly busy: boolean; readonly add: (limit: TimedLimit) => void }) {
  const [node, setNode] = useState(nodes[0] ?? "");
  const [from, setFrom] = useState(() => local(Date.now()));
  const [to, setTo] = useState(() => local(Date.now() + 2 * HOUR));
  const [kind, setKind] = useState<Kind>("importKW");
  const [amount, setAmount] = useState<number | string>("");
  const limit = Number(amount);
  return (
    <form onSubmit={(event) => { event.preventDefault(); add({ node, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(kind === "importA" ? { importA: { l1: limit, l2: limit, l3: limit } } : { [kind]: limit }) }); }}>
      <Stack gap="xs">
        <Text fw={600} size="sm">{words.manual}</Text>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} style={{ alignItems: "end" }}>
          <NativeSelect label={words.limit} value={node} data={[...nodes]} onChange={(event) => setNode(event.currentTarget.value)} />
          <NativeSelect label={control.calendar.kind} value={kind} data={(Object.keys(kinds) as Kind[]).map((value) => ({ value, label: kinds[value] }))} onChange={(event) => setKind(event.currentTarget.value as Kind)} />
          <NumberInput label={control.calendar.amount} required min={0} max={kind === "importA" ? 10_000 : 100_000} value={amount} onChange={setAmount} />
          <TextInput type="datetime-local" required label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="datetime-local" required label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Group><Button type="submit" loading={busy}>{words.set}</Button></Group>
        </SimpleGrid>
      </Stack>
    </form>
  );
}

/** What a field for local date and time holds. */
function local(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
