import type { Texts } from "../../texts.ts";

export const reports: Pick<Texts, "reports"> = {
  reports: {
    title: "Nutzung",
    span: "Monate des Berichts",
    months: (count: number) => (count === 1 ? "Dieser Monat" : `${count} Monate`),
    empty: "In diesen Monaten wurde nichts geladen.",
    emptyHint: "Ladungen zählen, sobald sie abgerechnet sind.",
    carbon: "Emissionen",
    carbonUnknown: (energy: string) => `ohne ${energy} an Standorten, deren Strommix nicht bekannt ist`,
    carbonPer: (grams: string) => `${grams} g CO₂ je kWh`,
    byMonth: "Energie und Umsatz je Monat",
    byHour: "Energie je Stunde der Woche",
    byLocation: "Je Standort",
    hour: (day: string, hour: number, energy: string, charges: number) => `${day} ${hour}:00: ${energy}, ${charges} Ladungen begannen`,
    hourHint: "Ortszeit des Standorts; die Energie einer Ladung ist gleichmäßig auf ihre Dauer verteilt.",
  },
};
