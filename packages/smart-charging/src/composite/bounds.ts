import type { Dialect } from "./dialect.ts";
import type { Interval } from "./intervals.ts";

/** What the supply of an EVSE turns amperes into: volts from phase to neutral and phases on AC; on DC the volts of the outlet. */
export interface Supply {
  readonly kind: "ac" | "dc";
  /** As measured, for amperes to watts. */
  readonly volts: number;
  /** The low end, for watts to amperes. Default 0.9 × `volts`. */
  readonly lowVolts?: number;
  /** Phases of the EVSE. Default 3; no meaning on DC. */
  readonly phases?: 1 | 2 | 3;
}

/** What holds at an EVSE at one instant; numbers in the unit that was asked for. */
export interface Bound {
  /** Absent = no profile limits. Watts are the sum of the phases, unless there is a value for L2 or L3. */
  readonly limit?: number;
  readonly limitL2?: number;
  readonly limitL3?: number;
  /** Absent on DC, and where no limit is. */
  readonly phases?: number;
  readonly phaseToUse?: number;
  readonly mode?: string;
  readonly setpoint?: number;
}

/** One decimal, never up. */
export function floorTenth(value: number): number {
  return Math.floor(value * 10 + 1e-6) / 10;
}

/** The lowest of all that apply, in one unit (smart-charging §7 "Combining", "Units and phases"). */
export function combine(active: readonly Interval[], local: Interval | undefined, unit: "A" | "W", supply: Supply, dialect: Dialect): Bound {
  const phases = phasesOf(active, supply, dialect);
  const bounds = active.filter(({ period }) => (period.limit ?? -1) >= 0);
  const lead = active[0]?.period;
  const inUnit = ({ profile, period }: Interval): readonly number[] => convert(perPhase(period, profile.unit, phases), profile.unit, unit, supply);
  const lowest = bounds.length === 0 ? gapOf(dialect, unit, phases) : minimum(bounds.map(inUnit));
  if (lowest === undefined) return setpointOf(active[0], unit, supply, phases, undefined);
  const extra = local === undefined || (local.period.limit ?? -1) < 0 ? [] : inUnit(local);
  const amount = lowest.map((value, phase) => value + (extra[phase] ?? 0));
  const isEven = amount.every((value) => Math.abs(value - amount[0]!) < 1e-9);
  const limit = floorTenth(isEven && unit === "W" ? amount[0]! * phases : amount[0]!);
  return {
    limit,
    ...(!isEven && { limitL2: floorTenth(amount[1]!), ...(amount.length > 2 && { limitL3: floorTenth(amount[2]!) }) }),
    ...(supply.kind === "ac" && { phases }),
    ...(phases === 1 && lead?.phaseToUse !== undefined && { phaseToUse: lead.phaseToUse }),
    ...setpointOf(active[0], unit, supply, phases, limit),
  };
}

/** Absent = 3 on AC; the lowest of all counts, and never more than the EVSE has. */
function phasesOf(active: readonly Interval[], supply: Supply, dialect: Dialect): number {
  if (supply.kind === "dc") return 1;
  const said = (dialect.phases === "leading" ? active.slice(0, 1) : active).map(({ period }) => period.phases ?? 3);
  return Math.max(1, Math.min(supply.phases ?? 3, ...said));
}

/** One value for each phase; equal ones of watts are their even part. */
function perPhase(period: Interval["period"], unit: "A" | "W", phases: number): number[] {
  const first = period.limit!;
  const isEven = period.limitL2 === undefined && period.limitL3 === undefined;
  const all = isEven ? [first, first, first] : [first, period.limitL2 ?? first, period.limitL3 ?? first];
  if (phases === 1) return [isEven ? first : Math.min(...all)];
  return all.slice(0, phases).map((value) => (unit === "W" && isEven ? value / phases : value));
}

function convert(values: readonly number[], from: "A" | "W", to: "A" | "W", supply: Supply): readonly number[] {
  if (from === to) return values;
  const volts = to === "W" ? supply.volts : lowVoltsOf(supply);
  return values.map((value) => (to === "W" ? value * volts : value / volts));
}

function lowVoltsOf(supply: Supply): number {
  return supply.lowVolts ?? 0.9 * supply.volts;
}

function minimum(values: readonly (readonly number[])[]): readonly number[] {
  return values[0]!.map((_, phase) => Math.min(...values.map((value) => value[phase]!)));
}

function gapOf({ gap }: Dialect, unit: "A" | "W", phases: number): readonly number[] | undefined {
  if (gap === "none") return undefined;
  return Array.from({ length: phases }, () => (unit === "A" ? gap.amps : gap.watts / phases));
}

/** The setpoint of the leading period within [dischargeLimit, limit] (2.1); discharge is negative. */
function setpointOf(lead: Interval | undefined, unit: "A" | "W", supply: Supply, phases: number, limit: number | undefined): Bound {
  const { mode, setpoint, dischargeLimit } = lead?.period ?? {};
  if (lead === undefined || mode === undefined || mode === "ChargingOnly") return {};
  if (setpoint === undefined) return { mode };
  const own = (value: number): number => convert([lead.profile.unit === "W" ? value / phases : value], lead.profile.unit, unit, supply)[0]! * (unit === "W" ? phases : 1);
  const clipped = Math.min(Math.max(own(setpoint), dischargeLimit === undefined ? -Infinity : own(dischargeLimit)), limit ?? Infinity);
  return { mode, setpoint: Math.sign(clipped) * floorTenth(Math.abs(clipped)) };
}
