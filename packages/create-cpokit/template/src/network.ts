/** What this operator has: its name, one site with one station, one tariff, one card. Change it, or read it from your own tables. */
import type { Billing } from "@cpokit/billing";
import { stations, tokens } from "@cpokit/csms";
import { instant } from "@cpokit/kernel";
import { Location, Station, Token, type StationId } from "@cpokit/model";
import type { Store } from "@cpokit/storage";

const location = Location.parse({
  id: "HARBOUR", name: "Harbour", address: "Quay 1", city: "Rotterdam", country: "NLD", timeZone: "Europe/Amsterdam",
  coordinates: { latitude: "51.9", longitude: "4.48" },
  evses: [{
    id: "EVSE-1", emi3Id: "NL*CPO*E1", stationId: "SIM-0001", number: 1,
    connectors: [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_080 }],
  }],
});

/** An OCPI 2.2.1 tariff: 0.40 a kWh, and 4.00 an hour for a car that stays without charging; 21 % VAT on top. */
const tariff = {
  country_code: "NL", party_id: "CPO", id: "DAY", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [{ price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }, { type: "PARKING_TIME", price: 4, vat: 21, step_size: 60 }] }],
};

/** Since when the tariff is in force. */
const validFrom = instant(Date.parse("2026-01-01T00:00:00Z"));

export const party = { countryCode: "NL", partyId: "CPO" };

/** Where an EVSE of a station stands: the time zone and the connector decide how a session is priced. */
export function findPlace(station: StationId, number: number | undefined) {
  const evse = location.evses.find((each) => each.stationId === station && each.number === number);
  const connector = evse?.connectors[0];
  return evse && connector && { location, evse, connector };
}

/** Enters all of it the first time; what is stored already stays. */
export async function enterNetwork(store: Store, billing: Billing): Promise<void> {
  await store.transaction(async (unit) => {
    if ((await unit.get(stations, "SIM-0001")) !== undefined) return;
    unit.put(stations, "SIM-0001", Station.parse({ id: "SIM-0001", identity: "SIM-0001", lifecycle: "operative" }));
    unit.put(tokens, "CARD-1", Token.parse({ id: "CARD-1", value: "04A2B3C4", type: "RFID", status: "accepted" }));
    const published = await billing.publishTariff(unit, { tariffId: "DAY", name: "Day", ocpiVersion: "2.2.1", tariff, validFrom });
    if (published.outcome === "refused") throw new Error(`The tariff is refused: ${JSON.stringify(published)}`);
    billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" });
  });
}
