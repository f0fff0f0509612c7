import type { Evse, Location as Site } from "@cpokit/model";
import type { Party } from "../client/create-caller.ts";
import type { Capability, Connector, EVSE, Location, Parking, Status } from "../v230/index.ts";
import { toBusiness, toEnergyMix, toHours, toImages } from "./to-place.ts";

/** What is said of an EVSE besides what its site tells. */
export interface EvseDetails {
  readonly status: Status;
  readonly capabilities?: readonly Capability[];
  /** Ids of the tariffs of a connector. */
  readonly tariffIds?: (connector: number) => readonly string[];
}

export interface LocationOptions {
  readonly party: Party;
  /** As partners show it to drivers. */
  readonly operator?: string;
  readonly evse: (evse: Evse) => EvseDetails;
  /** As it was told last: EVSEs that are gone since then stay, as REMOVED (roaming 17). */
  readonly before?: Location | undefined;
}

/** `publishObject` sets the times where something changed. */
const UNSET = "1970-01-01T00:00:00Z";

/** A site as OCPI has it, to be published. Ids keep their spelling; power is in W. */
export function toLocation(site: Site, { party, operator, evse, before }: LocationOptions): Location {
  const evses = site.evses.map((each) => toEvse(each, evse(each)));
  const present = new Set(evses.map(({ uid }) => uid.toUpperCase()));
  const removed = (before?.evses ?? []).filter(({ uid }) => !present.has(uid.toUpperCase())).map((each): EVSE => ({ ...each, status: "REMOVED" }));
  return {
    country_code: party.countryCode, party_id: party.partyId, id: site.id, publish: site.published !== false, name: site.name, address: site.address, city: site.city,
    ...(site.postalCode === undefined ? {} : { postal_code: site.postalCode }), country: site.country, coordinates: { latitude: degrees(site.coordinates.latitude), longitude: degrees(site.coordinates.longitude) }, time_zone: site.timeZone,
    evses: [...evses, ...removed], ...given({
      parking_type: site.parkingType, directions: site.directions, facilities: site.facilities, help_phone: site.helpPhone, owner: site.owner && toBusiness(site.owner),
      operator: site.operator === undefined ? operator === undefined ? undefined : { name: operator } : toBusiness(site.operator),
      opening_times: site.openingHours === undefined ? undefined : toHours(site.openingHours, site.timeZone),
      charging_when_closed: site.chargingWhenClosed, images: toImages(site.images), energy_mix: site.energyMix === undefined ? undefined : toEnergyMix(site.energyMix),
      parking_places: parkingPlaces(site),
    }),
    last_updated: UNSET,
  };
}

/** Five to seven decimals, in 2.1.1 six (OCPI GeoLocation). */
function degrees(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(6, "0").slice(0, 7)}`;
}

function toEvse({ id, emi3Id, connectors, floorLevel, physicalReference, directions, parkingRestrictions, bay, images }: Evse, { status, capabilities, tariffIds }: EvseDetails): EVSE {
  return {
    uid: id, status, ...given({
      evse_id: emi3Id, capabilities, floor_level: floorLevel, physical_reference: physicalReference, directions, parking_restrictions: parkingRestrictions,
      parking: bay === undefined ? undefined : [{ parking_id: id }], images: toImages(images),
    }),
    connectors: connectors.map((connector): Connector => {
      const tariffs = tariffIds?.(connector.number) ?? [];
      return {
        id: String(connector.number), standard: connector.standard, format: connector.format, power_type: connector.powerType,
        max_voltage: connector.maxVoltage, max_amperage: connector.maxAmperage, max_electric_power: connector.maxPower,
        ...(tariffs.length === 0 ? {} : { tariff_ids: tariffs }), last_updated: UNSET,
      };
    }),
    last_updated: UNSET,
  };
}

/** The bays of its EVSEs, each under the id of its EVSE (new in 2.3.0). */
function parkingPlaces({ evses }: Site): readonly Parking[] | undefined {
  const places = evses.flatMap(({ id, bay }): Parking[] => {
    if (bay === undefined) return [];
    const { vehicleTypes, restricted = false, length, width, maxHeight, driveThrough, roofed, lighting, timeLimit } = bay;
    return [{
      id, vehicle_types: vehicleTypes, restricted_to_type: restricted, reservation_required: false,
      ...given({ parking_space_length: length, parking_space_width: width, max_vehicle_height: maxHeight, drive_through: driveThrough, roofed, lighting, time_limit: timeLimit }),
    }];
  });
  return places.length === 0 ? undefined : places;
}

/** An object without the members that are not given. */
function given<Value extends object>(value: Value): { readonly [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { readonly [Key in keyof Value]?: Exclude<Value[Key], undefined> };
}
