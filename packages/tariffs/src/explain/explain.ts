import { zone, type Instant, type Zone } from "@cpokit/kernel";
import type { Adjustment, Amount, Priced, PricedLine } from "../price/priced.ts";
import { textsFor } from "../texts/catalogue.ts";
import type { Texts } from "../texts/texts.ts";
import { writeDuration, writeMoney, writeNumber } from "../texts/write-values.ts";
import { writeRestrictions, type RestrictionText } from "../texts/write-restrictions.ts";

export interface ExplainOptions {
  /** BCP 47; en, de, fr, nl and es are spoken, everything else becomes English. Default `en`. */
  readonly locale?: string;
}

/** Why a price is what it is, line by line. */
export interface Explanation {
  readonly lines: readonly ExplainedLine[];
  readonly adjustments: readonly { readonly adjustment: Adjustment; readonly text: string }[];
  readonly total: string;
  /** All of the above, one line each. */
  readonly text: string;
}

export interface ExplainedLine {
  /** `18:00–19:30  energy 12.400 kWh × 0.25/kWh = 3.10   element 2: Mon–Fri 17:00–22:00`; clock times are local to the location. */
  readonly text: string;
  readonly when: string;
  /** Quantity × price = amount, with its tax. */
  readonly sum: string;
  /** Every restriction of the element that had to hold, and did. Empty when the element always applies. */
  readonly restrictions: readonly RestrictionText[];
  readonly line: PricedLine;
}

/** Explains every line of a price in words and data (tariffs §5). Without a time zone the clock times are UTC and say so. */
export function explain(priced: Priced, options: ExplainOptions = {}): Explanation {
  const texts = textsFor(options.locale ?? "en");
  const place = priced.timeZone === undefined ? undefined : zone(priced.timeZone);
  const firstDay = dayOf(priced.lines[0]?.from ?? priced.start, place);
  const lines = priced.lines.map((line) => explainLine(line, priced, texts, place, firstDay));
  const adjustments = priced.adjustments.map((adjustment) => ({
    adjustment,
    text: `${adjustment.kind === "min_price" ? texts.minimumPrice : texts.maximumPrice} ${signed(adjustment.excl, priced.currency, texts)}`,
  }));
  const total = writeTotal(priced, texts);
  return { lines, adjustments, total, text: [...lines.map((line) => line.text), ...adjustments.map((each) => each.text), total].join("\n") };
}

function explainLine(line: PricedLine, priced: Priced, texts: Texts, place: Zone | undefined, firstDay: number): ExplainedLine {
  const tariff = priced.tariffs.find((each) => each.id === line.tariffId);
  const restrictions = writeRestrictions(tariff?.elements[line.element]?.restrictions, texts);
  const when = line.unit === "once" ? clock(line.from, place, firstDay) : texts.between(clock(line.from, place, firstDay), clock(line.to, place, dayOf(line.from, place)));
  const isGross = tariff?.tax_included === "YES";
  const sum = writeSum(line, isGross, priced.currency, texts);
  const why = `${texts.element(line.element + 1)}: ${restrictions.length === 0 ? texts.always : restrictions.map((each) => each.text).join(" ")}`;
  return { text: `${when}  ${sum}   ${why}`, when, sum, restrictions, line };
}

function writeSum(line: PricedLine, isGross: boolean, currency: string, texts: Texts): string {
  const amount = writeMoney(isGross ? line.incl ?? line.excl : line.excl, currency, texts);
  const tax = line.taxes.map((each) =>
    (isGross ? texts.includingTax : texts.plusTax)(each.name, writeNumber(each.percentage ?? "", 0, texts), writeMoney(each.amount, currency, texts))).join(" ");
  const result = tax === "" ? amount : `${amount} ${tax}`;
  const name = nameOf(line, texts);
  const price = writeMoney(line.price, currency, texts);
  if (line.unit === "once") return `${name} ${result}`;
  if (line.unit === "kWh") {
    return `${name} ${quantity(line, (value) => `${writeNumber(value, 3, texts)} kWh`, (step) => `${step} Wh`, texts)} × ${price}/kWh = ${result}`;
  }
  return `${name} ${quantity(line, (value) => writeDuration(value, texts), (step) => writeDuration(String(step), texts), texts)} × ${price}${texts.perHour} = ${result}`;
}

/** What is billed; with blocks also what was measured (B3). */
function quantity(line: PricedLine, write: (value: string) => string, writeStep: (step: number) => string, texts: Texts): string {
  if (line.step === undefined) return write(line.billed);
  return `${write(line.measured)} → ${write(line.billed)} (${texts.blocks(writeStep(line.step))})`;
}

function nameOf(line: PricedLine, texts: Texts): string {
  if (line.category === "reservation") return line.dimension === "FLAT" ? texts.reservationFee : texts.reservedTime;
  switch (line.dimension) {
    case "ENERGY":
      return texts.energy;
    case "TIME":
      return texts.chargingTime;
    case "PARKING_TIME":
      return texts.parkingTime;
    case "FLAT":
      return texts.startFee;
  }
}

function writeTotal({ totals, currency }: Priced, texts: Texts): string {
  const { excl, incl }: Amount = totals.cost;
  const net = `${texts.total} ${currency} ${writeMoney(excl, currency, texts)} ${texts.exclusive}`;
  return incl === undefined ? net : `${net}, ${writeMoney(incl, currency, texts)} ${texts.inclusive}`;
}

function signed(amount: string, currency: string, texts: Texts): string {
  return amount.startsWith("-") ? `−${writeMoney(amount.slice(1), currency, texts)}` : `+${writeMoney(amount, currency, texts)}`;
}

/** `18:00`, with the day in front when it is another one; `18:00Z` without a zone. */
function clock(at: Instant, place: Zone | undefined, sameDay: number): string {
  const local = at + (place === undefined ? 0 : place.offsetAt(at));
  const text = new Date(local).toISOString();
  const time = `${text.slice(11, 16)}${place === undefined ? "Z" : ""}`;
  return dayOf(at, place) === sameDay ? time : `${text.slice(0, 10)} ${time}`;
}

function dayOf(at: Instant, place: Zone | undefined): number {
  return Math.floor((at + (place === undefined ? 0 : place.offsetAt(at))) / 86_400_000);
}
