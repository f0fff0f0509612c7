import { Group, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, money } from "../format.ts";
import { Link } from "../router.tsx";
import { ledger } from "../texts/ledger.ts";
import { CdrDeliveries } from "./cdr-deliveries.tsx";
import { PriceLines } from "./price-lines.tsx";
import { RecordState } from "./record-state.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

/** What a session costs and why, its charge records, and whether partners have the one that stands. */
export function SessionPrice({ session }: { readonly session: SessionView }) {
  const price = useApi(at("GET /sessions/{id}/price", { path: { id: session.id } }));
  const records = useApi(at("GET /cdrs", { query: { session: session.id } }));
  useReloadOn(["cdr"], records.reload);
  useReloadOn(["session", "cdr"], price.reload);
  return (
    <>
      <Loaded resource={price}>
        {(value) => value.known ? <Section title={value.final ? ledger.price : ledger.soFar}><PriceLines price={value} timeZone={session.timeZone} /></Section> : null}
      </Loaded>
      <Loaded resource={records} rows={1}>
        {({ items }) => items.length === 0 ? null : (
          <Section title={ledger.records}>
            <Stack gap="xs">
              {items.map((record) => (
                <Group key={record.id} justify="space-between" gap="xs">
                  <Group gap="xs"><RecordState state={record.state} /><Link to={`/cdrs/${encodeURIComponent(record.id)}`} size="sm">{dateTime(record.sealedAt, record.timeZone)}</Link></Group>
                  <Text size="sm" fw={600} className="figures">{money(record.totalWithTax ?? record.total)}</Text>
                </Group>
              ))}
            </Stack>
          </Section>
        )}
      </Loaded>
      {session.cdrId === undefined ? null : <CdrDeliveries cdr={session.cdrId} />}
    </>
  );
}
