import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { energy, timeOfDay } from "../format.ts";
import { text } from "../texts.ts";
import { sharing } from "../texts/sharing.ts";
import { DayPicture } from "./day-picture.tsx";
import { Verdict } from "./day-question.tsx";
import { OutlookStrips } from "./outlook-strips.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

const words = sharing.chargingPage.expected;
/** So many cars are listed before somebody asks for all. */
const FEW = 6;

/** Tomorrow by the roster and by what is usual: who comes, and what each would get. */
export function ExpectedDay({ id, timeZone }: { readonly id: string; readonly timeZone: string }) {
  const [isWhole, setWhole] = useState(false);
  const day = useApi(at("GET /locations/{id}/charging/day-ahead", { path: { id } }));
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Loaded resource={day} rows={4}>
        {(plan) => plan.sessions.length === 0
          ? <Text size="sm">{words.none}</Text>
          : (
            <Stack gap="sm">
              <Verdict plan={plan} />
              {plan.unplaced.length === 0 ? null : <Text size="sm" c="orange">{words.unplaced(plan.unplaced.length)}</Text>}
              <DayPicture plan={plan} timeZone={timeZone} />
              <OutlookStrips slots={plan.slots} />
              <Rows
                label={words.cars}
                items={isWhole ? plan.sessions : plan.sessions.slice(0, FEW)}
                keyOf={({ id }) => id}
                columns={[
                  { title: words.car, cell: (car) => <Text size="sm" fw={600}>{car.vehicle === undefined ? car.evse : `${car.vehicle} · ${car.evse}`}</Text> },
                  { title: words.arrival, cell: ({ arrival }) => timeOfDay(arrival, timeZone) },
                  { title: words.departure, cell: ({ departure }) => timeOfDay(departure, timeZone) },
                  { title: words.energy, cell: ({ energyKWh }) => energy(energyKWh * 1_000) },
                  { title: words.why, cell: ({ because }) => words.because[because] },
                ]}
              />
              {isWhole || plan.sessions.length <= FEW ? null : <Group justify="center"><Button variant="default" onClick={() => setWhole(true)}>{text.common.more}</Button></Group>}
            </Stack>
          )}
      </Loaded>
    </Section>
  );
}
