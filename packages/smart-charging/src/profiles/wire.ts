import { formatInstant, parseInstant, type Instant } from "@cpokit/kernel";
import type { Profile, ProfileKind, ProfilePurpose, SchedulePeriod } from "../composite/profile.ts";
import type { Capabilities } from "./capabilities.ts";

type Unit = "A" | "W";
type Kind16 = "Absolute" | "Recurring" | "Relative";

/** A period on the wire; 1.6 and 2.0.1 know the first three fields and phaseToUse. */
export interface WirePeriod {
  startPeriod: number;
  limit: number;
  numberPhases?: number;
  phaseToUse?: number;
}

interface WireSchedule {
  startSchedule?: string;
  duration?: number;
  chargingRateUnit: Unit;
  chargingSchedulePeriod: WirePeriod[];
}

/** SetChargingProfile.req of OCPP 1.6. */
export interface SetProfile16 {
  connectorId: number;
  csChargingProfiles: {
    chargingProfileId: number;
    transactionId?: number;
    stackLevel: number;
    chargingProfilePurpose: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
    chargingProfileKind: Kind16;
    recurrencyKind?: "Daily" | "Weekly";
    validFrom?: string;
    validTo?: string;
    chargingSchedule: WireSchedule;
  };
}

/** SetChargingProfileRequest of OCPP 2.0.1; 2.1 takes it as well. */
export interface SetProfile2 {
  evseId: number;
  chargingProfile: {
    id: number;
    stackLevel: number;
    chargingProfilePurpose: "ChargingStationMaxProfile" | "TxDefaultProfile" | "TxProfile";
    chargingProfileKind: Kind16;
    recurrencyKind?: "Daily" | "Weekly";
    validFrom?: string;
    validTo?: string;
    transactionId?: string;
    chargingSchedule: (WireSchedule & { id: number })[];
  };
}

/** A period of 2.1: what a car gives back is a set-point below 0. */
export interface WirePeriod21 extends WirePeriod {
  operationMode?: OperationMode;
  setpoint?: number;
  dischargeLimit?: number;
}

type OperationMode = "Idle" | "ChargingOnly" | "CentralSetpoint" | "ExternalSetpoint" | "ExternalLimits" | "CentralFrequency" | "LocalFrequency" | "LocalLoadBalancing";

/** SetChargingProfileRequest with what 2.1 adds to it. */
export interface SetProfile21 {
  evseId: number;
  chargingProfile: Omit<SetProfile2["chargingProfile"], "chargingProfilePurpose" | "chargingSchedule"> & {
    chargingSchedule: (Omit<WireSchedule, "chargingSchedulePeriod"> & { id: number; chargingSchedulePeriod: WirePeriod21[] })[];
    chargingProfilePurpose: SetProfile2["chargingProfile"]["chargingProfilePurpose"] | "PriorityCharging" | "LocalGeneration";
    maxOfflineDuration?: number;
  };
}

const TO_2 = { station: "ChargingStationMaxProfile", default: "TxDefaultProfile", transaction: "TxProfile", priority: "PriorityCharging", localGeneration: "LocalGeneration" } as const;
const FROM_WIRE: Readonly<Record<string, ProfilePurpose>> = {
  ChargePointMaxProfile: "station", ChargingStationMaxProfile: "station", ChargingStationExternalConstraints: "external",
  TxDefaultProfile: "default", TxProfile: "transaction", PriorityCharging: "priority", LocalGeneration: "localGeneration",
};

type Settable = Exclude<ProfilePurpose, "external">;

/** A profile as SetChargingProfile of OCPP 1.6 says it. Its transaction ids are numbers. */
export function toWire16(profile: Profile, capabilities: Pick<Capabilities, "plain"> = {}): SetProfile16 {
  const transaction = profile.transaction === undefined ? undefined : Number(profile.transaction);
  const purpose = profile.purpose === "station" ? "ChargePointMaxProfile" : profile.purpose === "transaction" ? "TxProfile" : "TxDefaultProfile";
  return {
    connectorId: profile.evse,
    csChargingProfiles: {
      chargingProfileId: profile.id, stackLevel: profile.stackLevel, chargingProfilePurpose: purpose,
      ...(transaction !== undefined && Number.isInteger(transaction) && { transactionId: transaction }),
      ...timesOf(profile), chargingSchedule: scheduleOf(profile, capabilities.plain === true),
    },
  };
}

/** A profile as SetChargingProfile of OCPP 2.0.1 says it; purposes of 2.1 need `toWire21`. */
export function toWire201(profile: Profile, capabilities: Pick<Capabilities, "plain"> = {}): SetProfile2 {
  const { maxOfflineDuration: _none, ...chargingProfile } = toWire21({ ...profile, periods: profile.periods.map(({ mode: _mode, setpoint: _setpoint, dischargeLimit: _discharge, ...period }) => period) }, capabilities).chargingProfile;
  return { evseId: profile.evse, chargingProfile: chargingProfile as SetProfile2["chargingProfile"] };
}

/** A profile as SetChargingProfile of OCPP 2.1 says it. */
export function toWire21(profile: Profile, capabilities: Pick<Capabilities, "plain"> = {}): SetProfile21 {
  const schedule = scheduleOf(profile, capabilities.plain === true);
  return {
    evseId: profile.evse,
    chargingProfile: {
      id: profile.id, stackLevel: profile.stackLevel, chargingProfilePurpose: TO_2[profile.purpose as Settable],
      ...(profile.transaction !== undefined && { transactionId: profile.transaction }),
      ...(profile.maxOffline !== undefined && { maxOfflineDuration: profile.maxOffline }),
      ...timesOf(profile), chargingSchedule: [{ id: profile.id, ...schedule, chargingSchedulePeriod: schedule.chargingSchedulePeriod.map((period, index) => ({ ...period, ...setpointOf(profile.periods[index]!) })) }],
    },
  };
}

function setpointOf({ mode, setpoint, dischargeLimit }: SchedulePeriod): Pick<WirePeriod21, "operationMode" | "setpoint" | "dischargeLimit"> {
  return { ...(mode !== undefined && { operationMode: mode as OperationMode }), ...(setpoint !== undefined && { setpoint }), ...(dischargeLimit !== undefined && { dischargeLimit }) };
}

function timesOf(profile: Profile) {
  return {
    chargingProfileKind: profile.kind === "relative" ? "Relative" as const : profile.kind === "daily" || profile.kind === "weekly" ? "Recurring" as const : "Absolute" as const,
    ...(profile.kind === "daily" && { recurrencyKind: "Daily" as const }),
    ...(profile.kind === "weekly" && { recurrencyKind: "Weekly" as const }),
    ...(profile.validFrom !== undefined && { validFrom: formatInstant(profile.validFrom) }),
    ...(profile.validTo !== undefined && { validTo: formatInstant(profile.validTo) }),
  };
}

function scheduleOf(profile: Profile, plain: boolean): WireSchedule {
  return {
    ...(profile.startSchedule !== undefined && profile.kind !== "relative" && { startSchedule: formatInstant(profile.startSchedule) }),
    ...(profile.duration !== undefined && { duration: profile.duration }),
    chargingRateUnit: profile.unit,
    chargingSchedulePeriod: profile.periods.map((period) => ({
      startPeriod: period.start, limit: period.limit ?? 0,
      ...(!plain && period.phases !== undefined && { numberPhases: period.phases }),
      ...(!plain && period.phaseToUse !== undefined && { phaseToUse: period.phaseToUse }),
    })),
  };
}

/** What profiles of all versions say by the same names; the request types of `@cpokit/ocpp` fit. */
export interface ReadableProfile {
  readonly stackLevel: number;
  readonly chargingProfileKind: string;
  readonly recurrencyKind?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingProfilePurpose: string;
  readonly transactionId?: string | number;
  readonly maxOfflineDuration?: number;
  readonly invalidAfterOfflineDuration?: boolean;
  readonly dynUpdateTime?: string;
}

interface ReadableSchedule {
  readonly startSchedule?: string;
  readonly duration?: number;
  readonly chargingRateUnit: Unit;
  readonly useLocalTime?: boolean;
  readonly limitAtSoC?: { readonly soc: number; readonly limit: number };
  readonly chargingSchedulePeriod: readonly {
    readonly startPeriod: number; readonly limit?: number; readonly limit_L2?: number; readonly limit_L3?: number; readonly numberPhases?: number;
    readonly phaseToUse?: number; readonly operationMode?: string; readonly setpoint?: number; readonly dischargeLimit?: number;
  }[];
}

/** Reads a profile as it arrived on the wire; of several schedules of 2.x give the one that is meant. */
export function readWireProfile(wire: ReadableProfile, schedule: ReadableSchedule, own: { readonly id: number; readonly evse: number; readonly receivedAt: Instant }): Profile {
  return {
    ...own, stackLevel: wire.stackLevel, purpose: FROM_WIRE[wire.chargingProfilePurpose] ?? "external", kind: kindOf(wire), unit: schedule.chargingRateUnit,
    periods: schedule.chargingSchedulePeriod.map(readPeriod),
    ...(wire.transactionId !== undefined && { transaction: String(wire.transactionId) }),
    ...(schedule.duration !== undefined && { duration: schedule.duration }),
    ...(schedule.useLocalTime !== undefined && { useLocalTime: schedule.useLocalTime }),
    ...(schedule.limitAtSoC !== undefined && { limitAtSoC: { soc: schedule.limitAtSoC.soc, limit: schedule.limitAtSoC.limit } }),
    ...(wire.maxOfflineDuration !== undefined && { maxOffline: wire.maxOfflineDuration }),
    ...(wire.invalidAfterOfflineDuration !== undefined && { invalidAfterOffline: wire.invalidAfterOfflineDuration }),
    ...moment("startSchedule", schedule.startSchedule), ...moment("validFrom", wire.validFrom), ...moment("validTo", wire.validTo), ...moment("updatedAt", wire.dynUpdateTime),
  };
}

function readPeriod(period: ReadableSchedule["chargingSchedulePeriod"][number]): SchedulePeriod {
  return {
    start: period.startPeriod,
    ...(period.limit !== undefined && { limit: period.limit }),
    ...(period.limit_L2 !== undefined && { limitL2: period.limit_L2 }),
    ...(period.limit_L3 !== undefined && { limitL3: period.limit_L3 }),
    ...(period.numberPhases !== undefined && { phases: period.numberPhases }),
    ...(period.phaseToUse !== undefined && { phaseToUse: period.phaseToUse }),
    ...(period.operationMode !== undefined && { mode: period.operationMode }),
    ...(period.setpoint !== undefined && { setpoint: period.setpoint }),
    ...(period.dischargeLimit !== undefined && { dischargeLimit: period.dischargeLimit }),
  };
}

function kindOf({ chargingProfileKind, recurrencyKind }: ReadableProfile): ProfileKind {
  if (chargingProfileKind === "Relative") return "relative";
  if (chargingProfileKind === "Dynamic") return "dynamic";
  if (chargingProfileKind === "Recurring") return recurrencyKind === "Weekly" ? "weekly" : "daily";
  return "absolute";
}

function moment<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, Instant>> {
  const at = text === undefined ? undefined : parseInstant(text);
  return at === undefined ? {} : ({ [name]: at } as Partial<Record<Name, Instant>>);
}
