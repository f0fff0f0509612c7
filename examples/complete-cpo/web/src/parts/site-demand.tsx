import { Alert, Box, Button, Group, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DemandView } from "../../../src/wire/planning.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, money, monthName, number, timeOfDay } from "../format.ts";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { FactList } from "./fact-list.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = foresight.demand;

/** The highest power of this month, what it costs, and what the plan makes of it. */
export function SiteDemand({ id, timeZone, demand, changed }: { readonly id: string; readonly timeZone: string; readonly demand: DemandView; readonly changed: (how: (before: DemandView) => DemandView) => void }) {
  const { tariff } = demand;
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      {tariff === undefined ? <Text size="sm">{words.noTariff}</Text> : <Standing demand={demand} budgetKW={tariff.budgetKW} timeZone={timeZone} />}
      {may("charging:write") ? <PriceForm id={id} demand={demand} changed={changed} /> : null}
    </Section>
  );
}

function Standing({ demand: { month, peakKW, peakAt, cost, expected }, budgetKW, timeZone }: { readonly demand: DemandView; readonly budgetKW: number | undefined; readonly timeZone: string }) {
  const grows = expected !== undefined && expected.kW > (peakKW ?? 0) + 0.005;
  const top = Math.max(1, peakKW ?? 0, expected?.kW ?? 0, budgetKW ?? 0);
  return (
    <Stack gap="sm">
      <FactList facts={[
        [words.peak(month === undefined ? "" : monthName(month)), `${kW(peakKW ?? 0)}${peakAt === undefined ? ` (${words.notYet})` : `, ${words.at(dateTime(peakAt, timeZone))}`}`],
        [words.cost, money(cost)],
        [words.expected, expected === undefined ? words.nothingPlanned : `${kW(expected.kW)}, ${words.around(timeOfDay(expected.at, timeZone))}`],
        [words.budget, budgetKW === undefined ? words.noBudget : kW(budgetKW)],
      ]} />
      <Stack gap={4} aria-hidden="true">
        <Bar name={words.bars.paid} value={peakKW ?? 0} top={top} color="var(--mantine-primary-color-filled)" />
        {expected === undefined ? null : <Bar name={words.bars.expected} value={expected.kW} top={top} color={grows ? "var(--mantine-color-orange-6)" : "var(--mantine-color-teal-6)"} />}
        {budgetKW === undefined ? null : <Bar name={words.bars.budget} value={budgetKW} top={top} color="var(--mantine-color-gray-6)" />}
      </Stack>
      {expected === undefined ? null : <Alert color={grows ? "orange" : "teal"} role="status">{grows ? words.grows(money(expected.cost)) : words.stays}</Alert>}
    </Stack>
  );
}

function Bar({ name, value, top, color }: { readonly name: string; readonly value: number; readonly top: number; readonly color: string }) {
  return (
    <Group gap={0} wrap="nowrap">
      <Box className="day-name"><Text size="xs" truncate>{name}</Text></Box>
      <Box flex={1} h={12} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 3 }}><Box h={12} w={`${(value / top) * 100}%`} style={{ background: color, borderRadius: 3 }} /></Box>
      <Box className="day-sum"><Text size="xs" className="figures">{kW(value)}</Text></Box>
    </Group>
  );
}

function PriceForm({ id, demand: { tariff }, changed }: { readonly id: string; readonly demand: DemandView; readonly changed: (how: (before: DemandView) => DemandView) => void }) {
  const [price, setPrice] = useState<number | string>(tariff?.pricePerKW ?? "");
  const [minutes, setMinutes] = useState<number | string>(tariff?.intervalMinutes ?? 15);
  const [budget, setBudget] = useState<number | string>(tariff?.budgetKW ?? "");
  const [isSaved, setSaved] = useState(false);
  const save = useAction();

  async function submit(): Promise<void> {
    setSaved(false);
    const body = { pricePerKW: Number(price), intervalMinutes: Number(minutes), ...(tariff?.timeZone !== undefined && { timeZone: tariff.timeZone }), ...(budget !== "" && { budgetKW: Number(budget) }) };
    const answer = await save.run(at("PUT /locations/{id}/charging/demand", { path: { id } }), body);
    if (answer === undefined) return;
    setSaved(true);
    changed(() => answer);
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack gap="xs">
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "end" }}>
          <NumberInput label={words.price} required min={0} max={100_000} value={price} onChange={setPrice} />
          <NumberInput label={words.interval} required min={1} max={1_440} allowDecimal={false} value={minutes} onChange={setMinutes} />
          <NumberInput label={words.limit} min={0} max={100_000} value={budget} onChange={setBudget} />
          <Button type="submit" loading={save.busy}>{text.common.save}</Button>
        </SimpleGrid>
        <ProblemAlert problem={save.problem} />
        {isSaved ? <Alert color="teal" role="status">{words.saved}</Alert> : null}
      </Stack>
    </form>
  );
}

function kW(value: number): string {
  return `${number(value, 1, 1)} kW`;
}
