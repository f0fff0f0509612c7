import { instant, type Zone } from "@cpokit/kernel";
import type { Candidates, CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Restrictions } from "../compile/restrictions.ts";
import { ceiledBy, powerOfTen, times } from "../numbers/whole.ts";

/** Where the answers of S1 can change, as far as the tariffs alone tell (G1). */
export interface CutPoints {
  /** Some element looks at the wall clock. */
  readonly usesClock: boolean;
  readonly usesPower: boolean;
  readonly usesCurrent: boolean;
  /** Milliseconds since the session began, ascending. */
  readonly durations: readonly number[];
  /** Wh of the session, rounded up, ascending. */
  readonly energies: readonly number[];
  /** Instants strictly between two moments at which the wall clock can change an answer: window edges, midnights, DST changes. */
  clockEdges(after: number, before: number): readonly number[];
}

export function cutPointsOf(tariffs: readonly CompiledTariff[], zone: Zone | undefined): CutPoints {
  const all = tariffs.flatMap((tariff) => restrictionsOf(tariff.use).map((restrictions) => ({ restrictions, tariff })));
  const clocked = all.map((each) => each.restrictions).filter((restrictions) => restrictions.usesClock);
  const minutes = sorted([0, ...clocked.flatMap(({ startMinute, endMinute }) => [startMinute, endMinute % 1_440])]);
  const durations = all.flatMap(({ restrictions }) => [restrictions.minDuration, restrictions.maxDuration]).filter((each) => Number.isFinite(each) && each > 0);
  const energies = all.flatMap(({ restrictions, tariff }) =>
    [restrictions.minEnergy, restrictions.maxEnergy].flatMap((limit) => (limit === undefined ? [] : Number(ceiledBy(limit, times(PER_WH, powerOfTen(tariff.fineness)))))),
  );
  return {
    usesClock: clocked.length > 0,
    usesPower: all.some(({ restrictions }) => restrictions.minPower !== undefined || restrictions.maxPower !== undefined),
    usesCurrent: all.some(({ restrictions }) => restrictions.minCurrent !== undefined || restrictions.maxCurrent !== undefined),
    durations: sorted(durations),
    energies: sorted(energies.filter((each) => each > 0)),
    clockEdges: clocked.length === 0 || zone === undefined ? () => [] : clockEdges(zone, minutes),
  };
}

/** Quantity units of a watt-hour. */
const PER_WH = 3_600;
const DAY = 86_400_000;

function clockEdges(zone: Zone, minutes: readonly number[]): CutPoints["clockEdges"] {
  const days = new Map<number, readonly number[]>();
  const edgesOf = (day: number): readonly number[] => {
    let edges = days.get(day);
    if (edges === undefined) {
      edges = sorted([...minutes.flatMap((minute) => [...zone.instantsOf(day, minute)]), ...offsetChange(zone, day)]);
      days.set(day, edges);
    }
    return edges;
  };
  const localDay = (at: number): number => Math.floor((at + zone.offsetAt(instant(at))) / DAY);
  return (after, before) => {
    const found: number[] = [];
    for (let day = localDay(after); day <= localDay(before); day += 1) {
      for (const edge of edgesOf(day)) if (edge > after && edge < before) found.push(edge);
    }
    return sorted(found);
  };
}

/** Z4: where the clocks are changed, an edge can be skipped or come twice. Changes are at whole minutes. */
function offsetChange(zone: Zone, day: number): readonly number[] {
  const offset = (at: number): number => zone.offsetAt(instant(at));
  let low = day * DAY - offset(day * DAY) - DAY / 24;
  let high = low + DAY + DAY / 12;
  const before = offset(low);
  if (offset(high) === before) return [];
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return [Math.floor(high / 60_000) * 60_000];
}

function restrictionsOf(candidates: Candidates): readonly Restrictions[] {
  return [...candidates.ENERGY, ...candidates.TIME, ...candidates.PARKING_TIME, ...candidates.FLAT].flatMap((each) => each.restrictions ?? []);
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

