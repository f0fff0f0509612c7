import type { Texts } from "../../texts.ts";

export const locations: Pick<Texts, "locations"> = {
  locations: {
    title: "Standorte",
    add: "Standort hinzufügen",
    empty: "Noch keine Standorte.",
    emptyHint: "Ein Standort hat Adresse, Zeitzone und Ladepunkte. Tarife und Öffnungszeiten folgen ihm.",
    evses: (count: number) => (count === 1 ? "1 Ladepunkt" : `${count} Ladepunkte`),
    name: "Name",
    address: "Straße und Hausnummer",
    city: "Ort",
    postalCode: "Postleitzahl",
    country: "Land (drei Buchstaben)",
    latitude: "Breite",
    longitude: "Länge",
    timeZone: "Zeitzone",
    id: "Standortkennung",
  },
};
