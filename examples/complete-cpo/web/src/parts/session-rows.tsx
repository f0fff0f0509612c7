import { Group, Stack, Text } from "@mantine/core";
import type { SessionView } from "../../../src/wire/session.ts";
import { dateTime, duration, energy, money, power } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { SessionBadge } from "./badges.tsx";
import { Rows, type Column } from "./rows.tsx";

const where: Column<SessionView> = {
  title: text.common.station,
  cell: (session) => (
    <Stack gap={0}>
      <Link to={`/sessions/${session.id}`} fw={600} size="sm">
        {session.stationIdentity}
        {session.evse === undefined ? "" : ` · ${text.common.evse} ${session.evse}`}
      </Link>
      <Text size="xs" c="dimmed">{session.locationName ?? text.stations.placeNone}</Text>
    </Stack>
  ),
};
const state: Column<SessionView> = { title: text.common.state, cell: (session) => <Group gap={6}><SessionBadge session={session} /></Group> };
const token: Column<SessionView> = { title: text.common.token, cell: (session) => session.token?.holder ?? session.token?.value ?? "–", wideOnly: true };
const started: Column<SessionView> = { title: text.common.started, cell: (session) => dateTime(session.startAt, session.timeZone) };
const lasts: Column<SessionView> = { title: text.common.duration, cell: (session) => duration(session.durationSeconds), figures: true };
const energyOf: Column<SessionView> = { title: text.common.energy, cell: (session) => energy(session.energyWh), figures: true };
const powerOf: Column<SessionView> = { title: text.common.power, cell: (session) => power(session.powerW), figures: true };
const costOf: Column<SessionView> = { title: text.common.cost, cell: (session) => cost(session), figures: true };

export function RunningSessions({ sessions }: { readonly sessions: readonly SessionView[] }) {
  return <Rows label={text.overview.running} items={sessions} keyOf={(session) => session.id} to={(session) => `/sessions/${session.id}`} columns={[where, state, token, started, lasts, energyOf, powerOf, costOf]} />;
}

export function SessionList({ sessions }: { readonly sessions: readonly SessionView[] }) {
  return <Rows label={text.sessions.title} items={sessions} keyOf={(session) => session.id} to={(session) => `/sessions/${session.id}`} columns={[where, state, token, started, lasts, energyOf, costOf]} />;
}

/** The cost in words: an amount, or that there is none. Never a 0 that nobody calculated. */
export function cost(session: SessionView): string {
  if (session.cost === undefined) return "–";
  return session.cost.known ? money(session.cost.total) : text.common.noCost;
}
