import { Badge, Box, Group, Text, Tooltip } from "@mantine/core";
import type { SessionView } from "../../../src/wire/session.ts";
import type { ConnectorStateView, StationView } from "../../../src/wire/station.ts";
import { text } from "../texts.ts";
import { reasons } from "../texts/reasons.ts";
import { settlementColor, stateColor } from "./tones.ts";

export function StateBadge({ state }: { readonly state: ConnectorStateView }) {
  return <Badge color={stateColor[state]}>{text.state[state]}</Badge>;
}

export function VersionBadge({ protocol }: { readonly protocol: StationView["protocol"] }) {
  if (protocol === undefined) return null;
  return <Badge variant="default">{`OCPP ${protocol}`}</Badge>;
}

/** A dot and a word: the colour alone tells nothing to many people. */
export function OnlineMark({ station }: { readonly station: StationView }) {
  const word = station.lifecycle === "retired" ? text.station.retired : station.online ? text.station.online : station.lastBootAt === undefined ? text.station.never : text.station.offline;
  return (
    <Group gap={6} wrap="nowrap">
      <Dot color={station.online ? "teal" : station.lifecycle === "retired" || station.lastBootAt === undefined ? "gray" : "red"} />
      <Text size="sm" c={station.online ? undefined : "dimmed"}>{word}</Text>
    </Group>
  );
}

export function Dot({ color, pulsing = false }: { readonly color: string; readonly pulsing?: boolean }) {
  return <Box className={pulsing ? "pulse" : ""} w={9} h={9} style={{ borderRadius: "50%", background: `var(--mantine-color-${color}-6)`, flexShrink: 0 }} />;
}

/** Where a session stands, in one badge: what the car does while it runs, what billing did afterwards. */
export function SessionBadge({ session }: { readonly session: SessionView }) {
  if (session.lifecycle === "active") {
    const color = session.energyState === "charging" ? "blue" : session.energyState === "suspendedEvse" ? "orange" : "violet";
    return <Badge color={color}>{text.energyState[session.energyState]}</Badge>;
  }
  if (session.lifecycle !== "ended") return <Badge color={session.lifecycle === "invalid" ? "red" : "yellow"}>{text.lifecycle[session.lifecycle]}</Badge>;
  return (
    <Tooltip label={session.suspicions.slice(0, 1).map(reasons.suspicion).join("")} disabled={session.suspicions.length === 0}>
      <Badge color={settlementColor[session.settlement] ?? "gray"}>{text.settlement[session.settlement]}</Badge>
    </Tooltip>
  );
}
