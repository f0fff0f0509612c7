import { Alert, Button, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../api/address.ts";
import type { DayPlan, WiringView } from "../../../src/wire/charging.ts";
import { useAction } from "../api/use-action.ts";
import { number } from "../format.ts";
import { sharing } from "../texts/sharing.ts";
import { DayPicture } from "./day-picture.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = sharing.chargingPage;
const DAY = 86_400_000;

/** Tomorrow as it would be, and with what one likes to change about it. */
export function DayQuestion({ id, wiring, timeZone }: { readonly id: string; readonly wiring: WiringView; readonly timeZone: string }) {
  const [day, setDay] = useState(() => new Date(Date.now() + DAY).toISOString().slice(0, 10));
  const [limitAmps, setLimit] = useState<number | string>(wiring.nodes.find((node) => node.parent === undefined)?.limitA.l1 ?? 0);
  const [cars, setCars] = useState<number | string>(wiring.evses.length);
  const [energyKWh, setEnergy] = useState<number | string>(25);
  const [plan, setPlan] = useState<DayPlan>();
  const { run, busy, problem } = useAction();

  const ask = async (): Promise<void> => {
    const given = { ...(day !== "" && { day }), ...(limitAmps !== "" && { limitAmps: Number(limitAmps) }), ...(cars !== "" && { cars: Number(cars) }), ...(energyKWh !== "" && { energyKWh: Number(energyKWh) }) };
    const answer = await run(at("POST /locations/{id}/charging/what-if", { path: { id } }), given);
    if (answer !== undefined) setPlan(answer);
  };
  // The page opens with the usual day.
  useEffect(() => void ask(), []);

  return (
    <Section title={words.day}>
      <Text size="sm" c="dimmed">{words.dayHint}</Text>
      <form onSubmit={(event) => { event.preventDefault(); void ask(); }}>
        <SimpleGrid cols={{ base: 2, sm: 5 }} style={{ alignItems: "end" }}>
          <TextInput type="date" label={words.date} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
          <NumberInput label={words.limitAmps} min={0} max={10_000} value={limitAmps} onChange={setLimit} />
          <NumberInput label={words.cars} min={0} max={500} allowDecimal={false} value={cars} onChange={setCars} />
          <NumberInput label={words.energyEach} min={0} max={200} value={energyKWh} onChange={setEnergy} />
          <Button type="submit" loading={busy}>{words.run}</Button>
        </SimpleGrid>
      </form>
      <ProblemAlert problem={problem} />
      {plan === undefined ? null : <Stack gap="sm"><Verdict plan={plan} /><DayPicture plan={plan} timeZone={timeZone} /></Stack>}
    </Section>
  );
}

/** What came of a plan, in a sentence or two. */
export function Verdict({ plan }: { readonly plan: DayPlan }) {
  const isShort = plan.deliveredKWh < plan.wantedKWh - 0.5;
  const sentences = [
    isShort ? words.short(number(plan.deliveredKWh, 0, 1), number(plan.wantedKWh, 0, 1)) : words.allServed(number(plan.wantedKWh), plan.cars.length),
    plan.full.length === 0 ? undefined : words.fullLimits(plan.full.join(", ")),
    plan.cars.some(({ because }) => because === "stay") ? words.tooShort : undefined,
    words.peak(number(plan.peakKW, 0, 1), number(plan.limitKW[0] ?? 0, 0, 1)),
  ];
  return <Alert color={isShort ? "orange" : "teal"} role="status">{sentences.filter((sentence) => sentence !== undefined).join(" ")}</Alert>;
}
