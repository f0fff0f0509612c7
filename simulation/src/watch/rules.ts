import { CDR_RULES, LEDGER_RULES } from "./cdr-rules.ts";
import { checkCauses, checkEvses, checkJournals, checkMoney, checkOutgoing, checkReferences } from "./unit-rules.ts";
import { EVSE_RULES, INBOX_RULES, JOURNAL_RULES, ONCE_RULES, READING_RULES, SESSION_RULES } from "./session-rules.ts";
import { COMMAND_RULES, CONNECTION_RULES, DELIVERY_RULES, INCARNATION_RULES } from "./station-rules.ts";
import type { Findings } from "./findings.ts";

/** One write of a committed unit: `undefined` stands for absent. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** All that is durable in the collections with rules. */
export interface Shadow {
  get(collection: string, id: string): unknown;
  all(collection: string): ReadonlyMap<string, unknown>;
  /** What rules remember from commit to commit, by a name of their own. */
  readonly memory: Map<string, unknown>;
}

/** Judges one write against what was there before its unit. */
export type Rule = (change: Change, shadow: Shadow, findings: Findings) => void;

/** Judges a whole unit after it was applied. */
export type UnitRule = (changes: readonly Change[], shadow: Shadow, findings: Findings) => void;

export const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ["sessions", SESSION_RULES],
  ["sessionJournal", JOURNAL_RULES],
  ["sessionReadings", READING_RULES],
  ["sessionStations", INCARNATION_RULES],
  ["openSessions", EVSE_RULES],
  ["transactions", []],
  ["sessionInbox", INBOX_RULES],
  ["orphanEvidence", ONCE_RULES],
  ["transactionNumbers", ONCE_RULES],
  ["tariffVersions", ONCE_RULES],
  ["frozenTariffs", ONCE_RULES],
  ["authorizationDecisions", ONCE_RULES],
  ["unprocessedMessages", []],
  ["cdrs", CDR_RULES],
  ["cdrLedgers", LEDGER_RULES],
  ["storage.deliveries", DELIVERY_RULES],
  ["storage.failures", []],
  ["stationConnections", CONNECTION_RULES],
  ["commands", COMMAND_RULES],
]);

export const UNIT_RULES: readonly UnitRule[] = [checkJournals, checkEvses, checkReferences, checkCauses, checkOutgoing, checkMoney];
