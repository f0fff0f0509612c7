import type { Location } from "@cpokit/ocpi/v230";

const updated = "2026-03-01T08:00:00Z";

/** What this application knows of its sites; a real one reads them from its own tables. */
export const locations: readonly Location[] = [
  {
    country_code: "NL", party_id: "CPO", id: "market-square", publish: true, name: "Market square", address: "Markt 1", city: "Delft", postal_code: "2611 GP", country: "NLD",
    coordinates: { latitude: "52.011578", longitude: "4.357068" }, time_zone: "Europe/Amsterdam", last_updated: updated,
    evses: [{
      uid: "EVSE-1", evse_id: "NL*CPO*E1", status: "AVAILABLE", capabilities: ["RFID_READER", "REMOTE_START_STOP_CAPABLE"], last_updated: updated,
      connectors: [{ id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated: updated }],
    }],
  },
];
