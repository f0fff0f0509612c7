import { availabilityRows, authorizationDecisions, firstEvidence, plugInsAt, plugInSuccess, type PlugIn, type ReportedPlace } from "@cpokit/csms";
import { addDecimals, decimal, divideDecimal, formatDecimal, hours, instant, minorUnit, zone, type Decimal, type Instant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import type { OverviewView } from "../wire/overview.ts";

const DAY = hours(24);
const MONTH = hours(24 * 30);

/** What was sealed at a location. */
interface Takings {
  readonly cdrs: number;
  /** kWh */
  readonly energy: Decimal;
  readonly revenue: ReadonlyMap<string, Decimal>;
}

/** Takings by location; those of no location under the empty text. */
export type TakingsByPlace = ReadonlyMap<string, Takings>;

const NOTHING: Takings = { cdrs: 0, energy: decimal(0), revenue: new Map() };

/** When the day of a moment began on the wall of a zone. */
export function dayBegan(now: Instant, timeZone: string): Instant {
  const there = zone(timeZone);
  const { dayNumber } = there.localTime(now);
  // Some zones skip midnight when their clocks go forward.
  return there.instantsOf(dayNumber, 0)[0] ?? there.instantsOf(dayNumber, 60)[0] ?? instant(now - DAY);
}

/** What was sealed since a moment, credits taken off. */
export async function readTakings({ store, billing }: Pick<Cpo, "store" | "billing">, since: number): Promise<TakingsByPlace> {
  const places = new Map<string, Takings>();
  let after: string | undefined;
  do {
    const page = await billing.cdrs(store, { from: instant(since), limit: 1_000, ...(after === undefined ? {} : { after }) });
    for (const { body: cdr } of page.items) {
      const before = places.get(cdr.location ?? "") ?? NOTHING;
      const sign = cdr.kind === "credit" ? -1 : 1;
      const revenue = new Map(before.revenue).set(cdr.currency, addDecimals(before.revenue.get(cdr.currency) ?? decimal(0), decimal(cdr.total.excl)));
      places.set(cdr.location ?? "", { cdrs: before.cdrs + sign, energy: addDecimals(before.energy, sign === 1 ? decimal(cdr.energy) : decimal(`-${cdr.energy}`)), revenue });
    }
    after = page.next;
  } while (after !== undefined);
  return places;
}

/** The takings of the places that somebody may see, together. */
export function takingsView(places: TakingsByPlace, sees: (location: string) => boolean): Omit<OverviewView["today"], "since"> {
  const seen = [...places].filter(([location]) => sees(location)).map(([, takings]) => takings);
  const revenue = new Map<string, Decimal>();
  for (const takings of seen) for (const [currency, amount] of takings.revenue) revenue.set(currency, addDecimals(revenue.get(currency) ?? decimal(0), amount));
  return {
    cdrs: seen.reduce((sum, { cdrs }) => sum + cdrs, 0),
    energyWh: Math.round(Number(formatDecimal(addDecimals(...seen.map(({ energy }) => energy), decimal(0)))) * 1_000),
    revenue: [...revenue].map(([currency, amount]) => ({ amount: formatDecimal(amount, minorUnit(currency)), currency })),
  };
}

/** How the EVSEs of a location did. */
export interface Record30 {
  /** Of the last day. */
  readonly plugIns: readonly PlugIn[];
  /** Milliseconds of the last thirty days in which an EVSE was usable, of those that count (UK rule). */
  readonly good: number;
  readonly counted: number;
}

/** Plug-ins of the last day and availability of the last thirty, by location. */
export async function readRecord({ store, sessions, clock }: Pick<Cpo, "store" | "sessions" | "clock">): Promise<ReadonlyMap<string, Record30>> {
  const to = clock.now();
  const day = { from: instant(to - DAY), to };
  const sessionsAt = await sessionsByEvse(sessions, store, day);
  const byPlace = new Map<string, Record30>();
  const refusalsOf = new Map<string, Promise<readonly Refusal[]>>();
  for await (const { body } of store.each(locations)) {
    const places: ReportedPlace[] = [];
    const plugIns: PlugIn[] = [];
    for (const { stationId: station, number: evse } of body.evses) {
      const began = (await firstEvidence(store, station, evse)) ?? to;
      places.push({ station, evse, locationId: body.id, ...(began > to - MONTH ? { closed: [{ from: to - MONTH, to: Math.min(began, to) }] } : {}) });
      const refusals = refusalsOf.get(station) ?? refusalsAt(store, station, day.from);
      refusalsOf.set(station, refusals);
      const own = (await refusals).filter((refusal) => refusal.evse === undefined || refusal.evse === evse).map(({ at }) => at);
      plugIns.push(...(await plugInsAt(store, { station, evse }, day, { sessions: sessionsAt.get(`${station}/${evse}`) ?? [], refusals: own })));
    }
    let [good, counted] = [0, 0];
    for await (const { ukReliability } of availabilityRows(store, { from: to - MONTH, to, places })) {
      good += ukReliability.good;
      counted += ukReliability.counted;
    }
    byPlace.set(body.id, { plugIns, good, counted });
  }
  return byPlace;
}

/** The record of the places that somebody may see, together. */
export function recordView(places: ReadonlyMap<string, Record30>, sees: (location: string) => boolean): { readonly plugIns: OverviewView["plugIns"]; readonly percent30?: string } {
  const seen = [...places].filter(([location]) => sees(location)).map(([, record]) => record);
  const counted = seen.reduce((sum, record) => sum + record.counted, 0);
  const good = seen.reduce((sum, record) => sum + record.good, 0);
  const { connected, charged, percent, failures } = plugInSuccess(seen.flatMap(({ plugIns }) => plugIns));
  return {
    plugIns: { connected, charged, failures, ...(percent !== undefined && { percent }) },
    ...(counted > 0 && { percent30: formatDecimal(divideDecimal(decimal(good * 100), decimal(counted), 2, "down")) }),
  };
}

interface Refusal {
  readonly at: Instant;
  readonly evse?: number;
}

async function refusalsAt(reader: Reader, station: string, since: Instant): Promise<readonly Refusal[]> {
  const page = await reader.find(authorizationDecisions, { index: "byStation", prefix: station, from: [station, since], limit: 1_000 });
  return page.items.map(({ body }) => body).filter(({ result }) => result.result === "refused");
}

async function sessionsByEvse(sessions: Cpo["sessions"], store: Reader, { from, to }: { readonly from: Instant; readonly to: Instant }): Promise<ReadonlyMap<string, readonly Session[]>> {
  const found = new Map<string, Session[]>();
  let after: string | undefined;
  do {
    // A car that was plugged in lately may have begun its session before.
    const page = await sessions.list(store, { from: instant(from - DAY), to, limit: 1_000, ...(after === undefined ? {} : { after }) });
    for (const session of page.items) {
      const key = `${session.station}/${session.evse}`;
      found.set(key, [...(found.get(key) ?? []), session]);
    }
    after = page.next;
  } while (after !== undefined);
  return found;
}
