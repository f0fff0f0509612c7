import { Box, Group, Stack, Text } from "@mantine/core";
import type { DayAheadView } from "../../../src/wire/planning.ts";
import { number } from "../format.ts";
import { foresight } from "../texts/foresight.ts";

const words = foresight.strips;

/** PV, building and price of a planned day below its picture, darker where there is more. */
export function OutlookStrips({ slots }: { readonly slots: DayAheadView["slots"] }) {
  const upTo = (_least: number, most: number): string => `≤ ${number(most, 0, 1)} kW`;
  const strips = [
    { name: words.pv, values: slots.map(({ pvKW }) => pvKW), color: "var(--mantine-color-yellow-6)", write: upTo },
    { name: words.building, values: slots.map(({ buildingKW }) => buildingKW), color: "var(--mantine-color-gray-6)", write: upTo },
    { name: words.price, values: slots.map(({ price }) => price), color: "var(--mantine-color-violet-6)", write: (least: number, most: number) => `${number(least, 2)}–${number(most, 2)}` },
  ];
  return (
    <Stack gap={6}>
      {strips.map(({ name, values, color, write }) => {
        const known = values.filter((value) => value !== undefined);
        if (known.length === 0) return null;
        const [least, most] = [Math.min(...known), Math.max(...known)];
        // Prices are seldom near nothing: their difference is what counts.
        const from = name === words.price ? least - (most - least) * 0.1 : Math.min(0, least);
        return (
          <Group key={name} gap={0} wrap="nowrap" align="center">
            <Box className="day-name"><Text size="xs" truncate title={name}>{name}</Text></Box>
            <Box flex={1} miw={0}>
              <svg viewBox={`0 0 ${values.length} 1`} preserveAspectRatio="none" width="100%" height={14} role="img" aria-label={`${name}: ${write(least, most)}`} style={{ display: "block", background: "var(--mantine-color-default-hover)" }}>
                {values.map((value, slot) => (value === undefined || value <= from ? null : <rect key={slot} x={slot} width={1.02} y={0} height={1} fill={color} fillOpacity={(value - from) / Math.max(1e-9, most - from)} />))}
              </svg>
            </Box>
            <Box className="day-sum"><Text size="xs" className="figures" style={{ whiteSpace: "nowrap" }}>{write(least, most)}</Text></Box>
          </Group>
        );
      })}
    </Stack>
  );
}
