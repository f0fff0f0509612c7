import type { OcppVersion, Profile } from "./profile.ts";

/** Why a profile cannot be taken in, in the words of OCPP 2.x reason codes. */
export type InstallRefusal = "UnsupportedPurpose" | "InvalidProfile" | "InvalidSchedule" | "TxNotFound" | "DuplicateProfile";

/** What a station holds after it was given a profile, or why it refused. */
export type InstallOutcome =
  | { readonly accepted: true; readonly profiles: readonly Profile[] }
  | { readonly accepted: false; readonly reason: InstallRefusal };

/** What the rules depend on besides the profiles. */
export interface InstallContext {
  /** The transaction that runs on the EVSE of the profile. */
  readonly transaction?: string;
  /** Inside RequestStartTransaction a TxProfile needs no transaction id. */
  readonly withStart?: boolean;
  /** 2.1: what SupportedAdditionalPurposes lists. */
  readonly additionalPurposes?: readonly ("priority" | "localGeneration")[];
}

/** Takes a profile in as a station does: refuses what breaks a rule, replaces what it stands for (smart-charging §7 "Purposes", "Stacking"). */
export function installProfile(profiles: readonly Profile[], profile: Profile, version: OcppVersion, context: InstallContext = {}): InstallOutcome {
  const reason = objection(profile, version, context);
  if (reason !== undefined) return { accepted: false, reason };
  if (version === "1.6") return { accepted: true, profiles: [...profiles.filter((other) => other.id !== profile.id && !isSamePlace(other, profile)), profile] };
  const others = profiles.filter((other) => other.id !== profile.id);
  if (others.some((other) => collides(other, profile))) return { accepted: false, reason: "DuplicateProfile" };
  return { accepted: true, profiles: [...others, profile] };
}

function objection(profile: Profile, version: OcppVersion, context: InstallContext): InstallRefusal | undefined {
  const { purpose, kind, periods, evse } = profile;
  const starts = periods.map(({ start }) => start);
  if (starts[0] !== 0 || starts.some((start, index) => index > 0 && start <= starts[index - 1]!)) return "InvalidSchedule";
  if (periods.some(isImpossible)) return "InvalidSchedule";
  // External limits come from outside; a CSMS only reads them.
  if (purpose === "external") return "UnsupportedPurpose";
  if (purpose === "priority" || purpose === "localGeneration") {
    if (version !== "2.1" || context.additionalPurposes?.includes(purpose) !== true) return "UnsupportedPurpose";
  }
  if (kind === "dynamic" && (version !== "2.1" || periods.length !== 1)) return "InvalidProfile";
  const chargesOnly = periods.every(({ mode }) => mode === undefined || mode === "ChargingOnly");
  if (purpose === "station" && (evse !== 0 || !chargesOnly || (version !== "1.6" && kind === "relative"))) return "InvalidProfile";
  if (purpose === "priority" && (evse === 0 || !chargesOnly || profile.duration !== undefined)) return "InvalidProfile";
  if (purpose !== "transaction") return undefined;
  if (evse === 0) return "InvalidProfile";
  if (context.withStart === true) return undefined;
  if (context.transaction === undefined) return "TxNotFound";
  if (profile.transaction === undefined) return version === "1.6" ? undefined : "InvalidProfile";
  return profile.transaction === context.transaction ? undefined : "TxNotFound";
}

function isImpossible(period: Profile["periods"][number]): boolean {
  if (period.phaseToUse !== undefined && period.phases !== 1) return true;
  if (period.dischargeLimit !== undefined && period.dischargeLimit > 0) return true;
  return period.limit === undefined && (period.mode === undefined || period.mode === "ChargingOnly");
}

function isSamePlace(a: Profile, b: Profile): boolean {
  return a.purpose === b.purpose && a.stackLevel === b.stackLevel && a.evse === b.evse;
}

function collides(a: Profile, b: Profile): boolean {
  if (a.purpose !== b.purpose || a.stackLevel !== b.stackLevel) return false;
  const sameTarget = a.purpose === "transaction" ? a.transaction === b.transaction : a.evse === b.evse || (a.purpose === "default" && (a.evse === 0 || b.evse === 0));
  return sameTarget && begin(a) < end(b) && begin(b) < end(a);
}

function begin(profile: Profile): number {
  return profile.validFrom ?? -Infinity;
}

function end(profile: Profile): number {
  return profile.validTo ?? Infinity;
}
