import { Button, Code, Group, NumberInput, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { at, partsOf, type BodyOf } from "../api/address.ts";
import type { ForecastView } from "../../../src/wire/forecast.ts";
import { useAction, type Run } from "../api/use-action.ts";
import { age, dateTime, number } from "../format.ts";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { CsvInput } from "./csv-input.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = foresight.forecast;

interface Forms {
  readonly id: string;
  readonly timeZone: string;
  readonly forecast: ForecastView;
  readonly writes: boolean;
  readonly changed: (how: (before: ForecastView) => ForecastView) => void;
}

/** PV by its size and the course of the sun, or from a file. */
export function PvForecast(props: Forms) {
  const { pv } = props.forecast;
  const size = pv?.kind === "clearSky" ? pv : undefined;
  const [way, setWay] = useState<keyof typeof words.ways>(pv?.kind === "series" ? "series" : "clearSky");
  const [peakKW, setPeak] = useState<number | string>(size?.peakKW ?? "");
  const [tilt, setTilt] = useState<number | string>(size?.tilt ?? 30);
  const [azimuth, setAzimuth] = useState<number | string>(size?.azimuth ?? "");
  const [usual, setUsual] = useState<number | string>(Math.round((size?.usualShare ?? 0.6) * 100));
  const [csv, setCsv] = useState("");
  const body: BodyOf<"PUT /locations/{id}/charging/forecast/pv"> = way === "series" ? { csv } : { clearSky: { peakKW: Number(peakKW), tilt: Number(tilt), usualShare: Number(usual) / 100, ...(azimuth !== "" && { azimuth: Number(azimuth) }) } };
  return (
    <Form {...props} part="pv" title={words.pvTitle} standing={pv === undefined ? undefined : pv.kind === "series" ? seriesText(pv, props.timeZone) : words.pvSays(number(pv.peakKW, 0, 1))} saidAt={pv?.saidAt} put={(run) => run(at("PUT /locations/{id}/charging/forecast/pv", { path: { id: props.id } }), body)}>
      <Ways ways={["clearSky", "series"]} way={way} change={setWay} />
      {way === "series" ? <Csv hint={words.wattsHint} example="watts" value={csv} change={setCsv} /> : (
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "end" }}>
          <NumberInput label={words.peakKW} required min={0.1} max={100_000} value={peakKW} onChange={setPeak} />
          <NumberInput label={words.tilt} required min={0} max={90} value={tilt} onChange={setTilt} />
          <NumberInput label={words.azimuth} placeholder="180" title={words.azimuthHint} min={0} max={360} value={azimuth} onChange={setAzimuth} />
          <NumberInput label={words.usualShare} required min={0} max={100} value={usual} onChange={setUsual} />
        </SimpleGrid>
      )}
    </Form>
  );
}

/** The building as measured, by the hours of a week, or from a file. */
export function BuildingForecast(props: Forms) {
  const { forecast: { building, learned } } = props;
  const [way, setWay] = useState<keyof typeof words.ways>(building?.kind ?? "measured");
  const [night, setNight] = useState<number | string>(building?.kind === "week" ? building.week[0] ?? "" : "");
  const [day, setDay] = useState<number | string>(building?.kind === "week" ? building.week[12] ?? "" : "");
  const [from, setFrom] = useState<number | string>(7);
  const [to, setTo] = useState<number | string>(18);
  const [csv, setCsv] = useState("");
  const percent = number(learned * 100, 0, 1);
  const standing = building === undefined ? undefined : building.kind === "series" ? seriesText(building, props.timeZone) : building.kind === "measured" ? words.buildingMeasured(percent) : words.buildingWeek;
  const week = () => Array.from({ length: 168 }, (_, hour) => Number(hour < 120 && hour % 24 >= Number(from) && hour % 24 < Number(to) ? day : night));
  return (
    <Form {...props} part="building" title={words.buildingTitle} standing={standing} saidAt={building?.saidAt} put={(run) => run(at("PUT /locations/{id}/charging/forecast/building", { path: { id: props.id } }), way === "measured" ? { measured: true } : way === "series" ? { csv } : { week: week() })}>
      <Ways ways={["measured", "week", "series"]} way={way} change={setWay} />
      {way === "measured" ? <Text size="sm">{words.measuredHint(percent)}</Text> : null}
      {way === "series" ? <Csv hint={words.wattsHint} example="watts" value={csv} change={setCsv} /> : null}
      {way === "week" ? (
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "end" }}>
          <NumberInput label={words.night} required min={0} max={100_000} value={night} onChange={setNight} />
          <NumberInput label={words.day} required min={0} max={100_000} value={day} onChange={setDay} />
          <NumberInput label={words.dayFrom} required min={0} max={23} allowDecimal={false} value={from} onChange={setFrom} />
          <NumberInput label={words.dayTo} required min={1} max={24} allowDecimal={false} value={to} onChange={setTo} />
        </SimpleGrid>
      ) : null}
    </Form>
  );
}

/** Prices from a file; mostly another system sends them. */
export function PriceForecast(props: Forms) {
  const { prices } = props.forecast;
  const [csv, setCsv] = useState("");
  return (
    <Form {...props} part="prices" title={words.pricesTitle} standing={prices === undefined ? undefined : seriesText(prices, props.timeZone)} saidAt={prices?.saidAt} put={(run) => run(at("PUT /locations/{id}/charging/forecast/prices", { path: { id: props.id } }), { csv })}>
      <Csv hint={words.priceHint} example="price" value={csv} change={setCsv} />
    </Form>
  );
}

/** Who says it now, and a form to say something else. */
function Form({ id, part, title, standing, saidAt, put, writes, changed, children }: Forms & {
  readonly part: "pv" | "building" | "prices";
  readonly title: string;
  readonly standing: string | undefined;
  readonly saidAt: string | undefined;
  readonly put: (run: Run) => Promise<ForecastView | undefined>;
  readonly children: ReactNode;
}) {
  const action = useAction();
  const { method, path } = partsOf(at(`PUT /locations/{id}/charging/forecast/${part}`, { path: { id } }));
  const take = async (asked: Promise<ForecastView | undefined>): Promise<void> => {
    const answer = await asked;
    if (answer !== undefined) changed(() => answer);
  };
  return (
    <Section title={title} actions={standing !== undefined && writes ? <Button size="xs" variant="subtle" color="red" loading={action.busy} onClick={() => void take(action.run(at("DELETE /locations/{id}/charging/forecast/{part}", { path: { id, part } })))}>{words.forget}</Button> : null}>
      <Text size="sm">{standing === undefined ? words.nobody : `${standing} ${saidAt === undefined ? "" : words.said(age(saidAt))}`}</Text>
      {writes ? (
        <form onSubmit={(event) => { event.preventDefault(); void take(put(action.run)); }}>
          <Stack gap="sm">
            {children}
            <ProblemAlert problem={action.problem} />
            <Group justify="space-between" gap="sm">
              <Text size="xs" c="dimmed">{words.apiHint} <Code style={{ overflowWrap: "anywhere" }}>{`${method} /api/v1${path}`}</Code></Text>
              <Button type="submit" loading={action.busy}>{text.common.save}</Button>
            </Group>
          </Stack>
        </form>
      ) : null}
    </Section>
  );
}

function Ways<Way extends keyof typeof words.ways>({ ways, way, change }: { readonly ways: readonly Way[]; readonly way: string; readonly change: (way: Way) => void }) {
  return <SegmentedControl aria-label={words.way} value={way} data={ways.map((value) => ({ value, label: words.ways[value] }))} onChange={(next) => change(ways.find((one) => one === next) ?? ways[0]!)} />;
}

function Csv({ hint, example, value, change }: { readonly hint: string; readonly example: "watts" | "price"; readonly value: string; readonly change: (value: string) => void }) {
  const lines = example === "watts" ? ["at,watts", "2026-12-01T10:00:00Z,4200", "2026-12-01T11:00:00Z,6100"] : ["at,price", "2026-12-01T10:00:00Z,0.24", "2026-12-01T11:00:00Z,0.31"];
  return (
    <Stack gap="xs">
      <Text size="sm">{hint}</Text>
      <CsvInput fileLabel={words.file} pasteLabel={words.paste} placeholder={lines.join("\n")} value={value} change={change} />
    </Stack>
  );
}

function seriesText({ from, to }: { readonly from: string; readonly to: string }, timeZone: string): string {
  return words.series(dateTime(from, timeZone), dateTime(to, timeZone));
}
