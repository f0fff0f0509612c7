import { Box, Group, Stack, Text } from "@mantine/core";
import { timeOfDay } from "../format.ts";

/** One line of the picture; a slot of which nothing is known has none. */
export interface StepLine {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
  readonly color: string;
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

/** An area between two values of each slot. */
export interface StepBand {
  readonly name: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly color: string;
}

const HEIGHT = 100;
const MARKS = 6;

/** Values that hold for a slot each, as steps over the hours to come, with the highest and the lowest written beside them. */
export function StepPicture({ label, from, slotMinutes, timeZone, lines, band, write, height = 170 }: {
  readonly label: string;
  readonly from: string;
  readonly slotMinutes: number;
  readonly timeZone: string;
  readonly lines: readonly StepLine[];
  readonly band?: StepBand;
  readonly write: (value: number) => string;
  readonly height?: number;
}) {
  const all = [...lines.flatMap(({ values }) => values), ...(band?.lower ?? []), ...(band?.upper ?? [])].filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const slots = Math.max(1, ...lines.map(({ values }) => values.length));
  const y = (value: number): number => 4 + (1 - (value - least) / Math.max(1e-9, most - least)) * (HEIGHT - 8);
  const marks = Array.from({ length: MARKS }, (_, index) => new Date(Date.parse(from) + (index * slots * slotMinutes * 60_000) / MARKS).toISOString());
  return (
    <Stack gap={6}>
      <Group gap={0} wrap="nowrap" align="stretch">
        <Stack className="step-scale" justify="space-between" gap={0}>
          <Text size="xs" c="dimmed" className="figures">{write(most)}</Text>
          <Text size="xs" c="dimmed" className="figures">{write(least)}</Text>
        </Stack>
        <Box flex={1} miw={0}>
          <svg viewBox={`0 0 ${slots} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={height} role="img" aria-label={label} style={{ display: "block" }}>
            {marks.map((mark, index) => <line key={mark} x1={(index * slots) / MARKS} x2={(index * slots) / MARKS} y1={0} y2={HEIGHT} stroke="var(--mantine-color-default-border)" vectorEffect="non-scaling-stroke" />)}
            {band === undefined ? null : <path d={bandPath(band, y)} fill={band.color} fillOpacity={0.22} />}
            {lines.filter(({ filled }) => filled).map(({ name, values, color }) => <path key={name} d={runs(values).map((run) => `M${run.first},${y(0)}L${stepsOf(run, y)}L${run.first + run.values.length},${y(0)}Z`).join("")} fill={color} fillOpacity={0.22} />)}
            <line x1={0} x2={slots} y1={y(0)} y2={y(0)} stroke="var(--mantine-color-dimmed)" vectorEffect="non-scaling-stroke" />
            {lines.map(({ name, values, color, dashed }) => <path key={name} d={runs(values).map((run) => `M${stepsOf(run, y)}`).join("")} fill="none" stroke={color} strokeWidth={2} {...(dashed === true && { strokeDasharray: "6 4" })} vectorEffect="non-scaling-stroke" />)}
          </svg>
        </Box>
      </Group>
      <Group gap={0} wrap="nowrap" aria-hidden="true">
        <Box className="step-scale" />
        <Group gap={0} wrap="nowrap" flex={1}>{marks.map((at, place) => <Text key={at} {...(place % 2 === 1 && { visibleFrom: "sm" })} size="xs" c="dimmed" flex={1} className="figures">{timeOfDay(at, timeZone)}</Text>)}</Group>
      </Group>
      <Group gap="md" aria-hidden="true">
        {lines.map(({ name, color, dashed }) => <Mark key={name} name={name} color={color} dashed={dashed === true} />)}
        {band === undefined ? null : <Mark name={band.name} color={band.color} wide />}
      </Group>
    </Stack>
  );
}

function Mark({ name, color, dashed = false, wide = false }: { readonly name: string; readonly color: string; readonly dashed?: boolean; readonly wide?: boolean }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Box w={18} h={wide ? 12 : 0} style={wide ? { background: color, opacity: 0.3, borderRadius: 2 } : { borderTop: `2px ${dashed ? "dashed" : "solid"} ${color}` }} />
      <Text size="xs">{name}</Text>
    </Group>
  );
}

interface Run {
  readonly first: number;
  readonly values: readonly number[];
}

/** Neighbouring slots of which something is known. */
function runs(values: readonly (number | undefined)[]): readonly Run[] {
  const found: { first: number; values: number[] }[] = [];
  values.forEach((value, slot) => {
    const last = found.at(-1);
    if (value === undefined) return;
    if (last !== undefined && last.first + last.values.length === slot) last.values.push(value);
    else found.push({ first: slot, values: [value] });
  });
  return found;
}

function stepsOf({ first, values }: Run, y: (value: number) => number): string {
  return values.map((value, place) => `${first + place},${y(value)}L${first + place + 1},${y(value)}`).join("L");
}

function bandPath({ lower, upper }: StepBand, y: (value: number) => number): string {
  const over = stepsOf({ first: 0, values: upper }, y);
  const under = lower.map((value, place) => `${place + 1},${y(value)}L${place},${y(value)}`).reverse().join("L");
  return `M${over}L${under}Z`;
}
