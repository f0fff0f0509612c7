import { findInvoices, type Payment } from "@cpokit/billing";
import { compareDecimals, decimal } from "@cpokit/kernel";
import { instantText, type Session } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import type { AdHocCharge, Offer } from "../wiring/ad-hoc.ts";
import type { ChargeView, OfferView } from "../wire/public-charge.ts";
import { optional } from "./optional.ts";

/** What a usual charge costs now, and what would be reserved for it. */
export function offerView({ quote, version, energy, place }: Offer, paysByCard: boolean): OfferView {
  const { currency, range, preauthorisation } = quote;
  return {
    evse: place.evse.id, currency, tariffVersion: version.id, paysByCard, reserve: { amount: preauthorisation, currency },
    estimate: { energyWh: energy, low: { amount: range.low, currency }, high: { amount: range.high, currency } },
  };
}

/** A charge without a contract, as its driver sees it. */
export async function chargeView({ store, sessions, billing, money }: Cpo, charge: AdHocCharge): Promise<ChargeView> {
  const payment = charge.payment === undefined ? undefined : await money.payments.payment(store, charge.payment);
  const session = charge.session === undefined ? undefined : await sessions.get(store, charge.session);
  const priced = session === undefined ? undefined : await billing.runningCost(store, session.id);
  const cost = priced?.totals.cost;
  const receipts = payment === undefined ? undefined : await findInvoices(store, { customer: `payment/${payment.id}`, limit: 1 });
  return {
    id: charge.id, evse: charge.evse, tariffVersion: charge.tariffVersion, usedUp: charge.usedUpAt !== undefined, rated: charge.rating !== undefined,
    state: stateOfCharge(charge, payment, session?.lifecycle === "ended"),
    ...optional({
      failure: payment?.state === "declined" ? "declined" as const : charge.failure, confirmAt: payment?.action?.url, energyWh: session?.energy,
      powerW: session?.lifecycle === "active" ? session.power : undefined, endedAt: session?.endAt === undefined ? undefined : instantText(session.endAt),
      startedAt: session === undefined ? undefined : instantText(session.startAt),
    }),
    ...(cost === undefined ? {} : { cost: { amount: cost.incl ?? cost.excl, currency: priced?.currency ?? "" } }),
    ...amountsOf(payment),
    ...optional({ bill: payment !== undefined && session?.lifecycle === "ended" ? billOf(payment, session) : undefined }),
    hasReceipt: (receipts?.items.length ?? 0) > 0,
  };
}

function stateOfCharge(charge: AdHocCharge, payment: Payment | undefined, hasEnded: boolean): ChargeView["state"] {
  if (charge.state === "ready" && payment?.state === "requiresAuth") return "authorising";
  if (charge.state === "ready" && payment?.state === "declined") return "failed";
  return charge.state === "charging" && hasEnded ? "over" : charge.state;
}

function billOf({ captured, state }: Payment, { settlement, review }: Session): ChargeView["bill"] {
  if (isSome(captured)) return "paid";
  if (state === "released" || settlement === "waived") return "nothing";
  return review === "suspect" || settlement === "held" || settlement === "unpriced" ? "checked" : "open";
}

function amountsOf(payment: Payment | undefined): Pick<ChargeView, "reserved" | "captured"> {
  if (payment === undefined) return {};
  const { authorised, captured, currency, state } = payment;
  return { ...(isSome(authorised) && state !== "released" ? { reserved: { amount: authorised, currency } } : {}), ...(isSome(captured) ? { captured: { amount: captured, currency } } : {}) };
}

function isSome(amount: string): boolean {
  return compareDecimals(decimal(amount), decimal(0)) > 0;
}
