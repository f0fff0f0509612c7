import { minutes, wh, watts, type Random } from "@cpokit/kernel";
import { between, createVehicle, pick, type Station, type Vehicle } from "@cpokit/simulator";
import { happens } from "./dice.ts";
import { TOKENS } from "./place.ts";

/** The app and the hotline of the operator, as drivers and cars need them. */
export interface Remote {
  start(station: string, evse: number, token: string): void;
  /** Stops what runs on an EVSE. */
  stop(station: string, evse: number): void;
}

export interface DriverPorts {
  readonly random: Random;
  /** Short once the day is over. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Absent: nobody has an app. */
  readonly remote: Remote | undefined;
  /** The hours of the day end: everybody leaves. */
  readonly isOver: () => boolean;
}

/** One driver after the other comes to an EVSE until the day is over. */
export async function drive(station: Station, evse: number, ports: DriverPorts): Promise<void> {
  const { random, pause, isOver } = ports;
  await pause(minutes(between(random, 0, 180)));
  while (!isOver()) {
    await visit();
    await pause(minutes(happens(random, 20) ? between(random, 0, 2) : between(random, 20, 300)));
  }

  async function visit(): Promise<void> {
    const { hardware, connector, operative } = station.view(evse);
    if (connector !== undefined || !operative) return;
    const token = { value: happens(random, 6) ? TOKENS.blocked : pick(random, TOKENS.good) };
    const plug = between(random, 1, hardware.connectors);
    const car = someCar(random);
    const way = between(random, 1, 100);
    if (way <= 15 && ports.remote !== undefined) {
      if (happens(random, 85)) station.plugIn(evse, car, plug);
      ports.remote.start(station.identity, evse, token.value);
      if (happens(random, 30)) ports.remote.start(station.identity, evse, token.value);
      await pause(between(random, 10_000, 90_000));
    } else if (way <= 25) {
      await station.swipe(evse, token);
      await pause(between(random, 5_000, 90_000));
      if (station.view(evse).connector === undefined) station.plugIn(evse, car, plug);
    } else {
      station.plugIn(evse, car, plug);
      await pause(between(random, 3_000, 40_000));
      await station.swipe(evse, token);
    }
    const stay = happens(random, 10) ? between(random, 0, 4) : between(random, 15, 240);
    await pause(minutes(stay));
    if (happens(random, 8) && station.view(evse).connector !== undefined) {
      // A cable pulled and plugged again within half a minute (pain 39).
      const same = station.unplug(evse);
      await pause(between(random, 2_000, 30_000));
      if (same !== undefined) station.plugIn(evse, same, plug);
      if (happens(random, 50)) await station.swipe(evse, token);
      await pause(minutes(between(random, 5, 60)));
    }
    if (station.view(evse).grant !== undefined) {
      if (happens(random, 15) && ports.remote !== undefined) {
        ports.remote.stop(station.identity, evse);
        await pause(between(random, 5_000, 60_000));
      } else if (happens(random, 80)) {
        await station.swipe(evse, token);
      }
    }
    await pause(between(random, 1_000, happens(random, 30) ? minutes(40) : 60_000));
    station.unplug(evse);
  }
}

function someCar(random: Random): Vehicle {
  return createVehicle({
    batteryCapacity: wh(pick(random, [24_000, 38_000, 52_000, 64_000, 77_000])), stateOfCharge: between(random, 8, 85), target: pick(random, [80, 90, 100]),
    acPower: watts(pick(random, [3_680, 7_360, 11_040, 22_080])), phases: pick(random, [1, 3]), dcPower: watts(pick(random, [50_000, 120_000])),
  });
}
