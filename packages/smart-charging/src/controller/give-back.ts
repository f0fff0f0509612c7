import type { Instant } from "@cpokit/kernel";
import { allocate, type Claim } from "../allocate/allocate.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { SiteLimits } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Car } from "./car.ts";
import { modeOf } from "./demands.ts";
import type { StationInfo } from "./ports.ts";

/** What giving back depends on besides the cars. */
export interface GiveBackInput {
  readonly site: Site;
  /** Room for exactly these cars, as `exportLimitsAt` has it. */
  readonly exports: SiteLimits;
  readonly now: Instant;
  /** How long a set-point may still hold that is sent now. */
  readonly leaseSeconds: number;
  readonly stationOf: (evse: string) => StationInfo | undefined;
  /** A per phase that the plan gives a transaction now; below 0 it gives back. */
  readonly planned: (transaction: string) => number | undefined;
}

const EFFICIENCY = 0.95;
const HOUR = 3_600_000;
/** From this rung of the rejection ladder on the station refuses more than a unit. */
const SECOND_RUNG = 2;

/** What is in the battery of a car that may give back, kWh: as its station says, else what came in and went out since it was plugged in. */
export function storedKWh(car: Car): number | undefined {
  const { v2g } = car.wish;
  if (v2g === undefined) return undefined;
  const { efficiency = EFFICIENCY } = v2g;
  return car.storedKWh ?? v2g.storedKWh + car.deliveredKWh * efficiency - car.returnedKWh / efficiency;
}

/** What a car has more than when it came, kWh: what counts towards its target. */
export function gainedKWh(car: Car): number {
  return car.wish.v2g === undefined ? car.deliveredKWh : storedKWh(car)! - car.wish.v2g.storedKWh;
}

/** What each car gives back now, A per phase by transaction: as the plan says, within its battery, its departure and what the site may feed in, shared fairly. */
export function giveBack(cars: readonly Car[], input: GiveBackInput): ReadonlyMap<string, number> {
  const { site, exports } = input;
  const claims = cars.flatMap((car): Claim[] => {
    const maxA = wantedOf(car, input);
    return maxA === 0 ? [] : [{ id: car.transaction, evse: car.evse, maxA, ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }) }];
  });
  return new Map(claims.length === 0 ? [] : allocate(site, exports, claims).shares.filter(({ amps }) => amps > 0).map(({ id, amps }) => [id, amps]));
}

/** A per phase that a car may and shall give back until a set-point that is sent now is over. */
function wantedOf(car: Car, { site, now, leaseSeconds, stationOf, planned }: GiveBackInput): number {
  const { v2g, targetKWh = 0, departure } = car.wish;
  const evse = evseOf(site, car.evse);
  const { capabilities } = stationOf(car.evse) ?? {};
  const wished = -(planned(car.transaction) ?? 0);
  if (v2g === undefined || !(wished > 0) || modeOf(car, now) !== "cheap" || car.refusesToGive === true || car.rung >= SECOND_RUNG || !car.hasId) return 0;
  if (evse.leaseSafe !== "verified" || capabilities?.v2x !== true || capabilities.version !== "2.1") return 0;
  const { efficiency = EFFICIENCY, reserveKWh = 0 } = v2g;
  const { carKW } = wiringOf(evse, site.voltage, car.phasesUsed);
  const stored = storedKWh(car)!;
  const end = now + leaseSeconds * 1_000;
  const lossPerAmp = (carKW * (leaseSeconds * 1_000)) / HOUR / efficiency;
  // What it gives back it must be able to get again before it leaves, at its full power.
  const most = Math.min(evse.maxA, car.wish.maxA ?? Infinity) * carKW;
  const again = departure === undefined ? Infinity : (Math.min(most, evse.dc?.maxKW ?? Infinity) * efficiency * Math.max(0, departure - end)) / HOUR;
  const spare = Math.min(stored - reserveKWh, again - (targetKWh - gainedKWh(car)));
  return Math.max(0, Math.min(wished, v2g.maxDischargeA, evse.maxDischargeA ?? 0, spare / lossPerAmp));
}
