import type { CdrLedger, CdrRecord } from "@cpokit/billing";
import { decimal, multiplyDecimals, formatDecimal } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { SessionState } from "@cpokit/sessions";
import type { FaultName } from "@cpokit/simulator";
import type { TrueTransaction, Truth } from "./truth.ts";
import type { Findings } from "./watch/findings.ts";
import type { Ledger } from "./watch/ledger.ts";

/** Faults after which the energy of a transaction cannot be known from what the station says. */
const HIDES_ENERGY: ReadonlySet<FaultName> = new Set(["exportRegister", "bareUpdates"]);
/** Faults that give a person something to look at; their sessions may be held. */
const RAISES_DOUBT: ReadonlySet<FaultName> = new Set(["clockSkew", "wrongUnit", "transactionIdZero", ...HIDES_ENERGY]);

/** What the day came to on our side, for one station. */
interface Booked {
  readonly session: Session;
  /** The CDR that stands. */
  readonly cdr?: CdrRecord;
}

/** Compares what was booked with what the meters of the stations counted. */
export function judgeDay(truths: readonly Truth[], ledger: Ledger, findings: Findings): void {
  const booked = bookedSessions(ledger);
  for (const truth of truths) judgeStation(truth, booked.filter(({ session }) => session.station === truth.station.identity), findings);
}

function bookedSessions(ledger: Ledger): readonly Booked[] {
  return [...ledger.all("sessions").values()].map((state) => {
    const { session } = state as SessionState;
    const standing = (ledger.get("cdrLedgers", session.id) as CdrLedger | undefined)?.current;
    const cdr = standing === undefined ? undefined : (ledger.get("cdrs", standing) as CdrRecord | undefined);
    return { session, ...(cdr === undefined ? {} : { cdr }) };
  });
}

function judgeStation(truth: Truth, booked: readonly Booked[], { expect }: Findings): void {
  const { station: { identity }, faults, transactions } = truth;
  const claimed = new Set<string>();
  const hidesEnergy = (transaction: TrueTransaction): boolean => transaction.version !== "1.6" && faults.some((fault) => HIDES_ENERGY.has(fault));
  const isDoubtful = faults.some((fault) => RAISES_DOUBT.has(fault));
  let delivered = 0;
  let billed = 0;
  let isWhole = !isDoubtful;

  for (const [index, transaction] of transactions.entries()) {
    const name = `Transaction ${transaction.reference} of ${identity} (${transaction.version}, ${transaction.number ?? "no number"})`;
    const energy = energyOf(transaction, transactions.slice(index + 1), truth);
    const mine = sessionsOf(transaction, booked);
    for (const { session } of mine) claimed.add(session.id);
    expect("ORACLE", mine.length <= 1, () => `${name} became ${mine.length} sessions: ${mine.map(({ session }) => session.id).join(", ")}.`);
    expect("ORACLE", mine.length === 1 || !transaction.isStartTold, () => `${name} was acknowledged and became no session.`);
    const [found] = mine;
    const isTold = transaction.isStartTold && transaction.isEndTold && !transaction.isDamaged;
    const isNameless = transaction.version === "1.6" && faults.includes("transactionIdZero");
    const isExact = isTold && !hidesEnergy(transaction) && !isNameless;
    if (found === undefined) {
      isWhole = false;
      continue;
    }
    const { session, cdr } = found;
    // Readings that name no transaction go to whichever session is open; a person sees those.
    expect("ORACLE", (session.energy ?? 0) <= energy || (isNameless && session.review !== "clean"), () => `${name} delivered ${energy} Wh, session ${session.id} says ${session.energy}.`);
    const isAgreed = cdr === undefined || (wattHours(cdr) === session.energy && cdr.start === session.startAt && cdr.end === session.endAt);
    expect("ORACLE", isAgreed || session.review === "suspect", () =>
      `CDR ${cdr?.id} bills ${cdr?.energy} kWh from ${cdr?.start} to ${cdr?.end}, session ${session.id} has ${session.energy} Wh from ${session.startAt} to ${session.endAt} (${describe(session)}).`);
    if (!isExact || transaction.isRefused) {
      isWhole = false;
      continue;
    }
    expect("ORACLE", session.energy === energy || (isDoubtful && session.review !== "clean"), () => `${name} delivered ${energy} Wh, session ${session.id} says ${session.energy} (${describe(session)}).`);
    if (isDoubtful) continue;
    delivered += energy;
    billed += cdr === undefined ? 0 : wattHours(cdr);
    const at = (time: number | undefined): number => (time ?? 0) + transaction.skew;
    expect("ORACLE", session.startAt === at(transaction.startAt), () => `${name} started at ${at(transaction.startAt)}, session ${session.id} says ${session.startAt} (${describe(session)}).`);
    expect("ORACLE", session.endAt === at(transaction.endAt), () => `${name} ended at ${at(transaction.endAt)}, session ${session.id} says ${session.endAt} (${describe(session)}).`);
    expect("ORACLE", cdr !== undefined, () => `${name} was told completely and is not billed (${describe(session)}).`);
  }

  expect("ORACLE", !isWhole || delivered === billed, () => `${identity} delivered ${delivered} Wh and ${billed} Wh are billed.`);
  for (const { session, cdr } of booked) {
    if (claimed.has(session.id) || session.lifecycle === "cancelled") continue;
    expect("ORACLE", cdr === undefined, () => `Session ${session.id} of ${identity} is no true transaction, and CDR ${cdr?.id} bills it (${describe(session)}).`);
    expect("ORACLE", session.review !== "clean" || session.lifecycle === "invalid", () => `Session ${session.id} of ${identity} is no true transaction and nobody was told (${describe(session)}).`);
  }
}

/** The energy between begin and end by the station's own meter; a transaction that was lost ends where the next one begins. */
function energyOf(transaction: TrueTransaction, later: readonly TrueTransaction[], { station }: Truth): number {
  const next = later.find(({ evse }) => evse === transaction.evse);
  const end = transaction.endRegister ?? next?.startRegister ?? station.view(transaction.evse).register;
  return end - transaction.startRegister;
}

function sessionsOf(transaction: TrueTransaction, booked: readonly Booked[]): readonly Booked[] {
  const reference = transaction.version === "1.6" ? transaction.number : transaction.reference;
  return reference === undefined ? [] : booked.filter(({ session }) => session.transaction === reference);
}

function wattHours(cdr: CdrRecord): number {
  return Number(formatDecimal(multiplyDecimals(decimal(cdr.energy), decimal(1_000))));
}

function describe({ lifecycle, closure, provisional, review, suspicions, settlement }: Session): string {
  return [lifecycle, closure, provisional ? "provisional" : "", review, settlement, ...suspicions.map(({ code }) => code)].filter((word) => word !== undefined && word !== "").join(" ");
}
