import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { StatementDetails } from "../../../src/wire/money.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, exactMoney, localZone, money, periodName } from "../format.ts";
import { language } from "../language.ts";
import { BackLink } from "../parts/back-link.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import type { PageProps } from "../sections.tsx";
import { books } from "../texts/books.ts";

export const STATEMENT_TONES = { issued: "orange", approved: "blue", paid: "teal" } as const;

/** One statement: what it is made of, who agreed to it, and when its money left. */
export function StatementPage({ id }: PageProps) {
  const statement = useApi(at("GET /statements/{id}", { path: { id } }));
  return (
    <Loaded resource={statement} rows={8}>
      {(value) => (
        <>
          <PageTitle
            title={value.id} above={<BackLink to="/payouts" label={books.payouts} />} badges={<Badge color={STATEMENT_TONES[value.state]}>{books.statementStates[value.state]}</Badge>}
            actions={<><DownloadButton address={at("GET /statements/{id}/pdf", { path: { id }, query: { language } })} name={`${id}.pdf`} label="PDF" /><DownloadButton address={at("GET /statements/{id}/lines.csv", { path: { id } })} name={`${id}.csv`} label={books.csv} /></>}
          />
          <Stack>
            <FactList
              facts={[
                [books.payee, value.name ?? value.payee], [books.period, periodName(value.period)], [books.issued, dateTime(value.issuedAt, localZone)], [books.sessions, String(value.sessions)], [books.earned, exactMoney(value.earned)],
                ...value.additions.map(({ kind, amount }) => [books.additions[kind], money(amount)] as const), [books.net, money(value.net)], ...value.taxes.map(({ name, percent, amount }) => [`${name} ${percent} %`, money(amount)] as const), [books.payable, money(value.payable)],
                [books.approvedBy, value.approved === undefined ? undefined : `${value.approved.actor}, ${dateTime(value.approved.at, localZone)}`], [books.paidBy, value.paid === undefined ? undefined : `${value.paid.reference}, ${dateTime(value.paid.at, localZone)}`],
              ]}
            />
            {may("billing:write") && value.state !== "paid" ? <Settle statement={value} changed={statement.reload} /> : null}
            <Section title={books.byKind}>
              <Rows
                label={books.byKind} items={value.byKind} keyOf={({ kind }) => kind}
                columns={[
                  { title: books.kind, cell: ({ kind }) => books.categories[kind as keyof typeof books.categories] ?? kind },
                  { title: books.revenue, cell: ({ revenue }) => exactMoney(revenue), figures: true },
                  { title: books.shareAmount, cell: ({ amount }) => exactMoney(amount), figures: true },
                ]}
              />
            </Section>
          </Stack>
        </>
      )}
    </Loaded>
  );
}

function Settle({ statement, changed }: { readonly statement: StatementDetails; readonly changed: () => void }) {
  const [reference, setReference] = useState("");
  const act = useAction();
  const path = { id: statement.id };

  async function take(asked: Promise<StatementDetails | undefined>): Promise<void> {
    if ((await asked) !== undefined) changed();
  }

  return (
    <Section title={books.settle}>
      <Text size="sm" c="dimmed">{statement.state === "issued" ? books.approveHint : books.paidHint}</Text>
      {statement.state === "issued" ? <Group><Button loading={act.busy} onClick={() => void take(act.run(at("POST /statements/{id}/approve", { path })))}>{books.approve}</Button></Group> : (
        <form onSubmit={(event) => { event.preventDefault(); void take(act.run(at("POST /statements/{id}/paid", { path }), { reference })); }}>
          <Group align="flex-end"><TextInput label={books.transferReference} required value={reference} onChange={(event) => setReference(event.currentTarget.value)} /><Button type="submit" loading={act.busy}>{books.markPaid}</Button></Group>
        </form>
      )}
      <ProblemAlert problem={act.problem} />
    </Section>
  );
}
