import type { Evse, Location as Site } from "@cpokit/model";
import type { Party } from "../client/create-caller.ts";
import type { Capability, Connector, EVSE, Location, Status } from "../v230/index.ts";

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
    country_code: party.countryCode, party_id: party.partyId, id: site.id, publish: true, name: site.name, address: site.address, city: site.city,
    ...(site.postalCode === undefined ? {} : { postal_code: site.postalCode }), country: site.country, coordinates: { latitude: degrees(site.coordinates.latitude), longitude: degrees(site.coordinates.longitude) }, time_zone: site.timeZone,
    evses: [...evses, ...removed], ...(operator === undefined ? {} : { operator: { name: operator } }), last_updated: UNSET,
  };
}

/** Five to seven decimals, in 2.1.1 six (OCPI GeoLocation). */
function degrees(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(6, "0").slice(0, 7)}`;
}

function toEvse({ id, emi3Id, connectors }: Evse, { status, capabilities, tariffIds }: EvseDetails): EVSE {
  return {
    uid: id, ...(emi3Id === undefined ? {} : { evse_id: emi3Id }), status, ...(capabilities === undefined ? {} : { capabilities }),
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
