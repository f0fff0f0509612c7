import type { Instant } from "@cpokit/kernel";
import type { Car } from "./car.ts";
import type { Policy } from "./ports.ts";

/**
 * Whether a car that charges from the sun may charge now: it begins once there was enough for some time, and ends once there was too
 * little for some time, so that a cloud stops nobody. In between it charges at its minimum.
 */
export function isSunny(car: Car, hasEnough: boolean, now: Instant, policy: Policy): boolean {
  const charges = car.onSun === true;
  if (hasEnough === charges) {
    delete car.sunTurnsSince;
    return charges;
  }
  car.sunTurnsSince ??= now;
  if (now - car.sunTurnsSince < (hasEnough ? policy.pvStartSeconds : policy.pvStopSeconds) * 1_000) return charges;
  delete car.sunTurnsSince;
  car.onSun = hasEnough;
  return hasEnough;
}
