import { CpoError, type Instant } from "@cpokit/kernel";
import { floorTenth } from "../composite/bounds.ts";
import type { Profile, ProfilePurpose } from "../composite/profile.ts";
import type { EvseModel } from "../site/site-model.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Capabilities } from "./capabilities.ts";
import { coarsen, mergeEqual, type SetPoint } from "./steps.ts";

/** What an EVSE shall do over a time, to be said in a profile. */
export interface ProfileOrder {
  readonly id: number;
  readonly purpose: ProfilePurpose;
  readonly stackLevel: number;
  /** The transaction's id for the purpose `transaction`. */
  readonly transaction?: string;
  readonly now: Instant;
  /** Start of the schedule; the first step begins here. Default `now`. */
  readonly from?: Instant;
  /** After this many seconds the profile no longer holds: a lease. Absent = it stays. */
  readonly seconds?: number;
  /** Comes again each day or week at the same time. */
  readonly recurs?: "daily" | "weekly";
  readonly steps: readonly SetPoint[];
  /** Phases that the car was seen to use; unknown counts as one when the station only takes watts. */
  readonly phasesUsed?: 1 | 2 | 3;
  /** Orders the station to charge on one phase, this one of its own, where it can switch. */
  readonly phaseToUse?: 1 | 2 | 3;
  /** Volts from phase to neutral at which watts hold the current: the low end keeps the limit whatever the voltage does. */
  readonly volts: number;
  /** 2.1: seconds offline after which the profile no longer holds. */
  readonly maxOffline?: number;
}

const RECURRENCE = { daily: 86_400, weekly: 7 * 86_400 } as const;

/**
 * Set-points as one profile that the station can hold: amperes on AC, watts on DC, one decimal and never up, nothing between 0
 * and the minimum, no more periods than allowed (smart-charging §7 "Units and phases", "Translation").
 * What is given back is a set-point of 2.1 that allows no charging.
 * @throws `smart-charging.profile` for steps that are no schedule, or a station that takes no unit.
 */
export function toProfile(evse: EvseModel, order: ProfileOrder, capabilities: Capabilities): Profile {
  checkSteps(order.steps, capabilities.version === "2.1" && capabilities.v2x === true ? evse.maxDischargeA ?? 0 : 0);
  const unit = unitFor(evse, capabilities);
  const recurs = order.recurs !== undefined && capabilities.recurring !== false ? order.recurs : undefined;
  const longest = order.recurs === undefined ? Infinity : RECURRENCE[order.recurs];
  const seconds = order.seconds === undefined && order.recurs === undefined ? undefined : Math.min(order.seconds ?? Infinity, longest);
  const wanted = order.steps.filter((step) => step.start < (seconds ?? Infinity));
  const signalled = wanted.map(({ start, amps }) => ({ start, amps: amps < 0 ? -signallable({ ...evse, maxA: evse.maxDischargeA ?? 0 }, -amps) : signallable(evse, amps) }));
  const end = seconds ?? signalled.at(-1)!.start + 900;
  const steps = coarsen(signalled, capabilities.maxPeriods, end);
  const periods = mergeEqual(steps.map(({ start, amps }) => ({ start, amps: valueIn(unit, evse, amps, order) })));
  const onePhase = evse.dc === undefined && capabilities.switchesPhases === true && order.phaseToUse !== undefined;
  const start = order.from ?? order.now;
  return {
    id: order.id, evse: order.purpose === "station" ? 0 : evse.connector, stackLevel: Math.min(order.stackLevel, capabilities.maxStackLevel),
    purpose: order.purpose, kind: recurs ?? "absolute", unit, startSchedule: start, receivedAt: order.now,
    ...(order.transaction !== undefined && order.purpose === "transaction" && { transaction: order.transaction }),
    ...(seconds !== undefined && { duration: seconds }),
    ...(order.maxOffline !== undefined && capabilities.version === "2.1" && capabilities.offlineDuration === true && { maxOffline: order.maxOffline }),
    periods: periods.map(({ start, amps }) => ({
      start, ...(amps < 0 ? { limit: 0, mode: "CentralSetpoint", setpoint: amps, dischargeLimit: amps } : { limit: amps }), ...(onePhase && { phases: 1, ...(capabilities.version !== "1.6" && { phaseToUse: order.phaseToUse }) }),
    })),
  };
}

/** Largest current that can be signalled and is no more than `amps`: one decimal, 0 or at least the minimum. */
export function signallable(evse: Pick<EvseModel, "minA" | "maxA">, amps: number): number {
  const floored = floorTenth(Math.min(amps, evse.maxA));
  return floored < evse.minA ? 0 : floored;
}

/** A for AC and W for DC, unless the station takes only the other. */
function unitFor(evse: EvseModel, { units }: Capabilities): "A" | "W" {
  const best = evse.dc === undefined ? "A" : "W";
  const unit = units.includes(best) ? best : units[0];
  if (unit === undefined) throw new CpoError("smart-charging.profile", `The station of "${evse.id}" accepts no unit; name A or W in its capabilities.`, { evse: evse.id });
  return unit;
}

function valueIn(unit: "A" | "W", evse: EvseModel, amps: number, order: ProfileOrder): number {
  if (amps < 0) return -valueIn(unit, evse, -amps, order);
  if (unit === "A") return amps;
  if (evse.dc !== undefined) return floorTenth(Math.min(evse.dc.maxKW * 1_000, amps * wiringOf(evse, order.volts).carKW * 1_000));
  return floorTenth(amps * order.volts * Math.min(order.phasesUsed ?? 1, evse.phases));
}

function checkSteps(steps: readonly SetPoint[], mostBack: number): void {
  const isSchedule = steps[0]?.start === 0 && steps.every(({ start, amps }, index) => Number.isInteger(start) && amps >= -mostBack - 1e-9 && amps < 1e6 && (index === 0 || start > steps[index - 1]!.start));
  if (!isSchedule) throw new CpoError("smart-charging.profile", "Steps begin at 0, are whole seconds apart and have finite amperes of at least 0, or as far below as an EVSE with `maxDischargeA` at a station with `v2x` gives back.", { steps: steps.length });
}
