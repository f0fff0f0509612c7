import { minutes, seconds, type Milliseconds, type Random } from "@cpokit/kernel";
import { between, pick } from "../random.ts";
import type { StationToken } from "../evse/transaction.ts";
import type { Station } from "../station/station.ts";
import { randomVehicle } from "../vehicle/models.ts";

/** A span of time from which a duration is drawn. */
export type Span = readonly [least: Milliseconds, most: Milliseconds];

/** How drivers behave at one EVSE. */
export interface Traffic {
  /** From the start to the first car. */
  readonly firstArrival: Span;
  /** From one car to the next. */
  readonly gap: Span;
  /** How long a driver is away at most. */
  readonly stay: Span;
  /** How long a car that has enough is left standing. */
  readonly idle: Span;
  /** The share of drivers, in percent, who unplug without stopping first. */
  readonly justUnplug: number;
}

export const USUAL_TRAFFIC: Traffic = {
  firstArrival: [seconds(5), minutes(20)],
  gap: [minutes(5), minutes(90)],
  stay: [minutes(15), minutes(180)],
  idle: [minutes(2), minutes(60)],
  justUnplug: 15,
};

/** What a driver needs: `pause` comes out false when the traffic is to end. */
export interface TrafficPorts {
  readonly random: Random;
  readonly tokens: readonly [StationToken, ...StationToken[]];
  pause(milliseconds: number): Promise<boolean>;
}

/** One car after the other comes to an EVSE until the traffic is to end; the last one leaves properly. */
export async function drive(station: Station, evse: number, traffic: Traffic, ports: TrafficPorts): Promise<void> {
  const { random, pause } = ports;
  let goesOn = await pause(draw(random, traffic.firstArrival));
  while (goesOn) {
    await visit(station, evse, traffic, ports);
    goesOn = await pause(draw(random, traffic.gap));
  }
}

async function visit(station: Station, evse: number, traffic: Traffic, { random, tokens, pause }: TrafficPorts): Promise<void> {
  const { hardware, operative, connector } = station.view(evse);
  if (!operative || connector !== undefined) return;
  const token = pick(random, tokens);
  station.plugIn(evse, randomVehicle(random), between(random, 1, hardware.connectors));
  await pause(between(random, 5_000, 40_000));
  const { outcome } = await station.swipe(evse, token);
  if (outcome === "authorized") {
    await untilDriverReturns(station, evse, traffic, random, pause);
    const isCharging = station.view(evse).grant !== undefined;
    if (isCharging && between(random, 1, 100) > traffic.justUnplug) await station.swipe(evse, token);
  }
  await pause(between(random, 10_000, 60_000));
  station.unplug(evse);
}

/** The driver comes back after the planned stay, or some time after the car had enough; or when somebody else stopped the charging. */
async function untilDriverReturns(station: Station, evse: number, traffic: Traffic, random: Random, pause: TrafficPorts["pause"]): Promise<void> {
  let left = draw(random, traffic.stay);
  while (left > 0 && (await pause(Math.min(left, LOOK_EVERY)))) {
    left -= LOOK_EVERY;
    const { state, grant } = station.view(evse);
    if (grant === undefined) return;
    if (state === "SuspendedEV") {
      await pause(draw(random, traffic.idle));
      return;
    }
  }
}

/** How often a driver looks at the app. */
const LOOK_EVERY = minutes(1);

function draw(random: Random, [least, most]: Span): number {
  return between(random, least, most);
}
