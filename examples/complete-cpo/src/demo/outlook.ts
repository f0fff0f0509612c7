import { hours, instant, zone, type Instant } from "@cpokit/kernel";
import type { PriceSpan } from "@cpokit/smart-charging";
import type { Cpo } from "../cpo.ts";
import { OFFICE, TIME_ZONE } from "./terms.ts";

const EVERY = hours(6);
const DAYS = 3;
/** What the office takes on a working day and else, kW; its meter measures much the same. */
const [NIGHT, DAY] = [5, 22];
const WEEK = Array.from({ length: 168 }, (_, hour) => (hour < 120 && hour % 24 >= 7 && hour % 24 < 18 ? DAY : NIGHT));

/** Gives the office a forecast of its PV and its building, and plays an exchange that names prices before those that are there end; what operators say stays. Ends when what is returned is called. */
export async function startOutlook({ balancing, clock, scheduler, logger }: Pick<Cpo, "balancing" | "clock" | "scheduler" | "logger">): Promise<() => void> {
  const saidAt = clock.now();
  await balancing.outlook(OFFICE, (before) => ({ pv: { kind: "clearSky", peakKW: 52, tilt: 15, usualShare: 0.6, saidAt }, building: { kind: "week", kW: WEEK, saidAt }, ...before }));
  let stop = scheduler.after(0, name);
  return () => stop();

  function name(): void {
    const now = clock.now();
    balancing.outlook(OFFICE, (before) => ((before.prices?.spans.at(-1)?.to ?? 0) > now + hours(24) ? before : { ...before, prices: { kind: "series", spans: pricesFrom(now), saidAt: now } }))
      .catch((error: unknown) => logger.error({ error }, "The demonstration could not name its prices"));
    stop = scheduler.after(EVERY, name);
  }
}

/** Hourly prices as on a day with much sun and little at dusk. */
function pricesFrom(now: Instant): readonly PriceSpan[] {
  const place = zone(TIME_ZONE);
  const first = Math.floor(now / hours(24)) * hours(24);
  return Array.from({ length: 24 * DAYS }, (_, index) => {
    const from = instant(first + index * hours(1));
    const hour = place.localTime(from).minuteOfDay / 60;
    const price = 0.27 + 0.07 * Math.exp(-(((hour - 8) / 2) ** 2)) - 0.09 * Math.exp(-(((hour - 13) / 3) ** 2)) + 0.14 * Math.exp(-(((hour - 19) / 2.2) ** 2)) - 0.05 * Math.exp(-(((hour - 3) / 3) ** 2));
    return { from, to: instant(from + hours(1)), price: Math.round(price * 1_000) / 1_000 };
  });
}
