import { parseInstant, type Instant } from "@cpokit/kernel";
import type { ChargingProfile } from "./charging-profile.ts";

/** What the profiles of all versions have in common on the wire, by the same names. */
interface WireProfile {
  readonly stackLevel: number;
  readonly chargingProfileKind: string;
  readonly recurrencyKind?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
}

interface WireSchedule {
  readonly startSchedule?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly chargingRateUnit: "A" | "W";
  readonly chargingSchedulePeriod: readonly { readonly startPeriod: number; readonly limit?: number; readonly numberPhases?: number }[];
}

/** A period of OCPP 2.1 may have no limit; a negative one means the same (Q9). */
const NO_LIMIT = -1;

/** Reads a profile of the wire, given what each version says in its own words. */
export function readProfile(
  wire: WireProfile, schedule: WireSchedule, own: Pick<ChargingProfile, "id" | "evse" | "purpose" | "transaction" | "receivedAt">,
): ChargingProfile {
  return {
    ...own,
    stackLevel: wire.stackLevel,
    kind: kindOf(wire),
    unit: schedule.chargingRateUnit,
    periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit = NO_LIMIT, numberPhases }) => ({
      start: startPeriod * 1_000, limit, ...(numberPhases === undefined ? {} : { phases: numberPhases }),
    })),
    ...(schedule.duration === undefined ? {} : { duration: schedule.duration * 1_000 }),
    ...moment("startSchedule", schedule.startSchedule),
    ...moment("validFrom", wire.validFrom),
    ...moment("validTo", wire.validTo),
  };
}

function kindOf({ chargingProfileKind, recurrencyKind }: WireProfile): ChargingProfile["kind"] {
  if (chargingProfileKind === "Relative") return "relative";
  if (chargingProfileKind === "Recurring") return recurrencyKind === "Weekly" ? "recurringWeekly" : "recurringDaily";
  return "absolute";
}

function moment<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, Instant>> {
  const at = text === undefined ? undefined : parseInstant(text);
  return at === undefined ? {} : ({ [name]: at } as Partial<Record<Name, Instant>>);
}
