import { addDecimals, decimal, formatDecimal, formatInstant, instant, parseInstant, wh, ZERO } from "@cpokit/kernel";
import {
  compile, explain, generateCdr, price, segment, verifyCdr, type Amount, type ChargingState, type OcpiCdr, type OcpiTariff, type PolicyChoices, type Priced, type RoundingPolicy, type SessionInput,
} from "@cpokit/tariffs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anySession, anyTariff } from "./arbitrary.ts";
import { cdrOptions } from "./scene.ts";

const timeZone = "Europe/Amsterdam";
const runs = { numRuns: 400 };

const roundings = fc.record({
  level: fc.constantFrom("total", "line", "component"), mode: fc.constantFrom("half-away", "half-even", "up", "down"), scale: fc.constantFrom<RoundingPolicy["scale"]>(2, 4, "minor-unit"),
});

function pricedBy(tariff: OcpiTariff, session: SessionInput, rounding: PolicyChoices["rounding"] = {}): Priced {
  return price({ tariff: compile(tariff, { version: "2.3.0" }), session, timeZone, policy: { rounding } });
}

const sum = (texts: readonly string[]): string => formatDecimal(addDecimals(ZERO, ...texts.map((text) => decimal(text))));
const taxesOf = (amounts: readonly Amount[]): Record<string, string> => {
  const taxes: Record<string, string> = {};
  for (const { name, percentage, amount } of amounts.flatMap((each) => each.taxes)) {
    const key = `${name} ${percentage ?? "-"}`;
    taxes[key] = sum([taxes[key] ?? "0", amount]);
  }
  return Object.fromEntries(Object.entries(taxes).filter(([, amount]) => amount !== "0"));
};

describe("properties (M5)", () => {
  it("lines, adjustments and rounding sum to the total: net, gross and every tax", () => {
    fc.assert(fc.property(anyTariff, anySession, roundings, (tariff, session, rounding) => {
      const priced = pricedBy(tariff, session, rounding);
      const parts: Amount[] = [...priced.lines, ...priced.adjustments, priced.rounding];
      const { cost } = priced.totals;
      expect(sum(parts.map((part) => part.excl))).toBe(cost.excl);
      expect(sum(parts.map((part) => part.incl ?? "0"))).toBe(cost.incl);
      expect(taxesOf(parts)).toEqual(taxesOf([cost]));
      expect(sum([cost.excl, ...cost.taxes.map((tax) => tax.amount)])).toBe(cost.incl);
    }), runs);
  });

  it("a period that is cut where nothing changes costs the same", () => {
    fc.assert(fc.property(anyTariff, anySession, fc.nat(), fc.integer({ min: 1, max: 99 }), roundings, (tariff, session, which, percent, rounding) => {
      const before = pricedBy(tariff, session, rounding);
      const cut = split(session, which % session.periods.length, percent);
      const after = pricedBy(tariff, cut, rounding);
      // Something may change inside of the period: then it is told, and the cut rightly makes a difference.
      fc.pre(!before.warnings.some((warning) => warning.code === "PERIOD_SPANS_CHANGE"));
      fc.pre(!after.warnings.some((warning) => warning.code === "PERIOD_SPANS_CHANGE"));
      fc.pre(answers(before) === answers(after));
      expect(after.totals).toEqual(before.totals);
    }), runs);
  });

  it("elements that can never apply change nothing", () => {
    fc.assert(fc.property(anyTariff, anySession, (tariff, session) => {
      const never = { price_components: [{ type: "ENERGY", price: 99, step_size: 7 }, { type: "TIME", price: 99, step_size: 7 }, { type: "FLAT", price: 99, step_size: 0 }], restrictions: { max_kwh: 0 } } as const;
      const behind = { price_components: [{ type: "PARKING_TIME", price: 99, step_size: 7 }] } as const;
      const closed = { ...tariff, elements: [...tariff.elements, { price_components: [{ type: "PARKING_TIME", price: 1, step_size: 1 }] } as const] };
      const open = { ...closed, elements: [never, ...closed.elements, behind] };
      expect(pricedBy(open, session).totals).toEqual(pricedBy(closed, session).totals);
    }), runs);
  });

  it("is the same for any writing of the same numbers, and twice", () => {
    fc.assert(fc.property(anyTariff, anySession, (tariff, session) => {
      const numbers: SessionInput = { ...session, periods: session.periods.map((period) => ({ ...period, dimensions: period.dimensions.map((each) => ({ ...each, volume: Number(each.volume) })) })) };
      const instants: SessionInput = { ...session, start: at(session.start), end: at(session.end), periods: session.periods.map((period) => ({ ...period, start: at(period.start) })) };
      const once = pricedBy(tariff, session);
      expect(pricedBy(tariff, numbers)).toEqual(once);
      expect(pricedBy(tariff, instants)).toEqual(once);
      expect(JSON.parse(JSON.stringify(once)).totals).toEqual(once.totals);
      expect(explain(once).lines).toHaveLength(once.lines.length);
    }), runs);
  });

  it("the price of a printed CDR is the price of its session, and verifies", () => {
    fc.assert(fc.property(anyTariff, anySamples, ({ elements, ...rest }, { start, end, samples, events }) => {
      const tariff = compile({ ...rest, elements }, { version: "2.3.0" });
      const session = segment({ start, end, samples, events, tariffs: [tariff], timeZone });
      const options = { ...cdrOptions("2.3.0"), session, tariffs: [tariff], timeZone };
      const { cdr, priced } = generateCdr(options);
      const received = JSON.parse(JSON.stringify(cdr)) as OcpiCdr;
      expect(priced.totals).toEqual(price({ session, tariff, timeZone }).totals);
      expect(price({ cdr: received, version: "2.3.0", timeZone }).totals).toEqual(priced.totals);
      const verification = verifyCdr(received, { version: "2.3.0", timeZone, tolerance: { total_cost: "0" } });
      expect(verification.differences).toEqual([]);
    }), runs);
  });

  it("segments are contiguous, carry the meter's energy, and leave no change inside (G1, G2)", () => {
    fc.assert(fc.property(anyTariff, anySamples, (tariff, { start, end, samples, events }) => {
      const compiled = compile(tariff, { version: "2.3.0" });
      const session = segment({ start, end, samples, events, tariffs: [compiled], timeZone });
      expect(session.periods.reduce((total, period) => total + period.energy, 0)).toBe(session.energy);
      expect(session.energy).toBe((samples.at(-1)?.energy ?? 0) - (samples[0]?.energy ?? 0));
      expect(session.periods[0]?.start).toBe(start);
      const priced = price({ session, tariff: compiled, timeZone });
      expect(priced.warnings.filter((warning) => warning.code === "PERIOD_SPANS_CHANGE" || warning.code === "VOLUME_VS_TIMESTAMPS")).toEqual([]);
    }), runs);
  });
});

const anySamples = fc.array(fc.record({ seconds: fc.integer({ min: 30, max: 9_000 }), energy: fc.integer({ min: 0, max: 3_000 }), state: fc.constantFrom<ChargingState>("charging", "suspendedEV", "suspendedEVSE", "idle") }), { minLength: 1, maxLength: 8 })
  .map((steps) => {
    const start = instant(Date.UTC(2026, 0, 5, 14));
    let now = start;
    let register = 12_345;
    const samples = [{ at: start, energy: wh(register) }];
    const events: { at: typeof start; state: ChargingState }[] = [];
    for (const { seconds, energy, state } of steps) {
      events.push({ at: now, state });
      now = instant(now + seconds * 1_000);
      register += energy;
      samples.push({ at: now, energy: wh(register) });
    }
    return { start, end: now, samples, events };
  });

function at(moment: SessionInput["start"]) {
  return typeof moment === "string" ? parseInstant(moment) ?? instant(Number.NaN) : moment;
}

/** One period as two, its energy and time divided at a whole second. */
function split(session: SessionInput, which: number, percent: number): SessionInput {
  const period = session.periods[which];
  if (period === undefined) return session;
  const from = at(period.start);
  const to = at(session.periods[which + 1]?.start ?? session.end);
  const middle = from + Math.floor(((to - from) / 1_000) * (percent / 100)) * 1_000;
  if (middle <= from) return session;
  const units = Math.round(Number(period.dimensions.find((each) => each.type === "ENERGY")?.volume ?? 0) * 1e4);
  const first = Math.floor((units * percent) / 100);
  const part = (start: number, end: number, energy: number) => ({
    start: formatInstant(instant(start)),
    dimensions: period.dimensions.map(({ type, volume }) => ({
      type, volume: type === "ENERGY" ? (energy / 1e4).toFixed(4) : type === "POWER" ? volume : ((end - start) / 3_600_000).toFixed(4),
    })),
  });
  return { ...session, periods: [...session.periods.slice(0, which), part(from, middle, first), part(middle, to, units - first), ...session.periods.slice(which + 1)] };
}

/** Which components price what: equal when a cut changed none of them. */
function answers(priced: Priced): string {
  return JSON.stringify([priced.lines.map((line) => [line.dimension, line.element, line.component, line.from, line.measured]), priced.tariffs.length]);
}
