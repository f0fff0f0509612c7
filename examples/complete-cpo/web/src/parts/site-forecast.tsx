import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { ForecastView } from "../../../src/wire/forecast.ts";
import { may } from "../api/session.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, number } from "../format.ts";
import type { SitePart } from "../pages/charging-site.tsx";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { BuildingForecast, PriceForecast, PvForecast } from "./forecast-forms.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";
import { StepPicture } from "./step-picture.tsx";

const words = foresight.forecast;
const SLOTS_AN_HOUR = 4;
const SLOWLY = 15_000;
const FEW = 8;

/** What a location reckons with in the coming hours, and who says so. */
export function SiteForecast({ id, timeZone }: SitePart) {
  const forecast = useApi(at("GET /locations/{id}/charging/forecast", { path: { id } }));
  useReloadOn(["energy"], forecast.reload, SLOWLY);
  const writes = may("charging:write");
  return (
    <Loaded resource={forecast} rows={10}>
      {(value) => (
        <Stack>
          <Section title={words.title}>
            <Text size="sm" c="dimmed">{words.hint}</Text>
            <Expected forecast={value} timeZone={timeZone} />
          </Section>
          <PvForecast id={id} timeZone={timeZone} forecast={value} writes={writes} changed={forecast.change} />
          <BuildingForecast id={id} timeZone={timeZone} forecast={value} writes={writes} changed={forecast.change} />
          <PriceForecast id={id} timeZone={timeZone} forecast={value} writes={writes} changed={forecast.change} />
        </Stack>
      )}
    </Loaded>
  );
}

function Expected({ forecast: { slots, currency }, timeZone }: { readonly forecast: ForecastView; readonly timeZone: string }) {
  const [isWhole, setWhole] = useState(false);
  const pv = slots.map(({ pvKW }) => pvKW);
  const building = slots.map(({ buildingKW }) => buildingKW);
  const prices = slots.map(({ price }) => price);
  const has = (values: readonly (number | undefined)[]): boolean => values.some((value) => value !== undefined);
  const most = (values: readonly (number | undefined)[]): string => number(Math.max(0, ...values.filter((value) => value !== undefined)), 0, 1);
  const first = slots[0]?.from ?? new Date().toISOString();
  const price = (value: number): string => `${number(value, 3)} ${currency}`;
  if (![pv, building, prices].some(has)) return <Text size="sm">{words.nothing}</Text>;
  const known = prices.filter((value) => value !== undefined);
  const hourly = slots.filter((_, place) => place % SLOTS_AN_HOUR === 0);
  return (
    <Stack gap="md">
      {has(pv) || has(building) ? (
        <StepPicture
          label={words.picture(most(pv), most(building))} from={first} slotMinutes={60 / SLOTS_AN_HOUR} timeZone={timeZone} write={(value) => `${number(value, 0, 1)} kW`}
          lines={[
            ...(has(pv) ? [{ name: words.pv, values: pv, color: "var(--mantine-color-yellow-6)", filled: true }] : []),
            ...(has(building) ? [{ name: words.building, values: building, color: "var(--mantine-color-gray-6)" }] : []),
          ]}
        />
      ) : null}
      {known.length === 0 ? null : (
        <StepPicture
          label={words.pricePicture(price(Math.min(...known)), price(Math.max(...known)))} from={first} slotMinutes={60 / SLOTS_AN_HOUR} timeZone={timeZone} write={(value) => number(value, 2)} height={110}
          lines={[
            { name: `${words.price}, ${currency}`, values: slots.map((slot) => (slot.isPriceGuessed === true ? undefined : slot.price)), color: "var(--mantine-color-violet-6)" },
            ...(slots.some(({ isPriceGuessed }) => isPriceGuessed) ? [{ name: words.guessed, values: slots.map((slot) => (slot.isPriceGuessed === true ? slot.price : undefined)), color: "var(--mantine-color-violet-6)", dashed: true }] : []),
          ]}
        />
      )}
      {slots.some(({ isPriceGuessed }) => isPriceGuessed) ? <Text size="xs" c="dimmed">{words.guessedHint}</Text> : null}
      <Rows
        label={words.table} items={isWhole ? hourly : hourly.slice(0, FEW)} keyOf={({ from }) => from}
        columns={[
          { title: words.hour, cell: ({ from }) => <Text size="sm" fw={600} className="figures">{dateTime(from, timeZone)}</Text> },
          { title: words.pv, cell: ({ pvKW }) => kW(pvKW), figures: true },
          { title: words.building, cell: ({ buildingKW }) => kW(buildingKW), figures: true },
          { title: words.price, cell: ({ price: value, isPriceGuessed }) => (value === undefined ? "–" : `${price(value)}${isPriceGuessed === true ? ` (${words.guessed})` : ""}`), figures: true },
        ]}
      />
      {isWhole || hourly.length <= FEW ? null : <Group justify="center"><Button variant="default" onClick={() => setWhole(true)}>{text.common.more}</Button></Group>}
    </Stack>
  );
}

function kW(value: number | undefined): string {
  return value === undefined ? "–" : `${number(value, 1, 1)} kW`;
}
