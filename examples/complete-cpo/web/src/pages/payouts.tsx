import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone, money, periodName } from "../format.ts";
import { language } from "../language.ts";
import { PayoutIcon } from "../icons.tsx";
import { BillingParties } from "../parts/billing-parties.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { PayeeTerms } from "../parts/payee-terms.tsx";
import { monthBefore } from "../parts/period-run.tsx";
import { RevenueAgreements } from "../parts/revenue-agreements.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { STATEMENT_TONES } from "./statement.tsx";

/** Statements of site owners, and what was agreed with them. */
export function Payouts() {
  const [turn, setTurn] = useState(0);
  return (
    <>
      <PageTitle title={books.payouts} actions={<DownloadButton address={at("GET /statements.csv")} name="statements.csv" label={books.csv} />} />
      <Stack>
        <Write done={() => setTurn((before) => before + 1)} />
        <PagedList key={turn} address={at("GET /statements", { query: { limit: "50" } })} icon={<PayoutIcon size={24} />} empty={books.noStatements} hint={books.noStatementsHint}>
          {(items) => (
            <Rows
              label={books.payouts} items={items} keyOf={(statement) => statement.id}
              columns={[
                { title: books.number, cell: (statement) => <Link to={`/payouts/${statement.id}`} size="sm" fw={600}>{statement.id}</Link> },
                { title: text.common.state, cell: ({ state }) => <Badge miw="max-content" color={STATEMENT_TONES[state]}>{books.statementStates[state]}</Badge> },
                { title: books.payee, cell: (statement) => statement.name ?? statement.payee },
                { title: books.period, cell: (statement) => periodName(statement.period) },
                { title: books.issued, cell: (statement) => dateTime(statement.issuedAt, localZone), wideOnly: true },
                { title: books.sessions, cell: (statement) => String(statement.sessions), figures: true },
                { title: books.payable, cell: (statement) => <Text span fw={600} size="sm">{money(statement.payable)}</Text>, figures: true },
                { title: books.files, cell: (statement) => <Group gap={6} wrap="nowrap"><DownloadButton address={at("GET /statements/{id}/pdf", { path: { id: statement.id }, query: { language } })} name={`${statement.id}.pdf`} label="PDF" /><DownloadButton address={at("GET /statements/{id}/lines.csv", { path: { id: statement.id } })} name={`${statement.id}.csv`} label="CSV" /></Group> },
              ]}
            />
          )}
        </PagedList>
        <RevenueAgreements />
        <PayeeTerms />
        <BillingParties />
      </Stack>
    </>
  );
}

function Write({ done }: { readonly done: () => void }) {
  const [period, setPeriod] = useState(monthBefore);
  const run = useAction();
  const [told, setTold] = useState<readonly string[]>([]);

  async function write(): Promise<void> {
    const answer = await run.run(at("POST /statement-runs"), { period });
    if (answer === undefined) return;
    setTold([books.statementsWritten(answer.issued.length), ...answer.refused.map(({ payee, reason }) => `${payee}: ${reason}`)]);
    done();
  }

  return (
    <Section title={books.writeStatements}>
      <Group align="flex-end">
        <TextInput type="month" label={books.month} value={period} onChange={(event) => setPeriod(event.currentTarget.value)} />
        <Button loading={run.busy} disabled={period === ""} onClick={() => void write()}>{books.writeNow}</Button>
      </Group>
      <Stack gap={2} role="status">{told.map((line) => <Text key={line} size="sm">{line}</Text>)}</Stack>
      <ProblemAlert problem={run.problem} />
    </Section>
  );
}
