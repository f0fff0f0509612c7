import type { Instant } from "@cpokit/kernel";
import { accumulate, energyOf, type MeteredEnergy } from "@cpokit/metering";
import type { EnergyState, Reading, Session, SessionClosure, SignatureVerdict, Suspicion } from "@cpokit/model";
import { say } from "../journal-sentences.ts";
import { assessEnd, endRules, reviewOf } from "../plausibility.ts";
import type { SessionPolicy } from "../policy.ts";
import type { SessionEventName } from "../session-state.ts";
import { after, later, type Draft } from "./draft.ts";
import type { DecideContext } from "./situation.ts";

/** What a message proves besides its readings. */
export interface Evidence {
  /** The moment it speaks of. */
  readonly at: Instant;
  /** The message names its transaction; else only a register that moves proves that the session lives. */
  readonly isNamed?: boolean;
  /** It reports the start: its first register is the start register. */
  readonly isStart?: boolean;
}

/** Adds readings to the meter of the session, and its proof of life; what is set aside is kept with its reason. */
export function takeReadings(draft: Draft, readings: readonly Reading[], evidence: Evidence, policy: SessionPolicy): void {
  takeSignatures(draft, readings);
  const { session, meter } = draft.state;
  const metered = readings.length === 0 ? undefined : accumulate(meter, readings, { maxPower: believedPower(session, policy), beginAt: session.startAt, isStart: evidence.isStart === true });
  const known: MeteredEnergy = metered === undefined || metered.state === meter ? session : energyOf(metered.state);
  const set: Writable<Partial<Session>> = {};
  if (known.startRegister !== undefined && known.startRegister !== session.startRegister) set.startRegister = known.startRegister;
  if (known.lastRegister !== undefined && known.lastRegister !== session.lastRegister) set.lastRegister = known.lastRegister;
  if (known.energy !== undefined && known.energy !== session.energy) set.energy = known.energy;
  if (metered?.power !== undefined && metered.power !== session.power) set.power = metered.power;
  const isAlive = evidence.isNamed === true || set.lastRegister !== undefined;
  if (isAlive && evidence.at > session.lastEvidenceAt) {
    set.lastEvidenceAt = evidence.at;
    // Our own estimate of the end follows the evidence, unless a person made it.
    if (session.provisional && session.closure !== "operator" && session.endAt !== undefined && evidence.at > session.endAt) set.endAt = evidence.at;
  }
  const hasMoved = metered !== undefined && metered.state !== meter;
  if (hasMoved || Object.keys(set).length > 0) {
    const isUnknown = session.energy !== undefined && known.energy === undefined;
    const reason = set.lastRegister === undefined ? say("spoke") : say("register", { register: set.lastRegister });
    draft.apply({ event: "metered", reason, set, ...(hasMoved && { meter: metered.state }), ...(isUnknown && { clear: ["energy"] as const }) });
  }
  if (metered === undefined) return;
  draft.addPoints(metered.points);
  draft.setAside(metered.quarantined);
  for (const { code, reason } of metered.notes) if (code !== "session-relative") suspect(draft, { code, reason });
}

/** Keeps what the signed readings of start and end were found to be; the first one of a side counts. */
function takeSignatures(draft: Draft, readings: readonly Reading[]): void {
  if (!readings.some(({ signed }) => signed?.verdict !== undefined)) return;
  const known = draft.state.session.signatures ?? {};
  const verdictOf = (context: string): SignatureVerdict | undefined => readings.find((reading) => reading.context === context && reading.signed?.verdict !== undefined)?.signed?.verdict;
  const start = known.start ?? verdictOf("Transaction.Begin");
  const end = known.end ?? verdictOf("Transaction.End");
  if (start === known.start && end === known.end) return;
  const signatures = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  draft.apply({ event: "signed", reason: say(end === undefined ? "signed-start" : start === undefined ? "signed-end" : "signed", { start: start?.result ?? "", end: end?.result ?? "" }), set: { signatures } });
}

/** Where the station's times are not believed, energy cannot be judged by power and time; the session is held for its times anyway (F10). */
function believedPower(session: Session, policy: SessionPolicy): number {
  return session.suspicions.some(({ code }) => TIME_DOUBTS.has(code)) ? UNLIMITED : (session.maxPower ?? policy.maxPower);
}

const TIME_DOUBTS: ReadonlySet<string> = new Set(["time-unset", "time-future", "time-stale"]);
/** W; more than any EVSE. */
const UNLIMITED = 1_000_000_000;

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** Raises a suspicion once; a person who cleared it is not asked again. */
export function suspect(draft: Draft, suspicion: Suspicion | undefined): void {
  if (suspicion === undefined) return;
  const { session } = draft.state;
  if (session.suspicions.some(({ code }) => code === suspicion.code)) return;
  const suspicions = [...session.suspicions, suspicion];
  draft.apply({ event: "suspected", reason: suspicion.reason, set: { suspicions, review: reviewOf(suspicions) } });
}

/** Takes a suspicion back because the fact it missed has come. */
export function unsuspect(draft: Draft, code: string, reason: string): void {
  const { session } = draft.state;
  const suspicions = session.suspicions.filter((one) => one.code !== code);
  if (suspicions.length === session.suspicions.length) return;
  draft.apply({ event: "cleared", reason, set: { suspicions, review: reviewOf(suspicions) } });
}

/** A session that goes on after all is not held by what its guessed end lacked. */
export function forgetEnd(draft: Draft): void {
  const { session } = draft.state;
  const suspicions = session.suspicions.filter(({ code }) => !endRules.some((rule) => rule.code === code));
  if (suspicions.length === session.suspicions.length) return;
  draft.apply({ event: "cleared", reason: say("open"), set: { suspicions, review: reviewOf(suspicions) } });
}

/** Moves the energy state on, unless the report is older than what is known. */
export function takeState(draft: Draft, at: Instant, state: EnergyState | undefined): void {
  if (state === undefined) return;
  const { session } = draft.state;
  draft.addState({ at, state });
  if (state === session.energyState || at < session.lastEvidenceAt) return;
  draft.apply({ event: "stateChanged", reason: say(state), set: { energyState: state } });
}

/** The session is over as far as we can tell; its end is our estimate until the station says it itself. */
export function toEnding(draft: Draft, end: { readonly event: SessionEventName; readonly reason: string; readonly closure?: SessionClosure; readonly endAt?: Instant; readonly dueAt: Instant }): void {
  const { session } = draft.state;
  const endAt = later(session.startAt, end.endAt ?? session.lastEvidenceAt);
  draft.apply({
    event: end.event, reason: end.reason,
    set: { lifecycle: "ending", provisional: true, endAt, dueAt: end.dueAt, ...(end.closure !== undefined && { closure: end.closure }) },
    clear: ["alarm"],
  });
}

/** The end is as good as it gets (T8); `set` carries what the end itself says. From now on its money is waited for (I9). */
export function toEnded(draft: Draft, { now, policy }: Pick<DecideContext, "now" | "policy">, reason: string, set: Partial<Session> = {}, event: SessionEventName = "ended"): void {
  const { session } = draft.state;
  const isAlarmed = session.lifecycle === "ended" && session.alarm !== undefined;
  const isWaiting = !isSettled(session) && !isAlarmed && Number.isFinite(policy.settleWithin);
  draft.apply({
    event, reason, set: { ...set, lifecycle: "ended", ...(isWaiting && { dueAt: after(now, policy.settleWithin) }) },
    clear: [...(isWaiting ? [] : ["dueAt" as const]), ...(isAlarmed ? [] : ["alarm" as const])],
  });
  assess(draft, policy);
}

/** The money has come to its end. */
function isSettled({ settlement }: Session): boolean {
  return settlement === "sealed" || settlement === "corrected" || settlement === "waived";
}

/** Asks the rules about an ended session again; a suspect one is held from billing (T15). */
export function assess(draft: Draft, policy: SessionPolicy): void {
  const { session } = draft.state;
  if (session.lifecycle !== "ended") return;
  const suspicions = assessEnd(draft.state, policy);
  const review = reviewOf(suspicions);
  const settlement = settlementOf(session, review === "suspect");
  if (review === session.review && settlement === session.settlement && sameCodes(suspicions, session.suspicions)) {
    dropRefused(draft);
    return;
  }
  const open = suspicions.filter((suspicion) => suspicion.clearedBy === undefined);
  const reason = open.length === 0 ? say("clean") : open.map((suspicion) => suspicion.reason).join(" ");
  draft.apply({ event: open.length === 0 ? "cleared" : "suspected", reason, set: { suspicions, review, settlement } });
  dropRefused(draft);
}

/** A refused start that delivered nothing is nobody's debt (T6). Unknown energy is not 0: that stays suspect. */
function dropRefused(draft: Draft): void {
  const { session } = draft.state;
  if (session.authorization?.result !== "refused" || session.energy !== 0 || session.settlement === "sealed" || session.settlement === "corrected") return;
  draft.apply({
    event: "invalidated", reason: say("void"),
    set: { lifecycle: "invalid", settlement: "waived" }, clear: ["dueAt", "alarm"],
  });
}

function settlementOf(session: Session, isSuspect: boolean): Session["settlement"] {
  if (isSuspect) return session.settlement === "none" || session.settlement === "rated" ? "held" : session.settlement;
  return session.settlement === "held" ? "none" : session.settlement;
}

function sameCodes(a: readonly Suspicion[], b: readonly Suspicion[]): boolean {
  return a.length === b.length && a.every((one, index) => one.code === b[index]?.code);
}
