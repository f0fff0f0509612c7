import { wh, type DeciAmpere, type Instant, type W, type Wh } from "@cpokit/kernel";
import { WATT_MILLISECONDS_PER_WH, type WattMilliseconds } from "../vehicle/vehicle.ts";

/** An energy register that counts whole watt-hours and carries the rest, so that it never loses or gains by rounding. */
export interface Meter {
  readonly register: Wh;
  add(energy: WattMilliseconds): void;
}

export function createMeter(start: Wh): Meter {
  let register: number = start;
  let carry = 0;
  return {
    get register() {
      return wh(register);
    },
    add(energy) {
      carry += energy;
      const whole = Math.floor(carry / WATT_MILLISECONDS_PER_WH);
      register += whole;
      carry -= whole * WATT_MILLISECONDS_PER_WH;
    },
  };
}

/** Why a sample was taken, in OCPP's words. */
export type SampleContext = "Transaction.Begin" | "Transaction.End" | "Sample.Periodic" | "Trigger" | "Interruption.Begin" | "Interruption.End";

/** What the meter of an EVSE shows at one moment. */
export interface Sample {
  readonly at: Instant;
  readonly context: SampleContext;
  readonly energy: Wh;
  readonly power: W;
  /** Current of each phase in use, or the one DC current. */
  readonly currents: readonly DeciAmpere[];
  /** Volts, phase to neutral or DC. */
  readonly voltage: number;
  readonly kind: "AC" | "DC";
  /** Percent; only where the car tells it, at DC. */
  readonly stateOfCharge?: number;
}
