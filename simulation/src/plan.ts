import { instant, minutes, seconds, watts, wh, type Instant, type Random } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { between, FAULTS, pick, type EvseHardware, type FaultName, type Settings } from "@cpokit/simulator";
import { createDice, happens } from "./dice.ts";
import type { Weather } from "./network.ts";

/** What can go wrong in a simulated day; each can be left out to find what a failure needs. */
export const TROUBLES = [
  "stationFaults", "clocks", "delays", "cuts", "torn", "losses", "reorders", "halfOpen", "limbo", "duplicates", "commitFailures", "lostAnswers", "slowDisk", "outages", "crashes", "remote", "operators",
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** A seed, and what is left out of its day. */
export interface SeedOptions {
  /** Hours of the day; 24 when absent. */
  readonly hours?: number;
  /** The indices of the stations that take part; all when absent. */
  readonly stations?: readonly number[];
  readonly without?: readonly Trouble[];
}

export interface PlannedStation {
  readonly index: number;
  readonly identity: string;
  readonly version: Version;
  readonly evses: readonly EvseHardware[];
  readonly meterStart: ReturnType<typeof wh>;
  readonly settings: Partial<Settings>;
  readonly faults: readonly FaultName[];
  /** ms by which its clock is off, and what it is set to at a moment of the day. */
  readonly skew: number;
  readonly clockSet?: { readonly after: number; readonly skew: number };
}

/** Percentages of commit calls. */
export interface DiskTrouble {
  readonly fails: number;
  readonly answerLost: number;
  readonly dies: number;
  readonly latency: readonly [least: number, most: number];
  /** Stretches in which nothing can be read or written. */
  readonly outages: readonly { readonly from: Instant; readonly until: Instant }[];
}

/** All that will happen by itself in a simulated day. */
export interface DayPlan {
  readonly start: Instant;
  readonly end: Instant;
  readonly stations: readonly PlannedStation[];
  readonly weather: Weather;
  readonly disk: DiskTrouble;
  /** Moments at which the process is killed from outside. */
  readonly kills: readonly Instant[];
  readonly downtime: readonly [least: number, most: number];
  readonly sweepEvery: number;
  readonly remote: boolean;
  readonly operators: boolean;
}

/** Faults of stations that a seed may draw; garbage frames cost much and say little, so they are rare. */
const STATION_FAULTS = Object.keys(FAULTS) as FaultName[];

/** The days around both changes of the clock, and an ordinary one. */
const DAYS = [Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 10, 20, 23), Date.UTC(2027, 1, 28, 23)] as const;

/** Draws the day of a seed. Each part has a stream of its own, so that leaving one out changes no other. */
export function planDay(seed: number, options: SeedOptions = {}): DayPlan {
  const dice = createDice(seed);
  const draw = dice("day");
  const start = instant(pick(draw, DAYS));
  const end = instant(start + minutes(60 * (options.hours ?? 24)));
  const has = createSwarm(dice, options.without ?? []);
  const count = pick(dice("stations"), [1, 1, 1, 2, 3]);
  const stations = Array.from({ length: count }, (_, index) => planStation(index, dice(`station ${index}`), has)).filter(({ index }) => options.stations?.includes(index) ?? true);
  const network = dice("network plan");
  const frames = dice("frames plan");
  const disk = dice("disk plan");
  const machine = dice("machine plan");
  const moments = (random: Random, most: number): Instant[] => Array.from({ length: between(random, 1, most) }, () => instant(start + Math.floor(random() * (end - start))));
  const delay: readonly [number, number] = has("delays") ? pick(network, [[5, 80], [20, 400], [100, 3_000]]) : [0, 0];
  const outages = moments(disk, 3).map((from) => ({ from, until: instant(from + between(disk, 500, minutes(5))) }));
  const kills = moments(machine, 4);

  return {
    start, end, stations,
    weather: {
      delay,
      cut: has("cuts") ? pick(network, [0.2, 1, 4]) : 0,
      torn: has("torn") ? 60 : 0,
      loss: has("losses") ? pick(frames, [0.2, 1, 4]) : 0,
      reorder: has("reorders") ? pick(frames, [0.5, 3, 10]) : 0,
      halfOpen: has("halfOpen") ? 60 : 0,
      limbo: has("limbo") ? 60 : 0,
      duplicate: has("duplicates") ? pick(network, [0.5, 3]) : 0,
    },
    disk: {
      fails: has("commitFailures") ? pick(disk, [0.3, 2, 8]) : 0,
      answerLost: has("lostAnswers") ? pick(disk, [0.3, 2, 8]) : 0,
      dies: has("crashes") ? pick(disk, [0, 0.3, 1]) : 0,
      latency: has("slowDisk") ? pick(disk, [[1, 20], [5, 200]]) : [0, 0],
      outages: has("outages") ? outages : [],
    },
    kills: has("crashes") ? kills : [],
    downtime: pick(machine, [[500, 5_000], [5_000, 120_000]]),
    sweepEvery: minutes(pick(machine, [5, 10, 30])),
    remote: has("remote"),
    operators: has("operators"),
  };
}

/** Each seed has some kinds of trouble and not others, so that rare combinations are not drowned by common ones. */
function createSwarm(dice: (name: string) => Random, without: readonly Trouble[]): (trouble: Trouble) => boolean {
  const present = new Set(TROUBLES.filter((trouble) => happens(dice(`swarm ${trouble}`), 50) && !without.includes(trouble)));
  return (trouble) => present.has(trouble);
}

function planStation(index: number, random: Random, has: (trouble: Trouble) => boolean): PlannedStation {
  const version = pick<Version>(random, ["1.6", "2.0.1", "2.1"]);
  const power = watts(pick(random, [11_040, 22_080]));
  const ac = { connectors: 1, maxPower: power, powerType: "AC_3_PHASE" } as const;
  const shapes: readonly [EvseHardware[], ...EvseHardware[][]] = [
    [{ number: 1, ...ac }], [{ number: 1, ...ac }, { number: 2, ...ac }], [{ number: 1, ...ac, connectors: version === "1.6" ? 1 : 2 }],
  ];
  const evses = pick(random, shapes);
  const faults = new Set<FaultName>();
  for (let more = between(random, 0, 3); more > 0; more -= 1) faults.add(pick(random, STATION_FAULTS as [FaultName, ...FaultName[]]));
  const settings: Partial<Settings> = {
    meterInterval: minutes(pick(random, [15, 30, 60])),
    measurands: ["Energy.Active.Import.Register", "Power.Active.Import"],
    // 1.6 knows no such points.
    startPoint: pick(random, version === "1.6" ? ["PowerPathClosed"] : ["PowerPathClosed", "PowerPathClosed", "Authorized", "EVConnected"]),
    stopPoint: pick(random, version === "1.6" ? ["Authorized"] : ["Authorized", "EVConnected"]),
    messageAttempts: happens(random, 70) ? 1_000 : 3,
    messageRetryInterval: seconds(pick(random, [10, 60])),
    localPreAuthorize: happens(random, 20),
    offlineUnknownTokens: happens(random, 70),
  };
  const skews = [pick(random, [0, 20_000, -20_000, 200_000, -200_000]), pick(random, [0, 30_000, -600_000])];
  const clockSet = happens(random, 30) ? { after: minutes(between(random, 60, 1_300)), skew: skews[1]! } : undefined;
  return {
    index, identity: `CS-${index + 1}`, version, evses, settings,
    meterStart: wh(between(random, 0, 5_000_000)),
    faults: has("stationFaults") ? [...faults] : [],
    skew: has("clocks") ? skews[0]! : 0,
    ...(has("clocks") && clockSet !== undefined ? { clockSet } : {}),
  };
}
