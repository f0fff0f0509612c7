import { instant, zone } from "@cpokit/kernel";
import { LIBOCPP_GAP, type CompositeQuery, type Dialect, type OcppVersion, type Profile } from "../../src/index.ts";

const BERLIN = zone("Europe/Berlin");
/** 2026-03-29 and 2026-10-25 change the clocks at 01:00 UTC. */
const MOMENTS = [1_774_746_000, 1_792_890_000, 1_780_000_000];

export interface StackCase {
  readonly profiles: readonly Profile[];
  readonly query: CompositeQuery;
  readonly dialect: Dialect;
}

/** A random stack of profiles, a window in which much of it happens, and a way to read it. */
export function randomStack(random: () => number, version: OcppVersion): StackCase {
  const pick = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const chance = (share: number): boolean => random() < share;
  const around = (spread: number): number => Math.floor((random() - 0.5) * spread);
  const from = pick(...MOMENTS) + around(300);
  const near = (spread: number) => instant((from + around(spread)) * 1_000 + Math.floor(random() * 1_000));
  const dayShift = (): number => pick(0, 0, 1, -1, 3, 7, -7, 30) * 86_400_000;
  const purposes = version === "1.6" ? (["station", "default", "transaction"] as const) : version === "2.0.1" ? (["station", "external", "default", "transaction"] as const) : (["station", "external", "default", "transaction", "priority", "localGeneration"] as const);
  const kinds = version === "2.1" ? (["absolute", "daily", "weekly", "relative", "dynamic"] as const) : (["absolute", "daily", "weekly", "relative"] as const);
  const profiles = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, id): Profile => {
    const starts = Array.from({ length: Math.floor(random() * 4) }, () => 1 + Math.floor(random() * 150));
    return {
      id, evse: pick(0, 1, 1, 2), stackLevel: Math.floor(random() * 3), purpose: pick(...purposes), kind: pick(...kinds), unit: pick("A", "A", "W"),
      receivedAt: near(500),
      periods: [0, ...new Set(starts)].sort((a, b) => a - b).map((start) => ({
        start, limit: Math.round(random() * 320) / 10 * (chance(0.3) ? 300 : 1), ...(chance(0.3) && { phases: pick(1, 2, 3) }),
      })),
      ...(chance(0.5) && { duration: 20 + Math.floor(random() * 200) }),
      ...(chance(0.7) && { startSchedule: instant(near(300) + dayShift()) }),
      ...(chance(0.3) && { validFrom: near(200) }),
      ...(chance(0.3) && { validTo: near(400) }),
      ...(chance(0.5) && { transaction: pick("T", "T", "U") }),
      ...(version === "2.1" && chance(0.5) && { useLocalTime: true }),
      ...(chance(0.2) && { limitAtSoC: { soc: Math.floor(random() * 100), limit: Math.round(random() * 320) / 10 } }),
      ...(version === "2.1" && chance(0.3) && { updatedAt: near(200) }),
      ...(version === "2.1" && chance(0.3) && { maxOffline: Math.floor(random() * 100), ...(chance(0.5) && { invalidAfterOffline: true }) }),
    };
  });
  const since = near(200);
  return {
    profiles,
    query: {
      evse: 1, from: instant(from * 1_000 + Math.floor(random() * 1_000)), seconds: 1 + Math.floor(random() * 250), unit: pick("A", "W"),
      supply: chance(0.2) ? { kind: "dc", volts: 400 } : { kind: "ac", volts: 230, phases: pick(1, 3, 3), ...(chance(0.3) && { lowVolts: 200 }) },
      ...(chance(0.85) && { transaction: { startedAt: near(200), ...(chance(0.5) && { id: "T" }), ...(chance(0.5) && { readyAt: near(100) }) } }),
      ...(chance(0.4) && { priority: true }),
      ...(chance(0.5) && { soc: Math.floor(random() * 101) }),
      ...(version === "2.1" && chance(0.4) && { offline: { since, ...(chance(0.5) && { until: instant(since + Math.floor(random() * 150_000)) }) } }),
    },
    dialect: { version, gap: pick<Dialect["gap"]>("none", LIBOCPP_GAP), phases: pick("lowest", "leading"), ...(chance(0.7) && { zone: BERLIN }) },
  };
}
