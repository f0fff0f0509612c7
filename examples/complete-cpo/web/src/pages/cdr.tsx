import { Badge, Divider, Group, Stack, Table, Text } from "@mantine/core";
import type { CdrLine, CdrView } from "../../../src/wire/cdr.ts";
import type { MoneyView } from "../../../src/wire/common.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, dateTimeExact, decimal, duration, energy, exactMoney, money, preciseDuration, timeOfDay } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { JsonCard } from "../parts/json-card.tsx";
import { ReasonButton } from "../parts/reason-button.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle } from "../parts/states.tsx";
import { go, Link } from "../router.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";

/** One charge record: the price, and how it comes about, line by line. */
export function CdrPage({ id }: { readonly id: string }) {
  const cdr = useApi<CdrView>(`/cdrs/${encodeURIComponent(id)}`);
  return <Loaded resource={cdr} rows={8}>{(value) => <Record cdr={value} />}</Loaded>;
}

function Record({ cdr }: { readonly cdr: CdrView }) {
  const evse = cdr.evse === undefined ? "" : ` · ${text.common.evse} ${cdr.evse}`;
  return (
    <>
      <PageTitle
        above={<BackLink to="/cdrs" label={text.cdrs.title} />}
        title={`${cdr.stationIdentity}${evse}`}
        badges={cdr.credit ? <Badge color="orange" size="lg">{text.cdrs.credit}</Badge> : undefined}
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
            [text.cdrPage.sealed, dateTimeExact(cdr.sealedAt, cdr.timeZone)],
          ]} />
        </Section>
        <Section title={text.cdrPage.lines}>
          {Number(cdr.total.amount) === 0 ? <Text size="sm">{text.cdrPage.free}</Text> : null}
          <WideLines cdr={cdr} />
          <Stack gap="sm" hiddenFrom="md">{cdr.lines.map((line, index) => <NarrowLine key={index} line={line} cdr={cdr} />)}</Stack>
          <Totals cdr={cdr} />
          {cdr.warnings.map((warning) => <Text key={warning} size="xs" c="dimmed">{warning}</Text>)}
        </Section>
        {cdr.credit ? null : <Group><ReasonButton<CdrView> label={books.creditRecord} hint={books.creditRecordHint} path={`/cdrs/${encodeURIComponent(cdr.id)}/credit`} done={(credit) => go(`/cdrs/${encodeURIComponent(credit.id)}`)} /></Group>}
        <JsonCard title={text.cdrPage.ocpi} value={cdr.ocpi} />
      </Stack>
    </>
  );
}

function WideLines({ cdr }: { readonly cdr: CdrView }) {
  return (
    <Table aria-label={text.cdrPage.lines} visibleFrom="md" highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.cdrPage.when}</Table.Th>
          <Table.Th>{text.cdrPage.what}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.quantity}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.price}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.amount}</Table.Th>
          <Table.Th>{text.cdrPage.why}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {cdr.lines.map((line, index) => (
          <Table.Tr key={index}>
            <Table.Td className="figures" style={{ whiteSpace: "nowrap" }}>{when(line, cdr)}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{dimension(line)}</Table.Td>
            <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>{quantity(line)}</Table.Td>
            <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>{price(line)}</Table.Td>
            <Table.Td ta="right" className="figures" fw={600} style={{ whiteSpace: "nowrap" }}>{exactMoney(line.amount)}</Table.Td>
            <Table.Td><Why line={line} /></Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NarrowLine({ line, cdr }: { readonly line: CdrLine; readonly cdr: CdrView }) {
  return (
    <Stack gap={2}>
      <Group justify="space-between" wrap="nowrap"><Text size="sm" fw={600}>{dimension(line)}</Text><Text size="sm" fw={600} className="figures">{exactMoney(line.amount)}</Text></Group>
      <Text size="sm" className="figures">{`${when(line, cdr)} · ${quantity(line)} × ${price(line)}`}</Text>
      <Why line={line} />
      <Divider mt={6} />
    </Stack>
  );
}

function Why({ line }: { readonly line: CdrLine }) {
  return <Stack gap={0}>{[...line.why, ...line.notes].map((sentence) => <Text key={sentence} size="sm" c="dimmed">{sentence}</Text>)}</Stack>;
}

function Totals({ cdr }: { readonly cdr: CdrView }) {
  return (
    <Stack gap={4} align="flex-end">
      <Total label={cdr.totalWithTax === undefined ? `${text.cdrPage.total} (${text.cdrs.withoutTax})` : text.cdrPage.total} value={cdr.total} strong={cdr.totalWithTax === undefined} />
      {cdr.taxes.map((tax) => <Total key={`${tax.name} ${tax.percent}`} label={tax.percent === undefined ? tax.name : `${tax.name} ${decimal(tax.percent)} %`} value={tax.amount} />)}
      {cdr.totalWithTax === undefined ? null : <Total label={text.cdrPage.totalWithTax} value={cdr.totalWithTax} strong />}
    </Stack>
  );
}

function Total({ label, value, strong = false }: { readonly label: string; readonly value: MoneyView; readonly strong?: boolean }) {
  return (
    <Group gap="xl" className="figures">
      <Text size="sm" c={strong ? undefined : "dimmed"} fw={strong ? 700 : 400}>{label}</Text>
      <Text size="sm" fw={strong ? 700 : 400} miw={80} ta="right">{exactMoney(value)}</Text>
    </Group>
  );
}

function when(line: CdrLine, cdr: CdrView): string {
  const from = timeOfDay(line.from, cdr.timeZone);
  return line.from === line.to ? from : `${from} – ${timeOfDay(line.to, cdr.timeZone)}`;
}

function dimension(line: CdrLine): string {
  return text.dimension[line.dimension as keyof typeof text.dimension] ?? line.dimension;
}

function quantity(line: CdrLine): string {
  if (line.unit === "h") return preciseDuration(line.quantity);
  return line.unit === "" ? decimal(line.quantity) : `${decimal(line.quantity, 3)} ${line.unit}`;
}

function price(line: CdrLine): string {
  const amount = exactMoney({ amount: line.price, currency: line.amount.currency });
  return line.unit === "" ? amount : `${amount}/${line.unit}`;
}
