import type { Instant } from "@cpokit/kernel";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { connectorStatuses } from "../availability/connector-status.ts";
import type { Listener } from "../listeners.ts";

/** What happened at a station on one day (UTC). */
export interface StationDay {
  readonly station: string;
  /** Days since 1970. */
  readonly day: number;
  readonly boots: number;
  /** How often a connector went to faulted. */
  readonly faults: number;
  readonly starts: number;
  /** Starts whose token was refused: they say nothing of the hardware. */
  readonly refusedStarts: number;
  readonly ends: number;
  /** Commands that were sent, and those of them that got no answer or an error. */
  readonly commands: number;
  readonly failedCommands: number;
  readonly securityEvents: number;
}

type Count = Exclude<keyof StationDay, "station" | "day">;

const DAY = 86_400_000;

/** `<station>/<day>`. */
export const stationDays = collection<StationDay>("stationDays", { indexes: { byStation: { keys: ({ station, day }) => [[station, day]] }, byDay: { keys: ({ day }) => [day] } } });

export function dayOf(at: Instant): number {
  return Math.floor(at / DAY);
}

/** Counts, in the unit of each message, what the health of a station is judged by. */
export const stationDayListener: Listener = {
  async booted(unit, { station, receivedAt, reason }) {
    if (reason !== "Triggered") await count(unit, station, receivedAt, "boots");
  },
  async status(unit, { station, evse, connector, state, receivedAt }) {
    if (state !== "faulted") return;
    const before = await unit.get(connectorStatuses, `${station}/${evse}/${connector}`);
    if (before?.state !== "faulted") await count(unit, station, receivedAt, "faults");
  },
  async session(unit, { fact, station, receivedAt }, { outcome }) {
    if (outcome === "repeated" || fact === "metered") return;
    await count(unit, station, receivedAt, fact === "ended" ? "ends" : outcome === "refused" ? "refusedStarts" : "starts");
  },
  async told(unit, fact) {
    if (fact.fact === "securityEvent") await count(unit, fact.station, fact.receivedAt, "securityEvents");
    return undefined;
  },
  async commandDone(unit, { station, outcome, finishedAt, answeredLateAt }) {
    const word = outcome?.outcome;
    if (finishedAt === undefined || answeredLateAt !== undefined || word === "offline" || word === "unsupported" || word === "cancelled") return;
    await count(unit, station, finishedAt, "commands", ...(word === "timeout" || word === "error" ? ["failedCommands" as const] : []));
  },
};

/** The days of a station, oldest first; days on which nothing happened are left out. */
export async function daysOf(reader: Reader, station: string, from: Instant, to: Instant): Promise<readonly StationDay[]> {
  const { items } = await reader.find(stationDays, { index: "byStation", from: [station, dayOf(from)], to: [station, dayOf(to) + 1], limit: 1000 });
  return items.map(({ body }) => body);
}

async function count(unit: Unit, station: string, at: Instant, ...what: readonly Count[]): Promise<void> {
  const day = dayOf(at);
  const id = `${station}/${day}`;
  const known = (await unit.get(stationDays, id)) ?? {
    station, day, boots: 0, faults: 0, starts: 0, refusedStarts: 0, ends: 0, commands: 0, failedCommands: 0, securityEvents: 0,
  };
  const next: Record<string, string | number> = { ...known };
  for (const each of what) next[each] = known[each] + 1;
  unit.put(stationDays, id, next as unknown as StationDay);
}
