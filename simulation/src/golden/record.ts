import { hours, instant, minutes, seconds, wh } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { createRandom, createStation, faultsNamed, type FaultName } from "@cpokit/simulator";
import { createDice } from "../dice.ts";
import { drive } from "../drivers.ts";
import { createGoldenWorld, EVSES, START, STATION } from "./golden-world.ts";
import type { RecordedLine } from "./recording.ts";

/** Faults that make traffic worth keeping, by version. */
const FAULTS: Readonly<Record<Version, readonly FaultName[]>> = {
  "1.6": ["offlineMidSession", "duplicateMessages", "kilowattHours", "powerLossMidSession"],
  "2.0.1": ["offlineMidSession", "repeatedFrames", "lateStop", "twoEnded"],
  "2.1": ["seqNoZero", "bareUpdates", "duplicateMessages", "powerLossMidSession"],
};
const HOURS = 36;

/** Records a day and a half of one simulated station with drivers. */
export async function recordTraffic(version: Version): Promise<readonly RecordedLine[]> {
  const traffic: RecordedLine[] = [];
  const world = await createGoldenWorld(({ direction, text }) => void traffic.push(direction === "in" ? { at: clock.now(), in: text } : { at: clock.now(), out: text }));
  const { time, machine, network } = world;
  const { clock, scheduler } = time;
  const dice = createDice(7);
  const station = createStation({
    identity: STATION.identity, evses: EVSES, version, meterStart: wh(12_000), open: network.open, clock, scheduler, random: dice("station"), faults: faultsNamed(FAULTS[version]),
    settings: { meterInterval: minutes(20), measurands: ["Energy.Active.Import.Register", "Power.Active.Import"], messageAttempts: 100, messageRetryInterval: seconds(10), heartbeatInterval: hours(1) },
  });
  station.observe(({ event }) => {
    if (event === "connected" || event === "disconnected") traffic.push({ at: clock.now(), line: event });
  });
  machine.start();
  await time.advance(seconds(1));
  station.start();
  const end = instant(START + hours(HOURS));
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => void scheduler.after(milliseconds, resolve));
  for (const evse of station.evses) void drive(station, evse, { random: createRandom(evse), pause, remote: undefined, isOver: () => clock.now() >= end });
  await time.runUntil(instant(end + hours(3)));
  return traffic;
}
