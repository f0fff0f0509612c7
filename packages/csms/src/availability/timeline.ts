import type { ConnectorState } from "@cpokit/model";

/**
 * What is known of an EVSE over time, as tracks that change independently: whether its station is connected, what the station says of
 * itself as a whole, whether a session runs, and what each connector says. All evidence is a set of changes, so the order in which it
 * arrives cannot matter.
 */
export type Track = "online" | "station" | "session" | number;

/** `on` and `off` for `online` and `session`, a connector state for the others; a connector's track is its number. */
export type TrackValue = "on" | "off" | ConnectorState;

/** One change of one track. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly track: Track;
  readonly value: TrackValue;
}

/** What an EVSE was to a driver. */
export type EvseState = "available" | "occupied" | "reserved" | "unavailable" | "faulted" | "unknown";

/** One stretch of time in which the state of an EVSE did not change. */
export interface AvailabilityInterval {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly state: EvseState;
  /** Why it was not usable: what the connector or the station said, or that the station was away. */
  readonly cause?: "offline" | "neverReported" | "station" | "connector";
}

/** The last value of each track. */
export type TrackValues = ReadonlyMap<Track, TrackValue>;

const VALUES: readonly TrackValue[] = [
  "on", "off", "available", "preparing", "occupied", "charging", "suspendedEv", "suspendedEvse", "finishing", "reserved", "unavailable", "faulted", "unknown",
];
const NAMED: readonly Track[] = ["online", "station", "session"];
const STRIDE = 16;

/** A track and its value as one whole number, for storage. */
export function encode(track: Track, value: TrackValue): number {
  const place = typeof track === "number" ? NAMED.length + track : NAMED.indexOf(track);
  return place * STRIDE + VALUES.indexOf(value);
}

/** The track and value of such a number. */
export function decode(code: number): readonly [Track, TrackValue] {
  const place = Math.floor(code / STRIDE);
  return [NAMED[place] ?? place - NAMED.length, VALUES[code % STRIDE] ?? "unknown"];
}

/** The order of changes; of two at one moment on one track the later name counts, whichever came first. */
export function compareChanges(left: Change, right: Change): number {
  return left.at - right.at || encode(left.track, left.value) - encode(right.track, right.value);
}

/** Adds a change to a sorted list; nothing when it is there already. */
export function withChange(changes: readonly Change[], change: Change): readonly Change[] | undefined {
  let index = changes.length;
  while (index > 0 && compareChanges(changes[index - 1]!, change) > 0) index -= 1;
  const before = changes[index - 1];
  if (before !== undefined && compareChanges(before, change) === 0) return undefined;
  return [...changes.slice(0, index), change, ...changes.slice(index)];
}

/** The values of all tracks after some changes. */
export function valuesAfter(opening: TrackValues, changes: readonly Change[]): Map<Track, TrackValue> {
  const values = new Map(opening);
  for (const { track, value } of changes) values.set(track, value);
  return values;
}

/** What the tracks together mean, and why it is not good. */
export function stateOf(values: TrackValues): Pick<AvailabilityInterval, "state" | "cause"> {
  // A session is proof, also while the station is away: its meter readings come later.
  if (values.get("session") === "on") return { state: "occupied" };
  const online = values.get("online");
  if (online === "off") return { state: "unknown", cause: "offline" };
  const station = values.get("station");
  if (station === "unavailable" || station === "faulted") return { state: station, cause: "station" };
  const states = new Set<EvseState>();
  for (const [track, value] of values) if (typeof track === "number") states.add(CONNECTORS.get(value) ?? "unknown");
  const state = BEST.find((each) => states.has(each));
  if (state === undefined) return { state: "unknown", cause: "neverReported" };
  return state === "unavailable" || state === "faulted" || state === "unknown" ? { state, cause: "connector" } : { state };
}

/** What one connector means for its EVSE. */
const CONNECTORS: ReadonlyMap<TrackValue, EvseState> = new Map<TrackValue, EvseState>([
  ["available", "available"], ["preparing", "occupied"], ["occupied", "occupied"], ["charging", "occupied"], ["suspendedEv", "occupied"], ["suspendedEvse", "occupied"],
  ["finishing", "occupied"], ["reserved", "reserved"], ["unavailable", "unavailable"], ["faulted", "faulted"],
]);

/** One car at a time: what one connector does, the EVSE does; one good connector is enough. */
const BEST: readonly EvseState[] = ["occupied", "available", "reserved", "unavailable", "faulted", "unknown"];

/** The intervals of [from, to): without a gap, without overlap, neighbours differ (I26). `changes` are sorted; earlier ones count as the opening. */
export function intervalsOf(opening: TrackValues, changes: readonly Change[], from: number, to: number): readonly AvailabilityInterval[] {
  const values = new Map(opening);
  const intervals: AvailabilityInterval[] = [];
  let since = from;
  let current = stateOf(values);
  for (const { at, track, value } of changes) {
    if (at >= to) break;
    values.set(track, value);
    const next = stateOf(values);
    if (next.state === current.state && next.cause === current.cause) continue;
    if (at > since) {
      push(intervals, { from: since, to: at, ...current });
      since = at;
    }
    current = next;
  }
  if (to > since) push(intervals, { from: since, to, ...current });
  return intervals;
}

/** Changes at one moment may lead back to what was before. */
function push(intervals: AvailabilityInterval[], next: AvailabilityInterval): void {
  const last = intervals.at(-1);
  if (last !== undefined && last.state === next.state && last.cause === next.cause) intervals[intervals.length - 1] = { ...last, to: next.to };
  else intervals.push(next);
}
