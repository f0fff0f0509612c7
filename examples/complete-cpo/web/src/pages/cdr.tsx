import { Group, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import type { CdrView } from "../../../src/wire/cdr.ts";
import { may } from "../api/session.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, dateTimeExact, duration, energy, money } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { CdrDeliveries } from "../parts/cdr-deliveries.tsx";
import { CorrectRecord } from "../parts/correct-record.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { JsonCard } from "../parts/json-card.tsx";
import { PriceLines } from "../parts/price-lines.tsx";
import { ReasonButton } from "../parts/reason-button.tsx";
import { RecordState } from "../parts/record-state.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle } from "../parts/states.tsx";
import { go, Link } from "../router.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { ledger } from "../texts/ledger.ts";

/** One charge record: the price, and how it comes about, line by line. */
export function CdrPage({ id }: { readonly id: string }) {
  const cdr = useApi(at("GET /cdrs/{id}", { path: { id } }));
  return <Loaded resource={cdr} rows={8}>{(value) => <Record cdr={value} />}</Loaded>;
}

function Record({ cdr }: { readonly cdr: CdrView }) {
  const evse = cdr.evse === undefined ? "" : ` · ${text.common.evse} ${cdr.evse}`;
  return (
    <>
      <PageTitle
        above={<BackLink to="/cdrs" label={text.cdrs.title} />}
        title={`${cdr.stationIdentity}${evse}`}
        badges={<RecordState state={cdr.state} />}
        actions={
          <Stack gap={0} align="flex-end">
            <Text size="xl" fw={700} className="figures">{money(cdr.totalWithTax ?? cdr.total)}</Text>
            <Text size="xs" c="dimmed">{cdr.totalWithTax === undefined ? text.cdrs.withoutTax : text.cdrs.withTax}</Text>
          </Stack>
        }
      />
      <Stack>
        <Section title={dateTime(cdr.startAt, cdr.timeZone)}>
          <FactList facts={[
            [text.common.location, cdr.locationName],
            [text.common.started, dateTimeExact(cdr.startAt, cdr.timeZone)],
            [text.common.ended, dateTimeExact(cdr.endAt, cdr.timeZone)],
            [text.common.duration, duration(cdr.durationSeconds)],
            [text.common.energy, energy(cdr.energyWh)],
            [text.common.token, cdr.holder ?? cdr.token],
            [text.cdrPage.tariff, <Link to={`/tariffs/${encodeURIComponent(cdr.tariffId)}`} size="sm">{cdr.tariffName ?? cdr.tariffId}</Link>],
            [text.cdrPage.session, <Link to={`/sessions/${cdr.sessionId}`} size="sm">{text.cdrPage.openSession}</Link>],
            [ledger.takesBack, recordLink(cdr.creditOf)],
            [ledger.replaces, recordLink(cdr.supersedes)],
            [text.cdrPage.sealed, dateTimeExact(cdr.sealedAt, cdr.timeZone)],
          ]} />
        </Section>
        <Section title={text.cdrPage.lines}>
          <PriceLines price={cdr} timeZone={cdr.timeZone} />
        </Section>
        <CdrDeliveries cdr={cdr.id} />
        {cdr.state !== "standing" || !may("cdrs:write") ? null : (
          <Group>
            <CorrectRecord cdr={cdr} />
            <ReasonButton label={books.creditRecord} hint={books.creditRecordHint} address={at("POST /cdrs/{id}/credit", { path: { id: cdr.id } })} done={(credit) => go(`/cdrs/${encodeURIComponent(credit.id)}`)} />
          </Group>
        )}
        <JsonCard title={text.cdrPage.ocpi} value={cdr.ocpi} />
      </Stack>
    </>
  );
}

function recordLink(id: string | undefined) {
  return id === undefined ? undefined : <Link to={`/cdrs/${encodeURIComponent(id)}`} size="sm">{ledger.open}</Link>;
}
