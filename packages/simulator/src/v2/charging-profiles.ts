import { instant, type Instant } from "@cpokit/kernel";
import {
  v21, type ChargingProfileType, type GetChargingProfilesRequest, type GetCompositeScheduleRequest, type GetCompositeScheduleResponse,
  type SetChargingProfileResponse,
} from "@cpokit/ocpp/v21";
import type { ChargingProfile, ProfilePurpose } from "../profiles/charging-profile.ts";
import { compositeSchedule } from "../profiles/composite.ts";
import { readProfile } from "../profiles/wire-profile.ts";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

const PURPOSES: Readonly<Record<ChargingProfileType["chargingProfilePurpose"], ProfilePurpose>> = {
  ChargingStationMaxProfile: "station", ChargingStationExternalConstraints: "external", TxDefaultProfile: "default", TxProfile: "transaction",
  PriorityCharging: "priority", LocalGeneration: "localGeneration",
};

/** The purposes that a simulated station obeys and a central system may set (K01). */
const SETTABLE: ReadonlySet<ProfilePurpose> = new Set(["station", "default", "transaction"]);

/** Why a profile is refused, as `reasonCode`. */
type Objection = "UnsupportedRequest" | "UnsupportedPurpose" | "InvalidProfile" | "TxNotFound" | "DuplicateProfile" | "UnknownEVSE";

/** SetChargingProfile, ClearChargingProfile, GetChargingProfiles and GetCompositeSchedule of OCPP 2.x. */
export function chargingProfileAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  /** The profiles as they came, to be reported as they came. */
  const wires = new Map<number, ChargingProfileType>();
  return [
    answers(v21.action("SetChargingProfile"), ({ evseId, chargingProfile: wire }): SetChargingProfileResponse => {
      const profile = profileOf(wire, evseId, core.now());
      const objection = objectionTo(core, profile);
      if (objection !== undefined) return { status: "Rejected", statusInfo: { reasonCode: objection } };
      wires.set(wire.id, wire);
      core.profiles.set(profile);
      core.limitsChanged();
      return { status: "Accepted" };
    }),
    answers(v21.action("UpdateDynamicSchedule"), ({ chargingProfileId, scheduleUpdate }) => {
      const wire = wires.get(chargingProfileId);
      const held = core.profiles.list().find(({ id }) => id === chargingProfileId);
      const [schedule] = wire?.chargingSchedule ?? [];
      const [period] = schedule?.chargingSchedulePeriod ?? [];
      if (wire?.chargingProfileKind !== "Dynamic" || held === undefined || schedule === undefined || period === undefined) return { status: "Rejected", statusInfo: { reasonCode: "InvalidProfile" } };
      const next: ChargingProfileType = { ...wire, chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ ...period, ...scheduleUpdate }] }] };
      wires.set(wire.id, next);
      core.profiles.set(profileOf(next, held.evse, core.now()));
      core.limitsChanged();
      return { status: "Accepted" };
    }),
    answers(v21.action("ClearChargingProfile"), ({ chargingProfileId, chargingProfileCriteria: criteria }) => {
      const purpose = criteria?.chargingProfilePurpose;
      const removed = core.profiles.clear((profile) =>
        (chargingProfileId === undefined || profile.id === chargingProfileId) &&
        (criteria?.evseId === undefined || profile.evse === criteria.evseId) &&
        (criteria?.stackLevel === undefined || profile.stackLevel === criteria.stackLevel) &&
        (purpose === undefined || profile.purpose === PURPOSES[purpose]));
      core.limitsChanged();
      return { status: removed > 0 ? "Accepted" : "Unknown" };
    }),
    answers(v21.action("GetChargingProfiles"), (request) => {
      const found = core.profiles.list().filter((profile) => isWanted(profile, request));
      for (const [index, profile] of found.entries()) {
        const wire = wires.get(profile.id);
        if (wire === undefined) continue;
        core.later(() => ({
          action: "ReportChargingProfiles",
          payload: {
            requestId: request.requestId, chargingLimitSource: "CSO", evseId: profile.evse, chargingProfile: [wire],
            ...(index < found.length - 1 ? { tbc: true } : {}),
          },
        }));
      }
      return { status: found.length > 0 ? "Accepted" : "NoProfiles" };
    }),
    answers(v21.action("GetCompositeSchedule"), (request) => composite(core, request)),
  ];
}

/** A profile of the wire as the station keeps it; of several schedules the first counts. Its cars give no power: a set point below 0 is none. */
export function profileOf(wire: ChargingProfileType, evse: number, receivedAt: Instant): ChargingProfile {
  const transaction = wire.transactionId === undefined ? {} : { transaction: wire.transactionId };
  const schedule = wire.chargingSchedule[0]!;
  const chargingSchedulePeriod = schedule.chargingSchedulePeriod.map(({ setpoint, limit, ...period }) => ({
    ...period, ...(setpoint === undefined ? (limit === undefined ? {} : { limit }) : { limit: Math.max(0, Math.min(setpoint, limit ?? setpoint)) }),
  }));
  return readProfile(wire, { ...schedule, chargingSchedulePeriod }, { id: wire.id, evse, purpose: PURPOSES[wire.chargingProfilePurpose], receivedAt, ...transaction });
}

function objectionTo(core: StationCore, profile: ChargingProfile): Objection | undefined {
  if (core.vendorLimits !== undefined) return "UnsupportedRequest";
  if (!SETTABLE.has(profile.purpose)) return "UnsupportedPurpose";
  if (profile.evse !== 0 && core.evse(profile.evse) === undefined) return "UnknownEVSE";
  if (profile.purpose === "station" && (profile.evse !== 0 || profile.kind === "relative")) return "InvalidProfile";
  if (profile.periods[0]?.start !== 0) return "InvalidProfile";
  if (profile.purpose === "transaction") {
    const running = core.evse(profile.evse)?.view().transaction;
    if (running === undefined || profile.transaction !== running.reference) return "TxNotFound";
  }
  const collides = core.profiles.list().some((other) =>
    other.id !== profile.id && other.purpose === profile.purpose && other.stackLevel === profile.stackLevel &&
    other.evse === profile.evse && other.transaction === profile.transaction && overlaps(other, profile));
  return collides ? "DuplicateProfile" : undefined;
}

function overlaps(a: ChargingProfile, b: ChargingProfile): boolean {
  const begin = (profile: ChargingProfile): number => profile.validFrom ?? Number.NEGATIVE_INFINITY;
  const end = (profile: ChargingProfile): number => profile.validTo ?? Number.POSITIVE_INFINITY;
  return begin(a) < end(b) && begin(b) < end(a);
}

function isWanted(profile: ChargingProfile, { evseId, chargingProfile: criterion }: GetChargingProfilesRequest): boolean {
  return (evseId === undefined || profile.evse === evseId) &&
    (criterion.chargingProfileId === undefined || criterion.chargingProfileId.includes(profile.id)) &&
    (criterion.stackLevel === undefined || profile.stackLevel === criterion.stackLevel) &&
    (criterion.chargingProfilePurpose === undefined || profile.purpose === PURPOSES[criterion.chargingProfilePurpose]) &&
    (criterion.chargingLimitSource === undefined || criterion.chargingLimitSource.includes("CSO"));
}

function composite(core: StationCore, request: GetCompositeScheduleRequest): GetCompositeScheduleResponse {
  const hardware = core.evses.find((entry) => entry.hardware.number === request.evseId)?.hardware;
  if (hardware === undefined) return { status: "Rejected", statusInfo: { reasonCode: "UnknownEVSE" } };
  const unit = request.chargingRateUnit ?? (hardware.powerType === "DC" ? "W" : "A");
  const from = instant(Math.floor(core.now() / 1_000) * 1_000);
  const periods = compositeSchedule(hardware, from, request.duration, unit, (at) => core.limitAt(hardware.number, at));
  if (periods.length === 0) return { status: "Rejected", statusInfo: { reasonCode: "InvalidDuration" } };
  return {
    status: "Accepted",
    schedule: { evseId: request.evseId, duration: request.duration, scheduleStart: core.stamp(from), chargingRateUnit: unit, chargingSchedulePeriod: [...periods] },
  };
}
