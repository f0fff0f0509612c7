import type { CdrRecord, CdrState } from "@cpokit/billing";
import { decimal, divideDecimal, formatDecimal, negateDecimal, type Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { explain, type ExplainedLine, type Finding, type Priced } from "@cpokit/tariffs";
import type { MoneyView } from "../wire/common.ts";
import type { CdrLine, CdrSummary, CdrView, PriceView } from "../wire/cdr.ts";
import type { Directory } from "./directory.ts";
import { optional } from "./optional.ts";
import { words, type Language } from "./words.ts";

export async function cdrSummary(cdr: CdrRecord, directory: Directory, state: CdrState): Promise<CdrSummary> {
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
    state,
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

export async function cdrView(cdr: CdrRecord, directory: Directory, state: CdrState, language: Language): Promise<CdrView> {
  const said = explained(cdr.priced, cdr, language);
  return {
    ...(await cdrSummary(cdr, directory, state)),
    ...optional({ creditOf: cdr.creditOf, supersedes: cdr.supersedes }),
    tariffVersion: cdr.tariffVersion,
    ...(cdr.kind === "credit" ? takenBack(said) : said),
    ocpi: cdr.cdr,
  };
}

/** What a session costs by now, line by line. */
export function priceView(priced: Priced, span: { readonly start: Instant; readonly end: Instant }, language: Language): PriceView {
  const { currency, totals: { cost } } = priced;
  return { known: true, final: false, total: { amount: cost.excl, currency }, ...(cost.incl === undefined ? {} : { totalWithTax: { amount: cost.incl, currency } }), ...explained(priced, span, language) };
}

type Explained = Pick<CdrView, "lines" | "taxes" | "warnings">;

/** A credit has the lines of its original; it gives their amounts back. */
function takenBack({ lines, taxes, warnings }: Explained): Explained {
  const negated = ({ amount, currency }: MoneyView): MoneyView => ({ amount: formatDecimal(negateDecimal(decimal(amount))), currency });
  return { lines: lines.map((line) => ({ ...line, amount: negated(line.amount) })), taxes: taxes.map((tax) => ({ ...tax, amount: negated(tax.amount) })), warnings };
}

function explained(priced: Priced, { start, end }: { readonly start: Instant; readonly end: Instant }, language: Language): Explained {
  const { currency } = priced;
  const { lines, adjustments } = explain(priced, { locale: language });
  return {
    lines: [
      ...lines.map((line) => lineView(line, currency, language)),
      ...adjustments.map(({ adjustment, text }): CdrLine => ({
        from: instantText(start), to: instantText(end), dimension: adjustment.kind, quantity: "1", unit: "", price: adjustment.excl,
        amount: { amount: adjustment.excl, currency }, why: [text], notes: [],
      })),
    ],
    taxes: priced.totals.cost.taxes.map(({ name, percentage, amount }) => ({ name, ...optional({ percent: percentage }), amount: { amount, currency } })),
    warnings: [...new Set(priced.warnings.map((warning) => warningText(warning, language)))],
  };
}

/** What a reader of a bill can make sense of; everything else is shown by its code and place. */
function warningText({ code, pointer, values }: Finding, language: Language): string {
  const { dimensions, somePart, unpriced, derived, spansChange } = words[language];
  switch (code) {
    case "UNPRICED":
      return unpriced(dimensions[String(values?.["dimension"])] ?? somePart);
    case "DERIVED":
      return derived;
    case "PERIOD_SPANS_CHANGE":
      return spansChange;
    default:
      return pointer === "" ? code : `${code} at ${pointer}`;
  }
}

function lineView({ line, restrictions }: ExplainedLine, currency: string, language: Language): CdrLine {
  const { always, element, blocks } = words[language];
  const measured = quantityText(line.measured, line.unit);
  return {
    from: instantText(line.from),
    // A fee is charged at one moment, however long its element applies.
    to: instantText(line.unit === "once" ? line.from : line.to),
    dimension: line.category === "reservation" ? "RESERVATION" : line.dimension,
    ...QUANTITIES[line.unit](line.billed),
    price: line.price,
    amount: { amount: line.excl, currency },
    ...optional({ taxPercent: line.taxes[0]?.percentage }),
    element: line.element + 1,
    why: [element(line.element + 1, restrictions.length === 0 ? always : restrictions.map((each) => each.text).join(", "))],
    notes: line.step === undefined || line.step <= 1 || line.measured === line.billed ? [] : [blocks(measured, line.step, line.unit === "kWh" ? "Wh" : "s")],
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
