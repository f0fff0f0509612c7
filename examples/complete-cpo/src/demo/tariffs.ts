import type { TariffDraft } from "@cpokit/billing";

type Element = { readonly price_components: readonly object[]; readonly restrictions?: object };

function draft(id: string, name: string, currency: string, elements: readonly Element[]): TariffDraft {
  return { tariffId: id, name, ocpiVersion: "2.2.1", tariff: { country_code: "NL", party_id: "CPO", id, currency, elements, last_updated: "2026-01-01T00:00:00Z" } };
}

function price(type: "ENERGY" | "FLAT" | "PARKING_TIME" | "TIME", amount: number, vat: number, step = 1): object {
  return { type, price: amount, vat, step_size: step };
}

/** Cheaper at night, a start fee, and a fee for standing at the charger without charging during the day. */
export const STANDARD = draft("standard", "Standard, day and night", "EUR", [
  { price_components: [price("ENERGY", 0.39, 21)], restrictions: { start_time: "07:00", end_time: "22:00" } },
  { price_components: [price("ENERGY", 0.27, 21)] },
  { price_components: [price("PARKING_TIME", 3, 21, 60)], restrictions: { start_time: "08:00", end_time: "20:00" } },
  { price_components: [price("PARKING_TIME", 0, 21)] },
  { price_components: [price("FLAT", 0.5, 21)] },
]);

/** Free, and says so: a price of 0 that somebody decided (tariffs V6). */
export const FREE = draft("free", "Free, sponsored by the city", "EUR", [{ price_components: [price("FLAT", 0, 21), price("ENERGY", 0, 21)] }]);

/** For people who work there: cheap, and dearer when a car keeps its place long after it has enough. */
export const OFFICE = draft("office", "Maaskantoor, staff and guests", "EUR", [
  { price_components: [price("ENERGY", 0.24, 21)] },
  { price_components: [price("PARKING_TIME", 1.2, 21, 900)], restrictions: { start_time: "07:00", end_time: "18:00", min_duration: 14_400 } },
]);

/** Fast charging on the road: by energy, with a fee for whoever blocks the charger for more than three quarters of an hour. */
export const MOTORWAY = draft("motorway", "Hafenring fast charging", "EUR", [
  { price_components: [price("ENERGY", 0.59, 19)] },
  { price_components: [price("TIME", 6, 19, 60)], restrictions: { min_duration: 2_700 } },
]);

/** For members of the motorway club: the same without the fee, and a third off. */
export const CLUB = draft("club", "Motorway club", "EUR", [{ price_components: [price("ENERGY", 0.39, 19)] }]);

/** Residents of a British house: by energy, cheap at night. */
export const HOME = draft("residents", "Canada Quay residents", "GBP", [
  { price_components: [price("ENERGY", 0.16, 20)], restrictions: { start_time: "00:30", end_time: "05:30" } },
  { price_components: [price("ENERGY", 0.32, 20)] },
]);

/** A shopping centre: a fee to begin, then by energy. */
export const MALL = draft("oriente", "Oriente shopping", "EUR", [{ price_components: [price("FLAT", 0.35, 23), price("ENERGY", 0.41, 23)] }]);
