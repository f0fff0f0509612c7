import type { Instant } from "@cpokit/kernel";
import { leasesAt } from "../safety/ledger.ts";
import type { Safety } from "../safety/safety.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { Car } from "./car.ts";
import { DEFAULT_PURPOSE_RUNG } from "./ladder.ts";

const PATIENCE = 10_000;

/** Finds stations that let their car draw more than they were told (smart-charging §9). Drawing less is never a fault. */
export function createFollowing({ site, safety, onQuarantine }: { readonly site: Site; readonly safety: Safety; readonly onQuarantine: (evse: string, why: string) => void }): {
  /** True when the set-point has to be sent again. */
  check(car: Car, now: Instant): boolean;
  /** Counts one fault of its station, the same way. */
  strike(car: Car, why: string): boolean;
} {
  const strike = (car: Car, why: string): boolean => {
    car.strikes += 1;
    if (car.strikes >= 3) {
      onQuarantine(car.evse, why);
      return false;
    }
    if (car.strikes === 2) car.rung = Math.max(car.rung, DEFAULT_PURPOSE_RUNG);
    return true;
  };
  return {
    strike,
    check(car, now) {
      const evse = evseOf(site, car.evse);
      const entry = safety.entry(car.evse);
      const told = leasesAt(entry, now).map(({ milliamps }) => milliamps / 1_000);
      const allowed = told.length === 0 ? evse.fallbackA : Math.max(0, ...told);
      const amps = car.measured?.amps ?? [];
      const drawn = Math.max(0, ...amps);
      const mayGive = -Math.min(0, ...told);
      const given = -Math.min(0, ...amps);
      const givesMore = given > mayGive * 1.05 + 1;
      if (!entry.hasFallback || (!givesMore && drawn <= allowed * 1.05 + 1)) {
        delete car.overSince;
        return false;
      }
      car.overSince ??= now;
      if (now - car.overSince <= PATIENCE) return false;
      car.overSince = now;
      if (givesMore) return strike(car, `gives back ${given.toFixed(1)} A where ${mayGive.toFixed(1)} A were set`);
      return strike(car, `draws ${drawn.toFixed(1)} A where ${allowed.toFixed(1)} A were set`);
    },
  };
}
