import { Card, Group, List, Stack, Text } from "@mantine/core";
import type { SessionView } from "../../../src/wire/session.ts";
import { dateTime, duration, energy } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { reasons } from "../texts/reasons.ts";
import { SessionBadge } from "./badges.tsx";
import { SessionActions } from "./session-actions.tsx";

/** Sessions that wait for a person: what is wrong in sentences, and what can be done about it. */
export function SessionInbox({ sessions, done }: { readonly sessions: readonly SessionView[]; readonly done: () => void }) {
  return (
    <Stack gap="sm">
      {sessions.map((session) => (
        <Card key={session.id} component="article">
          <Stack gap="xs">
            <Group justify="space-between" align="flex-start">
              <Stack gap={0}>
                <Group gap="xs">
                  <Link to={`/sessions/${session.id}`} fw={600}>{`${session.stationIdentity}${session.evse === undefined ? "" : ` · ${text.common.evse} ${session.evse}`}`}</Link>
                  <SessionBadge session={session} />
                </Group>
                <Text size="xs" c="dimmed">{`${session.locationName ?? text.stations.placeNone} · ${dateTime(session.startAt, session.timeZone)} · ${duration(session.durationSeconds)} · ${energy(session.energyWh)} · ${session.token?.holder ?? session.token?.value ?? "–"}`}</Text>
              </Stack>
              <SessionActions session={session} done={done} />
            </Group>
            <List size="sm" spacing={2}>
              {reasonsOf(session).map((reason) => <List.Item key={reason}>{reason}</List.Item>)}
            </List>
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

function reasonsOf(session: SessionView): readonly string[] {
  if (session.suspicions.length > 0) return session.suspicions.map(reasons.suspicion);
  return [session.cost?.known === false ? reasons.cost(session.cost) : text.sessions.seeJournal];
}
