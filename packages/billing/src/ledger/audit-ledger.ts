import type { Reader } from "@cpokit/storage";
import { cdrLedgers, cdrs, type CdrLedger, type CdrRecord } from "../cdr-record.ts";
import type { Digest } from "../seal.ts";
import { checkChain } from "./check-chain.ts";
import { checkRecord } from "./check-record.ts";

/** One thing that is wrong with the ledger. */
export interface AuditFinding {
  readonly code: AuditCode;
  readonly session: string;
  readonly cdr?: string;
  /** A sentence for people. */
  readonly reason: string;
}

export type AuditCode =
  /** The digest does not fit the record: somebody changed it (I11). */
  | "hash"
  /** The snapshot leads to other amounts (I12). */
  | "recompute"
  /** Lines, adjustments and rounding do not sum to the total (I13). */
  | "sum"
  /** The periods do not begin with the session, follow each other, and hold its energy (I14). */
  | "periods"
  /** More than one normal CDR stands, or another than the ledger says (I10). */
  | "standing"
  /** Credits and reissues do not fit what they speak of (I11). */
  | "chain"
  /** The ledger names a CDR that is not there, or a CDR that no ledger names. */
  | "missing";

export interface LedgerAudit {
  readonly sessions: number;
  readonly cdrs: number;
  /** Empty when the ledger is in order. */
  readonly findings: readonly AuditFinding[];
}

/** Reads the whole ledger and checks every record and every session of it (I10–I14). Changes nothing. */
export async function auditLedger(reader: Reader, options: { readonly digest: Digest }): Promise<LedgerAudit> {
  const findings: AuditFinding[] = [];
  let sessions = 0;
  let count = 0;
  for await (const records of bySession(reader)) {
    const ledger = await reader.get(cdrLedgers, records[0]!.session);
    findings.push(...records.flatMap((record) => checkRecord(record, options.digest)), ...checkChain(records, ledger));
    sessions += 1;
    count += records.length;
  }
  for await (const ledger of ledgers(reader)) {
    const page = await reader.find(cdrs, { index: "bySession", prefix: [ledger.session], limit: 1 });
    if (page.items.length === 0) findings.push({ code: "missing", session: ledger.session, reason: `The ledger names ${ledger.all.join(", ")}, and no CDR of the session is there.` });
  }
  return { sessions, cdrs: count, findings };
}

/** All records, those of one session together. */
async function* bySession(reader: Reader): AsyncGenerator<readonly CdrRecord[]> {
  let records: CdrRecord[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(cdrs, { index: "bySession", limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { body } of page.items) {
      if (records.length > 0 && records[0]!.session !== body.session) {
        yield records;
        records = [];
      }
      records.push(body);
    }
    after = page.next;
    isLast = after === undefined;
  }
  if (records.length > 0) yield records;
}

async function* ledgers(reader: Reader): AsyncGenerator<CdrLedger> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(cdrLedgers, { limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { body } of page.items) yield body;
    after = page.next;
    isLast = after === undefined;
  }
}
