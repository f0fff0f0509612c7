import type { CdrRecord } from "@cpokit/billing";
import { decimal, divideDecimal, formatDecimal } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { explain, type ExplainedLine, type Finding } from "@cpokit/tariffs";
import type { CdrLine, CdrSummary, CdrView } from "../wire/cdr.ts";
import type { Directory } from "./directory.ts";
import { optional } from "./optional.ts";

export async function cdrSummary(cdr: CdrRecord, directory: Directory): Promise<CdrSummary> {
  const [station, location, token, tariff] = await Promise.all([
    directory.station(cdr.station),
    cdr.location === undefined ? undefined : directory.location(cdr.location),
    cdr.token === undefined ? undefined : directory.token(cdr.token),
    directory.tariffVersion(cdr.tariffVersion),
  ]);
  const evse = location?.evses.find((each) => each.id === cdr.evse);
  return {
    id: cdr.id,
    sessionId: cdr.session,
    credit: cdr.kind === "credit",
    stationIdentity: station?.identity ?? cdr.station,
    ...optional({ locationName: location?.name, evse: evse?.number, token: cdr.token, holder: token?.holder }),
    timeZone: cdr.timeZone,
    startAt: instantText(cdr.start),
    endAt: instantText(cdr.end),
    sealedAt: instantText(cdr.issuedAt),
    durationSeconds: Math.round((cdr.end - cdr.start) / 1_000),
    energyWh: wattHours(cdr.energy),
    total: { amount: cdr.total.excl, currency: cdr.currency },
    ...(cdr.total.incl === undefined ? {} : { totalWithTax: { amount: cdr.total.incl, currency: cdr.currency } }),
    tariffId: cdr.tariffVersion.replace(/\/\d+$/, ""),
    ...optional({ tariffName: tariff?.name }),
  };
}

export async function cdrView(cdr: CdrRecord, directory: Directory): Promise<CdrView> {
  const { priced } = cdr;
  const explained = explain(priced);
  return {
    ...(await cdrSummary(cdr, directory)),
    lines: [
      ...explained.lines.map((line) => lineView(line, cdr)),
      ...explained.adjustments.map(({ adjustment, text }): CdrLine => ({
        from: instantText(cdr.start), to: instantText(cdr.end), dimension: adjustment.kind, quantity: "1", unit: "", price: adjustment.excl,
        amount: { amount: adjustment.excl, currency: cdr.currency }, why: [text], notes: [],
      })),
    ],
    taxes: priced.totals.cost.taxes.map(({ name, percentage, amount }) => ({ name, ...optional({ percent: percentage }), amount: { amount, currency: cdr.currency } })),
    warnings: [...new Set(priced.warnings.map(warningText))],
    ocpi: cdr.cdr,
  };
}

const DIMENSIONS: Readonly<Record<string, string>> = { ENERGY: "energy", TIME: "charging time", PARKING_TIME: "parking time", FLAT: "start" };

/** What a reader of a bill can make sense of; everything else is shown by its code and place. */
function warningText({ code, pointer, values }: Finding): string {
  switch (code) {
    case "UNPRICED":
      return `The tariff has no price for ${DIMENSIONS[String(values?.["dimension"])] ?? "a part of the charge"}, so nothing is charged for it.`;
    case "DERIVED":
      return "Power was derived from energy and time.";
    case "PERIOD_SPANS_CHANGE":
      return "A price changed within a charging period; the price at its start counts.";
    default:
      return pointer === "" ? code : `${code} at ${pointer}`;
  }
}

function lineView({ line, restrictions }: ExplainedLine, cdr: CdrRecord): CdrLine {
  const measured = quantityText(line.measured, line.unit);
  return {
    from: instantText(line.from),
    // A fee is charged at one moment, however long its element applies.
    to: instantText(line.unit === "once" ? line.from : line.to),
    dimension: line.category === "reservation" ? "RESERVATION" : line.dimension,
    ...QUANTITIES[line.unit](line.billed),
    price: line.price,
    amount: { amount: line.excl, currency: cdr.currency },
    ...optional({ taxPercent: line.taxes[0]?.percentage }),
    element: line.element + 1,
    why: [`Element ${line.element + 1} of the tariff: ${restrictions.length === 0 ? "always applies" : restrictions.map((each) => each.text).join(", ")}`],
    notes: line.step === undefined || line.step <= 1 || line.measured === line.billed ? [] : [`Measured ${measured}, billed in whole blocks of ${line.step} ${line.unit === "kWh" ? "Wh" : "s"}`],
  };
}

/** Prices of time are per hour, so its quantity is shown in hours. */
const QUANTITIES = {
  kWh: (billed: string) => ({ quantity: billed, unit: "kWh" }),
  s: (billed: string) => ({ quantity: hours(billed), unit: "h" }),
  once: () => ({ quantity: "1", unit: "" }),
} as const;

function quantityText(value: string, unit: "kWh" | "s" | "once"): string {
  return unit === "s" ? `${hours(value)} h` : `${value} ${unit}`;
}

function hours(seconds: string): string {
  return formatDecimal(divideDecimal(decimal(seconds), decimal(3_600), 4));
}

function wattHours(kilowattHours: string): number {
  return Math.round(Number(kilowattHours) * 1_000);
}
