import { addDecimals, compareDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, subtractDecimal, zone, type Decimal } from "@cpokit/kernel";
import type { OcpiTariff } from "../ocpi.ts";
import type { Priced } from "../price/priced.ts";
import type { Adjuster } from "./apply-plan.ts";
import { shareOfLine, sumOf, type BillCategory, type BillLine } from "./bill.ts";

export interface CapOptions {
  readonly name: string;
  /** The most that is charged, net; decimal text. */
  readonly amount: string;
  /** For each session, each local day, each stay of a name of your own, or each kWh (P8). */
  readonly per: "session" | "day" | "kWh" | { readonly stay: string };
}

/** Never more than an amount, as lines in proportion to what they lower, so that taxes follow (P8, L4). Days and stays count in the account. */
export function cap(options: CapOptions): Adjuster {
  const { per, name } = options;
  return {
    name,
    adjust({ lines, priced, used }) {
      const net = decimal(sumOf(lines).excl);
      const counter = counterOf(options, priced);
      const limit = per === "kWh" ? multiplyDecimals(decimal(options.amount), decimal(priced.totals.energy)) : subtractDecimal(decimal(options.amount), decimal(counter === undefined ? "0" : used(counter)));
      const allowed: Decimal = limit.units < 0n ? { units: 0n, scale: 0 } : limit;
      const isOver = compareDecimals(net, allowed) > 0;
      const charged = isOver ? allowed : net;
      return {
        lines: isOver ? lowered(lines, subtractDecimal(allowed, net), net, name) : [],
        ...(counter === undefined || charged.units <= 0n ? {} : { uses: { [counter]: formatDecimal(charged) } }),
      };
    },
    ...(per === "session" ? { toOcpi: (tariff: OcpiTariff) => withMaximum(tariff, options.amount) } : {}),
  };
}

export interface WaiverOptions {
  readonly name: string;
  /** Shown on the bill. */
  readonly reason: string;
  /** Whether it applies: use `shorterThan`, `withoutEnergy`, or a rule of your own. */
  readonly when: (priced: Priced) => boolean;
  readonly categories?: readonly BillCategory[];
}

/** Takes back what was charged, line by line with a reason; volumes are never edited (P7). */
export function waiver(options: WaiverOptions): Adjuster {
  return {
    name: options.name,
    adjust({ lines, priced }) {
      if (!options.when(priced)) return { lines: [] };
      const meant = lines.filter((line) => options.categories?.includes(line.category) !== false);
      return { lines: meant.map((line) => ({ source: options.name, category: line.category, reason: options.reason, of: lines.indexOf(line), ...shareOfLine(line, decimal(-1)) })) };
    },
  };
}

/** Sessions that ended within some minutes. */
export function shorterThan(minutes: number): (priced: Priced) => boolean {
  return ({ start, end }) => end - start < minutes * 60_000;
}

/** Sessions in which no energy flowed. */
export function withoutEnergy(): (priced: Priced) => boolean {
  return ({ totals }) => totals.energy === "0";
}

/** A change of the net, spread over the lines so that every tax rate bears its share; the last line takes what rounding leaves. */
function lowered(lines: readonly BillLine[], change: Decimal, net: Decimal, name: string): readonly BillLine[] {
  const ratio = divideDecimal(change, net, 12);
  const shares = lines.map((line, of): BillLine => ({ source: name, category: line.category, of, ...shareOfLine(line, ratio) }));
  const rest = subtractDecimal(change, addDecimals(decimal(0), ...shares.map((line) => decimal(line.excl))));
  const last = shares.at(-1);
  if (last === undefined || rest.units === 0n) return shares;
  const add = (text: string): string => formatDecimal(addDecimals(decimal(text), rest));
  return [...shares.slice(0, -1), { ...last, excl: add(last.excl), ...(last.incl === undefined ? {} : { incl: add(last.incl) }) }];
}

function counterOf({ name, per }: CapOptions, { start, timeZone }: Priced): string | undefined {
  if (typeof per === "object") return `${name} ${per.stay}`;
  if (per !== "day") return undefined;
  const { year, month, day } = zone(timeZone ?? "UTC").localTime(start);
  return `${name} ${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function withMaximum(tariff: OcpiTariff, amount: string): OcpiTariff {
  const before = tariff.max_price?.before_taxes ?? tariff.max_price?.excl_vat;
  if (before !== undefined && compareDecimals(decimal(before), decimal(amount)) <= 0) return tariff;
  return { ...tariff, max_price: tariff.tax_included === undefined ? { excl_vat: Number(amount) } : { before_taxes: Number(amount) } };
}
