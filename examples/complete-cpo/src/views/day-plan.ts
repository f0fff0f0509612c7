import { instant, type Instant } from "@cpokit/kernel";
import { calendarLimits, defineSite, limitsAt, plan, wiringOf, withSignals, type LimitCalendar, type Plan, type PlannedCar, type Site, type SiteModel } from "@cpokit/smart-charging";
import type { DayPlan, WhatIf } from "../wire/charging.ts";

const SLOT_MINUTES = 15;
const SLOTS = 96;
const HOUR = 3_600_000;
const USUAL_KWH = 25;
/** First arrival, and hours over which cars come; how long a car stays. */
const [FIRST, SPREAD, STAY] = [7, 5, 8];

/**
 * What a day would look like on a site: cars come through the morning, one after the other at the same charging point where there are more cars than
 * points, and stay a working day at most. The plan is the one that the controller would make.
 */
export function dayPlan(model: SiteModel, { day, limitAmps, cars: wishedCars, energyKWh = USUAL_KWH }: WhatIf, now: Instant, calendar?: LimitCalendar): DayPlan {
  const from = instant(day === undefined ? Math.floor(now / (24 * HOUR) + 1) * 24 * HOUR : Date.parse(`${day}T00:00:00Z`));
  const nodes = limitAmps === undefined ? model.nodes : model.nodes.map((node) => (node.parent === undefined ? { ...node, limitA: { l1: limitAmps, l2: limitAmps, l3: limitAmps } } : node));
  const site = defineSite(withCalendar({ ...model, nodes }, calendar, from, instant(from + SLOTS * SLOT_MINUTES * 60_000)));
  const cars = carsOf(site.model, wishedCars ?? model.evses.length, energyKWh, from);
  // Nobody has said what a kWh costs: sooner is better.
  return planView(site, plan({ site, from, slotMinutes: SLOT_MINUTES, prices: Array.from({ length: SLOTS }, (_, slot) => 1 + slot / 10_000), cars }), cars);
}

/** A model with what a calendar says of a time. */
export function withCalendar(model: SiteModel, calendar: LimitCalendar | undefined, from: Instant, to: Instant): SiteModel {
  return calendar === undefined ? model : withSignals(model, calendarLimits(calendar, from, to));
}

/** A plan as the page draws it. */
export function planView(site: Site, planned: Plan, cars: readonly Pick<PlannedCar, "id" | "energyKWh">[]): DayPlan {
  const { from, slotMinutes } = planned;
  const { model } = site;
  const wanted = new Map(cars.map(({ id, energyKWh }) => [id, energyKWh]));
  const perAmp = new Map(model.evses.map((evse) => [evse.id, wiringOf(evse, site.voltage).gridKW]));
  const shortfalls = new Map(planned.shortfalls.map((one) => [one.id, one]));
  const limitKW = (slot: number): number => {
    const room = limitsAt(site, { at: instant(from + slot * slotMinutes * 60_000) }).room;
    return round(Math.min(room[3]!, ((room[0]! + room[1]! + room[2]!) * site.voltage) / 1_000));
  };
  return {
    from: new Date(from).toISOString(), slotMinutes,
    limitKW: Array.from(planned.siteKW, (_, slot) => limitKW(slot)),
    siteKW: Array.from(planned.siteKW, round),
    cars: planned.cars.map(({ id, evse, milliamps, deliveredKWh }) => {
      const because = shortfalls.get(id)?.because;
      return { id, evse, kW: Array.from(milliamps, (one) => round((one / 1_000) * perAmp.get(evse)!)), wantedKWh: round(wanted.get(id) ?? 0), deliveredKWh: round(deliveredKWh), ...(because !== undefined && { because }) };
    }),
    wantedKWh: round(cars.reduce((sum, { energyKWh }) => sum + energyKWh, 0)), deliveredKWh: round(planned.cars.reduce((sum, car) => sum + car.deliveredKWh, 0)),
    peakKW: round(Math.max(0, ...planned.siteKW)),
    full: [...new Set(planned.shortfalls.flatMap(({ bindings }) => bindings.map(({ node, limit: row }) => `${node} ${row}`)))].slice(0, 5),
  };
}

function carsOf(model: SiteModel, count: number, energyKWh: number, from: Instant): PlannedCar[] {
  const { evses } = model;
  if (evses.length === 0) return [];
  const turns = Math.ceil(count / evses.length);
  const stay = (STAY * HOUR) / Math.max(1, turns);
  return Array.from({ length: count }, (_, index): PlannedCar => {
    const turn = Math.floor(index / evses.length);
    const place = index % evses.length;
    const arrival = from + FIRST * HOUR + (place / evses.length) * SPREAD * HOUR + turn * stay;
    return { id: `car ${index + 1}`, evse: evses[place]!.id, arrival: instant(Math.round(arrival)), departure: instant(Math.round(arrival + stay)), energyKWh };
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
