import type { ReportColumn, ReportName } from "../wire/report.ts";

/** One text of a printed report in its languages. CSV has the names of the columns, which stay the same in every language. */
type Words = Readonly<Record<"en" | "de", string>>;

const say = (en: string, de: string): Words => ({ en, de });

const CHARGED = "Billed charges that ended in the period; credits are taken off.";
const BERECHNET = "Abgerechnete Ladevorgänge, die im Zeitraum endeten; Gutschriften sind abgezogen.";
const ofCharges = say(CHARGED, BERECHNET);

export const REPORT_TITLES: Readonly<Record<ReportName, Words>> = {
  usage: say("Usage", "Nutzung"), energy: say("Energy", "Energie"), revenue: say("Revenue", "Umsatz"), co2: say("Emissions", "Emissionen"), availability: say("Availability", "Verfügbarkeit"),
};

export const REPORT_NOTES: Readonly<Record<ReportName, Words>> = {
  usage: ofCharges, energy: ofCharges, revenue: ofCharges,
  co2: say(`${CHARGED} Emissions follow the energy mix of each location.`, `${BERECHNET} Die Emissionen folgen dem Strommix jedes Standorts.`),
  availability: say(
    "UK: The Public Charge Point Regulations 2023, regulation 7. NEVI: 23 CFR 680.116(b). Excluded time has its evidence in the CSV and in the list of exclusions.",
    "UK: The Public Charge Point Regulations 2023, Regulation 7. NEVI: 23 CFR 680.116(b). Ausgenommene Zeiten sind im CSV und in der Liste der Ausnahmen belegt.",
  ),
};

export const COLUMN_TITLES: Readonly<Record<ReportColumn, Words>> = {
  location: say("Location", "Standort"), station: say("Station", "Station"), evse: say("EVSE", "Ladepunkt"), charges: say("Charges", "Vorgänge"), energyKwh: say("Energy kWh", "Energie kWh"),
  hours: say("Hours connected", "Stunden belegt"), kwhPerCharge: say("kWh per charge", "kWh je Vorgang"), currency: say("Currency", "Währung"), net: say("Net", "Netto"), gross: say("Gross", "Brutto"),
  co2Kg: say("CO2 kg", "CO2 kg"), gramsPerKwh: say("g per kWh", "g je kWh"), unknownKwh: say("kWh, mix unknown", "kWh, Mix unbekannt"), ukPercent: say("UK %", "UK %"), neviPercent: say("NEVI %", "NEVI %"),
  excludedHours: say("Excluded h", "Ausgenommen h"), exclusions: say("Exclusions", "Ausnahmen"), attempts: say("Attempts", "Versuche"), successPercent: say("Success %", "Erfolg %"),
};

export const REPORT_PARTS = { period: say("Period", "Zeitraum"), place: say("Location", "Standort"), everywhere: say("All", "Alle"), together: say("Together", "Zusammen") };
