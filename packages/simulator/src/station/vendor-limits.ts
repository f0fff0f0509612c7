import { deciAmperes } from "@cpokit/kernel";
import type { EvseHardware, PowerLimit } from "../evse/hardware.ts";
import type { SettingValue } from "./setting-value.ts";

/** Limits of EVSEs that a vendor's own key sets, in place of charging profiles: A per phase, without an end. */
export interface VendorLimits {
  /** The limit of an EVSE as the text of a key; empty for none. */
  valueOf(evse: number): SettingValue;
  limitOf(evse: number): PowerLimit;
}

export function createVendorLimits(evses: readonly EvseHardware[], changed: () => void): VendorLimits {
  const amps = new Map<number, number>();
  return {
    valueOf: (evse) => ({
      get: () => String(amps.get(evse) ?? ""),
      set(value) {
        if (!/^\d{1,3}(\.\d)?$/.test(value) || !evses.some(({ number }) => number === evse)) return false;
        amps.set(evse, Number(value));
        changed();
        return true;
      },
    }),
    limitOf(evse) {
      const limit = amps.get(evse);
      return limit === undefined ? {} : { current: deciAmperes(Math.round(limit * 10)) };
    },
  };
}
