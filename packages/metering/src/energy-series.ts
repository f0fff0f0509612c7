import type { EnergyPoint } from "@cpokit/model";

/** A point that the finished series cannot hold, and why. */
export interface ExcludedPoint {
  readonly point: EnergyPoint;
  readonly reason: string;
}

export interface EnergySeries {
  /** In order of time, registers never falling. */
  readonly points: readonly EnergyPoint[];
  readonly excluded: readonly ExcludedPoint[];
}

/** The bounds of a series, as billed: registers in whole Wh. */
export interface SeriesBounds {
  readonly start?: EnergyPoint;
  readonly end?: EnergyPoint;
}

/**
 * Puts accepted points, in whatever order they came, into the one series that pricing cuts (tariffs G1, G2).
 * It begins and ends with the bounds; what lies outside them or falls is left out and named.
 */
export function energySeries(accepted: readonly EnergyPoint[], bounds: SeriesBounds): EnergySeries {
  const { start, end } = bounds;
  const points: EnergyPoint[] = start === undefined ? [] : [start];
  const excluded: ExcludedPoint[] = [];
  const sorted = [...accepted].sort((a, b) => a.at - b.at || a.register - b.register);

  for (const point of sorted) {
    const last = points.at(-1);
    if (last !== undefined && point.at === last.at && point.register === last.register) {
      points[points.length - 1] = { ...point, ...last };
    } else if (!isBound(point, start, end)) {
      const reason = misfit(point, last, start, end);
      if (reason === undefined) points.push(point);
      else excluded.push({ point, reason });
    }
  }
  const last = points.at(-1);
  if (end !== undefined && !(last !== undefined && last.at === end.at && last.register === end.register)) points.push(end);
  return { points, excluded };
}

/** The start or end register once more, stamped a moment outside the session. */
function isBound(point: EnergyPoint, start: EnergyPoint | undefined, end: EnergyPoint | undefined): boolean {
  return (start !== undefined && point.at <= start.at && point.register === start.register) || (end !== undefined && point.at >= end.at && point.register === end.register);
}

function misfit(point: EnergyPoint, last: EnergyPoint | undefined, start: EnergyPoint | undefined, end: EnergyPoint | undefined): string | undefined {
  if (start !== undefined && point.at < start.at) return "It lies before the start of the session.";
  if (end !== undefined && point.at > end.at) return "It lies after the end of the session.";
  if (end !== undefined && point.register > end.register) return "Its register is above the end register.";
  if (last !== undefined && point.register < last.register) return "Its register is below an earlier one.";
  return undefined;
}
