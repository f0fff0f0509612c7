import { Button, Card, Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { StationView } from "../../../src/wire/station.ts";
import { at } from "../api/address.ts";
import { download } from "../api/request.ts";
import { useApi } from "../api/use-api.ts";
import { decimal } from "../format.ts";
import { text } from "../texts.ts";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

const words = text.fleet.availability;
const DAY = 86_400_000;

/** How available the EVSEs of a station were, by the rules that regulators ask for. */
export function StationAvailability({ station }: { readonly station: StationView }) {
  const [days, setDays] = useState("30");
  const [now] = useState(() => Date.now());
  const query = { from: new Date(now - Number(days) * DAY).toISOString(), to: new Date(now).toISOString(), locationId: station.locationId };
  const report = useApi(station.locationId === undefined ? undefined : at("GET /reports/availability", { query }));
  if (station.locationId === undefined) return <Section title={words.title}><Text size="sm" c="dimmed">{words.none}</Text></Section>;
  return (
    <Section title={words.title} actions={<Group gap="xs"><SegmentedControl size="xs" value={days} onChange={setDays} data={["7", "30", "90", "365"].map((value) => ({ value, label: words.days(Number(value)) }))} /><Button size="xs" variant="default" onClick={() => void download(at("GET /reports/availability.csv", { query }), "availability.csv")}>{words.csv}</Button></Group>}>
      <Loaded resource={report}>{({ rows }) => (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {rows.filter((row) => row.stationId === station.id).map((row) => (
            <Card key={row.evse} withBorder padding="sm">
              <Stack gap={4}>
                <Text fw={600}>{`${text.common.evse} ${row.evse}`}</Text>
                <Figure label={words.uk} value={percent(row.ukReliability.percent)} />
                <Figure label={words.nevi} value={percent(row.neviUptime.percent)} />
                <Figure label={words.success} value={row.sessions === undefined || row.sessions.attempts === 0 ? "–" : `${percent(row.sessions.percent)} (${words.ofAttempts(row.sessions.succeeded, row.sessions.attempts)})`} />
              </Stack>
            </Card>
          ))}
        </SimpleGrid>
      )}</Loaded>
    </Section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return <Group justify="space-between" gap="xs"><Text size="sm" c="dimmed">{label}</Text><Text size="sm" className="figures">{value}</Text></Group>;
}

function percent(value: string | undefined): string {
  return value === undefined ? "–" : `${decimal(value)} %`;
}
