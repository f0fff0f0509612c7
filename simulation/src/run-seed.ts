import { hours, instant, minutes, seconds, type Random, type Scheduler } from "@cpokit/kernel";
import { between, createRandom, createStation, faultsNamed, type Station, type VirtualTime } from "@cpokit/simulator";
import { createDice, happens } from "./dice.ts";
import type { CommitFate } from "./disk.ts";
import { drive } from "./drivers.ts";
import { closeTheBooks } from "./evening.ts";
import { CALM } from "./network.ts";
import { actAsOperator, createRemote } from "./operators.ts";
import { judgeDay } from "./oracle.ts";
import { planDay, type DayPlan, type PlannedStation, type SeedOptions } from "./plan.ts";
import { follow } from "./story.ts";
import { watchTruth, type Truth } from "./truth.ts";
import type { Violation } from "./watch/findings.ts";
import { createWorld, type World } from "./world.ts";

/** What a seed led to. */
export interface Report {
  readonly seed: number;
  readonly options: SeedOptions;
  /** Frames and commits. */
  readonly events: number;
  /** How often each invariant was looked at. */
  readonly checks: ReadonlyMap<string, number>;
  /** How often each kind of trouble struck on the lines. */
  readonly troubles: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  /** Line by line, when it was asked for. */
  readonly story: readonly string[];
  /** Of all that was committed and all frames: equal runs have equal ones. */
  readonly digest: number;
  readonly transactions: number;
  readonly cdrs: number;
  readonly deaths: number;
}

/** Simulates one day of a CPO, its stations, its network and its disk; all that happens follows from the seed. */
export async function runSeed(seed: number, options: SeedOptions = {}, tells = false): Promise<Report> {
  const plan = planDay(seed, options);
  const dice = createDice(seed);
  const [diskRandom, machineRandom, people] = [dice("disk"), dice("downtimes"), dice("people")];
  let isDay = true;
  const world = await createWorld({
    start: instant(plan.start - hours(1)), dice, stations: plan.stations, tariff: "DAY", tells,
    weather: () => (isDay ? plan.weather : CALM),
    fate: () => (isDay ? fateOf(plan, diskRandom) : "commits"),
    isDown: () => isDay && plan.disk.outages.some(({ from, until }) => world.time.clock.now() >= from && world.time.clock.now() < until),
    latency: () => between(diskRandom, ...plan.disk.latency),
    downtime: () => between(machineRandom, ...plan.downtime),
    sweepEvery: () => (isDay ? plan.sweepEvery : hours(1)),
    poll: () => (isDay ? minutes(15) : hours(1)),
  });
  const { time, machine, ledger, findings } = world;
  const { clock, scheduler } = time;
  const core = () => machine.current?.core;

  const truths = plan.stations.map((planned) => raise(planned, world, dice(`behaviour ${planned.identity}`)));
  const stations = truths.map(({ station }) => station);
  const pauses = createPauses(scheduler);
  const remote = plan.remote ? createRemote(core, people) : undefined;
  machine.start();
  await time.advance(seconds(1));
  for (const station of stations) scheduler.after(between(people, 0, 60_000), () => station.start());
  const drivers = stations.flatMap((station) => station.evses.map((evse) =>
    drive(station, evse, { random: createRandom(between(people, 0, 2 ** 31)), pause: pauses.pause, remote, isOver: () => !isDay })));
  for (const at of plan.kills) scheduler.after(at - clock.now(), () => machine.kill());
  if (plan.operators) actAsOperator({ scheduler, random: dice("operators"), core, isOver: () => !isDay });
  await time.runUntil(plan.end);

  isDay = false;
  pauses.end();
  await untilAllIsTold(stations, drivers, time);
  for (const station of stations) station.stop();
  await closeTheBooks({ time, machine, ledger, findings, reviews: plan.operators });
  judgeDay(truths, ledger, findings);

  return {
    seed, options, events: world.frames + ledger.commits, checks: findings.checks, troubles: world.troubles, violations: findings.violations, story: world.storyteller?.lines ?? [],
    digest: world.digest, transactions: truths.reduce((sum, { transactions }) => sum + transactions.length, 0), cdrs: ledger.all("cdrs").size, deaths: machine.deaths,
  };
}

function fateOf({ disk }: DayPlan, random: Random): CommitFate {
  if (happens(random, disk.fails)) return "fails";
  if (happens(random, disk.answerLost)) return "answerLost";
  if (happens(random, disk.dies)) return happens(random, 50) ? "diesBefore" : "diesAfter";
  return "commits";
}

/** Builds a station as planned, and watches its meters. */
function raise(planned: PlannedStation, { time: { clock, scheduler }, network, storyteller }: World, random: Random): Truth {
  const { identity, version, evses, meterStart, settings, faults, clockSet } = planned;
  let { skew } = planned;
  const station = createStation({ identity, version, evses, meterStart, settings, open: network.open, clock, scheduler, random, faults: faultsNamed(faults) });
  station.skewClock(skew);
  if (clockSet !== undefined) {
    scheduler.after(clockSet.after, () => {
      skew = clockSet.skew;
      station.skewClock(skew);
    });
  }
  if (storyteller !== undefined) {
    storyteller.say(identity, `is a station of ${version} with ${evses.length} EVSEs, faults [${faults.join(", ")}], clock off by ${skew} ms, ${JSON.stringify(settings)}`);
    follow(station, storyteller);
  }
  return watchTruth(station, faults, () => skew);
}

/** Everybody leaves, and the stations tell what they still have to tell. */
async function untilAllIsTold(stations: readonly Station[], drivers: readonly Promise<void>[], time: VirtualTime): Promise<void> {
  let haveLeft = false;
  void Promise.all(drivers).then(() => (haveLeft = true));
  const isTold = (): boolean => haveLeft && stations.every((station) => station.isOnline && station.queued === 0);
  for (let waited = 0; waited < 48 && !isTold(); waited += 1) await time.advance(minutes(10));
  await time.advance(minutes(1));
}

/** Pauses that become short when the day is over. */
function createPauses(scheduler: Scheduler): { pause(milliseconds: number): Promise<void>; end(): void } {
  const running = new Set<() => void>();
  let isOver = false;
  return {
    pause: (milliseconds) => new Promise((resolve) => {
      const done = (): void => {
        running.delete(done);
        resolve();
      };
      running.add(done);
      scheduler.after(isOver ? Math.min(milliseconds, 1_000) : milliseconds, done);
    }),
    end() {
      isOver = true;
      for (const done of running) done();
    },
  };
}
