import type { ReportColumn, ReportName } from "../wire/report.ts";

/** The words of printed reports. CSV has the names of the columns, which stay the same in every language. */
interface ReportWords {
  readonly titles: Readonly<Record<ReportName, string>>;
  readonly columns: Readonly<Record<ReportColumn, string>>;
  readonly period: string;
  readonly place: string;
  readonly everywhere: string;
  readonly together: string;
  readonly notes: Readonly<Record<ReportName, string>>;
}

const charged = "Billed charges that ended in the period; credits are taken off.";
const berechnet = "Abgerechnete Ladevorgänge, die im Zeitraum endeten; Gutschriften sind abgezogen.";

export const REPORT_WORDS: Readonly<Record<"en" | "de", ReportWords>> = {
  en: {
    titles: { usage: "Usage", energy: "Energy", revenue: "Revenue", co2: "Emissions", availability: "Availability" },
    columns: {
      location: "Location", station: "Station", evse: "EVSE", charges: "Charges", energyKwh: "Energy kWh", hours: "Hours connected", kwhPerCharge: "kWh per charge", currency: "Currency", net: "Net", gross: "Gross",
      co2Kg: "CO2 kg", gramsPerKwh: "g per kWh", unknownKwh: "kWh, mix unknown", ukPercent: "UK %", neviPercent: "NEVI %", excludedHours: "Excluded h", attempts: "Attempts", successPercent: "Success %",
    },
    period: "Period", place: "Location", everywhere: "All", together: "Together",
    notes: {
      usage: charged, energy: charged, revenue: charged, co2: `${charged} Emissions follow the energy mix of each location.`,
      availability: "UK: The Public Charge Point Regulations 2023, regulation 7. NEVI: 23 CFR 680.116(b). Excluded time has its evidence in the list of exclusions.",
    },
  },
  de: {
    titles: { usage: "Nutzung", energy: "Energie", revenue: "Umsatz", co2: "Emissionen", availability: "Verfügbarkeit" },
    columns: {
      location: "Standort", station: "Station", evse: "Ladepunkt", charges: "Vorgänge", energyKwh: "Energie kWh", hours: "Stunden belegt", kwhPerCharge: "kWh je Vorgang", currency: "Währung", net: "Netto", gross: "Brutto",
      co2Kg: "CO2 kg", gramsPerKwh: "g je kWh", unknownKwh: "kWh, Mix unbekannt", ukPercent: "UK %", neviPercent: "NEVI %", excludedHours: "Ausgenommen h", attempts: "Versuche", successPercent: "Erfolg %",
    },
    period: "Zeitraum", place: "Standort", everywhere: "Alle", together: "Zusammen",
    notes: {
      usage: berechnet, energy: berechnet, revenue: berechnet, co2: `${berechnet} Die Emissionen folgen dem Strommix jedes Standorts.`,
      availability: "UK: The Public Charge Point Regulations 2023, Regulation 7. NEVI: 23 CFR 680.116(b). Ausgenommene Zeiten sind in der Liste der Ausnahmen belegt.",
    },
  },
};
