import { Button, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CalendarRule, LimitCalendarBody } from "../../../src/wire/calendar.ts";
import type { WiringView } from "../../../src/wire/charging.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { number, weekdayName } from "../format.ts";
import { text } from "../texts.ts";
import { control } from "../texts/control.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = control.calendar;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
type Limit = Omit<CalendarRule, "days">;
type Kind = keyof typeof words.kinds;

/** Limits that come again each week, and those of some dates, to be seen, added and taken back. */
export function SiteCalendar({ id, wiring }: { readonly id: string; readonly wiring: WiringView }) {
  const calendar = useApi(at("GET /locations/{id}/charging/calendar", { path: { id } }));
  const action = useAction();
  const root = wiring.nodes.find(({ parent }) => parent === undefined)?.id ?? "";
  const save = async (next: LimitCalendarBody): Promise<void> => {
    const answer = await action.run(at("PUT /locations/{id}/charging/calendar", { path: { id } }), next);
    if (answer !== undefined) calendar.change(() => answer);
  };
  const sentence = (limit: Limit): string => `${limit.from === undefined && limit.to === undefined ? words.allDay : `${limit.from ?? "00:00"}–${limit.to ?? "24:00"}`} · ${words.said(limit.node ?? root, amountOf(limit))}`;
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Loaded resource={calendar}>
        {(value) => (
          <Stack>
            {value.weekly.length === 0 ? <Text size="sm">{words.none}</Text> : value.weekly.map((rule, place) => (
              <Line key={place} said={`${rule.days.map((day) => weekdayName(day - 1)).join(", ")} · ${sentence(rule)}`} busy={action.busy} remove={() => void save({ ...value, weekly: value.weekly.filter((_, at) => at !== place) })} />
            ))}
            <RuleForm nodes={wiring.nodes.map((node) => node.id)} busy={action.busy} add={(rule) => void save({ ...value, weekly: [...value.weekly, rule] })} />
            <Text fw={600} size="sm">{words.dates}</Text>
            {value.exceptions.map(({ from, to, limits }, place) => (
              <Line key={place} said={`${from}${to === undefined || to === from ? "" : ` – ${to}`} · ${limits.length === 0 ? words.nothing : limits.map(sentence).join("; ")}`} busy={action.busy} remove={() => void save({ ...value, exceptions: value.exceptions.filter((_, at) => at !== place) })} />
            ))}
            <DateForm busy={action.busy} add={(exception) => void save({ ...value, exceptions: [...value.exceptions, exception] })} />
          </Stack>
        )}
      </Loaded>
      <ProblemAlert problem={action.problem} />
    </Section>
  );
}

function Line({ said, busy, remove }: { readonly said: string; readonly busy: boolean; readonly remove: () => void }) {
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" className="figures">{said}</Text>
      <Button size="compact-xs" variant="default" loading={busy} onClick={remove}>{text.common.remove}</Button>
    </Group>
  );
}

function RuleForm({ nodes, busy, add }: { readonly nodes: readonly string[]; readonly busy: boolean; readonly add: (rule: CalendarRule) => void }) {
  const [days, setDays] = useState<readonly string[]>(["1", "2", "3", "4", "5"]);
  const [node, setNode] = useState(nodes[0] ?? "");
  const [from, setFrom] = useState("17:00");
  const [to, setTo] = useState("20:00");
  const [kind, setKind] = useState<Kind>("importKW");
  const [amount, setAmount] = useState<number | string>("");
  return (
    <form onSubmit={(event) => { event.preventDefault(); add({ days: days.map(Number), node, from, ...(to === "00:00" ? {} : { to }), ...limitOf(kind, Number(amount)) }); }}>
      <Stack gap="xs">
        <Checkbox.Group label={words.days} value={[...days]} onChange={setDays}>
          <Group gap="sm" mt={4}>{DAYS.map((day) => <Checkbox key={day} value={String(day)} label={weekdayName(day - 1)} />)}</Group>
        </Checkbox.Group>
        <SimpleGrid cols={{ base: 2, sm: 6 }} style={{ alignItems: "end" }}>
          <NativeSelect label={words.node} value={node} data={[...nodes]} onChange={(event) => setNode(event.currentTarget.value)} />
          <TextInput type="time" label={words.from} required value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="time" label={words.to} required value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <KindSelect kind={kind} change={setKind} />
          <NumberInput label={words.amount} required min={0} max={100_000} value={amount} onChange={setAmount} />
          <Button type="submit" loading={busy} disabled={days.length === 0}>{words.add}</Button>
        </SimpleGrid>
      </Stack>
    </form>
  );
}

function DateForm({ busy, add }: { readonly busy: boolean; readonly add: (exception: LimitCalendarBody["exceptions"][number]) => void }) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [kind, setKind] = useState<Kind | "">("");
  const [amount, setAmount] = useState<number | string>("");
  return (
    <form onSubmit={(event) => { event.preventDefault(); add({ from, ...(to !== "" && { to }), limits: kind === "" ? [] : [limitOf(kind, Number(amount))] }); }}>
      <SimpleGrid cols={{ base: 2, sm: 5 }} style={{ alignItems: "end" }}>
        <TextInput type="date" label={words.firstDate} required value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label={words.lastDate} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <KindSelect kind={kind} change={setKind} none={words.nothing} />
        <NumberInput label={words.amount} required={kind !== ""} disabled={kind === ""} min={0} max={100_000} value={amount} onChange={setAmount} />
        <Button type="submit" loading={busy}>{words.addDate}</Button>
      </SimpleGrid>
    </form>
  );
}

function KindSelect<Chosen extends Kind | "">({ kind, change, none }: { readonly kind: Chosen; readonly change: (kind: Chosen) => void; readonly none?: string }) {
  const kinds = (Object.keys(words.kinds) as Kind[]).map((value) => ({ value, label: words.kinds[value] }));
  return <NativeSelect label={words.kind} value={kind} data={[...(none === undefined ? [] : [{ value: "", label: none }]), ...kinds]} onChange={(event) => change(event.currentTarget.value as Chosen)} />;
}

function limitOf(kind: Kind, amount: number): Limit {
  return kind === "importA" ? { importA: { l1: amount, l2: amount, l3: amount } } : { [kind]: amount };
}

function amountOf({ importA, importKW, exportKW }: Limit): string {
  return [
    ...(importA === undefined ? [] : [`${number(Math.min(importA.l1, importA.l2, importA.l3))} A`]),
    ...(importKW === undefined ? [] : [`${number(importKW, 0, 1)} ${words.kinds.importKW}`]),
    ...(exportKW === undefined ? [] : [`${number(exportKW, 0, 1)} ${words.kinds.exportKW}`]),
  ].join(", ");
}
