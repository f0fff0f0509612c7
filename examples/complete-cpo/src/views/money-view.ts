import { balanceOf, invoiceCredits, refusalsOf, type InvoiceRecord, type Payment, type Statement, type StatementProgress } from "@cpokit/billing";
import { compareDecimals, decimal, ZERO } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { MoneyView } from "../wire/common.ts";
import type { InvoiceSummary, InvoiceView, PaymentView, StatementDetails, StatementView } from "../wire/money.ts";
import { optional } from "./optional.ts";

export function paymentView(payment: Payment): PaymentView {
  const money = moneyIn(payment.currency);
  return {
    id: payment.id, state: payment.state, openedAt: instantText(payment.openedAt), settled: payment.settled,
    wanted: money(payment.wanted), authorised: money(payment.authorised), captured: money(payment.captured), refunded: money(payment.refunded), outstanding: money(balanceOf(payment).outstanding),
    ...optional({ sessionId: payment.session, reference: payment.reference, pending: payment.step?.kind }),
    refusals: refusalsOf(payment).map(({ kind, refusal = "", at }) => ({ step: kind, reason: refusal, at: instantText(at) })),
    steps: payment.done.map(({ kind, moved, at, refusal }) => ({ kind, amount: money(moved), at: instantText(at), ...optional({ refusal }) })),
  };
}

export async function invoiceSummary(reader: Reader, invoice: InvoiceRecord): Promise<InvoiceSummary> {
  const { id, kind, customer, buyer, period, issuedAt, dueAt, sessions, net, tax, payable, creditOf, currency } = invoice;
  const money = moneyIn(currency);
  const credit = await reader.get(invoiceCredits, id);
  return {
    id, kind, customer, period: period.name, issuedAt: instantText(issuedAt), sessions: sessions.length, net: money(net), tax: money(tax), payable: money(payable),
    ...(dueAt === undefined ? {} : { dueAt: instantText(dueAt) }), ...optional({ name: buyer?.name, creditOf, creditedBy: credit?.creditNote }),
  };
}

export async function invoiceView(reader: Reader, invoice: InvoiceRecord): Promise<InvoiceView> {
  const money = moneyIn(invoice.currency);
  return {
    ...(await invoiceSummary(reader, invoice)), ...optional({ reason: invoice.reason }), timeZone: invoice.period.timeZone, rounding: money(invoice.rounding),
    lines: invoice.lines.map(({ text, category, cdr, quantity, unit, unitPrice, amount }) => ({ text: text ?? category, amount: money(amount), ...optional({ cdrId: cdr, quantity, unit, unitPrice }) })),
    taxes: invoice.taxes.map(({ name, percentage, base, amount }) => ({ name, base: money(base), amount: money(amount), ...optional({ percent: percentage }) })),
  };
}

export function statementView({ id, payee, recipient, period, issuedAt, entries, earned, net, payable, currency }: Statement, progress: StatementProgress): StatementView {
  const money = moneyIn(currency);
  return {
    id, payee, period: period.name, issuedAt: instantText(issuedAt), sessions: entries.length, earned: money(earned), net: money(net), payable: money(payable),
    state: progress.paid !== undefined ? "paid" : progress.approved !== undefined ? "approved" : "issued", ...optional({ name: recipient?.name }),
  };
}

export function statementDetails(statement: Statement, progress: StatementProgress): StatementDetails {
  const { currency, byCategory, topUp, capped, lease, taxes, selfBilling } = statement;
  const money = moneyIn(currency);
  const { approved, paid } = progress;
  return {
    ...statementView(statement, progress), selfBilling, byKind: byCategory.map(({ category, revenue, amount }) => ({ kind: category, revenue: money(revenue), amount: money(amount) })),
    additions: Object.entries({ topUp, capped, lease }).filter(([, amount]) => compareDecimals(decimal(amount), ZERO) !== 0).map(([kind, amount]) => ({ kind: kind as "topUp" | "capped" | "lease", amount: money(amount) })),
    taxes: taxes.map(({ name, percentage, amount }) => ({ name, percent: percentage ?? "0", amount: money(amount) })),
    ...(approved === undefined ? {} : { approved: { actor: approved.actor, at: instantText(approved.at) } }), ...(paid === undefined ? {} : { paid: { ...paid, at: instantText(paid.at) } }),
  };
}

function moneyIn(currency: string): (amount: string) => MoneyView {
  return (amount) => ({ amount, currency });
}
