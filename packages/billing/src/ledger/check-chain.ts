import { compare, negated } from "../amounts.ts";
import type { CdrLedger, CdrRecord } from "../cdr-record.ts";
import type { AuditFinding } from "./audit-ledger.ts";

/** What is wrong with the CDRs of one session together. */
export function checkChain(records: readonly CdrRecord[], ledger: CdrLedger | undefined): AuditFinding[] {
  const session = records[0]!.session;
  const findings: AuditFinding[] = [];
  const find = (code: AuditFinding["code"], reason: string, cdr?: string): void => void findings.push({ code, session, reason, ...(cdr === undefined ? {} : { cdr }) });
  const byId = new Map(records.map((record) => [record.id, record]));

  const credited = new Map<string, CdrRecord>();
  for (const credit of records.filter(({ kind }) => kind === "credit")) {
    const original = byId.get(credit.creditOf ?? "");
    if (original?.kind !== "normal") find("chain", `Credit ${credit.id} takes back ${credit.creditOf ?? "nothing"}, which is no normal CDR of the session.`, credit.id);
    else if (compare(credit.total.excl, negated(original.total.excl)) !== 0) find("chain", `Credit ${credit.id} of ${credit.total.excl} does not take back the ${original.total.excl} of ${original.id}.`, credit.id);
    if (credited.has(credit.creditOf ?? "")) find("chain", `CDR ${credit.creditOf} was credited twice.`, credit.id);
    credited.set(credit.creditOf ?? "", credit);
  }
  for (const reissue of records) {
    if (reissue.supersedes !== undefined && !credited.has(reissue.supersedes)) find("chain", `CDR ${reissue.id} replaces ${reissue.supersedes}, which was never credited.`, reissue.id);
  }

  const standing = records.filter(({ id, kind }) => kind === "normal" && !credited.has(id)).map(({ id }) => id);
  if (standing.length > 1) find("standing", `The CDRs ${standing.join(", ")} of one session all stand.`);
  if (ledger === undefined) {
    find("missing", `No ledger names the CDRs ${[...byId.keys()].join(", ")}.`);
    return findings;
  }
  if (standing.length <= 1 && ledger.current !== standing[0]) find("standing", `The ledger says that ${ledger.current ?? "nothing"} stands; the CDRs say ${standing[0] ?? "nothing"}.`);
  for (const id of ledger.all) if (!byId.has(id)) find("missing", `The ledger names CDR ${id}, which is not there.`, id);
  for (const id of byId.keys()) if (!ledger.all.includes(id)) find("missing", `The ledger does not name CDR ${id}.`, id);
  return findings;
}
