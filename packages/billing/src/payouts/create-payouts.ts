import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Outbox, type Reader, type Unit } from "@cpokit/storage";
import type { RevenueAgreement } from "@cpokit/tariffs";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import type { InvoiceParty } from "../invoices/invoice-record.ts";
import { nextNumber } from "../invoices/numbering.ts";
import type { Period } from "../periods.ts";
import type { Digest } from "../seal.ts";
import { driverOf, homeEntry, reversedEntry, shareEntries } from "./entries-of-cdr.ts";
import { payoutCdrs, payoutEntries, type PayoutEntry } from "./payout-entry.ts";
import { statementAmounts } from "./statement-amounts.ts";
import { sealedStatement, statements, type PayoutTerms, type Statement } from "./statement.ts";

export interface PayoutsOptions {
  readonly clock: Clock;
  /** SHA-256 as hex, from the platform. */
  readonly digest: Digest;
  /** Who shares the revenue of a CDR; nobody when absent. It is asked once for each CDR, when that is recorded. */
  readonly agreement?: (reader: Reader, cdr: CdrRecord) => Promise<RevenueAgreement | undefined>;
  /** Who is paid for a session at home; the driver whom its token names when absent. */
  readonly homePayee?: (cdr: CdrRecord) => string | undefined;
  /** Who issues, and who gets the money, as printed from now on. */
  readonly issuer?: InvoiceParty;
  readonly recipient?: (reader: Reader, payee: string) => Promise<InvoiceParty | undefined>;
  /** What else was agreed with a payee: guarantee, lease, cap, tax. */
  readonly terms?: (reader: Reader, payee: string, period: Period) => Promise<PayoutTerms | undefined>;
  /** `STM` by default. */
  readonly series?: (payee: string, issuedAt: Instant) => string;
}

export type StatementOutcome =
  | { readonly outcome: "issued"; readonly statement: Statement }
  /** Nothing is due, or the period had its statement: what came late is on the next one. */
  | { readonly outcome: "nothing" }
  | { readonly outcome: "refused"; readonly reason: string };

/** What is paid to others: revenue shares of site owners (P6), and drivers who charge at home (Y3). */
export interface Payouts {
  /** Writes what a CDR brings to others, once; a credit reverses what its original brought. */
  record(unit: Unit, cdr: string): Promise<readonly PayoutEntry[]>;
  /** Everything from before the period's end that no statement has, once for each period. */
  issue(unit: Unit, request: { readonly payee: string; readonly period: Period }): Promise<StatementOutcome>;
  /** The payees with something open from before a moment. A guarantee or lease without sessions is yours to ask for. */
  payees(reader: Reader, before: Instant): AsyncGenerator<string>;
  /** Lets the outbox record every CDR in the order of its session. Returns a stop function. */
  deliver(outbox: Outbox): Promise<() => Promise<void>>;
}

const statementPeriods = collection<{ readonly statement: string }>("statementPeriods");

export function createPayouts(options: PayoutsOptions): Payouts {
  const { clock, digest, homePayee = driverOf, series = () => "STM" } = options;

  async function entriesOf(unit: Unit, record: CdrRecord): Promise<readonly PayoutEntry[]> {
    if (record.creditOf !== undefined) return (await self.record(unit, record.creditOf)).map((entry) => reversedEntry(entry, record));
    if (record.homeCharging === true) {
      const payee = homePayee(record);
      return payee === undefined ? [] : [homeEntry(record, payee)];
    }
    const agreement = await options.agreement?.(unit, record);
    return agreement === undefined ? [] : shareEntries(record, agreement);
  }

  async function collectOpen(unit: Unit, payee: string, before: Instant): Promise<PayoutEntry[]> {
    const found: PayoutEntry[] = [];
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page = await unit.find(payoutEntries, { index: "open", prefix: [payee], to: [payee, before], limit: 500, ...(after === undefined ? {} : { after }) });
      for (const { id } of page.items) {
        const entry = await unit.get(payoutEntries, id);
        if (entry !== undefined && entry.statement === undefined) found.push(entry);
      }
      after = page.next;
      isLast = after === undefined;
    }
    return found;
  }

  const self: Payouts = {
    async record(unit, id) {
      const known = await unit.get(payoutCdrs, id);
      if (known !== undefined) return (await Promise.all(known.entries.map((entry) => unit.get(payoutEntries, entry)))).filter((entry) => entry !== undefined);
      const record = await unit.get(cdrs, id);
      const entries = record === undefined ? [] : await entriesOf(unit, record);
      for (const entry of entries) unit.put(payoutEntries, entry.id, entry);
      if (record !== undefined) unit.put(payoutCdrs, id, { entries: entries.map((entry) => entry.id) });
      return entries;
    },

    async issue(unit, { payee, period }) {
      if (clock.now() < period.to) return { outcome: "refused", reason: `The period ${period.name} is not over.` };
      const key = JSON.stringify([payee, period.name, period.timeZone]);
      if ((await unit.get(statementPeriods, key)) !== undefined) return { outcome: "nothing" };
      const terms = await options.terms?.(unit, payee, period);
      const entries = await collectOpen(unit, payee, period.to);
      const currency = terms?.currency ?? entries[0]?.currency;
      if (currency === undefined || (entries.length === 0 && terms?.guarantee === undefined && terms?.lease === undefined)) return { outcome: "nothing" };
      const foreign = entries.find((entry) => entry.currency !== currency);
      if (foreign !== undefined) return { outcome: "refused", reason: `CDR ${foreign.cdr} is in ${foreign.currency}, the statement in ${currency}; agree on a payee for each currency.` };
      const issuedAt = clock.now();
      const recipient = await options.recipient?.(unit, payee);
      const statement = sealedStatement({
        ...(await nextNumber(unit, series(payee, issuedAt))), payee, period, issuedAt,
        ...(options.issuer === undefined ? {} : { issuer: options.issuer }), ...(recipient === undefined ? {} : { recipient }),
        entries: entries.map(({ payee: _, currency: __, ...entry }) => entry),
        ...statementAmounts(entries, { ...terms, currency }), selfBilling: terms?.selfBilling === true,
      }, digest);
      unit.put(statements, statement.id, statement);
      unit.put(statementPeriods, key, { statement: statement.id });
      for (const entry of entries) unit.put(payoutEntries, entry.id, { ...entry, statement: statement.id });
      unit.publish({ topic: "statement.issued", key: payee, payload: { statement: statement.id, payee } });
      return { outcome: "issued", statement };
    },

    async *payees(reader, before) {
      for (let from: readonly [string, number] | undefined; ; ) {
        const page = await reader.find(payoutEntries, { index: "open", limit: 1, ...(from === undefined ? {} : { from }) });
        const entry = page.items[0]?.body;
        if (entry === undefined) return;
        if (entry.at < before) yield entry.payee;
        from = [entry.payee, Number.MAX_SAFE_INTEGER];
      }
    },

    deliver: (outbox) => outbox.deliver("payouts", "cdr.issued", async ({ payload }, unit) => void (await self.record(unit, (payload as { readonly cdr: string }).cdr))),
  };
  return self;
}
