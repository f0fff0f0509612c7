import { ALL_DAYS, type Restrictions } from "../compile/restrictions.ts";

/** A half-open interval. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * All situations in which an element applies: one interval for each thing that restrictions look at, and a set of weekdays.
 * Powers and currents have the extra value "not reported" below zero, which no limit on them admits (R8).
 */
export interface Box {
  readonly energy: Interval;
  readonly minute: Interval;
  readonly day: Interval;
  readonly duration: Interval;
  readonly power: Interval;
  readonly current: Interval;
  readonly weekdays: number;
}

const AXES = ["energy", "minute", "day", "duration", "power", "current"] as const;

const NOT_REPORTED = -1;

/** Every situation that there is. */
export const EVERYTHING: Box = Object.freeze({
  energy: { from: 0, to: Infinity }, minute: { from: 0, to: 1_440 }, day: { from: -Infinity, to: Infinity }, duration: { from: 0, to: Infinity },
  power: { from: NOT_REPORTED, to: Infinity }, current: { from: NOT_REPORTED, to: Infinity }, weekdays: ALL_DAYS,
});

/** The situations of an element; a window that wraps around midnight is two boxes. */
export function boxesOf(restrictions: Restrictions | undefined): readonly Box[] {
  if (restrictions === undefined) return [EVERYTHING];
  const { startMinute, endMinute } = restrictions;
  const rest = {
    energy: { from: Number(restrictions.minEnergy ?? 0) / 10 ** restrictions.fineness, to: restrictions.maxEnergy === undefined ? Infinity : Number(restrictions.maxEnergy) / 10 ** restrictions.fineness },
    day: { from: restrictions.startDay, to: restrictions.endDay },
    duration: { from: Math.max(0, restrictions.minDuration), to: restrictions.maxDuration },
    power: range(restrictions.minPower, restrictions.maxPower),
    current: range(restrictions.minCurrent, restrictions.maxCurrent),
    weekdays: restrictions.weekdays,
  };
  const minutes = endMinute > startMinute ? [{ from: startMinute, to: endMinute }] : [{ from: startMinute, to: 1_440 }, { from: 0, to: endMinute }];
  return minutes.map((minute) => ({ ...rest, minute })).filter((box) => !isEmpty(box));
}

/** A situation of `box` that no cover contains, or undefined when they cover all of it. */
export function uncovered(box: Box, covers: readonly Box[]): Box | undefined {
  // Gives up with "uncovered" on tariffs that would take forever; a warning less is no harm.
  const budget = { left: 20_000 };
  return search(box, covers, 0, budget);
}

function search(box: Box, covers: readonly Box[], from: number, budget: { left: number }): Box | undefined {
  budget.left -= 1;
  if (budget.left < 0) return box;
  for (let index = from; index < covers.length; index += 1) {
    const cover = covers[index]!;
    if (isEmpty(intersection(box, cover))) continue;
    for (const piece of difference(box, cover)) {
      const found = search(piece, covers, index + 1, budget);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return box;
}

/** `box` without `cover`, as disjoint boxes. */
function difference(box: Box, cover: Box): readonly Box[] {
  const pieces: Box[] = [];
  let rest = box;
  for (const axis of AXES) {
    const { from, to } = rest[axis];
    const inner = cover[axis];
    if (from < inner.from) pieces.push({ ...rest, [axis]: { from, to: Math.min(to, inner.from) } });
    if (inner.to < to) pieces.push({ ...rest, [axis]: { from: Math.max(from, inner.to), to } });
    rest = narrowed(rest, axis, { from: Math.max(from, inner.from), to: Math.min(to, inner.to) });
  }
  if ((rest.weekdays & ~cover.weekdays) !== 0) pieces.push({ ...rest, weekdays: rest.weekdays & ~cover.weekdays });
  return pieces;
}

function narrowed(box: Box, axis: (typeof AXES)[number], to: Interval): Box {
  return { ...box, [axis]: to };
}

function intersection(a: Box, b: Box): Box {
  const cut = (axis: (typeof AXES)[number]): Interval => ({ from: Math.max(a[axis].from, b[axis].from), to: Math.min(a[axis].to, b[axis].to) });
  return {
    energy: cut("energy"), minute: cut("minute"), day: cut("day"), duration: cut("duration"), power: cut("power"), current: cut("current"), weekdays: a.weekdays & b.weekdays,
  };
}

function isEmpty(box: Box): boolean {
  return box.weekdays === 0 || AXES.some((axis) => box[axis].from >= box[axis].to);
}

function range(least: { readonly units: number | bigint; readonly scale: number } | undefined, most: { readonly units: number | bigint; readonly scale: number } | undefined): Interval {
  if (least === undefined && most === undefined) return EVERYTHING.power;
  return { from: least === undefined ? 0 : Number(least.units) / 10 ** least.scale, to: most === undefined ? Infinity : Number(most.units) / 10 ** most.scale };
}
