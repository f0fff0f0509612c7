import { findInvoices, type CdrRecord, type InvoiceRecord } from "@cpokit/billing";
import { findToken, tokens } from "@cpokit/csms";
import { instantText, type Session, type Token } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import type { Driver } from "../drivers/documents.ts";
import { customerOfDriver } from "../drivers/documents.ts";
import { invoicePayment, mayCharge, paymentMethods } from "../drivers/payment-methods.ts";
import type { AccountCard, AccountInvoice, DriverAccount, PastCharge, RunningCharge } from "../wire/driver-account.ts";
import { findPlace } from "./directory.ts";
import { driverView } from "./driver-view.ts";
import { optional } from "./optional.ts";

/** An account as its driver sees it. */
export async function driverAccount(cpo: Cpo, driver: Driver): Promise<DriverAccount> {
  const { store, clock, accounts, money } = cpo;
  const { name, email, phone, language, status, invoiced, kind, address, contracts } = await driverView(store, money.subscriptions, driver, clock.now());
  const method = await store.get(paymentMethods, driver.id);
  const own = await store.find(tokens, { index: "byDriver", prefix: [driver.id], limit: 200 });
  const waiting = await accounts.cards.waiting(store, driver.id);
  return {
    name, status, invoiced, kind, contracts, ...optional({ email, phone, language, address }), mayCharge: await mayCharge(store, driver), ...(method === undefined ? {} : { method: { label: method.label } }),
    cards: [...own.items.map(({ body }) => body).filter(isCard).map(cardView), ...waiting.map(({ number, until }): AccountCard => ({ number, state: "waiting", waitsUntil: instantText(until) }))],
  };
}

/** What a driver holds in the hand; tokens of single charges are ours. */
export function isCard({ type }: Token): boolean {
  return type !== "AD_HOC_USER";
}

export function cardView({ id, value, visualNumber, status }: Token): AccountCard {
  return { id, number: visualNumber ?? value, state: status === "blocked" ? "blocked" : "active" };
}

/** A charge that is over, by its charge record. */
export function pastCharge(cdr: CdrRecord): PastCharge {
  const { id, start, end, timeZone, energy, total, currency, kind } = cdr;
  const amount = total.incl ?? total.excl;
  return { id, startedAt: instantText(start), endedAt: instantText(end), timeZone, energyKwh: energy, cost: { amount: kind === "credit" && !amount.startsWith("-") ? `-${amount}` : amount, currency }, credit: kind === "credit", ...optional({ place: placeIn(cdr) }) };
}

/** What charges now by a card or the page. */
export async function runningCharges({ store, sessions, billing }: Cpo, driver: Driver): Promise<RunningCharge[]> {
  const own = await store.find(tokens, { index: "byDriver", prefix: [driver.id], limit: 200 });
  const charges: RunningCharge[] = [];
  for (const { body: token } of own.items) {
    const { items } = await sessions.list(store, { token: token.value, limit: 5 });
    for (const session of items.filter(isRunning)) charges.push(await view(session, token));
  }
  return charges;

  async function view(session: Session, token: Token): Promise<RunningCharge> {
    const place = await findPlace(store, session.station, session.evse, session.connector);
    const priced = await billing.runningCost(store, session.id);
    const cost = priced?.totals.cost;
    return {
      id: session.id, startedAt: instantText(session.startAt),
      ...optional({ evse: place?.evse.id, place: place?.location.name, energyWh: session.energy, powerW: session.power, card: isCard(token) ? cardView(token).number : undefined }),
      ...(cost === undefined ? {} : { cost: { amount: cost.incl ?? cost.excl, currency: priced?.currency ?? "" } }),
    };
  }
}

export function isRunning({ lifecycle }: Session): boolean {
  return lifecycle === "active" || lifecycle === "ending";
}

/** Whether a session was begun with a token of the account. */
export async function isOwnSession({ store }: Cpo, driver: Driver, session: Session): Promise<boolean> {
  return session.token !== undefined && (await findToken(store, session.token.value))?.driver === driver.id;
}

export async function accountInvoice({ store, money }: Cpo, { id, kind, period, issuedAt, payable, currency }: InvoiceRecord): Promise<AccountInvoice> {
  const payment = await invoicePayment(store, money.payments, id);
  return { id, kind, period: period.name, issuedAt: instantText(issuedAt), payable: { amount: payable, currency }, ...optional({ payment }) };
}

/** All that is kept of an account, for its driver to take along. */
export async function accountExport(cpo: Cpo, driver: Driver) {
  const { store, billing, clock } = cpo;
  const customer = customerOfDriver(driver);
  const charges: PastCharge[] = [];
  const invoices: AccountInvoice[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await billing.cdrs(store, { customer, limit: 200, ...optional({ after }) });
    charges.push(...page.items.map(({ body }) => pastCharge(body)));
    after = page.next;
    isLast = after === undefined;
  }
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findInvoices(store, { customer, limit: 200, ...optional({ after }) });
    for (const { body } of page.items) invoices.push(await accountInvoice(cpo, body));
    after = page.next;
    isLast = after === undefined;
  }
  return { takenAt: instantText(clock.now()), account: await driverAccount(cpo, driver), createdAt: instantText(driver.createdAt), charges, invoices };
}

function placeIn({ cdr }: CdrRecord): string | undefined {
  const location = cdr["cdr_location"] ?? cdr["location"];
  if (typeof location !== "object" || location === null) return undefined;
  const { name, city } = location as { readonly name?: unknown; readonly city?: unknown };
  const parts = [name, city].filter((part): part is string => typeof part === "string" && part !== "");
  return parts.length === 0 ? undefined : parts.join(", ");
}
