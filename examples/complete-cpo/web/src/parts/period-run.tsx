import { Alert, Button, Group, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../api/address.ts";
import type { InvoiceRunView } from "../../../src/wire/money.ts";
import { request } from "../api/request.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

/** Invoices a month for everybody, with progress. */
export function InvoicePeriod({ done }: { readonly done: () => void }) {
  const [period, setPeriod] = useState(monthBefore);
  const [run, setRun] = useState<InvoiceRunView>();
  const begin = useAction();
  const cancel = useAction();
  const isRunning = run?.state === "running";

  useEffect(() => {
    if (run === undefined || !isRunning) return;
    const timer = setTimeout(() => {
      request(at("GET /invoice-runs/{id}", { path: { id: run.id } })).then((now) => {
        setRun(now);
        if (now.state !== "running") done();
      }, () => setRun({ ...run }));
    }, 1_000);
    return () => clearTimeout(timer);
  }, [run, isRunning, done]);

  return (
    <Section title={books.invoicePeriod}>
      <Text size="sm" c="dimmed">{books.invoicePeriodHint}</Text>
      <Group align="flex-end">
        <TextInput type="month" label={books.month} value={period} onChange={(event) => setPeriod(event.currentTarget.value)} />
        <Button loading={begin.busy || isRunning} disabled={period === ""} onClick={() => void begin.run(at("POST /invoice-runs"), { period }).then((answer) => { if (answer !== undefined) setRun(answer); })}>{books.invoiceNow}</Button>
        {isRunning ? <Button variant="default" loading={cancel.busy} onClick={() => void cancel.run(at("POST /invoice-runs/{id}/cancel", { path: { id: run.id } }))}>{text.common.cancel}</Button> : null}
      </Group>
      {run === undefined ? null : (
        <Stack gap="xs" role="status">
          {isRunning ? <Progress value={100} animated aria-label={books.running} /> : null}
          <Text size="sm">{books.runResult(run.customers, run.issued)}</Text>
          {run.problem === undefined ? null : <Alert color="red">{run.problem}</Alert>}
          {run.refused.map(({ customer, reason }) => <Alert key={customer} color="yellow" title={customer}>{reason}</Alert>)}
        </Stack>
      )}
      <ProblemAlert problem={begin.problem ?? cancel.problem} />
    </Section>
  );
}

/** `2026-10`, seen from November. */
export function monthBefore(): string {
  const now = new Date();
  const month = new Date(now.getFullYear(), now.getMonth() - 1, 1);
  return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
}
