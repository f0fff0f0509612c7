import { isCpoError } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import type { Period } from "../periods.ts";
import type { Invoices } from "./create-invoices.ts";
import type { InvoiceRecord } from "./invoice-record.ts";

export interface InvoiceRunOptions {
  readonly period: Period;
  /** After every customer. */
  readonly onProgress?: (progress: InvoiceRunProgress) => void;
  /** Ends the run between two customers; an `AbortSignal` will do. */
  readonly signal?: { readonly aborted: boolean };
}

export interface InvoiceRunProgress {
  /** Customers done so far. */
  readonly customers: number;
  readonly issued: number;
  readonly current: string;
}

export interface InvoiceRun {
  readonly customers: number;
  readonly invoices: readonly Pick<InvoiceRecord, "id" | "customer" | "kind" | "currency" | "payable">[];
  /** Customers that got no invoice, and what to do about it; the others have theirs. */
  readonly refused: readonly { readonly customer: string; readonly reason: string }[];
  readonly cancelled: boolean;
}

/** Invoices a period for every customer, each in a commit of its own: a run that was cut off or is started twice goes on where it stood. */
export async function runInvoices(store: Store, invoices: Invoices, { period, onProgress, signal }: InvoiceRunOptions): Promise<InvoiceRun> {
  const issued: InvoiceRun["invoices"][number][] = [];
  const refused: InvoiceRun["refused"][number][] = [];
  let customers = 0;
  for await (const customer of invoices.customers(store, period.to)) {
    if (signal?.aborted === true) return { customers, invoices: issued, refused, cancelled: true };
    for (let more = true; more; ) {
      const outcome = await issue(customer);
      if (outcome.outcome === "issued") {
        const { id, kind, currency, payable } = outcome.invoice;
        issued.push({ id, customer, kind, currency, payable });
      } else if (outcome.outcome === "refused") refused.push({ customer, reason: outcome.reason });
      more = outcome.outcome === "issued" && outcome.more;
    }
    customers += 1;
    onProgress?.({ customers, issued: issued.length, current: customer });
  }
  return { customers, invoices: issued, refused, cancelled: false };

  /** A customer whose price list or item is broken must not keep the others from their invoices; trouble with the store ends the run. */
  async function issue(customer: string): ReturnType<Invoices["issue"]> {
    try {
      return await store.transaction((unit) => invoices.issue(unit, { customer, period }));
    } catch (error) {
      if (!isCpoError(error) || error.code.startsWith("storage.")) throw error;
      return { outcome: "refused", reason: error.message };
    }
  }
}
