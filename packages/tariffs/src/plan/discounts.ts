import { compareDecimals, decimal, divideDecimal, formatDecimal, subtractDecimal, zone, type Decimal, type Instant } from "@cpokit/kernel";
import { decimalText, times } from "../numbers/whole.ts";
import { readNumber } from "../numbers/read-number.ts";
import type { NumberLike, OcpiDimension, OcpiTariff } from "../ocpi.ts";
import type { Adjuster } from "./apply-plan.ts";
import { negative, newAmount, shareOfLine, sumOf, type BillCategory, type BillLine } from "./bill.ts";

export interface DiscountOptions {
  readonly name: string;
  /** Per cent off; decimal text. */
  readonly percent: string;
  /** Only lines of these kinds; all when absent. */
  readonly categories?: readonly BillCategory[];
}

/** Some per cent off, line by line, taxes in proportion (P4). OCPI says it as lower prices. */
export function discount(options: DiscountOptions): Adjuster {
  const ratio = divideDecimal(decimal(options.percent), decimal(-100), 12);
  return {
    name: options.name,
    adjust: ({ lines }) => ({
      lines: lines.flatMap((line, of) => (isMeant(line, options.categories) ? [{ source: options.name, category: line.category, of, ...shareOfLine(line, ratio) }] : [])),
    }),
    ...(options.categories === undefined || options.categories.every((category) => category in DIMENSIONS) ? { toOcpi: (tariff: OcpiTariff) => cheaper(tariff, options) } : {}),
  };
}

export interface AbsoluteDiscountOptions {
  readonly name: string;
  /** Net, off the session; never more than there is to pay. Decimal text. */
  readonly amount: string;
  readonly categories?: readonly BillCategory[];
}

/** An amount off the net of some lines, in proportion, so that every tax rate gets its share (P4). */
export function absoluteDiscount(options: AbsoluteDiscountOptions): Adjuster {
  return {
    name: options.name,
    adjust({ lines }) {
      const meant = lines.filter((line) => isMeant(line, options.categories));
      const net = decimal(sumOf(meant).excl);
      if (net.units <= 0n) return { lines: [] };
      const amount = decimal(options.amount);
      const off = compareDecimals(amount, net) > 0 ? net : amount;
      const ratio = divideDecimal(negative(off), net, 12);
      return { lines: meant.map((line) => ({ source: options.name, category: line.category, of: lines.indexOf(line), ...shareOfLine(line, ratio) })) };
    },
  };
}

export type AllowanceOptions = { readonly name: string } & (
  /** Free kWh in every local month; decimal text. */
  | { readonly kwhPerMonth: string }
  /** Free kWh in every stretch of time, which is named by the start of the session: the years of a contract, say. */
  | { readonly kwh: string; readonly termOf: (start: Instant) => string }
);

/** An allowance of energy: the first kWh of the session are free while it lasts (P4). What is used counts in the account. */
export function energyAllowance(options: AllowanceOptions): Adjuster {
  return {
    name: options.name,
    adjust({ lines, priced, used }) {
      const [kwhInAll, term] = "kwh" in options ? [options.kwh, options.termOf(priced.start)] : [options.kwhPerMonth, localMonth(priced.start, priced.timeZone)];
      const counter = `${options.name} ${term}`;
      let left = subtractDecimal(decimal(kwhInAll), decimal(used(counter)));
      const start = left;
      const free: BillLine[] = [];
      for (const [of, line] of lines.entries()) {
        if (line.category !== "energy" || line.source !== "tariff" || line.quantity === undefined || left.units <= 0n) continue;
        const kwh = decimal(line.quantity);
        if (kwh.units <= 0n) continue;
        const taken = compareDecimals(kwh, left) < 0 ? kwh : left;
        free.push({ source: options.name, category: "energy", of, quantity: formatDecimal(taken), unit: "kWh", ...shareOfLine(line, divideDecimal(negative(taken), kwh, 12)) });
        left = subtractDecimal(left, taken);
      }
      const taken = subtractDecimal(start, left);
      return { lines: free, ...(taken.units > 0n ? { uses: { [counter]: formatDecimal(taken) } } : {}) };
    },
  };
}

export interface FreeMinutesOptions {
  readonly name: string;
  readonly minutes: number;
  readonly category: "time" | "parking" | "idle";
}

/** The first minutes of charging, parking or idling are free (P4). */
export function freeMinutes(options: FreeMinutesOptions): Adjuster {
  return {
    name: options.name,
    adjust({ lines }) {
      let left: Decimal = decimal(options.minutes * 60);
      const free: BillLine[] = [];
      for (const [of, line] of lines.entries()) {
        if (line.category !== options.category || line.quantity === undefined || left.units <= 0n) continue;
        const seconds = decimal(line.quantity);
        const taken = compareDecimals(seconds, left) < 0 ? seconds : left;
        if (taken.units <= 0n) continue;
        free.push({ source: options.name, category: line.category, of, quantity: formatDecimal(taken), unit: "s", ...shareOfLine(line, divideDecimal(negative(taken), seconds, 12)) });
        left = subtractDecimal(left, taken);
      }
      return { lines: free };
    },
  };
}

export interface VoucherOptions {
  readonly name: string;
  readonly amount: string;
  /** A voucher for one kind of thing lowers the price before tax; one for many is a means of payment and lowers what is due. */
  readonly treatment: "before-tax" | "payment";
  /** Of a voucher before tax. */
  readonly vat?: string;
}

/** A voucher, by its tax treatment (P4). */
export function voucher(options: VoucherOptions): Adjuster {
  return {
    name: options.name,
    adjust({ lines, priced }) {
      const total = sumOf(lines);
      const isPayment = options.treatment === "payment";
      const open = decimal(isPayment ? total.incl ?? total.excl : total.excl);
      if (open.units <= 0n) return { lines: [] };
      const amount = decimal(options.amount);
      const used = compareDecimals(amount, open) > 0 ? open : amount;
      if (isPayment) return { lines: [], payments: [{ source: options.name, amount: formatDecimal(used) }] };
      return { lines: [{ source: options.name, category: "other", ...newAmount(negative(used), options.vat, priced.totals.cost.incl !== undefined) }] };
    },
  };
}

function isMeant(line: BillLine, categories: readonly BillCategory[] | undefined): boolean {
  return categories === undefined || categories.includes(line.category);
}

const DIMENSIONS: Readonly<Partial<Record<BillCategory, OcpiDimension>>> = { energy: "ENERGY", time: "TIME", parking: "PARKING_TIME", fixed: "FLAT" };

/** The tariff with lower prices of the meant dimensions. */
function cheaper(tariff: OcpiTariff, { percent, categories }: DiscountOptions): OcpiTariff {
  const meant = new Set((categories ?? ["energy", "time", "parking", "fixed"] as const).map((category) => DIMENSIONS[category]));
  const factor = subtractDecimal(decimal(100), decimal(percent));
  return {
    ...tariff,
    elements: tariff.elements.map((element) => ({
      ...element,
      price_components: element.price_components.map((component) => (meant.has(component.type) ? { ...component, price: scaled(component.price, factor) } : component)),
    })),
  };
}

function scaled(price: NumberLike, factor: Decimal): NumberLike {
  const read = readNumber(price);
  if (read === undefined) return price;
  const text = decimalText(times(read.units, factor.units), read.scale + factor.scale + 2);
  return typeof price === "number" ? Number(text) : text;
}

function localMonth(at: Instant, timeZone: string | undefined): string {
  const { year, month } = zone(timeZone ?? "UTC").localTime(at);
  return `${year}-${String(month).padStart(2, "0")}`;
}

