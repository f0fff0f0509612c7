import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { LocationView } from "../../../src/wire/location.ts";
import { CloseIcon, PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { FactList } from "./fact-list.tsx";

export type Hours = NonNullable<LocationView["openingHours"]>;

const words = text.locationPage;

/** The week of a location in words. */
export function WeekOfHours({ hours }: { readonly hours: Hours | undefined }) {
  if (hours === undefined || hours.twentyFourSeven) return <Stack gap={4}><Text size="sm">{words.always}</Text><Exceptions hours={hours} /></Stack>;
  const days = words.weekdays.map((name, index) => {
    const periods = (hours.regular ?? []).filter(({ weekday }) => weekday === index + 1).map(({ begin, end }) => `${begin} – ${end}`);
    return [name, periods.length === 0 ? words.closedDay : periods.join(", ")] as const;
  });
  return <Stack gap="sm"><FactList facts={days} /><Exceptions hours={hours} /></Stack>;
}

function Exceptions({ hours }: { readonly hours: Hours | undefined }) {
  const lines = [
    ...(hours?.exceptionalOpenings ?? []).map(({ from, to }) => words.opensThen(wall(from), wall(to))),
    ...(hours?.exceptionalClosings ?? []).map(({ from, to }) => words.closedThen(wall(from), wall(to))),
  ];
  if (lines.length === 0) return null;
  return <Stack gap={2}><Text size="xs" c="dimmed">{words.exceptions}</Text>{lines.map((line) => <Text key={line} size="sm">{line}</Text>)}</Stack>;
}

/** Changes the week of a location and its closed times. */
export function HoursFields({ hours, change }: { readonly hours: Hours; readonly change: (hours: Hours) => void }) {
  const { regular = [], exceptionalClosings = [] } = hours;
  const setRegular = (index: number, part: Partial<(typeof regular)[number]>): void => change({ ...hours, regular: regular.map((period, at) => (at === index ? { ...period, ...part } : period)) });
  const setClosing = (index: number, part: Partial<(typeof exceptionalClosings)[number]>): void => change({ ...hours, exceptionalClosings: exceptionalClosings.map((period, at) => (at === index ? { ...period, ...part } : period)) });
  return (
    <Stack gap="xs">
      <Switch label={words.always} checked={hours.twentyFourSeven} onChange={(event) => change({ ...hours, twentyFourSeven: event.currentTarget.checked })} />
      {hours.twentyFourSeven ? null : regular.map((period, index) => (
        <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
          <Select aria-label={words.weekday} data={words.weekdays.map((label, day) => ({ value: String(day + 1), label }))} value={String(period.weekday)} onChange={(day) => setRegular(index, { weekday: Number(day) })} allowDeselect={false} />
          <TextInput type="time" aria-label={words.from} value={period.begin} onChange={(event) => setRegular(index, { begin: event.currentTarget.value })} />
          <TextInput type="time" aria-label={words.to} value={period.end === "24:00" ? "00:00" : period.end} onChange={(event) => setRegular(index, { end: event.currentTarget.value === "00:00" ? "24:00" : event.currentTarget.value })} />
          <RemoveButton remove={() => change({ ...hours, regular: regular.filter((_, at) => at !== index) })} />
        </Group>
      ))}
      {exceptionalClosings.map((period, index) => (
        <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput type="datetime-local" label={`${words.closed}: ${words.from}`} value={period.from} onChange={(event) => setClosing(index, { from: event.currentTarget.value })} />
          <TextInput type="datetime-local" label={words.to} value={period.to} onChange={(event) => setClosing(index, { to: event.currentTarget.value })} />
          <RemoveButton remove={() => change({ ...hours, exceptionalClosings: exceptionalClosings.filter((_, at) => at !== index) })} />
        </Group>
      ))}
      <Group gap="xs">
        {hours.twentyFourSeven ? null : <Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => change({ ...hours, regular: [...regular, { weekday: Math.min((regular.at(-1)?.weekday ?? 0) + 1, 7), begin: regular.at(-1)?.begin ?? "08:00", end: regular.at(-1)?.end ?? "20:00" }] })}>{words.addPeriod}</Button>}
        <Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => change({ ...hours, exceptionalClosings: [...exceptionalClosings, { from: "", to: "" }] })}>{words.addClosing}</Button>
      </Group>
    </Stack>
  );
}

export function RemoveButton({ remove }: { readonly remove: () => void }) {
  return <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text.common.remove} onClick={remove}><CloseIcon /></ActionIcon>;
}

/** A local time as it stands on the wall; no zone is added to it. */
function wall(local: string): string {
  return local.replace("T", " ");
}
