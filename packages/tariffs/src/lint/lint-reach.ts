import type { Candidates, CompiledComponent, CompiledTariff, Dimension } from "../compile/compiled-tariff.ts";
import { boxesOf, EVERYTHING, uncovered, type Box } from "./boxes.ts";
import type { Report } from "./lint.ts";

const DIMENSIONS: readonly Dimension[] = ["ENERGY", "TIME", "PARKING_TIME", "FLAT"];

/** Which components can ever apply, and where a priced dimension has no price: S1 as a question of covering boxes. */
export function lintReach(tariff: CompiledTariff, report: Report): void {
  for (const candidates of [tariff.use, tariff.reserved, tariff.expired]) lintUnreachable(candidates, report);
  for (const dimension of ["ENERGY", "TIME", "PARKING_TIME"] as const) {
    const components = tariff.use[dimension];
    if (components.length === 0) continue;
    const hole = uncovered(EVERYTHING, components.flatMap((each) => boxesOf(each.restrictions)));
    if (hole !== undefined) report("NO_FALLBACK", "/elements", { dimension, example: describeBox(hole) });
  }
  lintFlats(tariff.use.FLAT, report);
  const { ENERGY, TIME, FLAT } = tariff.use;
  const saysFree = FLAT.some((each) => each.price === 0);
  if (ENERGY.length === 0 && TIME.length === 0 && !saysFree) report("NOTHING_BY_USE", "/elements");
}

function lintUnreachable(candidates: Candidates, report: Report): void {
  for (const dimension of DIMENSIONS) {
    const earlier: Box[] = [];
    for (const component of candidates[dimension]) {
      const boxes = boxesOf(component.restrictions);
      if (boxes.every((box) => uncovered(box, earlier) === undefined)) report("UNREACHABLE", pointerOf(component), { dimension });
      earlier.push(...boxes);
    }
  }
}

/** F1: a FLAT that needs time or energy first never counts when others apply at every start. */
function lintFlats(flats: readonly CompiledComponent[], report: Report): void {
  const start: Box = { ...EVERYTHING, energy: { from: 0, to: Number.MIN_VALUE }, duration: { from: 0, to: Number.MIN_VALUE } };
  const atStart = (component: CompiledComponent): boolean => boxesOf(component.restrictions).some((box) => box.energy.from <= 0 && box.duration.from <= 0);
  if (uncovered(start, flats.flatMap((each) => boxesOf(each.restrictions))) !== undefined) return;
  for (const component of flats) if (!atStart(component)) report("FLAT_NEVER_FIRST", pointerOf(component));
}

function pointerOf(component: CompiledComponent): string {
  return `/elements/${component.element}/price_components/${component.component}`;
}

/** One situation without a price, for people. */
function describeBox(box: Box): string {
  const parts: string[] = [];
  if (box.weekdays !== EVERYTHING.weekdays) parts.push(`weekday ${[1, 2, 3, 4, 5, 6, 7].filter((day) => (box.weekdays & (1 << day)) !== 0).join(" ")}`);
  if (box.minute.from > 0 || box.minute.to < 1_440) parts.push(`${clock(box.minute.from)}-${clock(box.minute.to)}`);
  if (box.day.from !== -Infinity) parts.push(`from ${date(box.day.from)}`);
  if (box.day.to !== Infinity) parts.push(`before ${date(box.day.to)}`);
  if (box.energy.from > 0) parts.push(`after ${box.energy.from / 3_600_000} kWh`);
  else if (box.energy.to !== Infinity) parts.push(`before ${box.energy.to / 3_600_000} kWh`);
  if (box.duration.from > 0) parts.push(`after ${box.duration.from / 1_000} s`);
  else if (box.duration.to !== Infinity) parts.push(`before ${box.duration.to / 1_000} s`);
  for (const [name, unit] of [["power", "kW"], ["current", "A"]] as const) {
    const { from, to } = box[name];
    if (to <= 0) parts.push(`${name} not reported`);
    else if (from > 0) parts.push(`${name} from ${from} ${unit}`);
    else if (to !== Infinity) parts.push(`${name} below ${to} ${unit}`);
  }
  return parts.join(", ");
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function date(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
