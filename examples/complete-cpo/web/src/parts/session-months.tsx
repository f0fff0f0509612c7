import { Stack, Text } from "@mantine/core";
import type { MonthView } from "../../../src/wire/usage.ts";
import { at } from "../api/address.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { decimal, duration, money, monthName } from "../format.ts";
import { text } from "../texts.ts";
import { Rows } from "./rows.tsx";
import { Empty, Loaded } from "./states.tsx";

/** The sums of each month, of everything or of one location. */
export function SessionMonths({ location }: { readonly location: string | undefined }) {
  const months = useApi(at("GET /sessions/months", { query: { location } }));
  useReloadOn(["cdr"], months.reload);
  return (
    <Loaded resource={months} rows={2}>{({ items }) => <MonthRows items={items} />}</Loaded>
  );
}

export function MonthRows({ items }: { readonly items: readonly MonthView[] }) {
  if (items.length === 0) return <Empty title={text.sessions.noMonths} />;
  return (
    <Stack gap={4}>
      <Rows
        label={text.sessions.months}
        items={items}
        keyOf={({ month }) => month}
        columns={[
          { title: text.sessions.month, cell: ({ month }) => <Text span fw={600} size="sm">{monthName(month)}</Text> },
          { title: text.sessions.charges, cell: ({ charges }) => decimal(String(charges)), figures: true },
          { title: text.common.energy, cell: ({ energyKwh }) => `${decimal(energyKwh.replace(/(\.\d\d)\d*$/, "$1"))} kWh`, figures: true },
          { title: text.common.duration, cell: ({ connectedSeconds }) => duration(connectedSeconds), figures: true, wideOnly: true },
          { title: text.sessions.revenue, cell: ({ revenue }) => (revenue.length === 0 ? "–" : revenue.map(money).join(" + ")), figures: true },
        ]}
      />
      <Text size="xs" c="dimmed">{text.sessions.monthsHint}</Text>
    </Stack>
  );
}
