/** A language in which the API explains prices. */
export type Language = "en" | "de";

const en = {
  always: "always applies",
  element: (number: number, when: string) => `Element ${number} of the tariff: ${when}`,
  blocks: (measured: string, step: number, unit: string) => `Measured ${measured}, billed in whole blocks of ${step} ${unit}`,
  dimensions: { ENERGY: "energy", TIME: "charging time", PARKING_TIME: "parking time", FLAT: "start" } as Readonly<Record<string, string>>,
  somePart: "a part of the charge",
  unpriced: (part: string) => `The tariff has no price for ${part}, so nothing is charged for it.`,
  derived: "Power was derived from energy and time.",
  spansChange: "A price changed within a charging period; the price at its start counts.",
  target: {
    tenant: "Everything that has no tariff of its own",
    location: (name: string) => `Location ${name}`,
    evse: (id: string) => `EVSE ${id}`,
    connector: (number: number, evse: string) => `Connector ${number} of EVSE ${evse}`,
    tokenGroup: (group: string) => `Tokens of the group ${group}`,
    partner: (partner: string) => `Partner ${partner}`,
    subscription: (plan: string) => `Subscription ${plan}`,
  },
};

const de: typeof en = {
  always: "gilt immer",
  element: (number, when) => `Element ${number} des Tarifs: ${when}`,
  blocks: (measured, step, unit) => `Gemessen: ${measured}, abgerechnet in ganzen Schritten von ${step} ${unit}`,
  dimensions: { ENERGY: "Energie", TIME: "Ladezeit", PARKING_TIME: "Standzeit", FLAT: "den Start" },
  somePart: "einen Teil der Ladung",
  unpriced: (part) => `Der Tarif hat keinen Preis für ${part}; dafür wird nichts berechnet.`,
  derived: "Die Leistung wurde aus Energie und Zeit berechnet.",
  spansChange: "Ein Preis änderte sich innerhalb eines Abschnitts; es zählt der Preis an seinem Anfang.",
  target: {
    tenant: "Alles, was keinen eigenen Tarif hat",
    location: (name) => `Standort ${name}`,
    evse: (id) => `Ladepunkt ${id}`,
    connector: (number, evse) => `Stecker ${number} des Ladepunkts ${evse}`,
    tokenGroup: (group) => `Karten der Gruppe ${group}`,
    partner: (partner) => `Partner ${partner}`,
    subscription: (plan) => `Abonnement ${plan}`,
  },
};

export const words: Readonly<Record<Language, typeof en>> = { en, de };
