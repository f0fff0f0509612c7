import { CpoError, instant, minutes } from "@cpokit/kernel";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { inMinorUnits } from "../amounts.ts";
import { cdrLedgers, cdrs } from "../cdr-record.ts";
import { chargePart } from "../invoices/invoice-parts.ts";
import { callProvider } from "./call-provider.ts";
import { answered, claimed, notified, opened, retried, wanting } from "./decide-payment.ts";
import { balanceOf, isPositive, payments, refusalsOf, sessionPayments, type Claim, type Payment, type PaymentState } from "./payment.ts";
import type { PaymentOutcome, Payments, PaymentsOptions } from "./payments.ts";
import type { ProviderEvent } from "./provider.ts";

const OVER: ReadonlySet<PaymentState> = new Set(["declined", "released"]);

/** How long a notification may take before the provider is asked again. */
const PATIENCE = minutes(5);

/** The provider's notifications that were taken, by their ids. */
const paymentEvents = collection<{ readonly payment: string }>("paymentEvents");

/** Makes the payments of one tenant. */
export function createPayments({ clock, ids, provider, beside, methods }: PaymentsOptions): Payments {
  async function changed(unit: Unit, id: string, change: (payment: Payment) => Payment | { readonly refused: string }): Promise<PaymentOutcome> {
    const before = await unit.get(payments, id);
    if (before === undefined) return { outcome: "refused", reason: `There is no payment ${id}.` };
    const after = change(before);
    if ("refused" in after) return { outcome: "refused", reason: after.refused };
    write(unit, before, after);
    return { outcome: "done", payment: after };
  }

  async function applyEvent(unit: Unit, event: ProviderEvent): Promise<boolean> {
    if (event.kind === "method") return (await methods?.notified(unit, event)) ?? false;
    if ((await unit.get(paymentEvents, event.id)) !== undefined) return false;
    const payment = await unit.get(payments, event.payment);
    if (payment === undefined) return false;
    const now = clock.now();
    unit.put(paymentEvents, event.id, { payment: payment.id });
    const after = event.kind === "answer" ? answered(payment, event.key, event.answer, now, instant(now + PATIENCE)) : notified(payment, event, now);
    if (after === payment) return false;
    write(unit, payment, after);
    return true;
  }

  async function ofSession(reader: Reader, session: string): Promise<Payment | undefined> {
    const link = await reader.get(sessionPayments, session);
    return link === undefined ? undefined : await reader.get(payments, link.payment);
  }

  const self: Payments = {
    async open(unit, { currency, amount, session, ...draft }) {
      const wanted = inMinorUnits(amount, currency);
      if (!isPositive(wanted)) throw new CpoError("billing.payment-amount", `${amount} ${currency} cannot be reserved; give an amount above 0.`, { amount, currency });
      const payment = opened({ ...draft, id: ids.next(), currency, wanted, openedAt: clock.now(), ...(session === undefined ? {} : { session }) });
      if (session !== undefined) await link(unit, payment.id, session);
      write(unit, undefined, payment);
      return payment;
    },

    increment: (unit, id, amount) =>
      changed(unit, id, (payment) => {
        if (payment.settled || OVER.has(payment.state)) return { refused: `The payment is ${payment.settled ? "settled" : payment.state}.` };
        return wanting(payment, inMinorUnits(amount, payment.currency));
      }),

    async attach(unit, id, session) {
      const outcome = await changed(unit, id, (payment) => {
        if (payment.session !== undefined) return payment.session === session ? payment : { refused: "The payment is for another session." };
        return { ...payment, session };
      });
      if (outcome.outcome === "done") await link(unit, id, session);
      return outcome;
    },

    async settle(unit, session) {
      const payment = await ofSession(unit, session);
      if (payment === undefined) return undefined;
      const claims = await claimsOn(unit, session, payment, beside);
      const outcome = await changed(unit, payment.id, (current) => claimed(current, claims, true));
      return outcome.outcome === "done" ? outcome.payment : undefined;
    },

    charge: (unit, id, fee) => changed(unit, id, (payment) => claimed(payment, [{ id: fee.id, amount: inMinorUnits(fee.amount, payment.currency) }], true)),

    release: (unit, id) => changed(unit, id, (payment) => (payment.claims.length > 0 ? { refused: "Something is owed; credit it instead." } : claimed(payment, [], true))),

    retry: (unit, id, actor) => changed(unit, id, (payment) => (refusalsOf(payment).length === 0 || payment.state === "declined" ? { refused: "Nothing can be tried again." } : retried(payment, actor))),

    async perform(unit, id, key) {
      const payment = await unit.get(payments, id);
      if (payment?.step?.key !== key) return;
      const answer = await callProvider(provider, payment, payment.step);
      const now = clock.now();
      write(unit, payment, answered(payment, key, answer, now, instant(now + PATIENCE)));
    },

    async receive(unit, message) {
      const reading = await provider.parseWebhook(message);
      if (reading.outcome === "refused") return reading;
      let applied = 0;
      for (const event of reading.events) if (await applyEvent(unit, event)) applied += 1;
      return { outcome: "done", applied, ignored: reading.events.length - applied };
    },

    async sweep(unit, now) {
      const due = await unit.find(payments, { index: "toAskAgain", to: [now + 1], limit: 200 });
      for (const { id } of due.items) {
        const payment = await unit.get(payments, id);
        const { step } = payment ?? {};
        if (payment === undefined || step?.askAgainAt === undefined || step.askAgainAt > now) continue;
        unit.put(payments, id, { ...payment, step: { ...step, askAgainAt: instant(now + PATIENCE) } });
        announce(unit, id, step.key);
      }
    },

    async deliver(outbox) {
      const stops = [
        await outbox.deliver("payments.settle", ["cdr.issued", "session.waived"], async ({ payload }, unit) => void (await self.settle(unit, textIn(payload, "session")))),
        await outbox.deliver("payments.steps", "payment.step", async ({ payload }, unit) => self.perform(unit, textIn(payload, "payment"), textIn(payload, "key"))),
      ];
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },

    payment: (reader, id) => reader.get(payments, id),
    ofSession,
    async ofToken(reader, token) {
      const page = await reader.find(payments, { index: "byToken", prefix: [token], limit: 1 });
      return page.items[0]?.body;
    },
  };
  return self;
}

async function link(unit: Unit, payment: string, session: string): Promise<void> {
  const known = await unit.get(sessionPayments, session);
  if (known !== undefined && known.payment !== payment && (await unit.get(payments, known.payment))?.state !== "declined") {
    throw new CpoError("billing.payment-session", `Session ${session} is paid by ${known.payment} already; a session has one payment that is not declined.`, { session, payment: known.payment });
  }
  unit.put(sessionPayments, session, { payment });
}

/** The session's CDRs and credits as the driver pays them: in minor units, each rounded once. */
async function claimsOn(unit: Unit, session: string, payment: Payment, beside: PaymentsOptions["beside"]): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (const id of (await unit.get(cdrLedgers, session))?.all ?? []) {
    const cdr = await unit.get(cdrs, id);
    if (cdr === undefined) continue;
    if (cdr.currency !== payment.currency) {
      throw new CpoError("billing.payment-currency", `CDR ${id} is in ${cdr.currency}, payment ${payment.id} in ${payment.currency}; pay back and open another payment.`, { cdr: id, payment: payment.id });
    }
    claims.push({ id, amount: inMinorUnits(cdr.total.incl ?? cdr.total.excl, cdr.currency) });
    const charge = await beside?.(unit, id);
    if (charge !== undefined) claims.push({ id: `beside/${id}`, amount: chargePart(id, charge, cdr.currency, { basis: "gross" }).payable, charge });
  }
  return claims;
}

/** Stores a payment, sends its new step on its way, and tells what others should know, all in one commit. */
function write(unit: Unit, before: Payment | undefined, after: Payment): void {
  if (after === before) return;
  unit.put(payments, after.id, after);
  if (after.step !== undefined && after.step.key !== before?.step?.key) announce(unit, after.id, after.step.key);
  const { outstanding } = balanceOf(after);
  const isShort = after.settled && after.step === undefined && isPositive(outstanding);
  const refusal = after.done.length > (before?.done.length ?? 0) ? after.done.at(-1)?.refusal : undefined;
  if (after.state !== before?.state || after.action?.url !== before.action?.url || refusal !== undefined || isShort) {
    unit.publish({
      topic: "payment.changed", key: after.id,
      payload: {
        payment: after.id, state: after.state, ...(after.session === undefined ? {} : { session: after.session }),
        ...(after.action === undefined ? {} : { action: after.action }), ...(refusal === undefined ? {} : { refusal }), ...(isShort ? { outstanding } : {}),
      },
    });
  }
}

// Each step has a key of its own, so that one that waits for a person does not hold up what a notification made possible.
function announce(unit: Unit, payment: string, key: string): void {
  unit.publish({ topic: "payment.step", key, payload: { payment, key } });
}

function textIn(payload: unknown, field: string): string {
  const value = typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>)[field] : undefined;
  if (typeof value === "string") return value;
  throw new CpoError("billing.event", `An event without "${field}" reached the payments; publish it as billing does.`, { field });
}
