import { Badge, Stack, Table, Text } from "@mantine/core";
import type { SetPointView } from "../../../src/wire/set-points.ts";
import type { Address } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import type { Page } from "../api/pages.ts";
import { dateTimeExact, number, timeOfDay } from "../format.ts";
import { Link } from "../router.tsx";
import { control } from "../texts/control.ts";
import { said } from "../texts/said.ts";
import { Loaded } from "./states.tsx";

const words = control.setPoints;

/** Set-points of a route, newest first, page by page. */
export function SetPointTable({ address, timeZone, session = false }: { readonly address: Address<Page<SetPointView>>; readonly timeZone: string; readonly session?: boolean }) {
  const list = useApi(address);
  return (
    <Loaded resource={list}>
      {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : (
        <Stack>
          <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} aria-label={words.title} role="region">
            <Table aria-label={words.title} className="figures">
              <Table.Thead>
                <Table.Tr><Table.Th>{words.at}</Table.Th>{session ? null : <Table.Th>{words.evse}</Table.Th>}<Table.Th ta="right">{words.value}</Table.Th><Table.Th>{words.why}</Table.Th><Table.Th>{words.outcome}</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((one) => (
                  <Table.Tr key={one.id} style={{ verticalAlign: "top" }}>
                    <Table.Td style={{ whiteSpace: "nowrap" }}>{dateTimeExact(one.at, timeZone)}</Table.Td>
                    {session ? null : <Table.Td>{one.sessionId === undefined ? one.evse : <Link to={`/sessions/${encodeURIComponent(one.sessionId)}`} size="sm">{one.evse}</Link>}</Table.Td>}
                    <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>{`${number(one.value, 0, 1)} ${one.unit}`}<Text size="xs" c="dimmed">{one.change === "fallback" ? words.fallback : words.means[one.means]}</Text></Table.Td>
                    <Table.Td>{said.setPoint(one)}</Table.Td>
                    <Table.Td><Outcome of={one} timeZone={timeZone} /></Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
    </Loaded>
  );
}

function Outcome({ of: { outcome, until, renewals, followed }, timeZone }: { readonly of: SetPointView; readonly timeZone: string }) {
  return (
    <Stack gap={2} align="flex-start">
      <Badge size="sm" color={outcome === "accepted" ? "green" : outcome === "sent" ? "gray" : "orange"}>{words.outcomes[outcome]}</Badge>
      {renewals === undefined || until === undefined ? null : <Text size="xs">{words.renewed(renewals.times, timeOfDay(until, timeZone))}</Text>}
      {renewals === undefined || renewals.outcome === "accepted" ? null : <Text size="xs" c="orange">{words.lastRenewal(words.outcomes[renewals.outcome])}</Text>}
      {followed === undefined ? null : followed.isFollowed ? <Text size="xs" c="dimmed">{words.followed}</Text> : <Badge size="sm" color="red">{words.ignored(followed.drawnA === undefined ? undefined : number(followed.drawnA, 0, 1))}</Badge>}
    </Stack>
  );
}
