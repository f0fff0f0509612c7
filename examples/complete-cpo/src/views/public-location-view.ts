import { stations } from "@cpokit/csms";
import { hours, instant, wh, type Instant } from "@cpokit/kernel";
import { instantText, openAt, type Evse, type Location } from "@cpokit/model";
import { compile, describe, type Jurisdiction } from "@cpokit/tariffs";
import type { Cpo } from "../cpo.ts";
import { locations } from "../collections.ts";
import type { PriceView, PublicLocation, PublicPlace, PublicPoint, PublicState } from "../wire/public-location.ts";
import type { ConnectorStateView } from "../wire/station.ts";
import { optional } from "./optional.ts";

/** A usual charge, from which the worst price of a kWh is told: 20 kWh in an hour. */
const USUAL = { energy: wh(20_000), duration: hours(1) };

const STATES: Readonly<Record<ConnectorStateView, PublicState>> = {
  available: "available", preparing: "occupied", occupied: "occupied", charging: "occupied", suspendedEv: "occupied", suspendedEvse: "occupied", finishing: "occupied",
  reserved: "reserved", unavailable: "outOfService", faulted: "outOfService", unknown: "unknown",
};

/** A location in a list; asking for its state reads its stations. */
export async function publicPlace(cpo: Cpo, location: Location, now: Instant, distanceKm?: number): Promise<PublicPlace> {
  const { id, name, address, postalCode, city, country, coordinates, timeZone, evses } = location;
  const states = await statesOf(cpo, location);
  const connectors = evses.flatMap((evse) => evse.connectors);
  const { isOpen, until } = location.openingHours === undefined ? { isOpen: true } : openAt(location.openingHours, timeZone, now);
  return {
    id, name, address, city, country, coordinates, timeZone, ...optional({ postalCode }),
    ...(distanceKm === undefined ? {} : { distanceKm: Math.round(distanceKm * 100) / 100 }),
    opening: { isOpen, ...(until === undefined ? {} : { until: instantText(until) }) },
    points: { total: evses.length, available: evses.filter((evse) => states.get(evse.id) === "available").length },
    maxPowerW: Math.max(0, ...connectors.map((connector) => connector.maxPower)),
    standards: [...new Set(connectors.map((connector) => connector.standard))].sort(),
    accessible: isAccessible(location),
  };
}

export async function publicLocation(cpo: Cpo, location: Location, language: string): Promise<PublicLocation> {
  const now = cpo.clock.now();
  const states = await statesOf(cpo, location);
  const { openingHours, chargingWhenClosed = true, parkingType, facilities = [], directions = [], images = [], operator, helpPhone } = location;
  return {
    ...(await publicPlace(cpo, location, now)),
    chargingWhenClosed, facilities, directions, images, ...optional({ openingHours, parkingType, operator, helpPhone }),
    evses: await Promise.all(location.evses.map((evse) => publicPoint(cpo, location, evse, states.get(evse.id) ?? "unknown", language))),
  };
}

export async function publicPoint(cpo: Cpo, location: Location, evse: Evse, state: PublicState, language: string): Promise<PublicPoint> {
  const { id, emi3Id, physicalReference: reference, floorLevel: floor, bay, connectors, parkingRestrictions = [] } = evse;
  return {
    id, state, restrictions: parkingRestrictions, ...optional({ emi3Id, reference, floor, bay }),
    connectors: connectors.map(({ number, standard, format, powerType, maxPower }) => ({ number, standard, format, powerType, maxPowerW: maxPower })),
    ...optional({ price: await priceAt(cpo, location, evse, language) }),
  };
}

/** What every EVSE of a location is now; of a station that is not in service, nothing can be charged. */
export async function statesOf(cpo: Cpo, location: Location): Promise<ReadonlyMap<string, PublicState>> {
  const views = cpo.views();
  const known = new Map<string, PublicState>();
  for (const id of new Set(location.evses.map((evse) => evse.stationId))) {
    const station = await cpo.store.get(stations, id);
    if (station === undefined) continue;
    const view = await views.station(station);
    for (const evse of view.evses) {
      if (evse.id === undefined) continue;
      known.set(evse.id, station.lifecycle !== "operative" ? "outOfService" : view.online ? STATES[evse.state] : "unknown");
    }
  }
  return known;
}

/** The location that an EVSE belongs to; nothing where it may not be seen. */
export async function findPublicEvse(cpo: Cpo, id: string): Promise<{ readonly location: Location; readonly evse: Evse } | undefined> {
  const location = (await cpo.store.find(locations, { index: "byEvse", prefix: id, limit: 1 })).items[0]?.body;
  const evse = location?.evses.find((each) => each.id === id);
  return location === undefined || evse === undefined || location.published === false ? undefined : { location, evse };
}

async function priceAt({ billing, store, clock }: Cpo, location: Location, evse: Evse, language: string): Promise<PriceView | undefined> {
  const now = clock.now();
  const connector = evse.connectors[0]!;
  const version = await billing.tariffFor(store, { at: now, location: location.id, evse: evse.id, connector: connector.number });
  if (version === undefined) return undefined;
  const jurisdiction = jurisdictionOf(location.country);
  const said = describe(compile(version.tariff, { version: version.ocpiVersion }), {
    at: now, timeZone: location.timeZone, locale: language, profile: USUAL, ...(jurisdiction === undefined ? {} : { display: [jurisdiction] }),
  });
  const components = said.displays[0]?.components ?? said.components;
  return {
    currency: said.currency,
    lines: components.map(({ text }) => text.charAt(0).toUpperCase() + text.slice(1)),
    ...(said.worstPerKwh === undefined ? {} : { worstPerKwh: { amount: said.worstPerKwh, currency: said.currency } }),
    ...(said.nextChange === undefined ? {} : { nextChange: instantText(instant(said.nextChange)) }),
  };
}

/** Whose law says how a price is shown (tariffs, display rules); elsewhere as the tariff has it. */
function jurisdictionOf(country: string): Jurisdiction | undefined {
  if (country === "DEU") return "PAngV";
  if (country === "GBR") return "UK";
  if (country === "USA") return "CTEP";
  return EU.has(country) ? "AFIR" : undefined;
}

const EU = new Set(["AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "GRC", "HUN", "IRL", "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE"]);

function isAccessible({ evses }: Location): boolean {
  return evses.some(({ bay, parkingRestrictions }) => bay?.vehicleTypes.includes("DISABLED") === true || parkingRestrictions?.includes("DISABLED") === true);
}
