/**
 * The algorithm of this package as one would write it with a decimal library: tariffs read once, local time from the same table,
 * one component per period and dimension, blocks, taxes, limits, amounts rounded once. Only what the corpus needs, and no warnings.
 */
import { instant, type Zone } from "@cpokit/kernel";
import type { OcpiCdr, OcpiPriceLimit, OcpiTariff } from "@cpokit/tariffs";
import type { Arithmetic } from "./arithmetic.ts";

type Dimension = "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
type Category = "energyCost" | "timeCost" | "parkingCost" | "fixedCost";

interface Component<N> {
  readonly dimension: Dimension;
  readonly price: N;
  readonly vat: N;
  readonly vatText: string;
  readonly step: N;
  readonly startMinute: number;
  readonly endMinute: number;
  readonly weekdays: number;
  readonly minEnergy: N | undefined;
  readonly element: number;
}

interface Line<N> {
  readonly component: Component<N>;
  readonly first: number;
  readonly from: number;
  to: number;
  last: number;
  measured: N;
  surplus: N;
}

export interface PeerAmount {
  readonly excl: string;
  readonly incl: string;
  readonly taxes: readonly { readonly name: string; readonly percentage: string; readonly amount: string }[];
}

export interface PeerLine extends PeerAmount {
  readonly element: number;
  readonly from: number;
  readonly to: number;
  readonly measured: string;
  readonly billed: string;
  readonly price: string;
}

export interface PeerPrice {
  readonly cost: PeerAmount;
  readonly parts: Readonly<Partial<Record<Category, PeerAmount>>>;
  readonly energy: string;
  readonly time: string;
  readonly parkingTime: string;
  readonly lines: readonly PeerLine[];
}

const CATEGORY: Readonly<Record<Dimension, Category>> = { ENERGY: "energyCost", TIME: "timeCost", PARKING_TIME: "parkingCost", FLAT: "fixedCost" };
const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

export function createPeer<N>(arithmetic: Arithmetic<N>, zone: Zone): { compile(tariff: OcpiTariff): (cdr: OcpiCdr, withLines: boolean) => PeerPrice } {
  const { read, plus, minus, times, over, ceil, round, isLess, text } = arithmetic;
  const ZERO = read(0);
  const PER_HOUR = read(3_600);
  const PER_KWH = read(1_000);
  const MILLISECONDS = read(3_600_000);
  const ONE_HUNDRED = read(100);
  /** Half of the last printed decimal of an hour. */
  const PRINTED = read(0.00005);

  return { compile };

  function compile(tariff: OcpiTariff): (cdr: OcpiCdr, withLines: boolean) => PeerPrice {
    const components = tariff.elements.flatMap(({ price_components: list, restrictions }, element) => list.map((each): Component<N> => ({
      dimension: each.type as Dimension, price: read(each.price), vat: over(read(each.vat ?? 0), ONE_HUNDRED), vatText: String(each.vat), step: read(each.step_size), element,
      startMinute: minuteOf(restrictions?.start_time) ?? 0, endMinute: minuteOf(restrictions?.end_time) ?? 1_440,
      weekdays: (restrictions?.day_of_week ?? DAYS).reduce((bits, day) => bits | (1 << (DAYS.indexOf(day) + 1)), 0),
      minEnergy: restrictions?.min_kwh === undefined ? undefined : read(restrictions.min_kwh),
    })));
    const of = (dimension: Dimension) => components.filter((each) => each.dimension === dimension);
    const byDimension = { ENERGY: of("ENERGY"), TIME: of("TIME"), PARKING_TIME: of("PARKING_TIME"), FLAT: of("FLAT") };
    const limits = [limitOf(tariff.min_price), limitOf(tariff.max_price)] as const;
    return (cdr, withLines) => price(cdr, byDimension, limits, withLines);
  }

  function limitOf(limit: OcpiPriceLimit | undefined): { readonly excl: N; readonly incl: N } | undefined {
    return limit === undefined ? undefined : { excl: read(limit.excl_vat!), incl: read(limit.incl_vat!) };
  }

  function price(cdr: OcpiCdr, components: Readonly<Record<Dimension, readonly Component<N>[]>>, [minimum, maximum]: readonly [ReturnType<typeof limitOf>, ReturnType<typeof limitOf>], withLines: boolean): PeerPrice {
    const lines: Line<N>[] = [];
    const open = new Map<Dimension, Line<N>>();
    let energy = ZERO;
    let parking = ZERO;
    const end = Date.parse(cdr.end_date_time!);
    const periods = cdr.charging_periods;
    for (let place = 0; place < periods.length; place += 1) {
      const from = Date.parse(periods[place]!.start_date_time);
      const next = periods[place + 1];
      const to = next === undefined ? end : Date.parse(next.start_date_time);
      const local = from + zone.offsetAt(instant(from));
      const day = Math.floor(local / 86_400_000);
      const minute = Math.floor((local - day * 86_400_000) / 60_000);
      const weekday = 1 << ((((day + 3) % 7) + 7) % 7 + 1);
      let used = ZERO;
      const find = (dimension: Dimension) => components[dimension].find((each) => applies(each, minute, weekday, energy));
      const add = (dimension: Dimension, volume: N): void => {
        const component = find(dimension);
        if (component === undefined) return;
        const line = open.get(dimension);
        if (line !== undefined && line.component === component && line.last === place - 1) {
          line.measured = plus(line.measured, volume);
          line.last = place;
          line.to = to;
          return;
        }
        const made: Line<N> = { component, first: place, from, to, last: place, measured: volume, surplus: ZERO };
        open.set(dimension, made);
        lines.push(made);
      };
      if (!open.has("FLAT")) add("FLAT", read(1));
      for (const { type, volume } of periods[place]!.dimensions) {
        if (type === "ENERGY") {
          used = read(volume);
          add("ENERGY", used);
        } else if (type === "TIME" || type === "PARKING_TIME") {
          const length = over(read(to - from), MILLISECONDS);
          const printed = read(volume);
          const isLength = !isLess(PRINTED, minus(length, printed)) && !isLess(PRINTED, minus(printed, length));
          const hours = isLength ? length : printed;
          if (type === "PARKING_TIME") parking = plus(parking, hours);
          add(type, hours);
        }
      }
      energy = plus(energy, used);
    }
    block(lines, "ENERGY", PER_KWH);
    if (!block(lines, "PARKING_TIME", PER_HOUR)) block(lines, "TIME", PER_HOUR);
    return write(cdr, lines, { energy, parking, hours: over(read(end - Date.parse(cdr.start_date_time)), MILLISECONDS), minimum, maximum, withLines });
  }

  function applies(component: Component<N>, minute: number, weekday: number, energy: N): boolean {
    const { startMinute, endMinute } = component;
    const inside = endMinute > startMinute ? minute >= startMinute && minute < endMinute : minute >= startMinute || minute < endMinute;
    return inside && (component.weekdays & weekday) !== 0 && (component.minEnergy === undefined || !isLess(energy, component.minEnergy));
  }

  function block(lines: readonly Line<N>[], dimension: Dimension, unit: N): boolean {
    let last: Line<N> | undefined;
    let total = ZERO;
    for (const line of lines) {
      if (line.component.dimension !== dimension) continue;
      last = line;
      total = plus(total, line.measured);
    }
    if (last === undefined) return false;
    const exact = dimension === "ENERGY" ? round(total, 4) : total;
    const blocks = ceil(round(over(times(exact, unit), last.component.step), 12));
    last.surplus = minus(over(times(blocks, last.component.step), unit), total);
    return true;
  }

  interface Frame {
    readonly energy: N;
    readonly parking: N;
    readonly hours: N;
    readonly minimum: ReturnType<typeof limitOf>;
    readonly maximum: ReturnType<typeof limitOf>;
    readonly withLines: boolean;
  }

  function write(cdr: OcpiCdr, lines: readonly Line<N>[], { energy, parking, hours, minimum, maximum, withLines }: Frame): PeerPrice {
    const sums = new Map<Category, { excl: N; incl: N; vatText: string }>();
    let [excl, incl] = [ZERO, ZERO];
    const written: PeerLine[] = [];
    for (const { component, surplus, measured, from, to } of lines) {
      const billed = plus(measured, surplus);
      const net = times(component.price, billed);
      const gross = plus(net, times(net, component.vat));
      const category = CATEGORY[component.dimension];
      const sum = sums.get(category);
      sums.set(category, { excl: sum === undefined ? net : plus(sum.excl, net), incl: sum === undefined ? gross : plus(sum.incl, gross), vatText: component.vatText });
      excl = plus(excl, net);
      incl = plus(incl, gross);
      if (withLines) written.push({ element: component.element, from, to, measured: text(round(measured, 4)), billed: text(round(billed, 4)), price: text(component.price), ...amount(net, gross, component.vatText) });
    }
    if (minimum !== undefined) [excl, incl] = [isLess(excl, minimum.excl) ? minimum.excl : excl, isLess(incl, minimum.incl) ? minimum.incl : incl];
    if (maximum !== undefined) [excl, incl] = [isLess(maximum.excl, excl) ? maximum.excl : excl, isLess(maximum.incl, incl) ? maximum.incl : incl];
    const parts: Partial<Record<Category, PeerAmount>> = {};
    for (const [category, sum] of sums) parts[category] = amount(sum.excl, sum.incl, sum.vatText);
    return {
      cost: amount(excl, incl, lines[0]?.component.vatText ?? ""), parts, energy: text(round(energy, 5)), time: text(round(hours, 4)), parkingTime: text(round(parking, 4)), lines: written,
    };
  }

  function amount(net: N, gross: N, percentage: string): PeerAmount {
    const [excl, incl] = [round(net, 4), round(gross, 4)];
    return { excl: text(excl), incl: text(incl), taxes: [{ name: "VAT", percentage, amount: text(minus(incl, excl)) }] };
  }
}

function minuteOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
