import { Badge, Group, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, decimal, exactMoney, money, periodName, taxLabel } from "../format.ts";
import { language } from "../language.ts";
import { BackLink } from "../parts/back-link.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { ReasonButton } from "../parts/reason-button.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle } from "../parts/states.tsx";
import { go, Link } from "../router.tsx";
import { books } from "../texts/books.ts";

/** One document with its lines, to print, and to take back. */
export function InvoicePage({ id }: { readonly id: string }) {
  const invoice = useApi(at("GET /invoices/{id}", { path: { id } }));
  return (
    <Loaded resource={invoice} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/invoices" label={books.invoices} />} title={value.id}
            badges={<><Badge variant="default">{books.kinds[value.kind]}</Badge>{value.creditedBy === undefined ? null : <Badge color="orange">{books.takenBack}</Badge>}</>}
            actions={(
              <>
                <DownloadButton address={at("GET /invoices/{id}/pdf", { path: { id }, query: { language } })} name={`${value.id}.pdf`} label="PDF" />
                <DownloadButton address={at("GET /invoices/{id}/lines.csv", { path: { id } })} name={`${value.id}.csv`} label={books.csv} />
                {value.kind !== "invoice" || value.creditedBy !== undefined ? null : <ReasonButton label={books.takeBack} hint={books.takeBackHint} address={at("POST /invoices/{id}/credit", { path: { id } })} done={(note) => go(`/invoices/${encodeURIComponent(note.id)}`)} />}
              </>
            )}
          />
          <Stack>
            <Section title={books.facts}>
              <FactList facts={[
                [books.customer, value.name === undefined ? value.customer : `${value.name} (${value.customer})`],
                [books.period, periodName(value.period)],
                [books.issued, dateTime(value.issuedAt, value.timeZone)],
                [books.due, value.dueAt === undefined ? undefined : dateTime(value.dueAt, value.timeZone)],
                [books.payable, <Text span fw={700} size="sm">{money(value.payable)}</Text>],
                [books.creditOf, value.creditOf === undefined ? undefined : <Link to={`/invoices/${encodeURIComponent(value.creditOf)}`} size="sm">{value.creditOf}</Link>],
                [books.creditedBy, value.creditedBy === undefined ? undefined : <Link to={`/invoices/${encodeURIComponent(value.creditedBy)}`} size="sm">{value.creditedBy}</Link>],
                [books.reason, value.reason],
              ]} />
            </Section>
            <Section title={books.lines}>
              <Rows
                label={books.lines} items={value.lines.map((line, place) => ({ ...line, place }))} keyOf={(line) => String(line.place)}
                columns={[
                  { title: books.what, cell: (line) => (line.cdrId === undefined ? line.text : <Link to={`/cdrs/${encodeURIComponent(line.cdrId)}`} size="sm">{books.categories[line.text as keyof typeof books.categories] ?? line.text}</Link>) },
                  { title: books.quantity, cell: (line) => (line.quantity === undefined ? "–" : `${decimal(line.quantity)} ${line.unit === "once" ? "" : line.unit ?? ""}`), figures: true },
                  { title: books.unitPrice, cell: (line) => (line.unitPrice === undefined ? "–" : decimal(line.unitPrice)), figures: true },
                  { title: books.amount, cell: (line) => exactMoney(line.amount), figures: true },
                ]}
              />
              <Stack gap={4} align="flex-end">
                {value.taxes.map((tax) => <Group key={`${tax.name} ${tax.percent}`} gap="xl" className="figures"><Text size="sm" c="dimmed">{taxLabel(tax)}</Text><Text size="sm">{money(tax.amount)}</Text></Group>)}
                {Number(value.rounding.amount) === 0 ? null : <Group gap="xl" className="figures"><Text size="sm" c="dimmed">{books.rounding}</Text><Text size="sm">{exactMoney(value.rounding)}</Text></Group>}
                <Group gap="xl" className="figures"><Text size="sm" fw={700}>{books.payable}</Text><Text size="sm" fw={700}>{money(value.payable)}</Text></Group>
              </Stack>
            </Section>
          </Stack>
        </>
      )}
    </Loaded>
  );
}
