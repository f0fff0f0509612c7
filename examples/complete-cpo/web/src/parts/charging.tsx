import { Badge, Group, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChargingView, SiteView } from "../../../src/wire/site.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { Section } from "./section.tsx";

/** What the car of a session gets, and why. */
export function ChargingSection({ charging, children }: { readonly charging: ChargingView; readonly children?: ReactNode }) {
  return (
    <Section title={text.charging.title} actions={<Badge color="gray">{text.charging.modes[charging.mode]}</Badge>}>
      <Text size="sm" className="figures">{said.charging(charging)}</Text>
      {children}
    </Section>
  );
}

/** Who charges at a location, and why each car gets what it gets. */
export function SiteCars({ site }: { readonly site: SiteView }) {
  if (site.cars.length === 0) return <Text size="sm" c="dimmed">{text.charging.nobody(site.limitAmps.l1)}</Text>;
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed">{text.charging.shared(site.limitAmps.l1)}</Text>
      <Table>
        <Table.Tbody>
          {site.cars.map(({ evse, sessionId, charging }) => (
            <Table.Tr key={evse}>
              <Table.Td style={{ whiteSpace: "nowrap", verticalAlign: "top" }}>{sessionId === undefined ? evse : <Link to={`/sessions/${encodeURIComponent(sessionId)}`} size="sm">{evse}</Link>}</Table.Td>
              <Table.Td><Group gap={6}><Text size="sm" className="figures">{said.charging(charging)}</Text></Group></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
