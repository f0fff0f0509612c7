import type { InvoiceKind, InvoiceLine } from "@cpokit/billing";

/** Languages of the printed words. */
export type PdfLocale = "en" | "de" | "fr" | "nl" | "es";

export interface PdfTexts {
  readonly titles: Readonly<Record<InvoiceKind, string>>;
  readonly number: string;
  readonly date: string;
  readonly due: string;
  readonly period: string;
  readonly takesBack: string;
  readonly reason: string;
  readonly vatId: string;
  readonly registration: string;
  readonly customer: string;
  readonly session: string;
  readonly description: string;
  readonly quantity: string;
  readonly price: string;
  readonly tax: string;
  readonly amount: string;
  readonly gross: string;
  readonly net: string;
  readonly taxOn: (name: string, rate: string, base: string) => string;
  readonly untaxed: string;
  readonly total: string;
  readonly rounding: string;
  readonly payable: string;
  readonly inYourFavour: string;
  readonly paid: string;
  readonly paidBack: string;
  readonly reference: string;
  readonly credited: string;
  readonly page: (page: number, of: number) => string;
  readonly grossPrices: string;
  readonly netPrices: string;
  readonly categories: Readonly<Record<InvoiceLine["category"], string>>;
  readonly perHour: string;
  readonly statement: string;
  readonly selfBilled: string;
  readonly revenue: string;
  readonly earned: string;
  readonly guarantee: string;
  readonly cap: string;
  readonly lease: string;
}

const en: PdfTexts = {
  titles: { invoice: "Invoice", creditNote: "Credit note", receipt: "Receipt" },
  number: "Number", date: "Date", due: "Due", period: "Period", takesBack: "Takes back", reason: "Reason", vatId: "VAT id", registration: "Registered", customer: "Customer",
  session: "Session", description: "Description", quantity: "Quantity", price: "Price", tax: "Tax", amount: "Amount", gross: "Total with tax", net: "Net",
  taxOn: (name, rate, base) => `${name} ${rate} % on ${base}`, untaxed: "Without tax", total: "Total", rounding: "Rounding", payable: "To pay", inYourFavour: "In your favour",
  paid: "Paid", paidBack: "Paid back", reference: "Reference", credited: "credit", page: (page, of) => `Page ${page} of ${of}`,
  grossPrices: "Amounts of lines include tax.", netPrices: "Amounts of lines are without tax.", perHour: "h",
  statement: "Statement", selfBilled: "Self-billed invoice", revenue: "Revenue", earned: "Share", guarantee: "Guaranteed minimum", cap: "Above the maximum", lease: "Lease",
  categories: { energy: "Energy", time: "Charging time", parking: "Idle time", fixed: "Start fee", reservation: "Reservation", idle: "Idle fee", other: "Other", adjustment: "Minimum or maximum price", charge: "Charge" },
};

const de: PdfTexts = {
  titles: { invoice: "Rechnung", creditNote: "Rechnungskorrektur", receipt: "Beleg" },
  number: "Nummer", date: "Datum", due: "Fällig", period: "Zeitraum", takesBack: "Storniert", reason: "Grund", vatId: "USt-IdNr.", registration: "Register", customer: "Kunde",
  session: "Ladevorgang", description: "Bezeichnung", quantity: "Menge", price: "Preis", tax: "Steuer", amount: "Betrag", gross: "Summe brutto", net: "Summe netto",
  taxOn: (name, rate, base) => `${name === "VAT" ? "MwSt." : name} ${rate} % auf ${base}`, untaxed: "Ohne Steuer", total: "Summe", rounding: "Rundung", payable: "Zu zahlen", inYourFavour: "Zu Ihren Gunsten",
  paid: "Bezahlt", paidBack: "Zurückgezahlt", reference: "Referenz", credited: "Korrektur", page: (page, of) => `Seite ${page} von ${of}`,
  grossPrices: "Die Beträge der Zeilen enthalten die Steuer.", netPrices: "Die Beträge der Zeilen sind ohne Steuer.", perHour: "h",
  statement: "Abrechnung", selfBilled: "Gutschrift", revenue: "Umsatz", earned: "Anteil", guarantee: "Garantierter Mindestbetrag", cap: "Über dem Höchstbetrag", lease: "Pacht",
  categories: { energy: "Energie", time: "Ladezeit", parking: "Standzeit", fixed: "Startgebühr", reservation: "Reservierung", idle: "Blockiergebühr", other: "Sonstiges", adjustment: "Mindest- oder Höchstpreis", charge: "Gebühr" },
};

const fr: PdfTexts = {
  titles: { invoice: "Facture", creditNote: "Avoir", receipt: "Reçu" },
  number: "Numéro", date: "Date", due: "Échéance", period: "Période", takesBack: "Annule", reason: "Motif", vatId: "N° TVA", registration: "Immatriculation", customer: "Client",
  session: "Recharge", description: "Désignation", quantity: "Quantité", price: "Prix", tax: "Taxe", amount: "Montant", gross: "Total TTC", net: "Total HT",
  taxOn: (name, rate, base) => `${name === "VAT" ? "TVA" : name} ${rate} % sur ${base}`, untaxed: "Sans taxe", total: "Total", rounding: "Arrondi", payable: "À payer", inYourFavour: "En votre faveur",
  paid: "Payé", paidBack: "Remboursé", reference: "Référence", credited: "avoir", page: (page, of) => `Page ${page} sur ${of}`,
  grossPrices: "Les montants des lignes sont TTC.", netPrices: "Les montants des lignes sont HT.", perHour: "h",
  statement: "Relevé", selfBilled: "Autofacturation", revenue: "Recettes", earned: "Part", guarantee: "Minimum garanti", cap: "Au-delà du plafond", lease: "Loyer",
  categories: { energy: "Énergie", time: "Temps de charge", parking: "Temps d’occupation", fixed: "Frais de session", reservation: "Réservation", idle: "Frais d’occupation", other: "Autre", adjustment: "Prix minimum ou maximum", charge: "Frais" },
};

const nl: PdfTexts = {
  titles: { invoice: "Factuur", creditNote: "Creditnota", receipt: "Bon" },
  number: "Nummer", date: "Datum", due: "Te betalen voor", period: "Periode", takesBack: "Crediteert", reason: "Reden", vatId: "Btw-nummer", registration: "Register", customer: "Klant",
  session: "Laadsessie", description: "Omschrijving", quantity: "Aantal", price: "Prijs", tax: "Btw", amount: "Bedrag", gross: "Totaal incl. btw", net: "Totaal excl. btw",
  taxOn: (name, rate, base) => `${name === "VAT" ? "Btw" : name} ${rate} % over ${base}`, untaxed: "Zonder btw", total: "Totaal", rounding: "Afronding", payable: "Te betalen", inYourFavour: "In uw voordeel",
  paid: "Betaald", paidBack: "Terugbetaald", reference: "Referentie", credited: "credit", page: (page, of) => `Pagina ${page} van ${of}`,
  grossPrices: "Bedragen van regels zijn inclusief btw.", netPrices: "Bedragen van regels zijn exclusief btw.", perHour: "u",
  statement: "Afrekening", selfBilled: "Factuur uitgereikt door afnemer", revenue: "Omzet", earned: "Aandeel", guarantee: "Gegarandeerd minimum", cap: "Boven het maximum", lease: "Huur",
  categories: { energy: "Energie", time: "Laadtijd", parking: "Bezettijd", fixed: "Starttarief", reservation: "Reservering", idle: "Bezettarief", other: "Overig", adjustment: "Minimum- of maximumprijs", charge: "Kosten" },
};

const es: PdfTexts = {
  titles: { invoice: "Factura", creditNote: "Factura rectificativa", receipt: "Recibo" },
  number: "Número", date: "Fecha", due: "Vencimiento", period: "Período", takesBack: "Rectifica", reason: "Motivo", vatId: "NIF-IVA", registration: "Registro", customer: "Cliente",
  session: "Recarga", description: "Concepto", quantity: "Cantidad", price: "Precio", tax: "Impuesto", amount: "Importe", gross: "Total con impuestos", net: "Base imponible",
  taxOn: (name, rate, base) => `${name === "VAT" ? "IVA" : name} ${rate} % sobre ${base}`, untaxed: "Sin impuesto", total: "Total", rounding: "Redondeo", payable: "A pagar", inYourFavour: "A su favor",
  paid: "Pagado", paidBack: "Devuelto", reference: "Referencia", credited: "abono", page: (page, of) => `Página ${page} de ${of}`,
  grossPrices: "Los importes de las líneas incluyen impuestos.", netPrices: "Los importes de las líneas son sin impuestos.", perHour: "h",
  statement: "Liquidación", selfBilled: "Facturación por el destinatario", revenue: "Ingresos", earned: "Participación", guarantee: "Mínimo garantizado", cap: "Por encima del máximo", lease: "Alquiler",
  categories: { energy: "Energía", time: "Tiempo de carga", parking: "Tiempo de ocupación", fixed: "Tarifa de inicio", reservation: "Reserva", idle: "Tarifa de ocupación", other: "Otros", adjustment: "Precio mínimo o máximo", charge: "Cargo" },
};

export const TEXTS: Readonly<Record<PdfLocale, PdfTexts>> = { en, de, fr, nl, es };
