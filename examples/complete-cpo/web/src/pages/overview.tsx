import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { at } from "../api/address.ts";
import type { OverviewView } from "../../../src/wire/overview.ts";
import { may } from "../api/session.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { useCdrList, useSessionList, useStationList } from "../api/use-live-list.ts";
import { decimal, energy, localZone, money, power } from "../format.ts";
import { CdrIcon, SessionIcon, StationIcon } from "../icons.tsx";
import { CdrRows } from "../parts/cdr-rows.tsx";
import { Needs } from "../parts/needs.tsx";
import { RunningSessions } from "../parts/session-rows.tsx";
import { Empty, Loaded, Loading, PageTitle } from "../parts/states.tsx";
import { StationCard } from "../parts/station-card.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

// What needs somebody stands before the picture is loaded.
const FirstSite = lazy(async () => ({ default: (await import("../parts/first-site.tsx")).FirstSite }));

/** How many needs of a kind are shown first, and when somebody asks for more. */
const FEW = 3;
const MANY = 50;

/** The front page: what needs a person, what happens now, what has been earned. */
export function Overview() {
  const [shown, setShown] = useState(FEW);
  const overview = useApi(at("GET /overview", { query: { limit: String(shown), timeZone: localZone } }));
  const stations = useStationList(at("GET /stations", { query: { limit: "60" } }));
  const running = useSessionList(at("GET /sessions", { query: { state: "running", limit: "100" } }), (session) => session.lifecycle === "active" || session.lifecycle === "ending");
  const finished = useCdrList(at("GET /cdrs", { query: { limit: "8" } }), true);
  useReloadOn(["session", "station", "cdr", "attention"], overview.reload);

  return (
    <>
      <PageTitle title={text.overview.title} />
      <Stack gap="lg">
        <Figures overview={overview.value} />
        <Loaded resource={overview} rows={1}>{({ needs }) => <Needs needs={needs} reload={overview.reload} showAll={shown === FEW ? () => setShown(MANY) : undefined} />}</Loaded>
        {(overview.value !== undefined || shown !== FEW) && may("charging:read") ? <Suspense fallback={<Loading rows={6} />}><FirstSite /></Suspense> : null}
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
          <Loaded resource={finished} excerpt>
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
  const { stations, charging, today, availability } = overview ?? {};
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
      <Figure title={text.overview.online} value={stations === undefined ? "–" : text.overview.of(stations.online, stations.total)} />
      <Figure title={text.overview.power} value={power(charging?.powerW)} below={charging === undefined ? "" : text.overview.sessions(charging.sessions)} />
      <Figure title={text.overview.today} value={revenue(today)} below={today === undefined ? "" : `${text.overview.records(today.cdrs)} · ${energy(today.energyWh)}`} />
      <Figure title={text.overview.plugIns} value={percent(overview?.plugIns.percent)} below={overview === undefined ? "" : plugIns(overview.plugIns)} />
      <Figure
        title={text.overview.usable}
        value={percent(availability?.percent)}
        below={availability === undefined ? "" : [text.overview.usableNow(availability.usable, availability.total), ...(availability.percent30 === undefined ? [] : [text.overview.usable30(percent(availability.percent30))])].join(" · ")}
      />
    </SimpleGrid>
  );
}

function Figure({ title, value, below }: { readonly title: string; readonly value: string | readonly string[]; readonly below?: string }) {
  return (
    <Card padding="sm">
      <Text size="xs" c="dimmed">{title}</Text>
      {[value].flat().map((line) => <Text key={line} size="xl" fw={650} lh={1.3} className="figures">{line}</Text>)}
      {below === undefined ? null : <Text size="xs" c="dimmed" className="figures">{below}</Text>}
    </Card>
  );
}

function revenue(today: OverviewView["today"] | undefined): readonly string[] {
  if (today === undefined || today.revenue.length === 0) return ["–"];
  return today.revenue.map(money);
}

function percent(value: string | undefined): string {
  return value === undefined ? "–" : `${decimal(value)} %`;
}

/** How many cars charged, and why the others did not. */
function plugIns({ connected, charged, failures }: OverviewView["plugIns"]): string {
  if (connected === 0) return text.overview.noCars;
  const reasons = (["faulted", "noEnergy", "refused", "neverStarted"] as const).filter((reason) => failures[reason] > 0).map((reason) => text.overview.failures[reason](failures[reason]));
  return [text.overview.ofCars(charged, connected), ...reasons].join(" · ");
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
