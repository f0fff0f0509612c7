import { decimal } from "@cpokit/kernel";
import { isPossible } from "@cpokit/metering";
import type { Session, SessionReview, SignatureVerdict, Suspicion } from "@cpokit/model";
import type { SessionPolicy } from "./policy.ts";
import type { SessionState } from "./session-state.ts";

/** A rule about an ended session; it is asked again whenever late facts change the session. */
export interface PlausibilityRule {
  readonly code: string;
  /** The sentence for the operator, or `undefined` when all is well. */
  readonly check: (state: SessionState, policy: SessionPolicy) => string | undefined;
}

/** The rules that hold an ended session from billing (T15, I6, tariffs G5, pains 3 and 46). */
export const endRules: readonly PlausibilityRule[] = [
  { code: "missing-end", check: missingEnd },
  { code: "missing-end-reading", check: missingEndReading },
  { code: "energy-unknown", check: energyUnknown },
  { code: "export-only", check: exportOnly },
  { code: "energy-above-power", check: energyAbovePower },
  { code: "energy-above-limit", check: energyAboveLimit },
  { code: "token-refused", check: tokenRefused },
  { code: "signature-missing", check: signatureMissing },
  { code: "signature-invalid", check: signatureInvalid },
  { code: "signature-mismatch", check: signatureMismatch },
];

/** Where the last session of an EVSE left its register. */
export interface LastStop {
  readonly startRegister: number;
  readonly lastRegister: number;
}

/** A lifetime register that starts below where the last session left it (pain 3); registers that start at 0 count per session. */
export function meterBelowLastStop(session: Session, lastStop: LastStop | undefined): Suspicion | undefined {
  if (lastStop === undefined || session.startRegister === undefined) return undefined;
  if (lastStop.startRegister === 0 || session.startRegister === 0 || session.startRegister >= lastStop.lastRegister) return undefined;
  return { code: "meter-below-last-stop", reason: `The start register of ${session.startRegister} Wh is below the ${lastStop.lastRegister} Wh at which the last session ended.` };
}

/** The same start once more with other content: same token, same register, shortly after (pains 1 and 3). */
export function duplicateStart(older: Session, newer: Session): Suspicion | undefined {
  const isSame = older.token !== undefined && older.token.value === newer.token?.value
    && older.startRegister !== undefined && older.startRegister === newer.startRegister && newer.startAt - older.startAt < 3_600_000;
  return isSame ? { code: "duplicate-start", reason: `Session ${newer.id} started with the same token and the same register; this start may be the same one.` } : undefined;
}

/** The suspicions of an ended session: those raised on the way stay, rules that no longer hold go, known ones keep who cleared them. */
export function assessEnd(state: SessionState, policy: SessionPolicy): readonly Suspicion[] {
  const found = endRules.flatMap(({ code, check }) => {
    const reason = check(state, policy);
    return reason === undefined ? [] : [{ code, reason }];
  });
  const isRule = (suspicion: Suspicion): boolean => endRules.some(({ code }) => code === suspicion.code);
  const known = state.session.suspicions.filter((one) => !isRule(one) || found.some(({ code }) => code === one.code));
  return [...known, ...found.filter(({ code }) => !known.some((one) => one.code === code))];
}

/** What a list of suspicions makes of the review. */
export function reviewOf(suspicions: readonly Suspicion[]): SessionReview {
  if (suspicions.some((suspicion) => suspicion.clearedBy === undefined)) return "suspect";
  return suspicions.length === 0 ? "clean" : "cleared";
}

function missingEnd({ session }: SessionState): string | undefined {
  return session.provisional ? "The station never said that the session ended; its last evidence is taken as the end." : undefined;
}

function missingEndReading({ session, meter }: SessionState, policy: SessionPolicy): string | undefined {
  if (session.provisional || session.endAt === undefined || meter.end !== undefined || session.energy === undefined) return undefined;
  const last = meter.samples ?? meter.begin;
  if (last !== undefined && session.endAt - last.at <= policy.endReadingAge) return undefined;
  return "The end came without a register, and the last one is too old to stand for it.";
}

function energyUnknown({ session, meter }: SessionState): string | undefined {
  if (session.energy !== undefined || meter.exported === true) return undefined;
  if (session.startRegister === undefined) return "The start register is unknown, so the energy is unknown.";
  return "No usable register came after the start, so the energy is unknown.";
}

function exportOnly({ session, meter }: SessionState): string | undefined {
  return session.energy === undefined && meter.exported === true ? "The meter reports only exported energy, so the charged energy is unknown (Q13)." : undefined;
}

function energyAbovePower({ session }: SessionState, policy: SessionPolicy): string | undefined {
  if (session.energy === undefined || session.endAt === undefined) return undefined;
  const maxPower = session.maxPower ?? policy.maxPower;
  if (isPossible(decimal(session.energy), session.endAt - session.startAt, { maxPower })) return undefined;
  return `${session.energy} Wh is more than ${maxPower} W can deliver in that time.`;
}

function energyAboveLimit({ session }: SessionState, policy: SessionPolicy): string | undefined {
  return session.energy !== undefined && session.energy > policy.maxEnergy ? `${session.energy} Wh is above the limit of ${policy.maxEnergy} Wh for one session.` : undefined;
}

function tokenRefused({ session }: SessionState): string | undefined {
  return session.authorization?.result === "refused" && session.energy !== 0 ? `The token was refused (${session.authorization.reason}), yet the station charged.` : undefined;
}

function signatureMissing({ session: { signatures = {} } }: SessionState, policy: SessionPolicy): string | undefined {
  const missing = (["start", "end"] as const).filter((side) => signatures[side] === undefined);
  return policy.signatures === "optional" || missing.length === 0 ? undefined : `No signed reading of its ${missing.join(" and its ")} was checked.`;
}

const FLAWS: Readonly<Record<Exclude<SignatureVerdict["result"], "valid">, string>> = {
  invalid: "has a signature that does not fit", unknownKey: "is signed with a key that is not known here", unreadable: "cannot be read",
};

function signatureInvalid({ session: { signatures = {} } }: SessionState, policy: SessionPolicy): string | undefined {
  const flaws = (["start", "end"] as const).flatMap((side) => {
    const result = signatures[side]?.result ?? "valid";
    return result === "valid" ? [] : [`The signed reading of its ${side} ${FLAWS[result]}.`];
  });
  return policy.signatures === "optional" || flaws.length === 0 ? undefined : flaws.join(" ");
}

function signatureMismatch({ session }: SessionState, policy: SessionPolicy): string | undefined {
  const { start, end } = session.signatures ?? {};
  const isOther = (signed: number | undefined, counted: number | undefined): boolean => signed !== undefined && signed !== counted;
  if (policy.signatures === "optional" || !(isOther(start?.register, session.startRegister) || isOther(end?.register, session.lastRegister))) return undefined;
  return `Signed were ${start?.register ?? "no"} and ${end?.register ?? "no"} Wh, counted from ${session.startRegister ?? "unknown"} to ${session.lastRegister ?? "unknown"} Wh.`;
}

/** Whether a session may be billed where the law wants signed readings: both are valid and say what was counted (I25). */
export function isProvenBySignatures(session: Session): boolean {
  const { start, end } = session.signatures ?? {};
  return start?.result === "valid" && end?.result === "valid" && session.startRegister !== undefined && start.register === session.startRegister && end.register === session.lastRegister;
}
