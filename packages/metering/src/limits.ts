import { addDecimals, compareDecimals, decimal, subtractDecimal, type Decimal } from "@cpokit/kernel";

/** What a meter can have counted at most; used to tell energy from faults. */
export interface MeterLimits {
  /** The most the EVSE can deliver, in W. */
  readonly maxPower: number;
}

/** Sampling jitter of stations that stamp whole seconds, in ms. */
const SLACK = 10_000;
/** The coarsest registers count whole kWh, so one step of that size is always possible. */
const COARSEST_STEP = 1_000;
/** Above the rated power by this much is still measurement, in percent. */
const MARGIN = 125;

/** Whether `energy` (Wh, not negative) can have flowed in `milliseconds`. */
export function isPossible(energy: Decimal, milliseconds: number, limits: MeterLimits): boolean {
  const time = Math.max(milliseconds, 0) + SLACK;
  const most = Math.ceil((limits.maxPower * (MARGIN / 100) * time) / 3_600_000);
  return energy.units >= 0n && compareDecimals(energy, decimal(Math.max(most, COARSEST_STEP))) <= 0;
}

/** Registers wrap at these: displays of five to seven digits of kWh, and 31 or 32 bits of Wh. */
const MODULI = [decimal(10n ** 8n), decimal(2n ** 31n), decimal(10n ** 9n), decimal(2n ** 32n), decimal(10n ** 10n)];

/** The modulus at which a register wrapped between two raw values, when that explains the fall. */
export function rolloverBetween(before: Decimal, after: Decimal, milliseconds: number, limits: MeterLimits): Decimal | undefined {
  if (after.units < 0n) return undefined;
  return MODULI.find((modulus) => {
    const untilWrap = subtractDecimal(modulus, before);
    return untilWrap.units > 0n && isPossible(addDecimals(untilWrap, after), milliseconds, limits);
  });
}
