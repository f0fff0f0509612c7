import { collection, type Reader, type Unit } from "@cpokit/storage";
import { compareChanges, decode, encode, intervalsOf, valuesAfter, withChange, type AvailabilityInterval, type Change, type Track, type TrackValue, type TrackValues } from "./timeline.ts";

/** The changes of one EVSE (or, as EVSE 0, of the station as a whole) in one month of UTC. */
export interface LedgerMonth {
  readonly station: string;
  readonly evse: number;
  /** `YYYY-MM`. */
  readonly month: string;
  /** The values of all tracks when the month began, as codes. */
  readonly opening: readonly number[];
  /** Milliseconds since the change before (the first: since the month began) and code, in turn. */
  readonly changes: readonly number[];
}

/** `<station>/<evse>/<month>`. */
export const ledgerMonths = collection<LedgerMonth>("availabilityMonths", { indexes: { byEvse: { keys: ({ station, evse, month }) => [[station, evse, month]] } } });

/** The months of one EVSE that have changes, in order. */
export const ledgerHeads = collection<{ readonly station: string; readonly evse: number; readonly months: readonly string[] }>("availabilityHeads", {
  indexes: { byStation: { keys: ({ station, evse }) => [[station, evse]] } },
});

/** Enters one change, however late it is: months that follow begin with what it left. */
export async function enterChange(unit: Unit, station: string, evse: number, change: Change): Promise<void> {
  const headId = `${station}/${evse}`;
  const months = (await unit.get(ledgerHeads, headId))?.months ?? [];
  const month = monthOf(change.at);
  const known = months.includes(month);
  const previous = months.findLast((each) => each < month);
  const before = known ? await unit.get(ledgerMonths, `${headId}/${month}`) : undefined;
  const opening = before === undefined ? (previous === undefined ? new Map() : closing(await monthDocument(unit, station, evse, previous))) : readOpening(before);
  const changes = before === undefined ? [] : readChanges(before);
  const next = withChange(changes, change);
  if (next === undefined) return;
  const document = write(station, evse, month, opening, next);
  unit.put(ledgerMonths, `${headId}/${month}`, document);
  if (!known) unit.put(ledgerHeads, headId, { station, evse, months: [...months, month].sort() });
  let last = closing(document);
  for (const later of months.filter((each) => each > month)) {
    const following = await monthDocument(unit, station, evse, later);
    if (sameValues(readOpening(following), last)) return;
    const corrected = write(station, evse, later, last, readChanges(following));
    unit.put(ledgerMonths, `${headId}/${later}`, corrected);
    last = closing(corrected);
  }
}

/** When an EVSE first told anything; nothing when it never did. Before that nobody could have used it. */
export async function firstEvidence(reader: Reader, station: string, evse: number): Promise<number | undefined> {
  const [month] = (await reader.get(ledgerHeads, `${station}/${evse}`))?.months ?? [];
  const document = month === undefined ? undefined : await reader.get(ledgerMonths, `${station}/${evse}/${month}`);
  return document === undefined ? undefined : readChanges(document)[0]?.at;
}

/** The state of an EVSE in [from, to), its own changes and those of its station together. */
export async function readIntervals(reader: Reader, station: string, evse: number, from: number, to: number): Promise<readonly AvailabilityInterval[]> {
  const [whole, own] = await Promise.all([readTracks(reader, station, 0, from, to), readTracks(reader, station, evse, from, to)]);
  return intervalsOf(new Map([...whole.opening, ...own.opening]), merged(whole.changes, own.changes), from, to);
}

/** The values of the tracks at `from`, and the changes until `to`. */
export async function readTracks(reader: Reader, station: string, evse: number, from: number, to: number): Promise<{ readonly opening: TrackValues; readonly changes: readonly Change[] }> {
  const first = await reader.find(ledgerMonths, { index: "byEvse", prefix: [station, evse], to: [station, evse, `${monthOf(from)}~`], reverse: true, limit: 1 });
  const begin = first.items[0]?.body;
  const months = begin === undefined ? [] : [begin];
  let after: string | undefined;
  do {
    const page = await reader.find(ledgerMonths, { index: "byEvse", prefix: [station, evse], from: [station, evse, `${monthOf(from)}~`], to: [station, evse, `${monthOf(to)}~`], limit: 1_000, ...(after === undefined ? {} : { after }) });
    months.push(...page.items.map(({ body }) => body));
    after = page.next;
  } while (after !== undefined);
  const all = months.flatMap(readChanges);
  const index = all.findIndex(({ at }) => at > from);
  const early = index < 0 ? all : all.slice(0, index);
  return { opening: valuesAfter(begin === undefined ? new Map() : readOpening(begin), early), changes: index < 0 ? [] : all.slice(index) };
}

/** Two sorted lists as one. */
export function merged(left: readonly Change[], right: readonly Change[]): readonly Change[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  return [...left, ...right].sort(compareChanges);
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

async function monthDocument(unit: Unit, station: string, evse: number, month: string): Promise<LedgerMonth> {
  return (await unit.get(ledgerMonths, `${station}/${evse}/${month}`)) ?? { station, evse, month, opening: [], changes: [] };
}

function write(station: string, evse: number, month: string, opening: TrackValues, changes: readonly Change[]): LedgerMonth {
  let before = Date.parse(`${month}-01T00:00:00Z`);
  const flat: number[] = [];
  for (const { at, track, value } of changes) {
    flat.push(at - before, encode(track, value));
    before = at;
  }
  return { station, evse, month, opening: [...opening].map(([track, value]) => encode(track, value)).sort((left, right) => left - right), changes: flat };
}

function readOpening({ opening }: LedgerMonth): Map<Track, TrackValue> {
  return new Map(opening.map(decode));
}

function readChanges({ month, changes }: LedgerMonth): readonly Change[] {
  let at = Date.parse(`${month}-01T00:00:00Z`);
  const list: Change[] = [];
  for (let index = 0; index < changes.length; index += 2) {
    at += changes[index]!;
    const [track, value] = decode(changes[index + 1]!);
    list.push({ at, track, value });
  }
  return list;
}

function closing(document: LedgerMonth): Map<Track, TrackValue> {
  return valuesAfter(readOpening(document), readChanges(document));
}

function sameValues(left: TrackValues, right: TrackValues): boolean {
  return left.size === right.size && [...left].every(([track, value]) => right.get(track) === value);
}
