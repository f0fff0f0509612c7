import { instant, type Instant } from "@cpokit/kernel";
import { energySeries, type ExcludedPoint } from "@cpokit/metering";
import type { EnergyPoint, Session } from "@cpokit/model";
import { encodeKey, type Collection, type Reader } from "@cpokit/storage";
import { journals, openSessions, readings as readingDocuments, sessions, snapshots, transactions } from "./collections.ts";
import type { StateMark } from "./decide/draft.ts";
import type { JournalEntry } from "./journal.ts";
import { evseKey } from "./load.ts";
import { replay } from "./session-state.ts";

/** The series of a session, as pricing cuts it (tariffs G1, G2). */
export interface SessionReadings {
  /** Whole Wh, in order, never falling; from the start register to the end register where they are known. */
  readonly points: readonly EnergyPoint[];
  /** Energy states in order; the first one at the start of the session. */
  readonly states: readonly StateMark[];
  /** Accepted points that the finished series cannot hold. */
  readonly excluded: readonly ExcludedPoint[];
}

export async function getSession(reader: Reader, id: string): Promise<Session | undefined> {
  return (await reader.get(sessions, id))?.session;
}

export async function getByTransaction(reader: Reader, station: string, transaction: string): Promise<Session | undefined> {
  const pointer = await reader.get(transactions, encodeKey([station, transaction]));
  return pointer === undefined ? undefined : getSession(reader, pointer.session);
}

export async function getOpenOn(reader: Reader, station: string, evse: number): Promise<Session | undefined> {
  const document = await reader.get(openSessions, evseKey(station, evse));
  return document?.session === undefined ? undefined : getSession(reader, document.session);
}

export async function readJournal(reader: Reader, id: string): Promise<readonly JournalEntry[]> {
  return readAll(reader, journals, id);
}

/** The state of a session right after a journal entry, rebuilt from the last snapshot before it. */
export async function travel(reader: Reader, id: string, seq: number): Promise<{ readonly session: Session; readonly entry: JournalEntry } | undefined> {
  const entry = await reader.get(journals, encodeKey([id, seq]));
  if (entry === undefined) return undefined;
  const page = await reader.find(snapshots, { prefix: [id], to: [id, seq + 1], reverse: true, limit: 1 });
  const snapshot = page.items[0]?.body;
  const entries = await readAll(reader, journals, id, { from: snapshot?.session.journalLength ?? 0, to: seq + 1 });
  return { session: replay(entries, snapshot).session, entry };
}

export async function readReadings(reader: Reader, id: string): Promise<SessionReadings> {
  const session = await getSession(reader, id);
  if (session === undefined) return { points: [], states: [], excluded: [] };
  const documents = await readAll(reader, readingDocuments, id);
  const { startAt, endAt, startRegister, lastRegister } = session;
  const series = energySeries(documents.flatMap(({ points }) => points), {
    ...(startRegister !== undefined && { start: { at: startAt, register: startRegister } }),
    ...(endAt !== undefined && lastRegister !== undefined && { end: { at: endAt, register: lastRegister } }),
  });
  return { ...series, states: statesWithin(documents.flatMap(({ states }) => states), startAt, endAt) };
}

/** In order of time, each change once, from the start of the session to its end. */
function statesWithin(marks: readonly StateMark[], startAt: Instant, endAt: Instant | undefined): readonly StateMark[] {
  const sorted = marks
    .map((mark) => ({ ...mark, at: instant(Math.max(mark.at, startAt)) }))
    .filter((mark) => endAt === undefined || mark.at < endAt || mark.at === startAt)
    .sort((a, b) => a.at - b.at);
  // Of several at one moment the last word counts.
  const latest = sorted.filter((mark, index) => sorted[index + 1]?.at !== mark.at);
  return latest.filter((mark, index) => latest[index - 1]?.state !== mark.state);
}

async function readAll<Body>(reader: Reader, from: Collection<Body>, session: string, seq?: { readonly from: number; readonly to: number }): Promise<readonly Body[]> {
  const bounds = seq === undefined ? { prefix: [session] } : { from: [session, seq.from], to: [session, seq.to] };
  const bodies: Body[] = [];
  let after: string | undefined;
  do {
    const page = await reader.find(from, { ...bounds, limit: 1_000, ...(after !== undefined && { after }) });
    bodies.push(...page.items.map((item) => item.body));
    after = page.next;
  } while (after !== undefined);
  return bodies;
}
