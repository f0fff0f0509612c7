import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { FlexibilityView } from "../../../src/wire/planning.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, duration, number } from "../format.ts";
import type { SitePart } from "../pages/charging-site.tsx";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { SiteDemand } from "./site-demand.tsx";
import { Loaded } from "./states.tsx";
import { StepPicture } from "./step-picture.tsx";

const words = foresight.flexibility;
type Slot = FlexibilityView["slots"][number];

/** Meters speak every few seconds; the plan moves more slowly. */
const SLOWLY = 15_000;
const FEW = 8;
/** Less than is shown is nothing, kW. */
const SHOWN = 0.05;

/** How far a location can depart from its plan, and what its highest power costs. */
export function SiteFlexibility({ id, timeZone }: SitePart) {
  const flexibility = useApi(at("GET /locations/{id}/charging/flexibility", { path: { id } }));
  const demand = useApi(at("GET /locations/{id}/charging/demand", { path: { id } }));
  useReloadOn(["session", "energy"], flexibility.reload, SLOWLY);
  useReloadOn(["energy"], demand.reload, SLOWLY);
  return (
    <Stack>
      <Section title={words.title}>
        <Text size="sm" c="dimmed">{words.hint}</Text>
        <Loaded resource={flexibility} rows={8}>
          {({ slots, slotMinutes }) => (slots[0] === undefined ? <Text size="sm">{words.none}</Text> : <Envelope slots={slots} now={slots[0]} slotMinutes={slotMinutes} timeZone={timeZone} />)}
        </Loaded>
      </Section>
      <Loaded resource={demand} rows={4}>{(value) => <SiteDemand id={id} timeZone={timeZone} demand={value} changed={demand.change} />}</Loaded>
    </Stack>
  );
}

function Envelope({ slots, now, slotMinutes, timeZone }: { readonly slots: readonly Slot[]; readonly now: Slot; readonly slotMinutes: number; readonly timeZone: string }) {
  const [isWhole, setWhole] = useState(false);
  const planned = slots.map(({ plannedKW }) => plannedKW);
  const lower = slots.map(({ plannedKW, down }) => plannedKW - down.kW);
  const upper = slots.map(({ plannedKW, up }) => plannedKW + up.kW);
  const hourly = slots.filter((_, place) => place % Math.max(1, 60 / slotMinutes) === 0);
  return (
    <Stack gap="sm">
      <Alert color="blue" role="status">{sentenceOf(now)}</Alert>
      <StepPicture
        label={words.picture(kW(now.plannedKW), kW(lower[0] ?? 0), kW(upper[0] ?? 0))} from={now.from} slotMinutes={slotMinutes} timeZone={timeZone} write={(value) => `${number(value, 0, 1)} kW`}
        lines={[{ name: words.plan, values: planned, color: "var(--mantine-primary-color-filled)" }]} band={{ name: words.range, lower, upper, color: "var(--mantine-color-teal-6)" }}
      />
      <Rows
        label={words.table} items={isWhole ? hourly : hourly.slice(0, FEW)} keyOf={({ from }) => from}
        columns={[
          { title: words.from, cell: ({ from }) => <Text size="sm" fw={600} className="figures">{dateTime(from, timeZone)}</Text> },
          { title: words.planned, cell: ({ plannedKW }) => `${kW(plannedKW)} kW`, figures: true },
          { title: words.down, cell: ({ down }) => heldText(down), figures: true },
          { title: words.up, cell: ({ up }) => heldText(up), figures: true },
        ]}
      />
      {isWhole || hourly.length <= FEW ? null : <Group justify="center"><Button variant="default" onClick={() => setWhole(true)}>{text.common.more}</Button></Group>}
    </Stack>
  );
}

/** What can be done at once, and the most that can be held longest. */
function endsOf(flexible: Slot["down"]): readonly Slot["down"]["holds"][number][] {
  const holds = flexible.holds.filter(({ kW: power }) => power >= SHOWN);
  const [first, last] = [holds[0], holds.at(-1)];
  return first === undefined || last === undefined ? [] : first === last ? [first] : [first, last];
}

function sentenceOf({ plannedKW, down, up }: Slot): string {
  const [less, longer] = endsOf(down);
  const [more] = endsOf(up);
  const planned = plannedKW < 0 ? words.nowGives(kW(-plannedKW)) : words.nowTakes(kW(plannedKW));
  if (less === undefined && more === undefined) return `${planned} ${words.still}`;
  return [
    planned, " ",
    less === undefined ? words.noLess : words.less(kW(less.kW), time(less.minutes)), longer === undefined ? "" : words.lessLonger(kW(longer.kW), time(longer.minutes)),
    more === undefined ? words.noMore : words.more(kW(more.kW), time(more.minutes)),
  ].join("");
}

function heldText(flexible: Slot["down"]): string {
  const held = endsOf(flexible).map(({ kW: power, minutes }) => words.held(kW(power), time(minutes)));
  return held.length === 0 ? words.nothing : held.join(" · ");
}

function kW(value: number): string {
  return number(value, 1, 1);
}

function time(minutes: number): string {
  return duration(minutes * 60);
}
