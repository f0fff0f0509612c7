import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { BillCategory } from "@cpokit/tariffs";

/** What one CDR brings to somebody whom we pay, until a statement takes it up. Exact amounts: a statement rounds once. */
export interface PayoutEntry {
  /** `<cdr>/<payee>`. */
  readonly id: string;
  /** `host/…` for a site owner's share, `driver/…` for home charging. */
  readonly payee: string;
  readonly kind: "share" | "homeCharging";
  readonly cdr: string;
  readonly session: string;
  readonly location?: string;
  /** The session, for people. */
  readonly start: Instant;
  /** It decides the period. */
  readonly at: Instant;
  readonly timeZone: string;
  /** kWh. */
  readonly energy: string;
  readonly currency: string;
  readonly lines: readonly PayoutLine[];
  /** The sum of the lines; negative for a credit. */
  readonly amount: string;
  readonly statement?: string;
}

export interface PayoutLine {
  readonly category: BillCategory;
  /** Net of what drivers paid. */
  readonly revenue: string;
  readonly amount: string;
}

export const payoutEntries = collection<PayoutEntry>("payoutEntries", {
  indexes: {
    /** Only what no statement has. */
    open: { keys: ({ statement, payee, at, id }) => (statement === undefined ? [[payee, at, id]] : []) },
    byLocation: { keys: ({ location, at, id }) => (location === undefined ? [] : [[location, at, id]]) },
    byPayee: { keys: ({ payee, at, id }) => [[payee, at, id]] },
  },
});

/** The CDRs whose entries are written: recording one twice changes nothing, and its credit knows what to reverse. */
export const payoutCdrs = collection<{ readonly entries: readonly string[] }>("payoutCdrs");
