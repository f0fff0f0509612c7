import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../../api/address.ts";
import { useAction } from "../../api/use-action.ts";
import { dateTime, decimal, money, periodName } from "../../format.ts";
import { InvoiceIcon, SessionIcon } from "../../icons.tsx";
import { language } from "../../language.ts";
import { DownloadButton } from "../../parts/download-button.tsx";
import { PagedList } from "../../parts/list-page.tsx";
import { Section } from "../../parts/section.tsx";
import { ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";

const TONES = { paid: "teal", underway: "blue", refused: "red" } as const;

/** What was charged, and what was billed for it. */
export function History() {
  const [turn, setTurn] = useState(0);
  const pay = useAction();
  return (
    <>
      <Section title={words.invoices}>
        <ProblemAlert problem={pay.problem} />
        <PagedList key={turn} address={at("GET /public/account/invoices", { query: { limit: "12" } })} icon={<InvoiceIcon size={24} />} empty={words.noInvoices} hint={words.noInvoicesHint}>
          {(items) => items.map((invoice) => (
            <Group key={invoice.id} justify="space-between">
              <Stack gap={2}>
                <Group gap="xs"><Text size="sm" fw={600}>{`${words.kinds[invoice.kind]} ${invoice.id}`}</Text>{invoice.payment === undefined ? null : <Badge color={TONES[invoice.payment]}>{words.payments[invoice.payment]}</Badge>}</Group>
                <Text size="sm" className="figures">{`${periodName(invoice.period)} · ${money(invoice.payable)}`}</Text>
              </Stack>
              <Group gap="xs">
                {invoice.payment === "refused" ? <Button size="sm" loading={pay.busy} onClick={() => void pay.run(at("POST /public/account/invoices/{id}/pay", { path: { id: invoice.id } })).then(() => setTurn((before) => before + 1))}>{words.pay}</Button> : null}
                <DownloadButton address={at("GET /public/account/invoices/{id}/pdf", { path: { id: invoice.id }, query: { language } })} name={`${invoice.id}.pdf`} label={words.pdf} />
              </Group>
            </Group>
          ))}
        </PagedList>
      </Section>
      <Section title={words.charges}>
        <PagedList address={at("GET /public/account/charges", { query: { limit: "25" } })} icon={<SessionIcon size={24} />} empty={words.noCharges} hint="">
          {(items) => items.map((charge) => (
            <Group key={charge.id} justify="space-between" wrap="nowrap">
              <Stack gap={2}>
                <Group gap="xs"><Text size="sm" fw={600}>{charge.place ?? "–"}</Text>{charge.credit ? <Badge color="gray">{words.credit}</Badge> : null}</Group>
                <Text size="sm" c="dimmed" className="figures">{`${dateTime(charge.startedAt, charge.timeZone)} · ${decimal(charge.energyKwh)} kWh`}</Text>
              </Stack>
              <Text fw={600} className="figures">{money(charge.cost)}</Text>
            </Group>
          ))}
        </PagedList>
      </Section>
    </>
  );
}
