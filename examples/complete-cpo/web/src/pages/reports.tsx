import { Card, Group, Progress, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { UsageReport } from "../../../src/wire/usage.ts";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { decimal, money, monthName, monthsBack, number } from "../format.ts";
import { DownloadButton } from "../parts/download-button.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { WeekMap } from "../parts/week-map.tsx";
import { text } from "../texts.ts";

const SPANS = ["1", "3", "6", "12", "24"] as const;

/** Usage, energy, revenue and carbon: by month, by location, by hour of the week. */
export function Reports() {
  const [span, setSpan] = useState<string>("6");
  const query = { from: monthsBack(Number(span) - 1), to: monthsBack(0) };
  const report = useApi(at("GET /reports/usage", { query }));

  return (
    <>
      <PageTitle title={text.reports.title} actions={<>
        <Select aria-label={text.reports.span} data={SPANS.map((value) => ({ value, label: text.reports.months(Number(value)) }))} value={span} onChange={(value) => setSpan(value ?? "6")} allowDeselect={false} w={160} />
        <DownloadButton address={at("GET /reports/usage.csv", { query })} name="usage.csv" label={text.sessions.csv} />
      </>} />
      <Loaded resource={report} rows={8}>
        {(value) => value.total.charges === 0 ? <Empty title={text.reports.empty} hint={text.reports.emptyHint} /> : <Report report={value} />}
      </Loaded>
    </>
  );
}

function Report({ report: { total, months, locations, week } }: { readonly report: UsageReport }) {
  const most = Math.max(...months.map(({ energyKwh }) => Number(energyKwh)));
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Figure title={text.sessions.charges} value={decimal(String(total.charges))} />
        <Figure title={text.common.energy} value={kilowattHours(total.energyKwh)} />
        <Figure title={text.sessions.revenue} value={total.revenue.map(money).join(" + ") || "–"} />
        <Figure title={text.reports.carbon} value={kilograms(total.carbon)} below={Number(total.carbon.unknownKwh) > 0 ? text.reports.carbonUnknown(kilowattHours(total.carbon.unknownKwh)) : text.reports.carbonPer(total.carbon.gramsPerKwh ?? "0")} />
      </SimpleGrid>
      <Section title={text.reports.byMonth}>
        <Stack gap="xs">
          {months.map((month) => (
            <Stack key={month.month} gap={2}>
              <Group justify="space-between"><Text size="sm" fw={600}>{monthName(month.month)}</Text><Text size="sm" className="figures">{`${kilowattHours(month.energyKwh)} · ${month.revenue.map(money).join(" + ") || "–"}`}</Text></Group>
              <Progress value={most > 0 ? (Number(month.energyKwh) / most) * 100 : 0} aria-label={`${monthName(month.month)} ${kilowattHours(month.energyKwh)}`} />
            </Stack>
          ))}
        </Stack>
      </Section>
      <Section title={text.reports.byHour}><WeekMap wattHours={week.wattHours} starts={week.starts} /></Section>
      <Section title={text.reports.byLocation}>
        <Rows
          label={text.reports.byLocation}
          items={locations}
          keyOf={({ id }) => id}
          columns={[
            { title: text.common.location, cell: ({ name }) => <Text span fw={600} size="sm">{name === "" ? text.stations.placeNone : name}</Text> },
            { title: text.sessions.charges, cell: ({ charges }) => decimal(String(charges)), figures: true },
            { title: text.common.energy, cell: ({ energyKwh }) => kilowattHours(energyKwh), figures: true },
            { title: text.sessions.revenue, cell: ({ revenue }) => revenue.map(money).join(" + ") || "–", figures: true },
            { title: text.reports.carbon, cell: ({ carbon }) => kilograms(carbon), figures: true },
          ]}
        />
      </Section>
    </Stack>
  );
}

function Figure({ title, value, below }: { readonly title: string; readonly value: string; readonly below?: string }) {
  return (
    <Card padding="sm">
      <Text size="xs" c="dimmed">{title}</Text>
      <Text size="xl" fw={650} className="figures">{value}</Text>
      {below === undefined ? null : <Text size="xs" c="dimmed">{below}</Text>}
    </Card>
  );
}

function kilowattHours(exact: string): string {
  return `${number(Number(exact), 0, 0)} kWh`;
}

/** A dash where no mix is known: unknown is not 0. */
function kilograms({ grams, gramsPerKwh }: UsageReport["total"]["carbon"]): string {
  return gramsPerKwh === undefined ? "–" : `${number(Number(grams) / 1_000, 0, 0)} kg CO₂`;
}
