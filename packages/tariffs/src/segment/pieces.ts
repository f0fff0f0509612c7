import type { Zone } from "@cpokit/kernel";
import type { CompiledComponent, CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Moment } from "../compile/restrictions.ts";
import { powerOfTen, times } from "../numbers/whole.ts";
import { createMatcher, type Matcher } from "../price/matcher.ts";
import type { Period } from "../price/usage.ts";

/** The kind of time that passes. */
export type Activity = "TIME" | "PARKING_TIME";

/** A stretch of the session in which nothing changes that could change a price. Energies are Wh of the session. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly energyBefore: number;
  readonly energyAfter: number;
  readonly activity: Activity;
  readonly tariff: CompiledTariff;
  /** W and tenths of an ampere; the lowest and highest while it lasted. */
  readonly power: Range | undefined;
  readonly current: Range | undefined;
  readonly interpolated: boolean;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The component of each dimension, or undefined (S1). */
export type Answers = readonly (CompiledComponent | undefined)[];

/** Asks for a piece by the same matcher that `price` uses, at its start (S4) or just before its end (S5). */
export type Ask = (piece: Piece, when: "start" | "end") => Answers;

export function createAsk(began: number, zone: Zone | undefined): Ask {
  const matchers = new Map<number, Matcher>();
  return (piece, when) => {
    const { tariff } = piece;
    const fineness = tariff.fineness;
    let matcher = matchers.get(fineness);
    if (matcher === undefined) {
      matcher = createMatcher(zone, "derive", fineness);
      matchers.set(fineness, matcher);
    }
    const isStart = when === "start";
    const energy = piece.energyAfter - piece.energyBefore;
    const perWh = times(3_600, powerOfTen(fineness));
    const moment: Moment = {
      energy: times(isStart ? piece.energyBefore : piece.energyAfter, perWh), elapsed: (isStart ? piece.start : piece.end - 1) - began, closing: !isStart && energy > 0, local: undefined,
    };
    const period: Period = {
      index: 0, start: piece.start, end: piece.end, tariffId: undefined, has: piece.activity === "TIME" || energy > 0 ? 1 : 0, energy: times(energy, perWh), time: 0, parking: 0, reserved: 0,
      power: undefined, current: undefined,
      maxPower: exact(piece.power?.most, 3), minPower: exact(piece.power?.least, 3), maxCurrent: exact(piece.current?.most, 1), minCurrent: exact(piece.current?.least, 1),
    };
    const { use } = tariff;
    return [use.ENERGY, use[piece.activity], use.FLAT].map((candidates) => {
      if (candidates.length === 0) return undefined;
      const answer = isStart ? matcher.atStart(candidates, period, moment, 1) : matcher.beforeEnd(candidates, period, moment, 1);
      return answer === "unknown" ? undefined : answer;
    });
  };
}

/**
 * The two pieces as one, when nothing but the clock between them differs (G1: neighbours with the same components are merged).
 * `ranges` says that some element looks at power or current: these widen with the piece, so that an element which applied to neither
 * part could apply to the whole, or to its end.
 */
export function merged(a: Piece, b: Piece, ask: Ask, ranges: boolean): Piece | undefined {
  if (a.activity !== b.activity || a.tariff !== b.tariff) return undefined;
  const before = ask(a, "start");
  if (!isSame(before, ask(b, "start"))) return undefined;
  const both: Piece = { ...a, end: b.end, energyAfter: b.energyAfter, power: widened(a.power, b.power), current: widened(a.current, b.current) };
  if (ranges && !(isSame(before, ask(both, "start")) && isSame(before, ask(both, "end")))) return undefined;
  return both;
}

function isSame(a: Answers, b: Answers): boolean {
  return a.every((component, index) => component === b[index]);
}

function widened(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

function exact(value: number | undefined, scale: number): { units: number; scale: number } | undefined {
  return value === undefined ? undefined : { units: value, scale };
}
