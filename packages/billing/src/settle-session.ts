import { silentLogger } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { BillableSession } from "./billable-session.ts";
import type { Billing, BillingOptions, BillOutcome, Correction, Reviewed } from "./billing.ts";
import { cdrLedgers, cdrs, type CdrRecord } from "./cdr-record.ts";
import { versionOf } from "./frozen-tariff.ts";
import { postCdr } from "./invoices/open-item.ts";
import type { Rater } from "./rate-session.ts";
import { creditRecord, sealRecord } from "./seal.ts";
import { settlementSentences } from "./settlement-sentences.ts";
import { tariffVersions } from "./tariff-catalogue.ts";

const { say } = settlementSentences;

/** Seals, corrects and credits: all that writes into the ledger of CDRs. */
export function createSettling(options: BillingOptions, rater: Rater): Pick<Billing, "bill" | "correct" | "credit"> {
  const { clock, ids, digest, sessions, party, logger = silentLogger } = options;

  async function settled(unit: Unit, session: string, outcome: "unpriced" | "held" | "waived", reason: string): Promise<BillOutcome> {
    await sessions.settle(unit, session, outcome, reason);
    unit.publish({ topic: `session.${outcome}`, key: session, payload: { session, reason } });
    return { outcome, reason };
  }

  /** Rates the session and returns the sealed record, or why there is none. */
  async function rate(unit: Unit, billable: BillableSession, reviewed: Reviewed | undefined): Promise<CdrRecord | BillOutcome> {
    const { session } = billable;
    const version = await versionOf(unit, billable);
    if (version === undefined) {
      return await settled(unit, session.id, "unpriced", say("no-tariff"));
    }
    const issuedAt = clock.now();
    const rated = rater.rate(billable, version, { id: ids.next(), party, issuedAt });
    if (rated.outcome === "unpriced") return await settled(unit, session.id, "unpriced", rated.reason);
    if (reviewed === undefined) {
      const doubt = doubtAbout(billable) ?? (rated.generated.needsReview ? say("needs-look", { codes: codesOf(rated.generated.warnings) }) : undefined);
      if (doubt !== undefined) return await settled(unit, session.id, "held", doubt);
    }
    return sealRecord(billable, version, rated.generated, { revision: 1, issuedAt, digest, salt: ids.next(), party });
  }

  /** The sealed CDR stands until a person has looked at the late facts (T15). */
  function standAside(unit: Unit, { id, suspicions }: BillableSession["session"]): BillOutcome {
    const reason = suspicions.map((suspicion) => suspicion.reason).join(" ");
    unit.publish({ topic: "session.held", key: id, payload: { session: id, reason } });
    return { outcome: "held", reason };
  }

  async function write(unit: Unit, record: CdrRecord): Promise<void> {
    unit.put(cdrs, record.id, record);
    await postCdr(unit, record);
    unit.publish({ topic: "cdr.issued", key: record.session, payload: { cdr: record.id, session: record.session, kind: record.kind } });
  }

  return {
    async bill(unit, id, reviewed) {
      const ledger = await unit.get(cdrLedgers, id);
      if (ledger !== undefined) {
        const cdr = ledger.current === undefined ? undefined : await unit.get(cdrs, ledger.current);
        return cdr === undefined ? { outcome: "ignored", reason: "The CDR of the session was credited." } : { outcome: "already", cdr };
      }
      const billable = await sessions.load(unit, id);
      if (billable === undefined) return { outcome: "ignored", reason: `There is no session ${id}.` };
      const { session } = billable;
      if (session.lifecycle !== "ended") return { outcome: "ignored", reason: `The session is ${session.lifecycle}, not ended.` };
      if (session.settlement === "waived") return { outcome: "ignored", reason: "The session was waived." };
      if (session.review === "suspect" || session.review === "rejected") return { outcome: "held", reason: session.suspicions.map(({ reason }) => reason).join(" ") };
      if (session.authorization?.result === "refused" && (session.energy ?? 0) === 0) {
        return await settled(unit, id, "waived", say("nothing"));
      }
      const record = await rate(unit, billable, reviewed);
      if ("outcome" in record) return record;
      await write(unit, record);
      unit.put(cdrLedgers, id, { session: id, revision: 1, current: record.id, all: [record.id] });
      await sessions.settle(unit, id, "sealed", sealText(record, reviewed));
      return { outcome: "sealed", cdr: record };
    },

    async correct(unit, id, correction) {
      const ledger = await unit.get(cdrLedgers, id);
      const standing = ledger?.current === undefined ? undefined : await unit.get(cdrs, ledger.current);
      if (ledger === undefined || standing === undefined) return { outcome: "ignored", reason: "Nothing is sealed for this session that could be corrected." };
      const billable = await sessions.load(unit, id);
      if (billable === undefined) return { outcome: "ignored", reason: `There is no session ${id}.` };
      if (billable.session.review === "suspect") return standAside(unit, billable.session);
      const wanted = correction?.tariffVersion ?? standing.tariffVersion;
      const version = await unit.get(tariffVersions, wanted);
      if (version === undefined) return { outcome: "ignored", reason: `There is no tariff version ${wanted}.` };
      const revision = ledger.revision + 1;
      const rated = corrected(billable, version, revision, standing);
      if ("outcome" in rated) return rated;
      if (sameMoney(standing, rated)) return { outcome: "already", cdr: standing };
      const credit = creditRecord(standing, { issuedAt: rated.issuedAt, digest, ...(correction === undefined ? {} : { remark: correction.reason }) });
      await write(unit, credit);
      await write(unit, rated);
      unit.put(cdrLedgers, id, { ...ledger, revision, current: rated.id, all: [...ledger.all, credit.id, rated.id] });
      await sessions.settle(unit, id, "corrected", correctionText(standing, rated, correction));
      return { outcome: "sealed", cdr: rated };
    },

    async credit(unit, id, { actor, reason }) {
      const ledger = await unit.get(cdrLedgers, id);
      const standing = ledger?.current === undefined ? undefined : await unit.get(cdrs, ledger.current);
      if (ledger === undefined || standing === undefined) return { outcome: "ignored", reason: "No CDR of this session stands." };
      const credit = creditRecord(standing, { issuedAt: clock.now(), digest, remark: reason });
      await write(unit, credit);
      const { current: _, ...rest } = ledger;
      unit.put(cdrLedgers, id, { ...rest, revision: ledger.revision + 1, all: [...ledger.all, credit.id] });
      await sessions.settle(unit, id, "waived", say("credited-by", { actor, cdr: standing.id, reason }));
      return { outcome: "credited", cdr: credit };
    },
  };

  function corrected(billable: BillableSession, version: TariffVersion, revision: number, standing: CdrRecord): CdrRecord | BillOutcome {
    const issuedAt = clock.now();
    const rated = rater.rate(billable, version, { id: ids.next(), party, issuedAt });
    if (rated.outcome === "unpriced") {
      logger.error({ session: billable.session.id, reason: rated.reason }, "a corrected session cannot be priced; its sealed CDR stands");
      return { outcome: "unpriced", reason: rated.reason };
    }
    return sealRecord(billable, version, rated.generated, { revision, issuedAt, digest, salt: ids.next(), party, supersedes: standing.id });
  }
}

/** Why a person should look before money is asked for. */
function doubtAbout({ session, points }: BillableSession): string | undefined {
  if (points.length === 0 || session.energy === undefined) return say("no-energy");
  if (session.authorization?.result === "refused") return say("refused-token");
  return undefined;
}

function codesOf(warnings: readonly { readonly code: string }[]): string {
  return [...new Set(warnings.map((warning) => warning.code))].join(", ") || "no reason was given";
}

function sealText(record: CdrRecord, reviewed: Reviewed | undefined): string {
  return reviewed === undefined ? say("sealed", { cdr: record.id }) : say("sealed-reviewed", { cdr: record.id, ...reviewed });
}

function correctionText(standing: CdrRecord, next: CdrRecord, correction: Correction | undefined): string {
  const ids = { credited: standing.id, cdr: next.id };
  return correction === undefined ? say("corrected", ids) : say("corrected-by", { ...ids, ...correction });
}

function sameMoney(a: CdrRecord, b: CdrRecord): boolean {
  return a.total.excl === b.total.excl && a.total.incl === b.total.incl && a.energy === b.energy && a.start === b.start && a.end === b.end;
}
