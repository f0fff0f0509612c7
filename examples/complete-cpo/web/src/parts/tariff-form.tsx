import { ActionIcon, Button, Card, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { TariffFinding } from "../../../src/wire/tariff.ts";
import { CloseIcon, PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { editor } from "../texts/editor.ts";
import { numberOrText, replaced, withField, without, type DraftComponent, type DraftElement, type TariffDraftObject } from "./tariff-draft.ts";

const DIMENSIONS = ["ENERGY", "TIME", "PARKING_TIME", "FLAT"] as const;
const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
const LIMITS = ["min_kwh", "max_kwh", "min_duration", "max_duration"] as const;

interface Part<Body> {
  readonly value: Body;
  readonly pointer: string;
  readonly findings: readonly TariffFinding[];
  readonly change: (value: Body) => void;
}

/** A tariff as fields: its elements with their prices, and when each applies. What is wrong stands beside the field. */
export function TariffForm({ value, findings, change }: Omit<Part<TariffDraftObject>, "pointer">) {
  const elements = Array.isArray(value.elements) ? value.elements : [];
  const set = (next: readonly DraftElement[]): void => change({ ...value, elements: next });
  return (
    <Stack gap="sm">
      <TextInput label={editor.currency} w={120} value={typeof value.currency === "string" ? value.currency : ""} onChange={(event) => change({ ...value, currency: event.currentTarget.value.toUpperCase() })} error={messageAt(findings, "/currency")} maxLength={3} />
      <Text size="sm" c="dimmed">{editor.order}</Text>
      {elements.map((element, place) => (
        <Card key={place} component="section" aria-label={editor.element(place + 1)} padding="sm" withBorder>
          <Stack gap="sm">
            <Group justify="space-between"><Text fw={600} size="sm">{editor.element(place + 1)}</Text><ActionIcon variant="subtle" color="gray" aria-label={editor.removeElement(place + 1)} onClick={() => set(without(elements, place))}><CloseIcon /></ActionIcon></Group>
            <Told findings={findings} pointer={`/elements/${place}`} />
            <Components value={element.price_components ?? []} pointer={`/elements/${place}/price_components`} findings={findings} change={(components) => set(replaced(elements, place, { ...element, price_components: components }))} />
            <Restrictions value={element.restrictions ?? {}} pointer={`/elements/${place}/restrictions`} findings={findings} change={(restrictions) => set(replaced(elements, place, withField(element, "restrictions", Object.keys(restrictions).length === 0 ? undefined : restrictions)))} />
          </Stack>
        </Card>
      ))}
      <Group><Button variant="default" leftSection={<PlusIcon />} onClick={() => set([...elements, { price_components: [{ type: "ENERGY", price: 0, step_size: 1 }] }])}>{editor.addElement}</Button></Group>
    </Stack>
  );
}

function Components({ value, pointer, findings, change }: Part<readonly DraftComponent[]>) {
  return (
    <Stack gap="xs">
      {value.map((component, place) => {
        const own = { findings, pointer: `${pointer}/${place}`, value: component, change: (next: DraftComponent) => change(replaced(value, place, next)) };
        const type = DIMENSIONS.find((each) => each === component.type);
        return (
          <Stack key={place} gap={4}>
            <Group gap="xs" align="flex-start" wrap="wrap">
              <Select label={editor.what} w={150} allowDeselect={false} value={type ?? null} data={DIMENSIONS.map((each) => ({ value: each, label: text.dimension[each] }))} onChange={(next) => own.change({ ...component, type: next ?? component.type })} error={messageAt(findings, `${own.pointer}/type`)} />
              <Figure {...own} field="price" label={type === undefined ? editor.price : editor.prices[type]} />
              <Figure {...own} field="vat" label={editor.vat} />
              {type === "FLAT" ? null : <Figure {...own} field="step_size" label={type === "ENERGY" ? editor.stepWh : editor.stepSeconds} />}
              <ActionIcon mt={26} variant="subtle" color="gray" aria-label={editor.removePrice} onClick={() => change(without(value, place))}><CloseIcon /></ActionIcon>
            </Group>
            <Told findings={findings} pointer={own.pointer} />
          </Stack>
        );
      })}
      <Group><Button size="compact-sm" variant="subtle" onClick={() => change([...value, { type: "FLAT", price: 0, step_size: 1 }])}>{editor.addPrice}</Button></Group>
    </Stack>
  );
}

function Restrictions({ value, pointer, findings, change }: Part<Readonly<Record<string, unknown>>>) {
  const [open, setOpen] = useState(Object.keys(value).length > 0);
  if (!open) return <Group><Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>{editor.restrict}</Button></Group>;
  const own = { value, pointer, findings, change };
  const days = Array.isArray(value["day_of_week"]) ? value["day_of_week"].map(String) : [];
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>{editor.restrictions}</Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs">
        {(["start_time", "end_time"] as const).map((field) => (
          <TextInput key={field} type="time" label={editor.limits[field]} value={typeof value[field] === "string" ? value[field] : ""} onChange={(event) => change(withField(value, field, event.currentTarget.value === "" ? undefined : event.currentTarget.value))} error={messageAt(findings, `${pointer}/${field}`)} />
        ))}
        {LIMITS.map((field) => <Figure key={field} {...own} field={field} label={editor.limits[field]} />)}
      </SimpleGrid>
      <MultiSelect label={editor.days} value={days} data={DAYS.map((day, index) => ({ value: day, label: editor.dayNames[index] ?? day }))} onChange={(next) => change(withField(value, "day_of_week", next.length === 0 ? undefined : DAYS.filter((day) => next.includes(day))))} error={messageAt(findings, `${pointer}/day_of_week`)} clearable />
      <Told findings={findings} pointer={pointer} />
    </Stack>
  );
}

/** A number of the tariff; while it is being typed it may be none. */
function Figure<Body extends Readonly<Record<string, unknown>>>({ value, pointer, findings, change, field, label }: Part<Body> & { readonly field: string; readonly label: string }) {
  const given = value[field];
  const [typed, setTyped] = useState(() => textOf(given));
  // Changed elsewhere, as JSON.
  const shown = numberOrText(typed) === given ? typed : textOf(given);
  return (
    <TextInput label={label} w={116} inputMode="decimal" value={shown} error={messageAt(findings, `${pointer}/${field}`)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        change(withField(value, field, numberOrText(event.currentTarget.value)));
      }} />
  );
}

/** What concerns the whole part. */
function Told({ findings, pointer }: { readonly findings: readonly TariffFinding[]; readonly pointer: string }) {
  return findings.filter((finding) => finding.pointer === pointer).map((finding) => <Text key={finding.code} size="xs" c={finding.severity === "error" ? "red" : "orange"} role="status">{said.finding(finding)}</Text>);
}

function messageAt(findings: readonly TariffFinding[], pointer: string): string | undefined {
  const found = findings.find((finding) => finding.pointer === pointer);
  return found === undefined ? undefined : said.finding(found);
}

function textOf(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}
