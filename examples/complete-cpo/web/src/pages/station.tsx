import { Button, Card, Group, SimpleGrid, Stack, Tabs, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import type { EvseView, StationEventView, StationView } from "../../../src/wire/station.ts";
import { onLive } from "../api/live.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { useSessionList } from "../api/use-live-list.ts";
import { dateTime, dateTimeExact, energy, localZone, power } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { OnlineMark, StateBadge, VersionBadge } from "../parts/badges.tsx";
import { CommandHistory, EvseCommands, StationCommands } from "../parts/station-commands.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { Section } from "../parts/section.tsx";
import { StationAvailability } from "../parts/station-availability.tsx";
import { StationCare } from "../parts/station-care.tsx";
import { StationConfiguration } from "../parts/station-configuration.tsx";
import { StationFunctions } from "../parts/station-functions.tsx";
import { StationMessages } from "../parts/station-messages.tsx";
import { StationSecurity } from "../parts/station-security.tsx";
import { ConnectionCheck } from "../parts/connection-check.tsx";
import { SessionList, cost } from "../parts/session-rows.tsx";
import { LabelSheet } from "../parts/label-sheet.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

/** One station: its EVSEs now, commands, what happened, its sessions. */
export function StationPage({ id }: { readonly id: string }) {
  const station = useApi(at("GET /stations/{id}", { path: { id } }));
  const events = useApi(at("GET /stations/{id}/events", { path: { id }, query: { limit: "40" } }));
  const sessions = useSessionList(at("GET /sessions", { query: { station: id, limit: "20" } }), (session) => session.stationId === id);
  const [sent, setSent] = useState(0);
  useReloadOn(["station"], events.reload);
  useEffect(() => onLive("station", (event) => station.change((before) => (before.id === event.station.id ? event.station : before))), [station.change]);

  return (
    <Loaded resource={station} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/stations" label={text.stations.title} />}
            title={value.identity}
            badges={<><VersionBadge protocol={value.protocol} /><OnlineMark station={value} /></>}
            actions={value.locationId === undefined ? undefined : <StationLabels location={value.locationId} station={value.id} />}
          />
          <Tabs defaultValue="now" keepMounted={false}>
            <Tabs.List mb="md" className="page-tabs">
              {Object.entries(text.fleet.tabs).map(([value, label]) => <Tabs.Tab key={value} value={value}>{label}</Tabs.Tab>)}
            </Tabs.List>
            <Tabs.Panel value="configuration"><StationConfiguration station={value} /></Tabs.Panel>
            <Tabs.Panel value="messages"><StationMessages station={value} /></Tabs.Panel>
            <Tabs.Panel value="care"><StationCare station={value} /></Tabs.Panel>
            <Tabs.Panel value="security"><StationSecurity station={value} /></Tabs.Panel>
            <Tabs.Panel value="availability"><StationAvailability station={value} /></Tabs.Panel>
            <Tabs.Panel value="functions"><StationFunctions station={value} /></Tabs.Panel>
            <Tabs.Panel value="now">
          <Stack>
            {value.online || value.lifecycle === "retired" ? null : <ConnectionCheck identity={value.identity} locationId={value.locationId} />}
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
              {value.evses.map((evse) => <EvseCard key={evse.number} station={value} evse={evse} session={sessions.value?.items.find((session) => session.id === evse.sessionId)} sent={() => setSent(sent + 1)} />)}
            </SimpleGrid>
            <Section title={text.stationPage.commands}>
              {value.online ? null : <Text size="sm" c="dimmed">{text.stationPage.offlineHint}</Text>}
              <StationCommands station={value} sent={() => setSent(sent + 1)} />
              <CommandHistory station={value} turn={sent} />
            </Section>
            <Section title={text.stationPage.sessions}>
              <Loaded resource={sessions}>{({ items }) => items.length === 0 ? <Empty title={text.stationPage.noSessions} /> : <SessionList sessions={items} />}</Loaded>
            </Section>
            <Section title={text.stationPage.events}>
              <Loaded resource={events}>{({ items }) => <Events events={items} timeZone={value.timeZone ?? localZone} />}</Loaded>
            </Section>
            <About station={value} changed={station.reload} />
          </Stack>
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Loaded>
  );
}

function EvseCard({ station, evse, session, sent }: { readonly station: StationView; readonly evse: EvseView; readonly session: SessionView | undefined; readonly sent: () => void }) {
  const connector = evse.connectors[0];
  return (
    <Card>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Stack gap={0}>
            <Text fw={600}>{`${text.common.evse} ${evse.number}`}</Text>
            <Text size="xs" c="dimmed">{evse.emi3Id ?? connector?.standard ?? ""}</Text>
          </Stack>
          <StateBadge state={evse.state} />
        </Group>
        {evse.connectors.map((each) => each.error === undefined && each.detail === undefined ? null : <Text key={each.number} size="sm" c={each.state === "faulted" ? "red" : "dimmed"}>{[each.error, each.detail].filter(Boolean).join(": ")}</Text>)}
        {session === undefined
          ? <Text size="sm" c="dimmed">{connector?.since === undefined ? text.state.unknown : text.stationPage.since(dateTime(connector.since, station.timeZone ?? localZone))}</Text>
          : <Link to={`/sessions/${session.id}`} size="sm" className="figures">{`${power(session.powerW)} · ${energy(session.energyWh)} · ${cost(session)}`}</Link>}
        <EvseCommands station={station} evse={evse} session={session} sent={sent} />
      </Stack>
    </Card>
  );
}

function Events({ events, timeZone }: { readonly events: readonly StationEventView[]; readonly timeZone: string }) {
  if (events.length === 0) return <Empty title={text.stationPage.noEvents} />;
  return (
    <Stack gap={6}>
      {events.map((event, index) => (
        <Group key={`${event.at} ${index}`} gap="sm" wrap="nowrap" align="flex-start">
          <Text size="xs" c="dimmed" className="figures" style={{ whiteSpace: "nowrap", paddingTop: 2 }}>{dateTimeExact(event.at, timeZone)}</Text>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>{event.text}</Text>
        </Group>
      ))}
    </Stack>
  );
}

function About({ station, changed }: { readonly station: StationView; readonly changed: () => void }) {
  const change = useAction();
  const [password, setPassword] = useState<string>();
  const zone = station.timeZone ?? localZone;
  const retired = station.lifecycle === "retired";

  async function send(body: BodyOf<"PATCH /stations/{id}">): Promise<void> {
    const answer = await change.run(at("PATCH /stations/{id}", { path: { id: station.id } }), body);
    if (answer === undefined) return;
    setPassword(answer.password);
    changed();
  }

  return (
    <Section title={text.stationPage.about} actions={
      <Group gap="xs">
        <Button size="xs" variant="default" loading={change.busy} onClick={() => void send({ newPassword: true })}>{text.stationPage.newPassword}</Button>
        <Button size="xs" variant="light" color={retired ? "teal" : "red"} loading={change.busy} onClick={() => void send({ lifecycle: retired ? "operative" : "retired" })}>{retired ? text.stationPage.reactivate : text.stationPage.retire}</Button>
      </Group>
    }>
      {password === undefined ? null : <CopyField label={`${text.stations.passwordLabel}. ${text.stations.doneHint}`} value={password} />}
      <ProblemAlert problem={change.problem} />
      <FactList facts={[
        [text.common.location, station.locationName ?? text.stations.placeNone],
        [text.stationPage.vendor, station.vendor],
        [text.stationPage.model, station.model],
        [text.stationPage.serial, station.serial],
        [text.stationPage.firmware, station.firmware],
        [text.stationPage.onlineSince, station.onlineSince === undefined ? undefined : dateTimeExact(station.onlineSince, zone)],
        [text.stationPage.lastBoot, station.lastBootAt === undefined ? undefined : dateTimeExact(station.lastBootAt, zone)],
        [text.stationPage.password, station.hasPassword ? text.stationPage.passwordAsked : text.stationPage.passwordNone],
      ]} />
    </Section>
  );
}

/** The QR codes of its charging points. */
function StationLabels({ location, station }: { readonly location: string; readonly station: string }) {
  const place = useApi(at("GET /locations/{id}", { path: { id: location } }));
  const evses = place.value?.evses.filter((evse) => evse.stationId === station) ?? [];
  return <LabelSheet location={location} stationId={station} evses={evses} />;
}
