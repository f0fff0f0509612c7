import { CpoError, deciAmperes, watts, type DeciAmpere, type W, type Wh } from "@cpokit/kernel";

/** Energy in watt-milliseconds, integer: what charging adds up, so that no fraction of a watt-hour is ever lost. */
export type WattMilliseconds = number;

/** 1 Wh. */
export const WATT_MILLISECONDS_PER_WH = 3_600_000;

/** The voltage between a phase and neutral. */
export const PHASE_VOLTAGE = 230;

/** The least current that IEC 61851 lets an AC station offer; below it a car pauses. */
const LEAST_CURRENT = deciAmperes(60);

/** The share of its greatest power that the battery takes from a state of charge on, both in percent. */
export interface CurvePoint {
  readonly stateOfCharge: number;
  readonly share: number;
}

export interface VehicleOptions {
  readonly batteryCapacity: Wh;
  /** Whole percent at arrival. */
  readonly stateOfCharge: number;
  /** The state of charge that the driver set as the limit; 100 when absent. */
  readonly target?: number;
  /** The greatest power of the on-board charger over all its phases. */
  readonly acPower?: W;
  /** Phases of the on-board charger; 3 when absent. */
  readonly phases?: 1 | 2 | 3;
  /** The greatest power at a DC station. */
  readonly dcPower?: W;
  /** Ascending points; linear between them. Full power to 80 %, then falling to a tenth, when absent. */
  readonly curve?: readonly CurvePoint[];
}

/** A vehicle at one moment. A plain value: charging gives a new one. */
export interface Vehicle {
  readonly batteryCapacity: Wh;
  readonly energy: WattMilliseconds;
  readonly target: number;
  readonly acPower: W;
  readonly phases: 1 | 2 | 3;
  readonly dcPower: W;
  /** The share in percent for each whole percent of charge, 0 to 100. */
  readonly shares: readonly number[];
}

/** What a station offers a vehicle. */
export type Offer =
  | { readonly kind: "AC"; readonly current: DeciAmpere; readonly phases: 1 | 2 | 3; readonly power: W }
  | { readonly kind: "DC"; readonly power: W };

/** What one stretch of charging did. */
export interface Charged {
  readonly vehicle: Vehicle;
  readonly energy: WattMilliseconds;
  /** How long energy flowed: less than asked for when the vehicle had enough, 0 when it took nothing. */
  readonly duration: number;
}

const DEFAULT_CURVE: readonly CurvePoint[] = [{ stateOfCharge: 0, share: 100 }, { stateOfCharge: 80, share: 100 }, { stateOfCharge: 100, share: 10 }];

/** Creates a vehicle. @throws `simulator.vehicle` when a percentage is outside 0 to 100. */
export function createVehicle(options: VehicleOptions): Vehicle {
  const { batteryCapacity, stateOfCharge, target = 100, acPower = watts(11_000), phases = 3, dcPower = watts(100_000), curve = DEFAULT_CURVE } = options;
  for (const value of [stateOfCharge, target, ...curve.flatMap((point) => [point.stateOfCharge, point.share])]) {
    if (!(value >= 0 && value <= 100)) {
      throw new CpoError("simulator.vehicle", `A vehicle was given ${value} % where 0 to 100 are possible.`, { value });
    }
  }
  const capacity = batteryCapacity * WATT_MILLISECONDS_PER_WH;
  return {
    batteryCapacity, target, acPower, phases, dcPower,
    energy: Math.floor((capacity * stateOfCharge) / 100),
    shares: Array.from({ length: 101 }, (_, percent) => shareAt(curve, percent)),
  };
}

/** The state of charge in whole percent, rounded down. */
export function stateOfCharge(vehicle: Vehicle): number {
  return Math.floor((vehicle.energy * 100) / (vehicle.batteryCapacity * WATT_MILLISECONDS_PER_WH));
}

/** The power that the vehicle takes of an offer now; 0 when it has enough, or the offer is below the least current. */
export function acceptedPower(vehicle: Vehicle, offer: Offer): W {
  if (vehicle.energy >= wantedEnergy(vehicle)) return watts(0);
  const share = vehicle.shares[stateOfCharge(vehicle)]!;
  if (offer.kind === "DC") return watts(Math.min(offer.power, Math.floor((vehicle.dcPower * share) / 100)));
  const phases = usedPhases(vehicle, offer);
  const ownCurrent = Math.floor((vehicle.acPower * 10) / (vehicle.phases * PHASE_VOLTAGE));
  const leastPower = (LEAST_CURRENT * PHASE_VOLTAGE * phases) / 10;
  if (offer.current < LEAST_CURRENT || offer.power < leastPower) return watts(0);
  const offered = Math.floor((Math.min(offer.current, ownCurrent) * PHASE_VOLTAGE * phases) / 10);
  return watts(Math.min(offered, offer.power, Math.floor((vehicle.acPower * share) / 100)));
}

/** The phases on which an AC offer charges this vehicle. */
export function usedPhases(vehicle: Vehicle, offer: { readonly phases: 1 | 2 | 3 }): 1 | 2 | 3 {
  return vehicle.phases < offer.phases ? vehicle.phases : offer.phases;
}

/**
 * Charges for `milliseconds` of a constant offer. The power is constant within each percent of charge, so that the result is exact
 * and the same however the time is cut into pieces. Never more than the target, the offer, or the vehicle's own limits.
 */
export function charge(vehicle: Vehicle, offer: Offer, milliseconds: number): Charged {
  const capacity = vehicle.batteryCapacity * WATT_MILLISECONDS_PER_WH;
  const wanted = wantedEnergy(vehicle);
  let current = vehicle;
  let left = milliseconds;
  for (let power = acceptedPower(current, offer); left > 0 && power > 0; power = acceptedPower(current, offer)) {
    const boundary = Math.min(Math.ceil(((stateOfCharge(current) + 1) * capacity) / 100), wanted);
    const step = Math.min(left, Math.ceil((boundary - current.energy) / power));
    current = withEnergy(current, Math.min(current.energy + power * step, wanted));
    left -= step;
  }
  return { vehicle: current, energy: current.energy - vehicle.energy, duration: milliseconds - left };
}

/** Milliseconds until the vehicle has enough of a constant offer; `undefined` when it takes nothing. */
export function timeToFull(vehicle: Vehicle, offer: Offer): number | undefined {
  const { duration } = charge(vehicle, offer, Number.MAX_SAFE_INTEGER);
  return duration === 0 ? undefined : duration;
}

function withEnergy(vehicle: Vehicle, energy: WattMilliseconds): Vehicle {
  return { ...vehicle, energy };
}

function wantedEnergy(vehicle: Vehicle): WattMilliseconds {
  return Math.floor((vehicle.batteryCapacity * WATT_MILLISECONDS_PER_WH * vehicle.target) / 100);
}

function shareAt(curve: readonly CurvePoint[], percent: number): number {
  const after = curve.findIndex((point) => point.stateOfCharge >= percent);
  const next = curve[after] ?? curve.at(-1) ?? { stateOfCharge: 100, share: 100 };
  const previous = curve[after - 1] ?? next;
  const span = next.stateOfCharge - previous.stateOfCharge;
  return span === 0 ? next.share : previous.share + ((next.share - previous.share) * (percent - previous.stateOfCharge)) / span;
}
