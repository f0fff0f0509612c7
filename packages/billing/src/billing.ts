import type { Clock, Ids, Logger } from "@cpokit/kernel";
import type { SessionSettlement, TariffVersion } from "@cpokit/model";
import type { Page, Reader, Unit } from "@cpokit/storage";
import type { Priced, Quote, QuoteOptions } from "@cpokit/tariffs";
import type { PartyKey, SessionSource } from "./billable-session.ts";
import type { CdrQuery } from "./cdr-query.ts";
import type { CdrRecord } from "./cdr-record.ts";
import type { Remaining, RemainingOptions } from "./remaining.ts";
import type { Digest } from "./seal.ts";
import type { AssignmentContext, TariffAssignment } from "./tariff-assignment.ts";
import type { PublishOutcome, TariffDraft } from "./tariff-catalogue.ts";
import type { ApprovalPolicy, ProposalOutcome } from "./tariff-proposal.ts";

export interface BillingOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  /** SHA-256 as hex, from the platform. */
  readonly digest: Digest;
  /** Who issues the CDRs. */
  readonly party: PartyKey;
  readonly sessions: SessionSource & {
    /** Records where the money of the session stands, in the same unit; refused when the session does not allow it. */
    settle(unit: Unit, session: string, settlement: SessionSettlement, detail: string): Promise<void>;
  };
  /** Who must agree before a tariff version is in force; nobody when absent. */
  readonly approval?: ApprovalPolicy;
  readonly logger?: Logger;
}

/** What became of a session that was to be billed. */
export type BillOutcome =
  | { readonly outcome: "sealed"; readonly cdr: CdrRecord }
  /** Sealed earlier: billing twice changes nothing (I10). */
  | { readonly outcome: "already"; readonly cdr: CdrRecord }
  /** No price can be known: an operator has to act. Never a price of 0 (tariffs V6). */
  | { readonly outcome: "unpriced"; readonly reason: string }
  /** A person has to look first. */
  | { readonly outcome: "held"; readonly reason: string }
  | { readonly outcome: "waived"; readonly reason: string }
  | { readonly outcome: "ignored"; readonly reason: string };

export type CreditOutcome = { readonly outcome: "credited"; readonly cdr: CdrRecord } | { readonly outcome: "ignored"; readonly reason: string };

/** Somebody looked at a session that was held, and takes the measurements as they are. */
export interface Reviewed {
  readonly actor: string;
  readonly reason: string;
}

/** A person has a sealed session priced again; who and why stand in the journal of the session and on the credit. */
export interface Correction extends Reviewed {
  /** `<tariffId>/<number>`, where another version should have applied than the one it was sealed by. */
  readonly tariffVersion?: string;
}

/** A tariff version with what a session would cost by it. */
export interface PriceOffer {
  readonly version: TariffVersion;
  readonly quote: Quote;
}

/** Tariffs, their assignment, and the ledger of CDRs. */
export interface Billing {
  /** Refused with `APPROVAL_REQUIRED` where a policy asks for approval: use `proposeTariff` there. */
  publishTariff(unit: Unit, draft: TariffDraft): Promise<PublishOutcome>;
  /** Publishes at once, or waits for the approval that the policy asks for. @throws `billing.actor` without a name */
  proposeTariff(unit: Unit, draft: TariffDraft, actor: string): Promise<ProposalOutcome>;
  /** The last approval that is needed publishes; never for a time that has passed. */
  approveTariff(unit: Unit, proposal: string, actor: string): Promise<ProposalOutcome>;
  rejectTariff(unit: Unit, proposal: string, act: { readonly actor: string; readonly reason: string }): Promise<ProposalOutcome>;
  assignTariff(unit: Unit, draft: Omit<TariffAssignment, "id" | "priority"> & { readonly id?: string; readonly priority?: number }): TariffAssignment;
  /** The tariff version for a session that starts now at this place, for this token. */
  tariffFor(reader: Reader, context: AssignmentContext): Promise<TariffVersion | undefined>;
  /** What a session would cost (I13); `undefined` when no tariff applies. */
  quote(reader: Reader, context: AssignmentContext, options: Omit<QuoteOptions, "tariffs" | "start">): Promise<PriceOffer | undefined>;
  /** Freezes the version in force, or the one that was shown, into a session that just started (I23); `undefined` when none applies yet. */
  freezeTariff(unit: Unit, session: string, choice: AssignmentContext | { readonly version: string }): Promise<TariffVersion | undefined>;
  /** Prices an ended session and seals its CDR in the caller's unit; safe to repeat. */
  bill(unit: Unit, session: string, reviewed?: Reviewed): Promise<BillOutcome>;
  /** After late facts, or because a person says so: credits the sealed CDR and seals a new one when the money changed (T13, I11). */
  correct(unit: Unit, session: string, correction?: Correction): Promise<BillOutcome>;
  /** Takes the sealed CDR back without another in its place, for trouble that the driver had. The session counts as waived. */
  credit(unit: Unit, session: string, act: { readonly actor: string; readonly reason: string }): Promise<CreditOutcome>;
  /** The price until the last evidence of a session that runs; `undefined` while no tariff applies or the EVSE is not known. */
  runningCost(reader: Reader, session: string): Promise<Priced | undefined>;
  /** What is left of an amount that was paid before, and how far it goes at the present power; `undefined` while no tariff applies. */
  remaining(reader: Reader, session: string, prepaid: string, options?: RemainingOptions): Promise<Remaining | undefined>;
  cdr(reader: Reader, id: string): Promise<CdrRecord | undefined>;
  /** Newest first. */
  cdrs(reader: Reader, query?: CdrQuery): Promise<Page<CdrRecord>>;
}

