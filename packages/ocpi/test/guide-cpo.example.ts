import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { createOcpi, type Fetch } from "@cpokit/ocpi";
import type { Location, Session } from "@cpokit/ocpi/v230";
import { createMemoryDriver, createStore } from "@cpokit/storage";

const ids = createSystemIds();
export const store = createStore(createMemoryDriver(), { clock, scheduler, random });
/** Cards of partners, as your stations look them up. */
export const cards = new Map<string, boolean>();

export function createRoaming(fetch?: Fetch) {
  const ocpi = createOcpi({
    baseUrl: "https://cpo.example.com/ocpi", store, clock, scheduler, ids, random, ...(fetch === undefined ? {} : { fetch }),
    parties: [{ role: "CPO", country_code: "NL", party_id: "DCH", business_details: { name: "Delft Charging" } }],
    modules: {
      owned: ["Location", "Tariff", "Session", "CDR"],
      received: { Token: ({ key, after }) => void cards.set(key.id, after?.valid === true) },
      commands: {
        START_SESSION: ({ location_id: place, evse_uid: evse, token, authorization_reference: reference }, { commandId }) => {
          // Here your station is told to start; what it said and what came of it follow later.
          void store.transaction(async (unit) => {
            await ocpi.publish(unit, "Session", sessionAt(place, evse ?? "E1", token, reference));
            await ocpi.report(unit, commandId, { result: "ACCEPTED" });
          });
          return { result: "ACCEPTED", timeout: 30 };
        },
      },
    },
  });
  return ocpi;
}

export const location: Location = {
  country_code: "NL", party_id: "DCH", id: "HARBOUR", publish: true, name: "Harbour", address: "Kade 1", city: "Delft", country: "NLD", time_zone: "Europe/Amsterdam",
  coordinates: { latitude: "52.011600", longitude: "4.357100" }, last_updated: "2026-06-01T08:00:00Z",
  evses: [{
    uid: "E1", evse_id: "NL*DCH*E1", status: "AVAILABLE", last_updated: "2026-06-01T08:00:00Z",
    connectors: [{ id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated: "2026-06-01T08:00:00Z" }],
  }],
};

function sessionAt(place: string, evse: string, { country_code, party_id, uid, type, contract_id }: Session["cdr_token"], reference: string | undefined): Session {
  return {
    country_code: "NL", party_id: "DCH", id: ids.next(), start_date_time: new Date(clock.now()).toISOString(), kwh: 0, cdr_token: { country_code, party_id, uid, type, contract_id },
    auth_method: "COMMAND", ...(reference === undefined ? {} : { authorization_reference: reference }), location_id: place, evse_uid: evse, connector_id: "1", currency: "EUR", status: "ACTIVE",
    last_updated: "2026-06-01T08:00:00Z",
  };
}
