import { instant, type Instant, type Zone } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff, Dimension } from "../compile/compiled-tariff.ts";
import { createMatcher } from "../price/matcher.ts";
import { ENERGY, type Period } from "../price/usage.ts";
import { cutPointsOf } from "../segment/cut-points.ts";

const DIMENSIONS: readonly Dimension[] = ["ENERGY", "TIME", "PARKING_TIME", "FLAT"];
const DAY = 86_400_000;

/** The components that a session would pay if it started at this moment, by dimension. */
export function componentsAt(tariff: CompiledTariff, at: number, zone: Zone | undefined, power: number | undefined): Readonly<Record<Dimension, CompiledComponent | undefined>> {
  const matcher = createMatcher(zone, "derive", tariff.fineness);
  const reported = power === undefined ? undefined : { units: power, scale: 3 };
  const period: Period = {
    index: 0, start: at, end: at, tariffId: undefined, has: ENERGY, energy: 0, time: 0, parking: 0, reserved: 0,
    maxPower: undefined, power: reported, minPower: undefined, maxCurrent: undefined, current: undefined, minCurrent: undefined,
  };
  const moment = { energy: 0, elapsed: 0, closing: false, local: undefined };
  const [energy, time, parking, flat] = DIMENSIONS.map((dimension) => matcher.atStart(tariff.use[dimension], period, moment, 1));
  return { ENERGY: energy, TIME: time, PARKING_TIME: parking, FLAT: flat };
}

/** When the clock next gives a new session other prices, within two weeks. */
export function nextPriceChange(tariff: CompiledTariff, at: Instant, zone: Zone, power: number | undefined): Instant | undefined {
  const now = componentsAt(tariff, at, zone, power);
  for (const edge of cutPointsOf([tariff], zone).clockEdges(at, at + 14 * DAY)) {
    const then = componentsAt(tariff, edge, zone, power);
    if (DIMENSIONS.some((dimension) => now[dimension] !== then[dimension])) return instant(edge);
  }
  return undefined;
}
