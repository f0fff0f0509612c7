import { formatInstant, hours, instant, zone, type Instant } from "@cpokit/kernel";
import { defineSite, planDayAhead, toPlanInput, type ExpectedSession, type OutlookSlot, type PastSession } from "@cpokit/smart-charging";
import { rosterBetween } from "../balancing/rosters.ts";
import type { Cpo } from "../cpo.ts";
import type { DayAheadView } from "../wire/planning.ts";
import { planView, withCalendar } from "./day-plan.ts";
import { optional } from "./optional.ts";

const WEEKS = 4;
const DAY = 86_400_000;
const PAGE = 500;
/** As far as a day is planned: until the last car leaves. */
const LONGEST = hours(36);

/** What a coming day of a location will probably be like: its roster, and who came on the same weekday before. */
export async function dayAhead({ store, sessions, balancing, clock }: Cpo, location: { readonly id: string; readonly timeZone: string }, day?: string): Promise<DayAheadView> {
  const dayNumber = day === undefined ? zone(location.timeZone).localTime(clock.now()).dayNumber + 1 : Date.parse(`${day}T00:00:00Z`) / DAY;
  const noon = instant(dayNumber * DAY + hours(12));
  const site = defineSite(withCalendar(balancing.modelOf(location.id)!, balancing.calendarOf(location.id), instant(noon - DAY), instant(noon + LONGEST)));
  const [roster, ...weeks] = await Promise.all([
    rosterBetween(store, location.id, instant(noon - 2 * DAY), instant(noon + 2 * DAY)),
    // A day and a half around each noon holds the local day in every time zone.
    ...Array.from({ length: WEEKS }, (_, week) => pastSessions(instant(noon - (week + 1) * 7 * DAY - 1.5 * DAY), instant(noon - (week + 1) * 7 * DAY + 1.5 * DAY))),
  ]);
  const [midnight = instant(dayNumber * DAY)] = zone(location.timeZone).instantsOf(dayNumber, 0);
  const slots = balancing.expectedOf(location.id, midnight, instant(midnight + LONGEST));
  const { tariff, peak } = balancing.demandOf(location.id);
  const { plan, from: _from, to, sessions: expected, unplaced } = planDayAhead({ site, dayNumber, timeZone: location.timeZone, roster, history: weeks.flat(), weeks: WEEKS }, {
    ...toPlanInput(site, slots),
    ...(tariff !== undefined && { demandCharge: { pricePerKW: tariff.pricePerKW, paidKW: peak?.peakKW ?? 0, baseKW: slots.map(({ buildingKW = 0, generationKW = 0 }) => Math.max(0, buildingKW - generationKW)) } }),
  });
  return { ...planView(site, plan, expected), to: formatInstant(to), sessions: expected.map(viewOf), unplaced: unplaced.map(viewOf), slots: slots.slice(0, plan.slots).map(outlookSlotView) };

  async function pastSessions(from: Instant, until: Instant): Promise<PastSession[]> {
    const stations = [...new Set(site.model.evses.map(({ station }) => station))];
    const evses = new Map(site.model.evses.map(({ id, station, connector }) => [`${station}/${connector}`, id]));
    const past: PastSession[] = [];
    let after: string | undefined;
    do {
      const page = await sessions.list(store, { stations, from, to: until, limit: PAGE, ...(after !== undefined && { after }) });
      for (const { station, evse: number, token, startAt, endAt, energy } of page.items) {
        const evse = evses.get(`${station}/${number ?? 1}`);
        if (evse === undefined || endAt === undefined || energy === undefined || energy <= 0) continue;
        past.push({ evse, from: startAt, to: endAt, kWh: energy / 1_000, ...(token !== undefined && { token: token.value }) });
      }
      after = page.next;
    } while (after !== undefined);
    return past;
  }
}

function viewOf({ id, because, evse, arrival, departure, energyKWh, vehicle }: ExpectedSession): DayAheadView["sessions"][number] {
  return { id, because, evse, arrival: formatInstant(arrival), departure: formatInstant(departure), energyKWh: Math.round(energyKWh * 10) / 10, ...(vehicle !== undefined && { vehicle }) };
}

/** A quarter hour to come, as the page draws it. */
export function outlookSlotView({ from, generationKW, buildingKW, price, isPriceGuessed }: OutlookSlot): DayAheadView["slots"][number] {
  const round = (value: number | undefined): number | undefined => (value === undefined ? undefined : Math.round(value * 100) / 100);
  return { from: formatInstant(from), ...optional({ pvKW: round(generationKW), buildingKW: round(buildingKW), price, isPriceGuessed }) };
}
