import { decimal, divideDecimal, formatDecimal, minutes, seconds } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { Span } from "./formulas.ts";
import { readTracks } from "./ledger-months.ts";
import type { Change, TrackValue, TrackValues } from "./timeline.ts";

/** Why a car that was plugged in did not charge: nobody was allowed to, nobody asked, the EVSE failed, or a session brought no energy. */
export type PlugInFailure = "refused" | "neverStarted" | "faulted" | "noEnergy";

/** A car that was plugged in, and what became of it. */
export interface PlugIn {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Absent while the car is there. */
  readonly to?: number;
  /** Absent: it got energy. */
  readonly failure?: PlugInFailure;
}

/** How many cars that were plugged in were charged. */
export interface PlugInSuccess {
  readonly connected: number;
  readonly charged: number;
  /** charged / connected in percent with one decimal, rounded down; absent when nobody came. */
  readonly percent?: string;
  readonly failures: Readonly<Record<PlugInFailure, number>>;
}

/** What is known of an EVSE beside its connectors. */
export interface PlugInEvidence {
  /** Its sessions that touch the period; those that never began say nothing and are passed over. */
  readonly sessions: readonly Session[];
  /** When a token was refused there. */
  readonly refusals: readonly number[];
}

/** Who unplugs this soon without a session came by mistake. */
const GIVEN_UP = seconds(30);
/** A car that came this lately may still get its session. */
const SETTLES = minutes(3);

const CAR: ReadonlySet<TrackValue> = new Set(["preparing", "occupied", "charging", "suspendedEv", "suspendedEvse", "finishing"]);

/** The cars that were plugged in at an EVSE in [from, to), by what its connectors and sessions told. */
export async function plugInsAt(reader: Reader, place: { readonly station: string; readonly evse: number }, period: Span, evidence: PlugInEvidence): Promise<readonly PlugIn[]> {
  const { opening, changes } = await readTracks(reader, place.station, place.evse, period.from, period.to);
  return plugInsOf(opening, changes, period, evidence);
}

/**
 * The same from the values of the tracks at `from` and their changes. A car that was there before is not counted; a session that no connector told of is proof of a car.
 */
export function plugInsOf(opening: TrackValues, changes: readonly Change[], { from, to }: Span, { sessions, refusals }: PlugInEvidence): readonly PlugIn[] {
  const begun = sessions.filter(({ lifecycle }) => lifecycle !== "pending" && lifecycle !== "cancelled" && lifecycle !== "invalid");
  const stays = carsAt(opening, changes, to);
  const told = stays.filter((stay) => stay.from > from);
  const untold = begun.filter((session) => session.startAt >= from && session.startAt < to && !stays.some((stay) => touches(stay, session, to)));
  return [...told, ...untold.map((session): Stay => ({ from: session.startAt, ...(session.endAt !== undefined && { to: session.endAt }), faulted: false }))].flatMap((stay): PlugIn[] => {
    const own = begun.filter((session) => touches(stay, session, to));
    const failure = failureOf(stay, own, refusals.some((at) => at >= stay.from - SETTLES && at <= (stay.to ?? to)));
    const length = (stay.to ?? to) - stay.from;
    const undecided = stay.to === undefined ? length < SETTLES : own.length === 0 && !stay.faulted && length < GIVEN_UP;
    if (failure !== undefined && undecided) return [];
    return [{ from: stay.from, ...(stay.to !== undefined && { to: stay.to }), ...(failure !== undefined && { failure }) }];
  });
}

/** How often a car that was plugged in was charged, and why the others were not. */
export function plugInSuccess(plugIns: readonly PlugIn[]): PlugInSuccess {
  const failures = { refused: 0, neverStarted: 0, faulted: 0, noEnergy: 0 };
  for (const { failure } of plugIns) if (failure !== undefined) failures[failure] += 1;
  const connected = plugIns.length;
  const charged = plugIns.filter(({ failure }) => failure === undefined).length;
  if (connected === 0) return { connected, charged, failures };
  return { connected, charged, percent: formatDecimal(divideDecimal(decimal(charged * 100), decimal(connected), 1, "down")), failures };
}

interface Stay {
  readonly from: number;
  readonly to?: number;
  readonly faulted: boolean;
}

/** How long cars stood at the connectors of an EVSE. A fault does not unplug a car. */
function carsAt(opening: TrackValues, changes: readonly Change[], to: number): readonly Stay[] {
  const open = new Map<number, Stay>();
  const stays: Stay[] = [];
  for (const [track, value] of opening) if (typeof track === "number" && CAR.has(value)) open.set(track, { from: -Infinity, faulted: false });
  for (const { at, track, value } of changes) {
    if (at >= to || typeof track !== "number") continue;
    const stay = open.get(track);
    if (CAR.has(value)) open.set(track, stay ?? { from: at, faulted: false });
    else if (stay !== undefined && value === "faulted") open.set(track, { ...stay, faulted: true });
    else if (stay !== undefined) {
      stays.push({ ...stay, to: at });
      open.delete(track);
    }
  }
  return [...stays, ...open.values()];
}

function touches(stay: Stay, session: Session, now: number): boolean {
  return session.startAt < (stay.to ?? Infinity) && (session.endAt ?? now) >= stay.from;
}

function failureOf(stay: Stay, sessions: readonly Session[], refused: boolean): PlugInFailure | undefined {
  if (sessions.some(({ energy = 0 }) => energy > 0)) return undefined;
  if (stay.faulted) return "faulted";
  if (sessions.some(({ authorization }) => authorization?.result !== "refused")) return "noEnergy";
  return refused || sessions.length > 0 ? "refused" : "neverStarted";
}
