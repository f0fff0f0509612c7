import { hours, instant, minutes, seconds, wh, zone, type Instant } from "@cpokit/kernel";
import { createFleet, createRandom, createSocketLine, type StationPlan } from "@cpokit/simulator";
import { obeyProfiles } from "@cpokit/smart-charging";
import type { Cpo } from "../cpo.ts";
import { createCatchUpTime } from "./catch-up-time.ts";
import { DEMO_SITES } from "./sites.ts";
import { DEMO_STATIONS, DEMO_TOKENS, enterDemo } from "./network.ts";

/** Simulated stations at work. */
export interface Demo {
  /** Lets the drivers leave and takes the stations off the line. */
  stop(): Promise<void>;
}

/** Simulated seconds per real second, until now is reached. */
const SPEED = 60;

/**
 * Starts the demonstration: real OCPP stations of all versions on the CPO's own socket, with drivers who come and go.
 * Their clocks start where the last run stopped, at most eighteen hours ago, and run fast until they show the real time.
 */
export async function startDemo({ cpo, ocppUrl }: { readonly cpo: Cpo; readonly ocppUrl: string }): Promise<Demo> {
  await enterDemo(cpo);
  const last = await lastEvidence(cpo);
  const start = instant(Math.max(beginning(cpo.clock.now()), last === undefined ? 0 : last + minutes(2)));
  const time = createCatchUpTime({ start, speed: SPEED, real: cpo.clock, scheduler: cpo.scheduler });
  // In real time nobody wants to wait for the first car.
  const isBehind = cpo.clock.now() - start > minutes(30);
  const [first, ...others] = DEMO_TOKENS;
  if (first === undefined) throw new Error("The demonstration has no tokens.");
  const fleet = createFleet({
    ...time,
    stations: await Promise.all(DEMO_STATIONS.map((station) => planFor(cpo, station))),
    open: createSocketLine({ url: ocppUrl, logger: cpo.logger }),
    random: createRandom(start),
    tokens: [first, ...others],
    // Stations read their profiles as the controller means them.
    limits: obeyProfiles,
    startWithin: isBehind ? seconds(60) : seconds(3),
    traffic: { firstArrival: isBehind ? [seconds(90), minutes(25)] : [seconds(5), minutes(6)], gap: [minutes(8), minutes(110)], stay: [minutes(12), minutes(110)], idle: [minutes(4), minutes(45)] },
  });
  // By the clock of its stations, which is behind until they have caught up.
  const controlled = DEMO_SITES.map((site) => cpo.balancing.add(site, time));
  fleet.start();
  return {
    async stop() {
      for (const release of controlled) release();
      await fleet.stop();
    },
  };
}

/** Shortly before the price changes at 07:00 and 22:00, so that the first charges show how a change is priced. */
const BEGINNINGS: ReadonlySet<number> = new Set([6 * 60 + 20, 21 * 60 + 20]);

/** The latest such moment that leaves enough past to catch up with; the longest way back is eighteen hours. */
function beginning(now: Instant): Instant {
  const place = zone("Europe/Amsterdam");
  const latest = Math.floor((now - hours(3)) / minutes(1));
  for (let minute = latest; ; minute -= 1) {
    const at = instant(minute * minutes(1));
    if (BEGINNINGS.has(place.localTime(at).minuteOfDay)) return at;
  }
}

/** The newest moment that a simulated station spoke of. */
async function lastEvidence(cpo: Cpo): Promise<Instant | undefined> {
  const { items } = await cpo.sessions.list(cpo.store, { limit: 100 });
  const demo = new Set(DEMO_STATIONS.map((station) => station.identity));
  const moments = items.filter((session) => demo.has(session.station)).map((session) => session.lastEvidenceAt);
  return moments.length === 0 ? undefined : instant(Math.max(...moments));
}

/** Meters go on where they stood: a register that falls back would be a new meter. */
async function planFor(cpo: Cpo, { identity, version, vendor, model, evses }: (typeof DEMO_STATIONS)[number]): Promise<StationPlan> {
  const { items } = await cpo.sessions.list(cpo.store, { station: identity, limit: 50 });
  const registers = items.map((session) => session.lastRegister ?? 0);
  return { identity, version, vendor, model, evses, meterStart: wh(Math.max(1_000_000, ...registers)) };
}
