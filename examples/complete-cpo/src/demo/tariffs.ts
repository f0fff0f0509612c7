import type { TariffDraft } from "@cpokit/billing";

/** Cheaper at night, a start fee, and a fee for standing at the charger without charging during the day. */
export const STANDARD: TariffDraft = {
  tariffId: "standard",
  name: "Standard, day and night",
  ocpiVersion: "2.2.1",
  tariff: {
    country_code: "NL",
    party_id: "CPO",
    id: "standard",
    currency: "EUR",
    elements: [
      { price_components: [{ type: "ENERGY", price: 0.39, vat: 21, step_size: 1 }], restrictions: { start_time: "07:00", end_time: "22:00" } },
      { price_components: [{ type: "ENERGY", price: 0.27, vat: 21, step_size: 1 }] },
      { price_components: [{ type: "PARKING_TIME", price: 3, vat: 21, step_size: 60 }], restrictions: { start_time: "08:00", end_time: "20:00" } },
      { price_components: [{ type: "PARKING_TIME", price: 0, vat: 21, step_size: 1 }] },
      { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] },
    ],
    last_updated: "2026-01-01T00:00:00Z",
  },
};

/** Free, and says so: a price of 0 that somebody decided (tariffs V6). */
export const FREE: TariffDraft = {
  tariffId: "free",
  name: "Free, sponsored by the city",
  ocpiVersion: "2.2.1",
  tariff: {
    country_code: "NL",
    party_id: "CPO",
    id: "free",
    currency: "EUR",
    elements: [{ price_components: [{ type: "FLAT", price: 0, vat: 21, step_size: 1 }, { type: "ENERGY", price: 0, vat: 21, step_size: 1 }] }],
    last_updated: "2026-01-01T00:00:00Z",
  },
};
