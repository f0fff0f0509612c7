import type { Instant } from "@cpokit/kernel";
import { outletOf, type Site } from "../site/define-site.ts";
import type { Car } from "./car.ts";
import { modeOf } from "./demands.ts";
import type { Policy } from "./ports.ts";

/** Sun above the least of three phases by this much, before they are used again. */
const AMPLE = 1.1;

/**
 * Orders a car that charges from the sun alone onto one phase where three need more than there is, and back when there is enough
 * (smart-charging §9), after some minutes and not without end. It counts on all its phases until it is seen on one. True when it changed.
 */
export function switchPhases(site: Site, car: Car, sunKW: number, canSwitch: boolean, now: Instant, policy: Policy): boolean {
  const { evse, wirings } = outletOf(site, car.evse);
  if (!canSwitch || evse.canSwitchPhases !== true || evse.phases !== 3 || evse.dc !== undefined) return false;
  const least = Math.max(evse.minA, car.wish.minA ?? 0) * wirings[3].gridKW;
  const isSunny = modeOf(car, now) === "pv";
  const wantsOne = isSunny && (car.onOnePhase === undefined ? sunKW < least : sunKW < least * AMPLE);
  if (wantsOne === (car.onOnePhase !== undefined)) {
    delete car.phasesWrongSince;
    return false;
  }
  car.phasesWrongSince ??= now;
  // Who no longer waits for the sun has all phases at once.
  const isDue = !isSunny || now - car.phasesWrongSince >= policy.phaseSwitchSeconds * 1_000;
  if (!isDue || (car.phaseSwitches ?? 0) >= policy.phaseSwitches) return false;
  delete car.phasesWrongSince;
  car.phaseSwitches = (car.phaseSwitches ?? 0) + 1;
  if (wantsOne) car.onOnePhase = now;
  else delete car.onOnePhase;
  car.forceSend = true;
  return true;
}
