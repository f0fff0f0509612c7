import { Badge, Group, Stack, Text } from "@mantine/core";
import { useCallback, useState } from "react";
import { at } from "../api/address.ts";
import { dateTime, localZone, money, periodName } from "../format.ts";
import { InvoiceIcon } from "../icons.tsx";
import { BillingParties } from "../parts/billing-parties.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { InvoicePeriod } from "../parts/period-run.tsx";
import { Rows } from "../parts/rows.tsx";
import { SellerCard } from "../parts/seller-card.tsx";
import { PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { books } from "../texts/books.ts";

/** Invoices, credit notes and receipts, newest first. */
export function Invoices() {
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return (
    <>
      <PageTitle title={books.invoices} actions={<DownloadButton address={at("GET /invoices.csv")} name="invoices.csv" label={books.csv} />} />
      <Stack>
        <InvoicePeriod done={again} />
        <PagedList key={turn} address={at("GET /invoices", { query: { limit: "50" } })} icon={<InvoiceIcon size={24} />} empty={books.noInvoices} hint={books.noInvoicesHint}>
          {(items) => (
            <Rows
              label={books.invoices} items={items} keyOf={(invoice) => invoice.id} to={(invoice) => `/invoices/${encodeURIComponent(invoice.id)}`}
              columns={[
                {
                  title: books.number,
                  cell: (invoice) => (
                    <Group gap={6}>
                      <Link to={`/invoices/${encodeURIComponent(invoice.id)}`} fw={600} size="sm">{invoice.id}</Link>
                      {invoice.kind === "invoice" ? null : <Badge color={invoice.kind === "receipt" ? "gray" : "orange"}>{books.kinds[invoice.kind]}</Badge>}
                      {invoice.creditedBy === undefined ? null : <Badge color="orange">{books.takenBack}</Badge>}
                    </Group>
                  ),
                },
                { title: books.customer, cell: (invoice) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{invoice.name ?? invoice.customer}</Text> },
                { title: books.period, cell: (invoice) => periodName(invoice.period), wideOnly: true },
                { title: books.issued, cell: (invoice) => dateTime(invoice.issuedAt, localZone) },
                { title: books.sessions, cell: (invoice) => String(invoice.sessions), figures: true },
                { title: books.payable, cell: (invoice) => <Text span fw={600} size="sm">{money(invoice.payable)}</Text>, figures: true },
              ]}
            />
          )}
        </PagedList>
        <BillingParties />
        <SellerCard />
      </Stack>
    </>
  );
}
