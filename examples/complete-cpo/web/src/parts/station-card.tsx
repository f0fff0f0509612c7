import { Card, Group, Stack, Text } from "@mantine/core";
import type { SessionView } from "../../../src/wire/session.ts";
import type { EvseView, StationView } from "../../../src/wire/station.ts";
import { energy, power } from "../format.ts";
import { follow, Link } from "../router.tsx";
import { text } from "../texts.ts";
import { Dot, OnlineMark, VersionBadge } from "./badges.tsx";
import { stateColor } from "./tones.ts";

/** One station at a glance: is it there, and what does each of its EVSEs do. */
export function StationCard({ station, sessions }: { readonly station: StationView; readonly sessions: readonly SessionView[] }) {
  const to = `/stations/${encodeURIComponent(station.id)}`;
  return (
    <Card padding="sm" className="row-link" onClick={(event) => follow(event, to)}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Link to={to} fw={600} truncate>{station.identity}</Link>
          <OnlineMark station={station} />
        </Group>
        <Group justify="space-between" wrap="nowrap">
          <Text size="xs" c="dimmed" truncate>{station.locationName ?? text.stations.placeNone}</Text>
          <VersionBadge protocol={station.protocol} />
        </Group>
        <Stack gap={6}>
          {station.evses.length === 0 ? <Text size="sm" c="dimmed">{text.state.unknown}</Text> : null}
          {station.evses.map((evse) => <EvseLine key={evse.number} evse={evse} online={station.online} session={sessions.find((session) => session.id === evse.sessionId)} />)}
        </Stack>
      </Stack>
    </Card>
  );
}

function EvseLine({ evse, online, session }: { readonly evse: EvseView; readonly online: boolean; readonly session: SessionView | undefined }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Group gap={8} wrap="nowrap" style={{ minWidth: 0 }}>
        <Dot color={online ? stateColor[evse.state] : "gray"} pulsing={online && evse.state === "charging"} />
        <Text size="sm" {...(online ? {} : { c: "dimmed" })} truncate><Text span size="sm" c="dimmed">{`${evse.number} · `}</Text>{text.state[evse.state]}</Text>
      </Group>
      {session === undefined ? (
        <Text size="xs" c="dimmed" className="figures" style={{ whiteSpace: "nowrap" }}>{maxPower(evse)}</Text>
      ) : (
        <Text size="sm" className="figures" style={{ whiteSpace: "nowrap" }}>{`${power(session.powerW)} · ${energy(session.energyWh)}`}</Text>
      )}
    </Group>
  );
}

function maxPower(evse: EvseView): string {
  const most = Math.max(...evse.connectors.map((connector) => connector.maxPowerW ?? 0));
  return most > 0 ? `${Math.round(most / 1_000)} kW` : "";
}
