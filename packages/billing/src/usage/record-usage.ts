import { decimal, divideDecimal, formatDecimal, instant, multiplyDecimals, roundDecimal, zone, type Instant } from "@cpokit/kernel";
import { encodeKey, type Outbox, type Unit } from "@cpokit/storage";
import { negated, sum } from "../amounts.ts";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import { periodNameOf } from "../periods.ts";
import { withRevenue } from "./sum-cdrs.ts";
import { usageMonths, type UsageMonth } from "./usage-month.ts";

const HOUR = 3_600_000;
const WEEK = 168;

/** Lets the outbox add every CDR to its month, once. Returns a stop function. */
export function deliverUsage(outbox: Outbox): Promise<() => Promise<void>> {
  return outbox.deliver("usage", "cdr.issued", async ({ payload }, unit) => {
    const cdr = await unit.get(cdrs, (payload as { readonly cdr: string }).cdr);
    if (cdr !== undefined) await recordUsage(unit, cdr);
  });
}

/** Adds a CDR to its month; a credit takes back what it credits. Call it once for each CDR. */
export async function recordUsage(unit: Unit, cdr: CdrRecord): Promise<void> {
  const { station, location = "", timeZone, end } = cdr;
  const month = periodNameOf(end, timeZone, "month");
  await add(unit, cdr, encodeKey(["station", location, station, month]), { level: "station", station, location, month });
  await add(unit, cdr, encodeKey(["location", location, month]), { level: "location", station: "", location, month });
  await add(unit, cdr, encodeKey(["all", shardOf(station), month]), { level: "all", station: "", location: "", month });
}

/** Everything is spread over some documents, so that CDRs of different stations seldom wait for each other. */
const SHARDS = 8;

function shardOf(station: string): number {
  let hash = 0;
  for (let index = 0; index < station.length; index += 1) hash = (hash * 31 + station.charCodeAt(index)) % 1_000_003;
  return hash % SHARDS;
}

async function add(unit: Unit, cdr: CdrRecord, id: string, place: Pick<UsageMonth, "level" | "station" | "location" | "month">): Promise<void> {
  const empty: UsageMonth = { ...place, charges: 0, energy: "0", seconds: 0, revenue: [], starts: Array<number>(WEEK).fill(0), wattHours: Array<number>(WEEK).fill(0) };
  unit.put(usageMonths, id, withCdr((await unit.get(usageMonths, id)) ?? empty, cdr));
}

function withCdr(before: UsageMonth, cdr: CdrRecord): UsageMonth {
  const sign = cdr.kind === "credit" ? -1 : 1;
  const hour = hourOfWeek(cdr.start, cdr.timeZone);
  const spread = spreadOf(cdr);
  return {
    ...before,
    charges: before.charges + sign,
    energy: sum(before.energy, sign > 0 ? cdr.energy : negated(cdr.energy)),
    seconds: before.seconds + sign * Math.round((cdr.end - cdr.start) / 1_000),
    revenue: withRevenue(before.revenue, cdr),
    starts: before.starts.map((count, index) => (index === hour ? count + sign : count)),
    wattHours: before.wattHours.map((energy, index) => energy + sign * (spread.get(index) ?? 0)),
  };
}

/** Whole Wh of a charge by hour of the week, as if its power had been even; they add up to its energy. */
function spreadOf({ start, end, energy, timeZone }: CdrRecord): ReadonlyMap<number, number> {
  const whole = Number(formatDecimal(roundDecimal(multiplyDecimals(decimal(energy), decimal(1_000)), 0)));
  const spread = new Map<number, number>();
  let given = 0;
  for (let from: number = start; from < end || given < whole; ) {
    // Zones are ahead of UTC by whole quarters of an hour.
    const to = Math.min(end, (Math.floor(from / (HOUR / 4)) + 1) * (HOUR / 4));
    const until = to >= end ? whole : Number(formatDecimal(divideDecimal(multiplyDecimals(decimal(whole), decimal(to - start)), decimal(end - start), 0, "down")));
    const hour = hourOfWeek(instant(from), timeZone);
    spread.set(hour, (spread.get(hour) ?? 0) + until - given);
    given = until;
    if (to >= end) break;
    from = to;
  }
  return spread;
}

/** 0 is Monday from 00:00 to 01:00 on the wall of the zone. */
function hourOfWeek(at: Instant, timeZone: string): number {
  const { weekday, minuteOfDay } = zone(timeZone).localTime(at);
  return (weekday - 1) * 24 + Math.floor(minuteOfDay / 60);
}
