import type { Location } from "@cpokit/model";
import { openAt } from "@cpokit/model";
import type { Instant } from "@cpokit/kernel";

/** What a driver looks for. */
export interface PublicQuery {
  /** Degrees; what is found then comes nearest first, else by name. */
  readonly near?: { readonly latitude: number; readonly longitude: number };
  readonly withinKm?: number;
  /** W that one plug gives at least. */
  readonly minPowerW?: number;
  /** OCPI ConnectorType. */
  readonly standard?: string;
  readonly isOpen?: boolean;
  /** Part of name, address or city, in any case. */
  readonly words?: string;
}

export interface Found {
  readonly location: Location;
  readonly distanceKm?: number;
}

/** The locations that fit, in their order. */
export function search(all: readonly Location[], { near, withinKm, minPowerW = 0, standard, isOpen, words = "" }: PublicQuery, now: Instant): readonly Found[] {
  const wanted = words.trim().toLowerCase();
  const fits = all.filter((location) =>
    location.evses.some((evse) => evse.connectors.some((connector) => connector.maxPower >= minPowerW && (standard === undefined || connector.standard === standard)))
    && (isOpen !== true || location.openingHours === undefined || openAt(location.openingHours, location.timeZone, now).isOpen)
    && `${location.name} ${location.address} ${location.city}`.toLowerCase().includes(wanted));
  if (near === undefined) return fits.map((location) => ({ location })).sort((a, b) => a.location.name.localeCompare(b.location.name) || (a.location.id < b.location.id ? -1 : 1));
  return fits
    .map((location) => ({ location, distanceKm: distance(near, { latitude: Number(location.coordinates.latitude), longitude: Number(location.coordinates.longitude) }) }))
    .filter(({ distanceKm }) => withinKm === undefined || distanceKm <= withinKm)
    .sort((a, b) => a.distanceKm - b.distanceKm);
}

const EARTH_KM = 6_371;

/** Kilometres along the great circle. */
function distance(a: { readonly latitude: number; readonly longitude: number }, b: { readonly latitude: number; readonly longitude: number }): number {
  const [north, south] = [radians(a.latitude), radians(b.latitude)];
  const half = Math.sin((south - north) / 2) ** 2 + Math.cos(north) * Math.cos(south) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
