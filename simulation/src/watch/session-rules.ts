import type { Session } from "@cpokit/model";
import type { JournalEntry, SessionState } from "@cpokit/sessions";
import type { Rule } from "./rules.ts";

/** The lifecycles that may follow each one (domain §2): a cancelled session is never resurrected (T14). */
const FOLLOWING: Readonly<Record<Session["lifecycle"], readonly Session["lifecycle"][]>> = {
  pending: ["pending", "active", "ending", "ended", "cancelled", "invalid"],
  active: ["active", "ending", "ended", "invalid"],
  ending: ["ending", "ended", "active", "invalid"],
  ended: ["ended", "active", "invalid"],
  cancelled: ["cancelled"],
  invalid: ["invalid"],
};

/** Above the rated power by this much, and this many ms of jitter, is still measurement (I6). */
const MARGIN = 1.25;
const JITTER = 10_000;
/** One step of a register that counts whole kWh, in Wh. */
const COARSEST_STEP = 1_000;

export const SESSION_RULES: readonly Rule[] = [
  ({ id, after }, _, { expect }) => expect("I8", after !== undefined, () => `Session ${id} was deleted.`),
  ({ id, before, after }, _, { expect }) => {
    const next = (after as SessionState).session;
    const known = (before as SessionState | undefined)?.session;
    expect("I16", next.journalLength === (known?.journalLength ?? 0) + 1, () => `Session ${id} went from version ${known?.journalLength ?? 0} to ${next.journalLength}.`);
    if (known !== undefined) {
      expect("T", FOLLOWING[known.lifecycle].includes(next.lifecycle), () => `Session ${id} went from ${known.lifecycle} to ${next.lifecycle}.`);
      expect("I4", known.transaction === "" || known.transaction === next.transaction, () => `Session ${id} changed its transaction from ${known.transaction} to ${next.transaction}.`);
      expect("I7", !isFinal(known) || facts(known) === facts(next), () => `Session ${id} was sealed with ${facts(known)} and now says ${facts(next)}.`);
    }
    const { startAt, endAt, startRegister, lastRegister, energy, lifecycle, review, settlement, suspicions, maxPower } = next;
    expect("I7", endAt === undefined || endAt >= startAt, () => `Session ${id} ends at ${endAt}, before its start ${startAt}.`);
    expect("I7", (lifecycle === "active") === (endAt === undefined) || !["active", "ending", "ended"].includes(lifecycle), () => `Session ${id} is ${lifecycle} and its end is ${endAt}.`);
    expect("I6", energy === undefined || (energy >= 0 && energy === (lastRegister ?? NaN) - (startRegister ?? NaN)), () => `Session ${id} has ${energy} Wh from ${startRegister} to ${lastRegister}.`);
    if (lifecycle === "ended" && energy !== undefined && endAt !== undefined && maxPower !== undefined && review === "clean") {
      const most = Math.max(COARSEST_STEP, Math.ceil((maxPower * MARGIN * (endAt - startAt + JITTER)) / 3_600_000));
      expect("I6", energy <= most, () => `Session ${id} is clean with ${energy} Wh, more than the ${most} Wh that are possible.`);
    }
    expect("T15", review === "rejected" || (review === "suspect") === suspicions.some(({ clearedBy }) => clearedBy === undefined), () => `Session ${id} is ${review} with ${JSON.stringify(suspicions)}.`);
    const isNewlySealed = settlement === "sealed" && known?.settlement !== "sealed";
    expect("T16", !isNewlySealed || (lifecycle === "ended" && review !== "suspect"), () => `Session ${id} was sealed while ${lifecycle} and ${review}.`);
  },
];

/** Facts that the station told itself, and that are billed, stay for ever. */
function isFinal(session: Session): boolean {
  return (session.settlement === "sealed" || session.settlement === "corrected") && !session.provisional && !session.suspicions.some(({ code }) => code === "missing-start");
}

function facts({ startAt, endAt, startRegister, lastRegister, energy, closure }: Session): string {
  return JSON.stringify([startAt, endAt, startRegister, lastRegister, energy, closure]);
}

export const JOURNAL_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => expect("I8", before === undefined && after !== undefined, () => `Journal entry ${id} was ${after === undefined ? "deleted" : "overwritten"}.`),
  ({ id, after }, shadow, { expect }) => {
    const entry = after as JournalEntry;
    const length = (shadow.get("sessions", entry.session) as SessionState | undefined)?.session.journalLength ?? 0;
    expect("I8", entry.seq === length, () => `Journal entry ${id} has seq ${entry.seq} after ${length} entries.`);
    const { cause } = entry;
    expect("I27", cause.kind !== "person" || (cause.actor !== "" && cause.reason !== ""), () => `Journal entry ${id} is an act of nobody or for no reason: ${JSON.stringify(cause)}.`);
  },
];

/** What was added to the series of a session stays as it was added. */
export const READING_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => expect("I8", before === undefined && after !== undefined, () => `Readings ${id} were ${after === undefined ? "deleted" : "overwritten"}.`),
];

/** Documents that are written once and never again. */
export const ONCE_RULES: readonly Rule[] = [
  ({ collection, id, before, after }, _, { expect }) => {
    const isSame = before === undefined || JSON.stringify(before) === JSON.stringify(after);
    expect(collection === "transactionNumbers" ? "I4" : collection === "orphanEvidence" ? "I8" : "I23", after !== undefined && isSame, () => `${collection} ${id} was changed from ${JSON.stringify(before)} to ${JSON.stringify(after)}.`);
  },
];

export const INBOX_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => expect("I2", before === undefined && after !== undefined, () => `The stored answer ${id} was ${after === undefined ? "deleted" : "overwritten"}: its input was counted twice.`),
];

export const EVSE_RULES: readonly Rule[] = [
  ({ id, after }, _, { expect }) => expect("I3", after !== undefined, () => `The document of EVSE ${id} was deleted.`),
];
