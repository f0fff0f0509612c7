import { formatInstant, hours, type Instant } from "@cpokit/kernel";
import type { Reader } from "@cpokit/storage";
import { difference } from "../amounts.ts";
import { eachCdr, type CdrQuery } from "../cdr-query.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { eachInvoice, type InvoiceQuery } from "../invoices/invoice-query.ts";
import type { InvoiceLine, InvoiceRecord } from "../invoices/invoice-record.ts";
import { balanceOf, type Payment } from "../payments/payment.ts";
import { eachPayment, type PaymentQuery } from "../payments/payment-query.ts";
import type { Statement } from "../payouts/statement.ts";
import { eachStatement, type StatementQuery } from "../payouts/statement-query.ts";
import { csv, type CsvColumn, type CsvNumber, type CsvOptions, type CsvTime } from "./csv.ts";

/** A query without its page: a table holds all of it. */
type Whole<Query> = Omit<Query, "after" | "order" | "limit">;

/** The CDRs of a query with their amounts, oldest first. */
export function cdrCsv(reader: Reader, query: Whole<CdrQuery> = {}, options: CsvOptions = {}): AsyncGenerator<string> {
  return csv(eachCdr(reader, query), CDR_COLUMNS, options);
}

/** The invoices of a query, one line each, for the journal of an accountant. */
export function invoiceCsv(reader: Reader, query: Whole<InvoiceQuery> = {}, options: CsvOptions = {}): AsyncGenerator<string> {
  return csv(eachInvoice(reader, query), INVOICE_COLUMNS, options);
}

/** The lines of one invoice with the session that each belongs to: what a customer checks. */
export function invoiceLineCsv(invoice: InvoiceRecord, options: CsvOptions = {}): AsyncGenerator<string> {
  return csv(invoice.lines.map((line) => ({ invoice, line })), LINE_COLUMNS, options);
}

/** The payments of a query, one line each; times on the wall of `timeZone`. */
export function paymentCsv(reader: Reader, query: Whole<PaymentQuery>, options: CsvOptions & { readonly timeZone: string }): AsyncGenerator<string> {
  return csv(eachPayment(reader, query), paymentColumns(options.timeZone), options);
}

/** The statements of a query, one line each. */
export function statementCsv(reader: Reader, query: Whole<StatementQuery> = {}, options: CsvOptions = {}): AsyncGenerator<string> {
  return csv(eachStatement(reader, query), STATEMENT_COLUMNS, options);
}

/** What a statement is made of: one line for each session and kind of revenue. */
export function statementLineCsv(statement: Statement, options: CsvOptions = {}): AsyncGenerator<string> {
  return csv(statement.entries.flatMap((entry) => entry.lines.map((line) => ({ statement, entry, line }))), SHARE_COLUMNS, options);
}

const CDR_COLUMNS: readonly CsvColumn<CdrRecord>[] = [
  { heading: "CDR", cell: ({ id }) => id },
  { heading: "Kind", cell: ({ kind }) => kind },
  { heading: "Credit of", cell: ({ creditOf }) => creditOf },
  { heading: "Replaces", cell: ({ supersedes }) => supersedes },
  { heading: "Session", cell: ({ session }) => session },
  { heading: "Issued", cell: ({ issuedAt, timeZone }) => local(issuedAt, timeZone) },
  { heading: "Start", cell: ({ start, timeZone }) => local(start, timeZone) },
  { heading: "End", cell: ({ end, timeZone }) => local(end, timeZone) },
  { heading: "Time zone", cell: ({ timeZone }) => timeZone },
  { heading: "Start UTC", cell: ({ start }) => formatInstant(start) },
  { heading: "End UTC", cell: ({ end }) => formatInstant(end) },
  { heading: "Hours", cell: ({ start, end }) => Math.round(((end - start) / hours(1)) * 10_000) / 10_000 },
  { heading: "Energy kWh", cell: ({ energy }) => number(energy) },
  { heading: "Net", cell: ({ total }) => number(total.excl) },
  { heading: "Tax", cell: ({ total }) => (total.incl === undefined ? undefined : number(difference(total.incl, total.excl))) },
  { heading: "Gross", cell: ({ total }) => (total.incl === undefined ? undefined : number(total.incl)) },
  { heading: "Currency", cell: ({ currency }) => currency },
  { heading: "Customer", cell: ({ customer }) => customer },
  { heading: "Party", cell: ({ party }) => party },
  { heading: "Token", cell: ({ token }) => token },
  { heading: "Location", cell: ({ location }) => location },
  { heading: "EVSE", cell: ({ evse }) => evse },
  { heading: "Station", cell: ({ station }) => station },
  { heading: "Tariff version", cell: ({ tariffVersion }) => tariffVersion },
  { heading: "SHA-256", cell: ({ hash }) => hash },
];

const INVOICE_COLUMNS: readonly CsvColumn<InvoiceRecord>[] = [
  { heading: "Number", cell: ({ id }) => id },
  { heading: "Kind", cell: ({ kind }) => kind },
  { heading: "Credit of", cell: ({ creditOf }) => creditOf },
  { heading: "Issued", cell: ({ issuedAt, period }) => local(issuedAt, period.timeZone) },
  { heading: "Due", cell: ({ dueAt, period }) => (dueAt === undefined ? undefined : local(dueAt, period.timeZone)) },
  { heading: "Period", cell: ({ period }) => period.name },
  { heading: "Time zone", cell: ({ period }) => period.timeZone },
  { heading: "Customer", cell: ({ customer }) => customer },
  { heading: "Name", cell: ({ buyer }) => buyer?.name },
  { heading: "VAT id", cell: ({ buyer }) => buyer?.vatId },
  { heading: "Sessions", cell: ({ sessions }) => sessions.length },
  { heading: "Currency", cell: ({ currency }) => currency },
  { heading: "Net", cell: ({ net }) => number(net) },
  { heading: "Tax", cell: ({ tax }) => number(tax) },
  { heading: "Gross", cell: ({ gross }) => number(gross) },
  { heading: "Rounding", cell: ({ rounding }) => number(rounding) },
  { heading: "Payable", cell: ({ payable }) => number(payable) },
  { heading: "Payment", cell: ({ payment }) => payment?.reference },
];

interface LineOf {
  readonly invoice: InvoiceRecord;
  readonly line: InvoiceLine;
}

const LINE_COLUMNS: readonly CsvColumn<LineOf>[] = [
  { heading: "Invoice", cell: ({ invoice }) => invoice.id },
  { heading: "CDR", cell: ({ line }) => line.cdr },
  { heading: "Session", cell: (row) => sessionOf(row)?.session },
  { heading: "Start", cell: (row) => onWall(row, ({ start }) => start) },
  { heading: "End", cell: (row) => onWall(row, ({ end }) => end) },
  { heading: "Site", cell: (row) => sessionOf(row)?.place },
  { heading: "EVSE", cell: (row) => sessionOf(row)?.evse },
  { heading: "Token", cell: (row) => sessionOf(row)?.token },
  { heading: "Text", cell: ({ line }) => line.text ?? line.category },
  { heading: "Quantity", cell: ({ line }) => (line.quantity === undefined ? undefined : number(line.quantity)) },
  { heading: "Unit", cell: ({ line }) => line.unit },
  { heading: "Price", cell: ({ line }) => (line.unitPrice === undefined ? undefined : number(line.unitPrice)) },
  { heading: "Basis", cell: ({ invoice }) => invoice.basis },
  { heading: "Amount", cell: ({ line }) => number(line.amount) },
  { heading: "Tax", cell: ({ line }) => line.taxes.map(({ name, percentage }) => `${name} ${percentage ?? ""}`.trim()).join(" + ") },
  { heading: "Tax rate %", cell: ({ line: { taxes } }) => (taxes.length === 1 && taxes[0]?.percentage !== undefined ? number(taxes[0].percentage) : undefined) },
  { heading: "Currency", cell: ({ invoice }) => invoice.currency },
];

const STATEMENT_COLUMNS: readonly CsvColumn<Statement>[] = [
  { heading: "Number", cell: ({ id }) => id },
  { heading: "Payee", cell: ({ payee }) => payee },
  { heading: "Issued", cell: ({ issuedAt, period }) => local(issuedAt, period.timeZone) },
  { heading: "Period", cell: ({ period }) => period.name },
  { heading: "Sessions", cell: ({ entries }) => entries.length },
  { heading: "Currency", cell: ({ currency }) => currency },
  { heading: "Earned", cell: ({ earned }) => number(earned) },
  { heading: "Guarantee", cell: ({ topUp }) => number(topUp) },
  { heading: "Cap", cell: ({ capped }) => number(capped) },
  { heading: "Lease", cell: ({ lease }) => number(lease) },
  { heading: "Net", cell: ({ net }) => number(net) },
  { heading: "Tax", cell: ({ net, payable }) => number(difference(payable, net)) },
  { heading: "Payable", cell: ({ payable }) => number(payable) },
];

interface ShareOf {
  readonly statement: Statement;
  readonly entry: Statement["entries"][number];
  readonly line: Statement["entries"][number]["lines"][number];
}

const SHARE_COLUMNS: readonly CsvColumn<ShareOf>[] = [
  { heading: "Statement", cell: ({ statement }) => statement.id },
  { heading: "CDR", cell: ({ entry }) => entry.cdr },
  { heading: "Location", cell: ({ entry }) => entry.location },
  { heading: "Start", cell: ({ entry }) => local(entry.start, entry.timeZone) },
  { heading: "Energy kWh", cell: ({ entry }) => number(entry.energy) },
  { heading: "Category", cell: ({ line }) => line.category },
  { heading: "Revenue", cell: ({ line }) => number(line.revenue) },
  { heading: "Amount", cell: ({ line }) => number(line.amount) },
  { heading: "Currency", cell: ({ statement }) => statement.currency },
];

function paymentColumns(timeZone: string): readonly CsvColumn<Payment>[] {
  return [
    { heading: "Payment", cell: ({ id }) => id },
    { heading: "Opened", cell: ({ openedAt }) => local(openedAt, timeZone) },
    { heading: "State", cell: ({ state }) => state },
    { heading: "Currency", cell: ({ currency }) => currency },
    { heading: "Authorised", cell: ({ authorised }) => number(authorised) },
    { heading: "Captured", cell: ({ captured }) => number(captured) },
    { heading: "Refunded", cell: ({ refunded }) => number(refunded) },
    { heading: "Charged back", cell: ({ chargedBack }) => number(chargedBack) },
    { heading: "Owed", cell: (payment) => number(balanceOf(payment).owed) },
    { heading: "Outstanding", cell: (payment) => number(balanceOf(payment).outstanding) },
    { heading: "Claims", cell: ({ claims }) => claims.map(({ id }) => id).join(" ") },
    { heading: "Session", cell: ({ session }) => session },
    { heading: "Token", cell: ({ token }) => token },
    { heading: "Reference", cell: ({ reference }) => reference },
  ];
}

function sessionOf({ invoice, line }: LineOf): InvoiceRecord["sessions"][number] | undefined {
  return invoice.sessions.find(({ cdr }) => cdr === line.cdr);
}

function onWall(row: LineOf, time: (session: InvoiceRecord["sessions"][number]) => Instant): CsvTime | undefined {
  const session = sessionOf(row);
  return session === undefined ? undefined : local(time(session), session.timeZone);
}

function number(decimal: string): CsvNumber {
  return { decimal };
}

function local(at: Instant, timeZone: string): CsvTime {
  return { at, timeZone };
}
