import { CpoError, zone, type Instant } from "@cpokit/kernel";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { cutPointsOf } from "./cut-points.ts";
import { cumulativeEnergy, energyCuts } from "./energy-line.ts";
import type { ChargingState, MeterSample, SegmentedSession, SegmenterOptions, StateChange } from "./input.ts";
import { createAsk, merged, type Activity, type Piece, type Range } from "./pieces.ts";
import { tariffTimeline } from "./tariff-timeline.ts";
import { writeSession } from "./write-session.ts";

/** Cuts a live session into charging periods as its samples arrive. */
export interface Segmenter {
  /** A meter reading. One that is older than the last costs a recalculation, nothing else. */
  push(sample: MeterSample): void;
  change(change: StateChange): void;
  /** The periods until now, for the running cost; the energy since the last sample is not known yet and counts as none. */
  snapshot(now: Instant): SegmentedSession;
  /** The periods of the ended session. */
  finish(end: Instant): SegmentedSession;
}

/** A whole session at once. */
export interface SegmentOptions extends SegmenterOptions {
  readonly end: Instant;
  readonly samples: readonly MeterSample[];
  readonly events?: readonly StateChange[];
}

/**
 * Cuts a session into contiguous charging periods at every moment where a price can change, and nowhere else (G1–G3, Q2).
 *
 * @throws `tariffs.no-tariff`, `tariffs.unknown-tariff`, `tariffs.time-zone-required`
 */
export function segment(options: SegmentOptions): SegmentedSession {
  const segmenter = createSegmenter(options);
  for (const change of options.events ?? []) segmenter.change(change);
  for (const sample of options.samples) segmenter.push(sample);
  return segmenter.finish(options.end);
}

/** How far the session has been cut. Energies are Wh of the session, the origin is the register at its start. */
interface Walk {
  at: number;
  energy: number;
  origin: number | undefined;
  interpolated: boolean;
  sample: MeterSample | undefined;
  readonly pieces: Piece[];
}

/**
 * The incremental form of `segment`, for running costs.
 *
 * @throws `tariffs.no-tariff`, `tariffs.unknown-tariff`, `tariffs.time-zone-required`
 */
export function createSegmenter(options: SegmenterOptions): Segmenter {
  const { start, tariffs } = options;
  const switches = [...(options.switches ?? [])].sort((a, b) => a.at - b.at);
  const tariffAt = tariffTimeline(start, tariffs, switches);
  const place = options.timeZone === undefined ? undefined : zone(options.timeZone);
  const cuts = cutPointsOf(tariffs, place);
  if (cuts.usesClock && place === undefined) {
    throw new CpoError("tariffs.time-zone-required", "A tariff looks at the local clock; pass the location's time_zone."); // Z2
  }
  const ask = createAsk(start, place);
  const taxChanges = new Set<number>(options.taxChanges);
  const fixedCuts = [...cuts.durations.map((duration) => start + duration), ...switches.map((each) => each.at), ...taxChanges];
  const changes: StateChange[] = [{ at: start, state: options.state ?? "charging" }];
  const samples: MeterSample[] = [];
  const flags = new Map<string, Finding>();
  let walk = begin();

  return {
    push(sample) {
      const last = samples.at(-1);
      insert(samples, sample);
      if (last === undefined || sample.at >= last.at) {
        advance(walk, sample);
        return;
      }
      // G5: the clock went back while the meter went on.
      if (sample.energy > last.energy) flag("CLOCK_JUMP", sample.at);
      walk = walked(Infinity);
    },
    change(next) {
      insert(changes, next);
      if (next.at < walk.at) walk = walked(Infinity);
    },
    snapshot: (now) => written(now, [...flags.values()]),
    finish(end) {
      const last = samples.findLast((sample) => sample.at <= end);
      const isOpen = samples.every((sample) => sample.at < end) && (last === undefined || activityAt(last.at) === "TIME");
      // G5: energy after the last reading is unknown, unless the vehicle had stopped asking for it.
      return written(end, isOpen ? [...flags.values(), finding("MISSING_END_SAMPLE", "/samples", { at: end })] : [...flags.values()]);
    },
  };

  function begin(): Walk {
    return { at: start, energy: 0, origin: undefined, interpolated: false, sample: undefined, pieces: [] };
  }

  function written(end: Instant, warnings: readonly Finding[]): SegmentedSession {
    const until = walk.at > end ? walked(end) : { ...walk, pieces: [...walk.pieces] };
    walkTo(until, end, until.sample, undefined);
    return writeSession(start, end, options.reservedFrom, tariffAt(start), until.pieces, warnings);
  }

  /** The walk from the start through all samples; readings behind `end` still say how much there was at the end. */
  function walked(end: number): Walk {
    const again = begin();
    for (const sample of samples) {
      if (sample.at <= end) {
        advance(again, sample);
      } else if (again.sample !== undefined && sample.energy >= again.sample.energy) {
        setOrigin(again, sample);
        walkTo(again, end, again.sample, sample);
        break;
      }
    }
    return again;
  }

  /** Walks along the straight line from the last sample to this one (G2). */
  function advance(from: Walk, sample: MeterSample): void {
    const last = from.sample;
    if (last !== undefined && sample.energy < last.energy) {
      // G5: never negative. The register stands still until it is above its old value again.
      flag("METER_ROLLBACK", sample.at, { before: last.energy, after: sample.energy });
      return;
    }
    if (sample.at > start) {
      setOrigin(from, sample);
      walkTo(from, sample.at, last, sample);
    }
    from.sample = sample;
  }

  /** The register at the start: a reading, a point between two, or the first reading that there is. */
  function setOrigin(from: Walk, next: MeterSample): void {
    if (from.origin !== undefined) return;
    const before = from.sample;
    if (before === undefined) flag("MISSING_START_SAMPLE", next.at);
    from.origin = before === undefined ? next.energy : cumulativeEnergy(before, next, start);
    from.interpolated = before === undefined || before.at < start;
  }

  function walkTo(from: Walk, until: number, a: MeterSample | undefined, b: MeterSample | undefined): void {
    if (until <= from.at) return;
    const origin = from.origin ?? 0;
    const crossings = a === undefined || b === undefined || cuts.energies.length === 0 ? [] : energyCuts(a, b, origin, cuts.energies);
    const moments = [until];
    for (const each of fixedCuts) if (each > from.at && each < until) moments.push(each);
    for (const each of changes) if (each.at > from.at && each.at < until) moments.push(each.at);
    for (const each of crossings) if (each.at > from.at && each.at < until) moments.push(each.at);
    if (cuts.usesClock) moments.push(...cuts.clockEdges(from.at, until));
    if (moments.length > 1) moments.sort((x, y) => x - y);
    for (const at of moments) {
      if (at === from.at) continue;
      const line = a === undefined || b === undefined ? (b === undefined ? from.energy : b.energy - origin) : cumulativeEnergy(a, b, at) - origin;
      const crossed = at === b?.at ? undefined : crossings.findLast((each) => each.at === at);
      // A threshold is reached exactly, whatever the line makes of the millisecond.
      const energy = Math.max(crossed?.energy ?? line, from.energy);
      addPiece(from, {
        start: from.at, end: at, energyBefore: from.energy, energyAfter: energy, activity: activityAt(from.at), tariff: tariffAt(from.at), interpolated: from.interpolated,
        power: cuts.usesPower ? single(a?.power) : undefined, current: cuts.usesCurrent ? single(a?.current) : undefined,
      });
      from.at = at;
      from.energy = energy;
      from.interpolated = at !== b?.at;
    }
  }

  function addPiece(to: Walk, piece: Piece): void {
    const last = to.pieces.at(-1);
    const joined = last === undefined || taxChanges.has(piece.start) ? undefined : merged(last, piece, ask, cuts.usesPower || cuts.usesCurrent);
    if (joined === undefined) to.pieces.push(piece);
    else to.pieces[to.pieces.length - 1] = joined;
  }

  /** Q2: what the vehicle asks for decides, not what the station gives. */
  function activityAt(at: number): Activity {
    const state: ChargingState = changes.findLast((each) => each.at <= at)?.state ?? "charging";
    return state === "suspendedEV" || state === "idle" || (state === "suspendedEVSE" && options.parking === "not-charging") ? "PARKING_TIME" : "TIME";
  }

  function flag(code: string, at: number, values: NonNullable<Finding["values"]> = {}): void {
    flags.set(`${code} ${at}`, finding(code, "/samples", { at, ...values }));
  }
}

/** Keeps a list ordered by time; equal times stay in the order of arrival. */
function insert<Timed extends { readonly at: number }>(list: Timed[], item: Timed): void {
  let place = list.length;
  while (place > 0 && list[place - 1]!.at > item.at) place -= 1;
  list.splice(place, 0, item);
}

function single(value: number | undefined): Range | undefined {
  return value === undefined ? undefined : { least: value, most: value };
}
