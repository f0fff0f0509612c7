import { instant, parseInstant, wh, type Instant } from "@cpokit/kernel";
import { compile, segment, type CompiledTariff, type GenerateCdrOptions, type OcpiTariff, type OcpiVersion } from "@cpokit/tariffs";

export function at(text: string): Instant {
  return parseInstant(text) ?? instant(Number.NaN);
}

/** Energy by the hour of the day, an idle fee and a start fee, with two tax rates. */
export const evening: OcpiTariff = {
  id: "EVENING", country_code: "NL", party_id: "EXA", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }, { type: "ENERGY", price: 0.6, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "21:00" } },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 4, vat: 9, step_size: 300 }] },
  ],
};

export function compiled(version: OcpiVersion, tariff: OcpiTariff = evening): CompiledTariff {
  return compile(version === "2.3.0" ? { tax_included: "NO", ...tariff } : tariff, { version });
}

/** 20:00 to 22:40 in Amsterdam: an hour at 0.60, half an hour at 0.40, then 70 minutes idle. */
export function eveningSession(tariffs: readonly CompiledTariff[]): ReturnType<typeof segment> {
  return segment({
    start: at("2026-01-05T19:00:00Z"), end: at("2026-01-05T21:40:00Z"), tariffs, timeZone: "Europe/Amsterdam",
    samples: [{ at: at("2026-01-05T19:00:00Z"), energy: wh(1_000) }, { at: at("2026-01-05T20:30:00Z"), energy: wh(16_000) }, { at: at("2026-01-05T21:40:00Z"), energy: wh(16_000) }],
    events: [{ at: at("2026-01-05T20:30:00Z"), state: "suspendedEV" }],
  });
}

export function cdrOptions(version: OcpiVersion, tariffs: readonly CompiledTariff[] = [compiled(version)]): GenerateCdrOptions {
  return {
    version, tariffs, id: "CDR-1", sessionId: "SESSION-1", party: { countryCode: "NL", partyId: "EXA" }, session: eveningSession(tariffs), timeZone: "Europe/Amsterdam",
    location: version === "2.1.1" ? { id: "LOC-1", country: "NLD", time_zone: "Europe/Amsterdam" } : {
      id: "LOC-1", address: "F.Rooseveltlaan 3A", city: "Gent", country: "BEL", coordinates: { latitude: "51.047599", longitude: "3.729944" },
      evse_uid: "3256", evse_id: "BE*BEC*E041503003", connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE",
    },
    token: { country_code: "NL", party_id: "TNM", uid: "012345678", type: "RFID", contract_id: "NL8ACC12E46L89" }, authMethod: "WHITELIST", lastUpdated: at("2026-01-05T21:41:00Z"),
  };
}
