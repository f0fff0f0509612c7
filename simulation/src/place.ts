import { instant, type W } from "@cpokit/kernel";
import { Location, Station, Token, type Connector, type Evse } from "@cpokit/model";
import { stations, tokens } from "@cpokit/csms";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import type { Billing } from "@cpokit/billing";

/** The sites of the simulated operator. */
export const locations = collection<Location>("locations", {
  indexes: { byEvse: { keys: (location) => location.evses.map((evse) => evse.id), unique: true }, byStationEvse: { keys: (location) => location.evses.map((evse) => [evse.stationId, evse.number]), unique: true } },
});

/** Where an EVSE stands. */
export interface Place {
  readonly location: Location;
  readonly evse: Evse;
  readonly connector: Connector;
}

export async function findPlace(reader: Reader, station: string, evse: number | undefined, connector?: number): Promise<Place | undefined> {
  if (evse === undefined) return undefined;
  const page = await reader.find(locations, { index: "byStationEvse", prefix: [station, evse], limit: 1 });
  const location = page.items[0]?.body;
  const found = location?.evses.find((each) => each.stationId === station && each.number === evse);
  const plug = found?.connectors.find((each) => each.number === connector) ?? found?.connectors[0];
  return location === undefined || found === undefined || plug === undefined ? undefined : { location, evse: found, connector: plug };
}

/** An EVSE as the operator knows it: for 1.6 every connector is one. */
export interface KnownEvse {
  readonly number: number;
  readonly connectors: number;
  readonly maxPower: W;
}

export interface KnownStation {
  readonly identity: string;
  readonly evses: readonly KnownEvse[];
}

/** Tokens that drivers carry, by what becomes of them. */
export const TOKENS = { good: ["04A2B3C4", "04D5E6F7", "04112233"], blocked: "04FFFFFF" } as const;

/** A start fee, energy by time of day and an idle fee; 21 % VAT on top. */
const DAY_TARIFF = {
  id: "DAY", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "22:00" } },
    { price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 21, step_size: 60 }] },
  ],
};

/** A start fee and energy: nothing that depends on time, so that a late start costs the same. */
const ENERGY_TARIFF = {
  id: "ENERGY", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [{ price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }, { type: "ENERGY", price: 0.31, vat: 21, step_size: 1 }] }],
};

/** Writes stations, their sites, the tokens and the tariff: the master data of the simulated operator. */
export async function furnish(unit: Unit, billing: Billing, known: readonly KnownStation[], tariff: "DAY" | "ENERGY"): Promise<void> {
  for (const { identity, evses } of known) {
    const site = `SITE-${identity}`;
    unit.put(stations, identity, Station.parse({ id: identity, identity, lifecycle: "operative", locationId: site }));
    unit.put(locations, site, Location.parse({
      id: site, name: identity, address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam",
      evses: evses.map(({ number, connectors, maxPower }) => ({
        id: `${identity}-E${number}`, stationId: identity, number,
        connectors: Array.from({ length: connectors }, (_, index) => ({
          number: index + 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower,
        })),
      })),
    }));
  }
  for (const value of TOKENS.good) unit.put(tokens, value, Token.parse({ id: value, value, type: "RFID", status: "accepted" }));
  unit.put(tokens, TOKENS.blocked, Token.parse({ id: TOKENS.blocked, value: TOKENS.blocked, type: "RFID", status: "blocked" }));
  const chosen = tariff === "DAY" ? DAY_TARIFF : ENERGY_TARIFF;
  const published = await billing.publishTariff(unit, { tariffId: chosen.id, name: chosen.id, ocpiVersion: "2.2.1", tariff: chosen, validFrom: instant(0) });
  if (published.outcome === "refused") throw new Error(`The tariff of the simulation was refused: ${JSON.stringify(published.problems)}`);
  billing.assignTariff(unit, { id: "all", target: { kind: "tenant" }, tariffId: chosen.id });
}
