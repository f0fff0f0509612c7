import { Box, Group, Stack, Text } from "@mantine/core";
import type { DayPlan } from "../../../src/wire/charging.ts";
import { number, timeOfDay } from "../format.ts";
import { sharing } from "../texts/sharing.ts";

const words = sharing.chargingPage;
const HEIGHT = 100;
const SHOWN = 24;
const EVERY_HOURS = 4;

/** A planned day: the site's power below its limit, and when each car charges. */
export function DayPicture({ plan, timeZone }: { readonly plan: DayPlan; readonly timeZone: string }) {
  const slots = plan.siteKW.length;
  const limit = plan.limitKW[0] ?? 0;
  const top = Math.max(limit, plan.peakKW, 1) * 1.1;
  const y = (kW: number): number => HEIGHT - (kW / top) * HEIGHT;
  const steps = plan.siteKW.map((kW, slot) => `L${slot},${y(kW)}L${slot + 1},${y(kW)}`).join("");
  const strongest = Math.max(1, ...plan.cars.flatMap((car) => car.kW));
  const label = words.picture(number(plan.peakKW, 0, 1), number(limit, 0, 1));
  return (
    <Stack gap={6}>
      <Group gap={0} align="stretch" wrap="nowrap">
        <Box className="day-name"><Text size="xs" c="dimmed" className="figures">{`${number(limit, 0, 1)} kW`}</Text></Box>
        <Box flex={1} miw={0}>
          <svg viewBox={`0 0 ${slots} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={150} role="img" aria-label={label} style={{ display: "block" }}>
            <path d={`M0,${HEIGHT}${steps}L${slots},${HEIGHT}Z`} fill="var(--mantine-primary-color-filled)" fillOpacity={0.35} stroke="var(--mantine-primary-color-filled)" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
            <line x1={0} x2={slots} y1={y(limit)} y2={y(limit)} stroke="var(--mantine-color-orange-6)" strokeWidth={2} strokeDasharray="6 4" vectorEffect="non-scaling-stroke" />
          </svg>
        </Box>
        <Box className="day-sum" />
      </Group>
      <Hours plan={plan} timeZone={timeZone} />
      {plan.cars.slice(0, SHOWN).map((car) => (
        <Group key={car.id} gap={0} wrap="nowrap" align="center">
          <Box className="day-name"><Text size="xs" truncate title={words.carPower(car.id, car.evse)}>{car.evse}</Text></Box>
          <Box flex={1} miw={0}>
            <svg viewBox={`0 0 ${slots} 1`} preserveAspectRatio="none" width="100%" height={14} aria-hidden="true" style={{ display: "block", background: "var(--mantine-color-default-hover)" }}>
              {car.kW.map((kW, slot) => (kW <= 0 ? null : <rect key={slot} x={slot} width={1.02} y={0} height={1} fill={car.because === undefined ? "var(--mantine-color-teal-6)" : "var(--mantine-color-orange-6)"} fillOpacity={0.25 + (0.75 * kW) / strongest} />))}
            </svg>
          </Box>
          <Box className="day-sum"><Text size="xs" className="figures">{`${number(car.deliveredKWh, 0, 1)} kWh`}</Text></Box>
        </Group>
      ))}
      {plan.cars.length > SHOWN ? <Text size="xs" c="dimmed">{words.more(plan.cars.length - SHOWN)}</Text> : null}
    </Stack>
  );
}

function Hours({ plan, timeZone }: { readonly plan: DayPlan; readonly timeZone: string }) {
  const hours = (plan.siteKW.length * plan.slotMinutes) / 60;
  const marks = Array.from({ length: Math.floor(hours / EVERY_HOURS) }, (_, index) => new Date(Date.parse(plan.from) + index * EVERY_HOURS * 3_600_000).toISOString());
  return (
    <Group gap={0} wrap="nowrap">
      <Box className="day-name" />
      <Group gap={0} wrap="nowrap" flex={1} aria-hidden="true">{marks.map((at, place) => <Text key={at} {...(place % 2 === 1 && { visibleFrom: "sm" })} size="xs" c="dimmed" flex={1} className="figures">{timeOfDay(at, timeZone)}</Text>)}</Group>
      <Box className="day-sum" />
    </Group>
  );
}
