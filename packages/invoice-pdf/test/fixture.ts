import { instant, parseInstant } from "@cpokit/kernel";
import { period, type InvoiceLine, type InvoiceRecord } from "@cpokit/billing";

const day = (text: string) => parseInstant(text)!;

/** Two sessions and a fee; net prices, as a fleet gets them. */
export function invoice(change: Partial<InvoiceRecord> = {}): InvoiceRecord {
  const vat = [{ name: "VAT", percentage: "21" }];
  const linesOf = (cdr: string): InvoiceLine[] => [
    { item: cdr, cdr, category: "fixed", quantity: "1", unit: "once", unitPrice: "0.5", amount: "0.50", taxes: vat },
    { item: cdr, cdr, category: "energy", quantity: "3", unit: "kWh", unitPrice: "0.25", amount: "0.75", taxes: vat },
    { item: cdr, cdr, category: "energy", quantity: "8.8", unit: "kWh", unitPrice: "0.4", amount: "3.52", taxes: vat },
    { item: cdr, cdr, category: "parking", quantity: "1260", unit: "s", unitPrice: "6", amount: "2.10", taxes: vat },
  ];
  const sessionOf = (cdr: string, date: string) => ({
    cdr, hash: "0".repeat(64), kind: "normal" as const, session: cdr, start: day(`${date}T15:30:00Z`), end: day(`${date}T17:20:30Z`), timeZone: "Europe/Amsterdam",
    energy: "11.8", place: "Harbour, Amsterdam", location: "LOC1", evse: "NL*CPO*E0001", token: "04A2B3C4", payable: "8.31",
  });
  return {
    id: "INV-000042", series: "INV", sequence: 42, kind: "invoice", customer: "fleet/ACME",
    seller: { name: "Harbour Power B.V.", address: ["Kade 1", "1011 AA Amsterdam"], country: "NL", vatId: "NL001234567B01", registration: "KvK 12345678", email: "books@harbour.example", iban: "NL02ABNA0123456789" },
    buyer: { name: "Acme Fleet GmbH", address: ["Straße der Ladesäulen 7", "10115 Berlin"], country: "DE", vatId: "DE123456789" },
    period: period("2026-11", "Europe/Amsterdam"), issuedAt: day("2026-12-01T08:00:00Z"), dueAt: instant(day("2026-12-15T08:00:00Z")),
    sessions: [sessionOf("C1", "2026-11-16"), sessionOf("C2", "2026-11-17")], currency: "EUR", basis: "net",
    lines: [...linesOf("C1"), ...linesOf("C2"), { item: "fee/2026-11", category: "charge", text: "Basic fee November", amount: "1250.00", taxes: [] }],
    taxes: [{ name: "VAT", percentage: "21", category: "S", base: "13.74", amount: "2.89" }, { name: "VAT", category: "O", base: "1250.00", amount: "0.00" }],
    net: "1263.74", tax: "2.89", gross: "1266.63", rounding: "-0.01", payable: "1266.62", hash: "0".repeat(64), ...change,
  };
}
