import { Alert, Button, Stack } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, dateTimeExact, localZone, money } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { PaymentState } from "../parts/payment-state.tsx";
import { ReasonButton } from "../parts/reason-button.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";

/** One payment with every step, to pay back, or to try again what was refused. */
export function PaymentPage({ id }: { readonly id: string }) {
  const payment = useApi(at("GET /payments/{id}", { path: { id } }));
  const retry = useAction();
  return (
    <Loaded resource={payment} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/payments" label={books.payments} />} title={books.paymentOf(dateTime(value.openedAt, localZone))} badges={<PaymentState state={value.state} />}
            actions={Number(value.captured.amount) > Number(value.refunded.amount) && value.sessionId !== undefined ? <ReasonButton label={books.refund} hint={books.refundHint} address={at("POST /payments/{id}/refund", { path: { id } })} done={payment.reload} /> : null}
          />
          <Stack>
            {value.refusals.map((refusal) => (
              <Alert key={`${refusal.step} ${refusal.at}`} color="red" title={books.refused(books.steps[refusal.step as keyof typeof books.steps] ?? refusal.step)}>
                <Stack gap="xs" align="flex-start">
                  {refusal.reason}
                  {value.state === "declined" ? null : <Button size="xs" variant="light" color="red" loading={retry.busy} onClick={() => void retry.run(at("POST /payments/{id}/retry", { path: { id } })).then(payment.reload)}>{text.problem.again}</Button>}
                </Stack>
              </Alert>
            ))}
            <ProblemAlert problem={retry.problem} />
            <Section title={books.facts}>
              <FactList facts={[
                [books.reserved, money(value.authorised)], [books.captured, money(value.captured)], [books.refunded, money(value.refunded)], [books.outstanding, money(value.outstanding)],
                [books.session, value.sessionId === undefined ? undefined : <Link to={`/sessions/${encodeURIComponent(value.sessionId)}`} size="sm">{books.openSession}</Link>],
                [books.reference, value.reference],
                [books.pending, value.pending === undefined ? undefined : books.steps[value.pending as keyof typeof books.steps] ?? value.pending],
              ]} />
            </Section>
            <Section title={books.history}>
              <Rows
                label={books.history} items={value.steps.map((step, place) => ({ ...step, place }))} keyOf={(step) => String(step.place)}
                columns={[
                  { title: books.step, cell: (step) => books.steps[step.kind as keyof typeof books.steps] ?? step.kind },
                  { title: books.when, cell: (step) => dateTimeExact(step.at, localZone) },
                  { title: books.amount, cell: (step) => money(step.amount), figures: true },
                  { title: books.result, cell: (step) => step.refusal ?? books.happened },
                ]}
              />
            </Section>
          </Stack>
        </>
      )}
    </Loaded>
  );
}
