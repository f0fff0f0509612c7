/**
 * 10 000 CDRs of 2.2.1, about 1.9 KB and three periods each, priced by twelve tariffs with windows, tiers, idle fees, steps and limits:
 * what a large operator exports in a busy hour. The same on every machine.
 */
import { compile, generateCdr, segment, type CompiledTariff, type OcpiCdr, type OcpiTariff, type OcpiTariffElement } from "@cpokit/tariffs";
import { instant, wh } from "@cpokit/kernel";

export const TIME_ZONE = "Europe/Amsterdam";
const MINUTE = 60_000;

export interface Corpus {
  readonly tariffs: readonly CompiledTariff[];
  readonly cdrs: readonly OcpiCdr[];
  /** The same CDRs as JSON text. */
  readonly texts: readonly string[];
}

export function createCorpus(count: number): Corpus {
  const tariffs = Array.from({ length: 12 }, (_, index) => compile(tariffOf(index), { version: "2.2.1" }));
  const cdrs = Array.from({ length: count }, (_, index) => cdrOf(index, tariffs[index % tariffs.length]!));
  const texts = cdrs.map((cdr) => JSON.stringify(cdr));
  // Parsed again, so that objects and strings are as those of a file.
  return { tariffs, cdrs: texts.map((text) => JSON.parse(text) as OcpiCdr), texts };
}

function tariffOf(index: number): OcpiTariff {
  const vat = index % 3 === 0 ? 19 : 21;
  const step = index % 2 === 0 ? 1 : 100;
  const energy = (price: number): OcpiTariffElement["price_components"] => [{ type: "ENERGY", price, vat, step_size: step }];
  const elements: OcpiTariffElement[] = [
    { price_components: energy((61 + index) / 100), restrictions: { start_time: "17:00", end_time: "21:00", day_of_week: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] } },
    { price_components: energy(0.295), restrictions: { start_time: "23:00", end_time: "06:00" } },
    ...(index % 4 === 1 ? [{ price_components: energy(0.3725), restrictions: { min_kwh: 20 } }] : []),
    { price_components: [...energy(0.45), { type: "FLAT", price: 0.35, vat, step_size: 1 }] },
    ...(index % 4 === 2 ? [{ price_components: [{ type: "TIME", price: 1.2, vat, step_size: 60 } as const] }] : []),
    { price_components: [{ type: "PARKING_TIME", price: 6, vat, step_size: 300 }], restrictions: { start_time: "08:00", end_time: "20:00" } },
    { price_components: [{ type: "PARKING_TIME", price: 1.5, vat, step_size: 60 }] },
  ];
  return {
    country_code: "NL", party_id: "CPO", id: `TARIFF-${index + 1}`, currency: "EUR", last_updated: "2026-01-01T00:00:00Z", elements,
    ...(index % 3 === 1 ? { min_price: { excl_vat: 0.5, incl_vat: 0.605 } } : {}), ...(index % 3 === 2 ? { max_price: { excl_vat: 80, incl_vat: 96.8 } } : {}),
  };
}

/** Charging through a price change or two, then parked. */
function cdrOf(index: number, tariff: CompiledTariff): OcpiCdr {
  const start = instant(Date.UTC(2026, index % 12, 1 + (index % 27), (index * 7) % 24, (index * 13) % 60, index % 60));
  const charged = instant(start + (40 + (index % 90)) * MINUTE);
  const end = instant(charged + (5 + ((index * 11) % 120)) * MINUTE);
  const delivered = 4_000 + ((index * 7_919) % 46_000);
  const session = segment({
    start, end, tariffs: [tariff], timeZone: TIME_ZONE,
    samples: [{ at: start, energy: wh(12_345_000 + index) }, { at: charged, energy: wh(12_345_000 + index + delivered) }, { at: end, energy: wh(12_345_000 + index + delivered) }],
    events: [{ at: charged, state: "suspendedEV" }],
  });
  return generateCdr({
    version: "2.2.1", id: `CDR-2026-${String(index).padStart(8, "0")}`, party: { countryCode: "NL", partyId: "CPO" }, session, sessionId: `0197f3a2-7c1b-7d55-9a41-${String(index).padStart(12, "0")}`,
    tariffs: [tariff], timeZone: TIME_ZONE, authMethod: "WHITELIST", authorizationReference: `AUTH-${index}`, meterId: `METER-${index % 400}`, lastUpdated: end,
    token: { country_code: "NL", party_id: "MSP", uid: `04A2B3C4D5${index % 1000}`, type: "RFID", contract_id: `NL-MSP-C${String(index % 5000).padStart(8, "0")}-X` },
    location: {
      id: `LOC-${index % 200}`, name: "Harbour car park, level 2", address: "Wilhelminakade 909", city: "Rotterdam", postal_code: "3072 AP", country: "NLD",
      coordinates: { latitude: "51.904550", longitude: "4.485670" }, evse_uid: `EVSE-${index % 400}`, evse_id: `NL*CPO*E${index % 400}`, connector_id: "1",
      connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE",
    },
  }).cdr;
}
