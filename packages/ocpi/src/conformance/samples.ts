import type { Party } from "../client/create-caller.ts";
import type { Kinds } from "../peers/kinds.ts";
import type { Location } from "../v230/index.ts";

/** What the conformance test writes. */
export type WrittenKind = "Location" | "Session" | "CDR" | "Tariff" | "Token";

/** An object that can be said in every version; its id begins with `mark`, so that a partner knows it for what it is. */
export function sampleOf<Kind extends WrittenKind>(kind: Kind, party: Party, mark: string, lastUpdated: string): Kinds[Kind] {
  const owner = { country_code: party.countryCode, party_id: party.partyId };
  const token = { ...owner, uid: `${mark}-T`, type: "RFID" as const, contract_id: `${party.countryCode}-${party.partyId}-C00000001` };
  const period = { start_date_time: "2026-01-01T10:00:00Z", dimensions: [{ type: "ENERGY" as const, volume: 1.5 }] };
  const { coordinates } = sampleLocation(party, mark, lastUpdated);
  const samples: { readonly [Name in WrittenKind]: Kinds[Name] } = {
    Location: sampleLocation(party, mark, lastUpdated),
    Session: {
      ...owner, id: `${mark}-S`, start_date_time: "2026-01-01T10:00:00Z", kwh: 1.5, cdr_token: token, auth_method: "WHITELIST", location_id: `${mark}-L`, evse_uid: "E1", connector_id: "1",
      currency: "EUR", charging_periods: [period], status: "ACTIVE", last_updated: lastUpdated,
    },
    CDR: {
      ...owner, id: `${mark}-C`, start_date_time: "2026-01-01T10:00:00Z", end_date_time: "2026-01-01T11:00:00Z", cdr_token: token, auth_method: "WHITELIST",
      cdr_location: {
        id: `${mark}-L`, address: "Test Street 1", city: "Test", postal_code: "10115", country: "DEU", coordinates, evse_uid: "E1", evse_id: `${party.countryCode}*${party.partyId}*E1`,
        connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE",
      },
      currency: "EUR", charging_periods: [period], total_cost: { before_taxes: 0 }, total_energy: 1.5, total_time: 1, remark: "test", last_updated: lastUpdated,
    },
    Tariff: { ...owner, id: `${mark}-F`, currency: "EUR", tax_included: "NO", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }], last_updated: lastUpdated },
    Token: { ...token, issuer: "test", valid: true, whitelist: "NEVER", last_updated: lastUpdated },
  };
  return samples[kind] as Kinds[Kind];
}

export function sampleLocation(party: Party, mark: string, lastUpdated: string): Location {
  const connector = { id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated: lastUpdated } as const;
  return {
    country_code: party.countryCode, party_id: party.partyId, id: `${mark}-L`, publish: false, name: "test", address: "Test Street 1", city: "Test", postal_code: "10115", country: "DEU",
    coordinates: { latitude: "52.520008", longitude: "13.404954" }, time_zone: "Europe/Berlin", last_updated: lastUpdated,
    evses: [{ uid: "E1", evse_id: `${party.countryCode}*${party.partyId}*E1`, status: "AVAILABLE", connectors: [connector], last_updated: lastUpdated }],
  };
}
