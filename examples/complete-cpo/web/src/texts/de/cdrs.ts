import type { Texts } from "../../texts.ts";

export const cdrs: Pick<Texts, "cdrs" | "cdrPage"> = {
  cdrs: {
    title: "Ladebelege",
    empty: "Noch keine Ladebelege.",
    emptyHint: "Jeder beendete Ladevorgang wird zu einem, der Preis Zeile für Zeile erklärt.",
    export: "CSV herunterladen",
    withTax: "inkl. Steuer",
    withoutTax: "ohne Steuer",
    states: { standing: "Gültig", credited: "Gutgeschrieben", credit: "Gutschrift" },
  },
  cdrPage: {
    lines: "Wie der Preis zustande kommt",
    when: "Wann",
    what: "Was",
    quantity: "Menge",
    price: "Preis",
    amount: "Betrag",
    why: "Warum",
    total: "Summe",
    tax: "Steuer",
    totalWithTax: "Summe mit Steuer",
    sealed: "Besiegelt",
    session: "Ladevorgang",
    tariff: "Tarif",
    ocpi: "OCPI-Objekt",
    free: "Dieses Laden war kostenlos.",
    openSession: "Ladevorgang öffnen",
  },
};
