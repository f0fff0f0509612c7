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

const country = { country_code: "NL", party_id: "CPO", last_updated: "2026-01-01T00:00:00Z" };

/** For people who work there: cheap, and dearer when a car keeps its place long after it has enough. */
export const OFFICE: TariffDraft = {
  tariffId: "office",
  name: "Maaskantoor, staff and guests",
  ocpiVersion: "2.2.1",
  tariff: {
    ...country, id: "office", currency: "EUR",
    elements: [
      { price_components: [{ type: "ENERGY", price: 0.24, vat: 21, step_size: 1 }] },
      { price_components: [{ type: "PARKING_TIME", price: 1.2, vat: 21, step_size: 900 }], restrictions: { start_time: "07:00", end_time: "18:00", min_duration: 14_400 } },
    ],
  },
};

/** Fast charging on the road: by energy, with a fee for whoever blocks the charger for more than three quarters of an hour. */
export const MOTORWAY: TariffDraft = {
  tariffId: "motorway",
  name: "Hafenring fast charging",
  ocpiVersion: "2.2.1",
  tariff: {
    ...country, id: "motorway", currency: "EUR",
    elements: [
      { price_components: [{ type: "ENERGY", price: 0.59, vat: 19, step_size: 1 }] },
      { price_components: [{ type: "TIME", price: 6, vat: 19, step_size: 60 }], restrictions: { min_duration: 2_700 } },
    ],
  },
};

/** For members of the motorway club: the same without the fee, and a third off. */
export const CLUB: TariffDraft = {
  tariffId: "club",
  name: "Motorway club",
  ocpiVersion: "2.2.1",
  tariff: { ...country, id: "club", currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.39, vat: 19, step_size: 1 }] }] },
};

/** Residents of a British house: by energy, cheap at night. */
export const HOME: TariffDraft = {
  tariffId: "residents",
  name: "Canada Quay residents",
  ocpiVersion: "2.2.1",
  tariff: {
    ...country, id: "residents", currency: "GBP",
    elements: [
      { price_components: [{ type: "ENERGY", price: 0.16, vat: 20, step_size: 1 }], restrictions: { start_time: "00:30", end_time: "05:30" } },
      { price_components: [{ type: "ENERGY", price: 0.32, vat: 20, step_size: 1 }] },
    ],
  },
};

/** A shopping centre: a fee to begin, then by energy. */
export const MALL: TariffDraft = {
  tariffId: "oriente",
  name: "Oriente shopping",
  ocpiVersion: "2.2.1",
  tariff: {
    ...country, id: "oriente", currency: "EUR",
    elements: [{ price_components: [{ type: "FLAT", price: 0.35, vat: 23, step_size: 1 }, { type: "ENERGY", price: 0.41, vat: 23, step_size: 1 }] }],
  },
};
