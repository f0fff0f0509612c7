import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { AttentionItem, OverviewView } from "../../../src/wire/overview.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { useCdrList, useSessionList, useStationList } from "../api/use-live-list.ts";
import { energy, money, power } from "../format.ts";
import { CdrIcon, SessionIcon, StationIcon } from "../icons.tsx";
import { Attention } from "../parts/attention.tsx";
import { CdrRows } from "../parts/cdr-rows.tsx";
import { RunningSessions } from "../parts/session-rows.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { StationCard } from "../parts/station-card.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

/** The front page: what needs a person, what happens now, what has been earned. */
export function Overview() {
  const overview = useApi<OverviewView>("/overview");
  const attention = useApi<{ readonly items: readonly AttentionItem[] }>("/attention");
  const stations = useStationList("/stations?limit=60");
  const running = useSessionList("/sessions?state=running&limit=100", (session) => session.lifecycle === "active" || session.lifecycle === "ending");
  const finished = useCdrList("/cdrs?limit=8");
  useReloadOn(["session", "station", "cdr"], overview.reload);
  useReloadOn(["attention"], attention.reload);

  return (
    <>
      <PageTitle title={text.overview.title} />
      <Stack gap="lg">
        <Figures overview={overview.value} />
        <Loaded resource={attention} rows={1}>{({ items }) => <Attention items={items} reload={attention.reload} />}</Loaded>
        <Section title={text.overview.stations} all="/stations">
          <Loaded resource={stations}>
            {({ items }) => items.length === 0
              ? <Card><Empty icon={<StationIcon size={24} />} title={text.stations.empty} hint={text.stations.emptyHint} action={<Link to="/stations?add">{text.stations.add}</Link>} /></Card>
              : <SimpleGrid cols={{ base: 1, sm: 2, lg: 3, xl: 4 }} spacing="sm">{items.map((station) => <StationCard key={station.id} station={station} sessions={running.value?.items ?? []} />)}</SimpleGrid>}
          </Loaded>
        </Section>
        <Section title={text.overview.running} all="/sessions">
          <Loaded resource={running}>
            {({ items }) => items.length === 0
              ? <Card><Empty icon={<SessionIcon size={24} />} title={text.overview.noRunning} hint={text.overview.noRunningHint} /></Card>
              : <RunningSessions sessions={items} />}
          </Loaded>
        </Section>
        <Section title={text.overview.finished} all="/cdrs">
          <Loaded resource={finished}>
            {({ items }) => items.length === 0
              ? <Card><Empty icon={<CdrIcon size={24} />} title={text.overview.noFinished} hint={text.overview.noFinishedHint} /></Card>
              : <CdrRows cdrs={items.slice(0, 8)} />}
          </Loaded>
        </Section>
      </Stack>
    </>
  );
}

function Figures({ overview }: { readonly overview: OverviewView | undefined }) {
  const { stations, charging, lastDay } = overview ?? {};
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Figure title={text.overview.online} value={stations === undefined ? "–" : text.overview.of(stations.online, stations.total)} />
      <Figure title={text.overview.charging} value={charging === undefined ? "–" : text.overview.sessions(charging.sessions)} />
      <Figure title={text.overview.power} value={power(charging?.powerW)} />
      <Figure title={text.overview.day} value={revenue(lastDay)} below={lastDay === undefined ? "" : `${text.overview.records(lastDay.cdrs)} · ${energy(lastDay.energyWh)}`} />
    </SimpleGrid>
  );
}

function Figure({ title, value, below }: { readonly title: string; readonly value: string; readonly below?: string }) {
  return (
    <Card padding="sm">
      <Text size="xs" c="dimmed">{title}</Text>
      <Text size="xl" fw={650} className="figures">{value}</Text>
      {below === undefined ? null : <Text size="xs" c="dimmed" className="figures">{below}</Text>}
    </Card>
  );
}

function revenue(lastDay: OverviewView["lastDay"] | undefined): string {
  if (lastDay === undefined || lastDay.revenue.length === 0) return "–";
  return lastDay.revenue.map(money).join(" + ");
}

function Section({ title, all, children }: { readonly title: string; readonly all: string; readonly children: ReactNode }) {
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">{title}</Title>
        <Link to={all} size="sm">{text.common.all}</Link>
      </Group>
      {children}
    </section>
  );
}
