import { formatInstant, parseInstant, zone, type Instant } from "@cpokit/kernel";
import { readWireProfile, type CompositePeriod, type Dialect, type OcppVersion, type Profile, type ProfilePurpose, type ReadableProfile, type Supply } from "../../src/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** A profile that a station holds, or is given, in the words of its version. */
export interface HeldProfile {
  /** `evseId`; `connectorId` in 1.6; 0 is the whole station. */
  readonly evse: number;
  readonly receivedAt: string;
  readonly profile: Json;
}

/** How a station reads profiles where implementations differ. */
export interface VectorDialect {
  /** What it assumes where no profile limits: `"none"`, or so much. */
  readonly gap: Dialect["gap"];
  /** Number of phases where several profiles apply: the lowest, or that of the leading one. */
  readonly phases: Dialect["phases"];
  readonly timeZone?: string;
}

/** What is asked about an EVSE, with what the station knows of it. */
export interface VectorEvse {
  readonly evse: number;
  readonly supply: Supply;
  readonly transaction?: { readonly id?: string; readonly startedAt: string; readonly readyAt?: string };
  readonly priorityCharging?: boolean;
}

const PURPOSES: Readonly<Record<OcppVersion, Readonly<Partial<Record<ProfilePurpose, string>>>>> = {
  "1.6": { station: "ChargePointMaxProfile", default: "TxDefaultProfile", transaction: "TxProfile" },
  "2.0.1": { station: "ChargingStationMaxProfile", default: "TxDefaultProfile", transaction: "TxProfile", external: "ChargingStationExternalConstraints" },
  "2.1": {
    station: "ChargingStationMaxProfile", default: "TxDefaultProfile", transaction: "TxProfile", external: "ChargingStationExternalConstraints", priority: "PriorityCharging", localGeneration: "LocalGeneration",
  },
};
const KINDS = { absolute: "Absolute", relative: "Relative", daily: "Recurring", weekly: "Recurring", dynamic: "Dynamic" } as const;

/** The profile as the version writes it: `csChargingProfiles` of 1.6, `chargingProfile` of 2.x. `undefined` where the version has no words for it. */
export function heldProfile(profile: Profile, version: OcppVersion): HeldProfile | undefined {
  const purpose = PURPOSES[version][profile.purpose];
  const { evse, kind, periods, limitAtSoC } = profile;
  const isOnlyOf21 = kind === "dynamic" || limitAtSoC !== undefined || profile.useLocalTime !== undefined || profile.maxOffline !== undefined || profile.invalidAfterOffline !== undefined || profile.updatedAt !== undefined
    || periods.some((period) => [period.limitL2, period.limitL3, period.mode, period.setpoint, period.dischargeLimit].some((value) => value !== undefined) || period.limit === undefined);
  if (purpose === undefined || (isOnlyOf21 && version !== "2.1") || (version === "1.6" && periods.some(({ phaseToUse }) => phaseToUse !== undefined))) return undefined;
  const schedule = given({
    startSchedule: time(profile.startSchedule), duration: profile.duration, useLocalTime: profile.useLocalTime, limitAtSoC: limitAtSoC === undefined ? undefined : { ...limitAtSoC }, chargingRateUnit: profile.unit,
    chargingSchedulePeriod: periods.map((period) => given({
      startPeriod: period.start, limit: period.limit, limit_L2: period.limitL2, limit_L3: period.limitL3, numberPhases: period.phases, phaseToUse: period.phaseToUse,
      operationMode: period.mode, setpoint: period.setpoint, dischargeLimit: period.dischargeLimit,
    })),
  });
  const named = profile.purpose === "transaction" ? profile.transaction : undefined;
  const transaction = version === "1.6" && named !== undefined ? NUMBERS[named] : named;
  const wire = given({
    [version === "1.6" ? "chargingProfileId" : "id"]: profile.id, stackLevel: profile.stackLevel, chargingProfilePurpose: purpose, chargingProfileKind: KINDS[kind],
    recurrencyKind: kind === "daily" ? "Daily" : kind === "weekly" ? "Weekly" : undefined, validFrom: time(profile.validFrom), validTo: time(profile.validTo), transactionId: transaction,
    maxOfflineDuration: profile.maxOffline, invalidAfterOfflineDuration: profile.invalidAfterOffline, dynUpdateTime: time(profile.updatedAt),
    chargingSchedule: version === "1.6" ? schedule : [{ id: 1, ...schedule }],
  });
  return { evse, receivedAt: formatInstant(profile.receivedAt), profile: wire };
}

/** Transactions of 1.6 have numbers. */
const NUMBERS: Readonly<Record<string, number>> = { S: 1, T: 2, U: 3 };

/** What a profile of a vector is to the engine. */
export function readHeld({ evse, receivedAt, profile }: HeldProfile): Profile {
  const wire = profile as unknown as ReadableProfile & { readonly id?: number; readonly chargingProfileId?: number; readonly chargingSchedule: unknown };
  const [schedule] = [wire.chargingSchedule].flat() as [Parameters<typeof readWireProfile>[1]];
  return readWireProfile(wire, schedule, { id: wire.id ?? wire.chargingProfileId!, evse, receivedAt: parseInstant(receivedAt)! });
}

/** A transaction's name in the version. */
export function nameOf(transaction: string, version: OcppVersion): string {
  return version === "1.6" ? String(NUMBERS[transaction]) : transaction;
}

export function vectorDialect({ gap, phases, zone: local }: Dialect): VectorDialect {
  return { gap, phases, ...(local === undefined ? {} : { timeZone: local.name }) };
}

export function readDialect(version: OcppVersion, { gap, phases, timeZone }: VectorDialect): Dialect {
  return { version, gap, phases, ...(timeZone === undefined ? {} : { zone: zone(timeZone) }) };
}

/** A period of a composite schedule in the words of OCPP; without `limit` no profile limits. */
export function wirePeriod({ start, limit, limitL2, limitL3, phases, phaseToUse, mode, setpoint }: CompositePeriod): Json {
  return given({ startPeriod: start, limit, limit_L2: limitL2, limit_L3: limitL3, numberPhases: phases, phaseToUse, operationMode: mode, setpoint });
}

export function given(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

export function time(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}
