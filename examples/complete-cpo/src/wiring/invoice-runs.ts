import { runInvoices, type InvoiceRun, type Period } from "@cpokit/billing";
import type { Cpo } from "../cpo.ts";
import type { InvoiceRunView } from "../wire/money.ts";

/** Runs that invoice a period for everybody, with progress; one that a restart cut off is begun again and goes on where it stood. */
export interface InvoiceRuns {
  begin(period: Period): InvoiceRunView;
  get(id: string): InvoiceRunView | undefined;
  cancel(id: string): void;
}

interface Run {
  view: InvoiceRunView;
  readonly signal: { aborted: boolean };
}

/** Characters of the name of a month; days have more. */
const MONTH = "2026-11".length;

/** Runs whose progress is remembered. */
const KEPT = 100;

export function createInvoiceRuns({ store, ids, logger, money }: Pick<Cpo, "store" | "ids" | "logger" | "money">): InvoiceRuns {
  const runs = new Map<string, Run>();

  /** The fees of a month are part of what its invoices bill. */
  async function billPeriod(period: Period, run: Run): Promise<InvoiceRun> {
    if (period.name.length === MONTH) await money.subscriptions.chargeAllFees(store, period);
    return runInvoices(store, money.invoices, { period, signal: run.signal, onProgress: ({ customers, issued }) => (run.view = { ...run.view, customers, issued }) });
  }

  return {
    begin(period) {
      const id = ids.next();
      const run: Run = { view: { id, period: period.name, state: "running", customers: 0, issued: 0, refused: [] }, signal: { aborted: false } };
      runs.set(id, run);
      for (const old of [...runs.keys()].slice(0, -KEPT)) runs.delete(old);
      billPeriod(period, run).then(
        ({ customers, invoices, refused, cancelled }) => (run.view = { ...run.view, state: cancelled ? "cancelled" : "done", customers, issued: invoices.length, refused: [...refused] }),
        (error: unknown) => {
          logger.error({ error, period: period.name }, "An invoice run ended early");
          run.view = { ...run.view, state: "failed", problem: "The run ended early; begin it again, it goes on where it stood. The log of the CPO has the details." };
        },
      );
      return run.view;
    },
    get: (id) => runs.get(id)?.view,
    cancel(id) {
      const run = runs.get(id);
      if (run !== undefined) run.signal.aborted = true;
    },
  };
}
