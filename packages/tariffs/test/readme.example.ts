import { instant, wh } from "@cpokit/kernel";
import { compile, explain, generateCdr, price, segment, verifyCdr } from "@cpokit/tariffs";

// A tariff as your partners see it: compiled once, checked, used for any number of sessions.
const tariff = compile({
  country_code: "NL", party_id: "CPO", id: "EVENING", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "ENERGY", price: 0.6, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "21:00", day_of_week: ["MONDAY", "FRIDAY"] } },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }, { type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 4, vat: 21, step_size: 300 }] },
  ],
}, { version: "2.2.1" });

// What the meter and the vehicle said. Cut where the price can change: at 21:00 in Amsterdam, and when the vehicle was full.
const start = instant(Date.parse("2026-01-05T19:00:00Z"));
const full = instant(start + 90 * 60_000);
const end = instant(start + 160 * 60_000);
const session = segment({
  start, end, tariffs: [tariff], timeZone: "Europe/Amsterdam",
  samples: [{ at: start, energy: wh(1_000) }, { at: full, energy: wh(16_000) }, { at: end, energy: wh(16_000) }],
  events: [{ at: full, state: "suspendedEV" }],
});

const priced = price({ tariff, session, timeZone: "Europe/Amsterdam" });
export const cost = priced.totals.cost; // { excl: "13.1667", incl: "15.9317", taxes: [{ name: "VAT", percentage: "21", amount: "2.765" }] }
export const reasons = explain(priced).text;

// The CDR prints the periods first and prices what is printed, so that every receiver computes the same.
const { cdr } = generateCdr({
  version: "2.2.1", id: "CDR-1", party: { countryCode: "NL", partyId: "CPO" }, session, tariffs: [tariff], timeZone: "Europe/Amsterdam", authMethod: "WHITELIST", lastUpdated: end,
  token: { country_code: "NL", party_id: "MSP", uid: "04A2B3C4", type: "RFID", contract_id: "NL-MSP-C00000001-X" },
  location: {
    id: "HARBOUR", address: "Quay 1", city: "Rotterdam", country: "NLD", coordinates: { latitude: "51.9", longitude: "4.48" },
    evse_uid: "1", evse_id: "NL*CPO*E1", connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE",
  },
});
export const verification = verifyCdr(cdr, { version: "2.2.1", timeZone: "Europe/Amsterdam" }); // { ok: true, differences: [], … }
