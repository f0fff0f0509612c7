import { CpoError, tryDecimal, type Instant } from "@cpokit/kernel";
import { compare, difference, inMinorUnits, least, most, sum } from "../amounts.ts";
import { balanceOf, isPositive, type Claim, type DoneStep, type Payment, type PaymentState, type PaymentStep, type StepKind } from "./payment.ts";
import type { ProviderAnswer, ProviderEvent } from "./provider.ts";

// Pure: each function takes a payment and what happened, and answers the payment as it is then, with its next step (domain §2, I21).

/** A new payment, whose first step is the authorisation. */
export function opened(draft: Pick<Payment, "id" | "currency" | "openedAt" | "wanted"> & Partial<Pick<Payment, "method" | "session" | "token" | "tariffVersion">>): Payment {
  const zero = inMinorUnits("0", draft.currency);
  return advanced({ ...draft, state: "requiresAuth", authorised: zero, captured: zero, refunded: zero, chargedBack: zero, claims: [], settled: false, done: [], expired: false });
}

/** More should be reserved; never less. */
export function wanting(payment: Payment, amount: string): Payment {
  return advanced({ ...payment, wanted: most(payment.wanted, amount) });
}

/** The driver owes these; claims that are known already change nothing. `settled`: these are all, and money may move. */
export function claimed(payment: Payment, claims: readonly Claim[], settled: boolean): Payment {
  const known = new Set(payment.claims.map((claim) => claim.id));
  const added = claims.filter((claim) => !known.has(claim.id));
  if (added.length === 0 && (payment.settled || !settled)) return payment;
  return advanced({ ...payment, claims: [...payment.claims, ...added], settled: payment.settled || settled });
}

/**
 * The provider answered a step, at once or by a notification; the second answer to a key changes nothing.
 *
 * @throws `billing.payment-amount` when it claims to have moved what cannot be (I21)
 */
export function answered(payment: Payment, key: string, answer: ProviderAnswer, at: Instant, askAgainAt: Instant): Payment {
  const { step } = payment;
  if (step?.key !== key) return payment;
  if (answer.result === "pending") {
    return { ...payment, step: { ...step, askAgainAt }, ...(answer.reference === undefined ? {} : { reference: answer.reference }), ...(answer.action === undefined ? {} : { action: answer.action }) };
  }
  const { step: _, action: __, ...rest } = payment;
  const { askAgainAt: ___, ...asked } = step;
  const moved = answer.result === "done" ? checkedAmount(payment, step, answer.amount) : inMinorUnits("0", payment.currency);
  const refusal = answer.result === "refused" ? answer.reason : step.kind !== "release" && !isPositive(moved) ? "The provider moved nothing." : undefined;
  const done: DoneStep = { ...asked, at, moved, ...(refusal === undefined ? {} : { refusal }) };
  const next: Payment = { ...rest, done: [...payment.done, done], ...(answer.result === "done" ? { reference: answer.reference } : {}) };
  if (refusal === undefined) return advanced(moneyMoved(next, step.kind, moved));
  return advanced(step.kind === "authorize" ? { ...next, state: "declined" } : next);
}

/** The provider tells of something that we did not ask for. */
export function notified(payment: Payment, event: Exclude<ProviderEvent, { readonly kind: "answer" | "method" }>, at: Instant): Payment {
  switch (event.kind) {
    case "expired":
      return advanced({ ...payment, expired: true });
    case "refunded":
      return advanced({ ...payment, refunded: checkedRefund(payment, event.amount) });
    case "disputed":
      return advanced({ ...payment, dispute: { amount: event.amount, at, ...(event.reason === undefined ? {} : { reason: event.reason }) } });
    case "disputeClosed": {
      const { dispute: _, ...rest } = payment;
      return advanced(event.result === "won" ? rest : { ...rest, chargedBack: inMinorUnits(sum(payment.chargedBack, event.amount), payment.currency) });
    }
  }
}

/** Lets refused steps be tried once more, each under a new key. */
export function retried(payment: Payment, actor: string): Payment {
  if (payment.state === "declined") return payment;
  return advanced({ ...payment, done: payment.done.map((step) => (step.refusal === undefined || step.retriedBy !== undefined ? step : { ...step, retriedBy: actor })) });
}

/** What has to happen next at the provider, from what is owed and what was moved; nothing while something is on its way. */
function advanced(payment: Payment): Payment {
  if (payment.step !== undefined) return { ...payment, state: stateOf(payment) };
  const next = { ...payment, state: stateOf(payment) };
  const step = nextStep(next);
  return step === undefined ? next : { ...next, step };
}

function nextStep(payment: Payment): PaymentStep | undefined {
  const { owed, kept } = balanceOf(payment);
  const last = payment.claims.at(-1)?.id ?? "";
  switch (payment.state) {
    case "requiresAuth":
      return newStep(payment, "authorize", "", payment.wanted);
    case "authorised": {
      const increment = missing(payment, payment.settled ? owed : payment.wanted);
      if (increment !== undefined || !payment.settled) return increment;
      return isPositive(owed) ? newStep(payment, "capture", last, least(owed, payment.authorised)) : newStep(payment, "release", "", payment.authorised);
    }
    case "captured":
    case "partiallyRefunded": {
      const excess = difference(kept, most(owed, "0"));
      return isPositive(excess) ? newStep(payment, "refund", last, excess) : undefined;
    }
    case "released":
    case "refunded":
    case "disputed":
    case "declined":
      return undefined;
  }
}

/** The step to reserve what is missing of the target. */
function missing(payment: Payment, target: string): PaymentStep | undefined {
  const more = difference(target, payment.authorised);
  return isPositive(more) ? newStep(payment, "increment", inMinorUnits(target, payment.currency), more) : undefined;
}

/** A step that was not tried yet. The key says what it is for, so that it is never used for anything else. */
function newStep(payment: Payment, kind: StepKind, purpose: string, amount: string): PaymentStep | undefined {
  const base = [payment.id, kind, purpose].filter((part) => part !== "").join("/");
  const tries = payment.done.filter(({ key }) => key === base || key.startsWith(`${base}#`));
  if (tries.some((step) => step.retriedBy === undefined)) return undefined;
  return { kind, key: tries.length === 0 ? base : `${base}#${tries.length + 1}`, amount: inMinorUnits(amount, payment.currency) };
}

function stateOf(payment: Payment): PaymentState {
  if (isPositive(payment.captured)) {
    if (payment.dispute !== undefined) return "disputed";
    const back = sum(payment.refunded, payment.chargedBack);
    return !isPositive(back) ? "captured" : compare(back, payment.captured) < 0 ? "partiallyRefunded" : "refunded";
  }
  if (payment.state === "released" || payment.state === "declined") return payment.state;
  if (!isPositive(payment.authorised)) return "requiresAuth";
  return payment.expired && payment.step === undefined ? "released" : "authorised";
}

function moneyMoved(payment: Payment, kind: StepKind, amount: string): Payment {
  const plus = (before: string): string => inMinorUnits(sum(before, amount), payment.currency);
  switch (kind) {
    case "authorize":
    case "increment":
      return { ...payment, authorised: plus(payment.authorised) };
    case "capture":
      return { ...payment, captured: plus(payment.captured) };
    case "release":
      return { ...payment, state: "released" };
    case "refund":
      return { ...payment, refunded: plus(payment.refunded) };
  }
}

function checkedAmount(payment: Payment, { kind, key, amount }: PaymentStep, moved: string): string {
  const read = tryDecimal(moved);
  if (read === undefined || read.units < 0n || (kind !== "release" && compare(moved, amount) > 0)) {
    throw new CpoError("billing.payment-amount", `The provider says that it moved ${moved} where ${amount} was asked for; reconcile payment ${payment.id} with it.`, { payment: payment.id, key, amount, moved });
  }
  return inMinorUnits(moved, payment.currency);
}

function checkedRefund(payment: Payment, amount: string): string {
  const refunded = inMinorUnits(sum(payment.refunded, amount), payment.currency);
  if (compare(refunded, payment.captured) > 0) {
    throw new CpoError("billing.payment-amount", `The provider says that it paid back ${refunded} of ${payment.captured}; reconcile payment ${payment.id} with it.`, { payment: payment.id, refunded, captured: payment.captured });
  }
  return refunded;
}
