import { Box, Table, Text } from "@mantine/core";
import { energy, weekdayName } from "../format.ts";
import { text } from "../texts.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = Array.from({ length: 7 }, (_, day) => day);

/** The hours of a week from Monday on, darker where more energy flowed; each cell says its figures. */
export function WeekMap({ wattHours, starts }: { readonly wattHours: readonly number[]; readonly starts: readonly number[] }) {
  const most = Math.max(1, ...wattHours);
  return (
    <>
      <Box style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={text.reports.byHour}>
        <Table withRowBorders={false} highlightOnHover={false} horizontalSpacing={1} verticalSpacing={1} layout="fixed" miw={560} aria-label={text.reports.byHour}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={44} />
              {HOURS.map((hour) => <Table.Th key={hour} fw={400} fz="xs" ta="center">{hour % 3 === 0 ? hour : ""}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {DAYS.map((day) => (
              <Table.Tr key={day}>
                <Table.Th scope="row" fw={400} fz="xs">{weekdayName(day)}</Table.Th>
                {HOURS.map((hour) => {
                  const place = day * 24 + hour;
                  const words = text.reports.hour(weekdayName(day), hour, energy(wattHours[place] ?? 0), starts[place] ?? 0);
                  return (
                    <Table.Td key={hour}>
                      <Box role="img" aria-label={words} title={words} h={20} style={{ borderRadius: 3, background: `color-mix(in srgb, var(--mantine-color-blue-6) ${Math.round(((wattHours[place] ?? 0) / most) * 100)}%, var(--mantine-color-default-border))` }} />
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Text size="xs" c="dimmed">{text.reports.hourHint}</Text>
    </>
  );
}
