import { Badge, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { PaymentView } from "../../../src/wire/money.ts";
import { dateTime, localZone, money } from "../format.ts";
import { PaymentIcon } from "../icons.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { PaymentState } from "../parts/payment-state.tsx";
import { Rows } from "../parts/rows.tsx";
import { PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { books } from "../texts/books.ts";

const STATES = Object.keys(books.states) as PaymentView["state"][];

/** Card payments, newest first, by state. */
export function Payments() {
  const [state, setState] = useState<PaymentView["state"] | null>(null);
  return (
    <>
      <PageTitle title={books.payments} actions={<DownloadButton address={at("GET /payments.csv")} name="payments.csv" label={books.csv} />} />
      <Stack>
        <Group><Select aria-label={books.state} placeholder={books.allStates} clearable value={state} onChange={setState} data={STATES.map((value) => ({ value, label: books.states[value] }))} /></Group>
        <PagedList key={state} address={at("GET /payments", { query: { limit: "50", state } })} icon={<PaymentIcon size={24} />} empty={books.noPayments} hint={books.noPaymentsHint}>
          {(items) => (
            <Rows
              label={books.payments} items={items} keyOf={(payment) => payment.id} to={(payment) => `/payments/${encodeURIComponent(payment.id)}`}
              columns={[
                { title: books.opened, cell: (payment) => <Link to={`/payments/${encodeURIComponent(payment.id)}`} fw={600} size="sm">{dateTime(payment.openedAt, localZone)}</Link> },
                { title: books.state, cell: (payment) => <Group gap={6}><PaymentState state={payment.state} />{payment.refusals.length === 0 ? null : <Badge color="red">{books.failed}</Badge>}</Group> },
                { title: books.reserved, cell: (payment) => money(payment.authorised), figures: true },
                { title: books.captured, cell: (payment) => <Text span fw={600} size="sm">{money(payment.captured)}</Text>, figures: true },
                { title: books.refunded, cell: (payment) => money(payment.refunded), figures: true },
                { title: books.outstanding, cell: (payment) => money(payment.outstanding), figures: true, wideOnly: true },
              ]}
            />
          )}
        </PagedList>
      </Stack>
    </>
  );
}
