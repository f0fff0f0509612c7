import { hours, instant, zone, type Instant } from "@cpokit/kernel";
import type { RosterEntry } from "@cpokit/smart-charging";
import type { SiteClass } from "../balancing/documents.ts";
import { keepRoster } from "../balancing/rosters.ts";
import type { Cpo } from "../cpo.ts";
import { ALL_DRIVERS } from "./drivers.ts";

/** Where people work: the car park knows who comes, and when. */
export const OFFICE = "rotterdam-maaskantoor";
export const TIME_ZONE = "Europe/Amsterdam";
const COMMUTERS = 6;
const DAYS = 7;
/** What the meter operator says of the month before the demonstration began, kW. */
const PEAK_BEFORE = 48.6;
/** Pool cars have a plate of their own. */
const PLATES = ["MP-14-KX", "MP-27-LT", "MP-31-RB", "MP-58-ZD"];

const CLASSES: readonly SiteClass[] = [
  { id: "staff", name: "Staff", groups: ["maas-staff"], mode: "cheap", guaranteedKWh: 6 },
  { id: "visitors", name: "Visitors", groups: [], isDefault: true, mode: "fair", limitKW: 22 },
];

/** Gives the office terms for who charges, a price for its peak and the roster of the coming week; what operators set stays. */
export async function setTerms({ store, balancing, clock }: Pick<Cpo, "store" | "balancing" | "clock">): Promise<void> {
  if ((await balancing.classesOf(OFFICE)).length === 0) await balancing.classes(OFFICE, CLASSES);
  if (balancing.demandOf(OFFICE).tariff === undefined) await balancing.demand(OFFICE, { pricePerKW: 8.2, timeZone: TIME_ZONE }, [{ at: daysBefore(clock.now()), kW: PEAK_BEFORE }]);
  const place = zone(TIME_ZONE);
  const today = place.localTime(clock.now()).dayNumber;
  const commuters = ALL_DRIVERS.filter(({ site }) => site === OFFICE).slice(0, COMMUTERS);
  const entries = Array.from({ length: DAYS }, (_, index) => today + 1 + index).flatMap((day) => commuters.flatMap(({ card }, index): RosterEntry[] => {
    const [arrival] = place.instantsOf(day, 450 + index * 12);
    const [departure] = place.instantsOf(day, 960 + index * 15);
    const isWeekend = arrival === undefined || place.localTime(arrival).weekday > 5;
    return isWeekend || departure === undefined ? [] : [{ id: `${day} ${card.value}`, token: card.value, ...(PLATES[index] !== undefined && { vehicle: PLATES[index] }), arrival, departure, energyKWh: 12 + index * 4, class: "staff" }];
  }));
  await keepRoster(store, OFFICE, entries);
}

/** Some days ago, but in this month. */
function daysBefore(now: Instant): Instant {
  return instant(now - Math.min(3, zone(TIME_ZONE).localTime(now).day - 1) * hours(24));
}
