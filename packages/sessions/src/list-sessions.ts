import { CpoError, type Instant } from "@cpokit/kernel";
import { foldTokenValue, type Session, type SessionLifecycle } from "@cpokit/model";
import { compareKeys, encodeKey, type Key, type Query, type Reader } from "@cpokit/storage";
import { sessions } from "./collections.ts";

/** Which sessions to list; all conditions hold together. */
export interface SessionFilter {
  readonly station?: string;
  /** Those of any of these stations, e.g. of a location; not together with `station`. */
  readonly stations?: readonly string[];
  /** The token as any station reads it. */
  readonly token?: string;
  readonly lifecycle?: SessionLifecycle;
  /** What waits for a person: `suspect` is held from billing, `unpriced` has no price. */
  readonly waiting?: "suspect" | "unpriced";
  /** Started at or after this. */
  readonly from?: Instant;
  /** Started before this. */
  readonly to?: Instant;
  /** At most this many, 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

export interface SessionPage {
  /** Newest start first. */
  readonly items: readonly Session[];
  readonly next?: string;
}

/** Lists sessions by the narrowest index; what the index cannot tell is sifted page by page. */
export async function listSessions(reader: Reader, filter: SessionFilter): Promise<SessionPage> {
  if (filter.stations !== undefined && filter.station === undefined && filter.token === undefined && filter.waiting === undefined) return listOfStations(reader, filter.stations, filter);
  const limit = filter.limit ?? 100;
  const items: Session[] = [];
  let after = filter.after;
  for (;;) {
    const page = await reader.find(sessions, { ...queryOf(filter), reverse: true, limit: limit - items.length, ...(after !== undefined && { after }) });
    items.push(...page.items.map((item) => item.body.session).filter((session) => isAsked(session, filter)));
    after = page.next;
    if (after === undefined || items.length >= limit) return { items, ...(after !== undefined && { next: after }) };
  }
}

/** The newest of several stations: each is read by its own index, and the cursor is the last session of the page. */
async function listOfStations(reader: Reader, stations: readonly string[], filter: SessionFilter): Promise<SessionPage> {
  const limit = filter.limit ?? 100;
  const { after, stations: _, ...rest } = filter;
  const last = after === undefined ? undefined : readPlace(after);
  const pages = await Promise.all(stations.map(async (station) => {
    const { prefix, ...query } = queryOf({ ...rest, station });
    const behind = last === undefined || prefix === undefined ? undefined : JSON.stringify([encodeKey([...(prefix as readonly string[]), last.startAt]), last.id]);
    return reader.find(sessions, { ...query, ...(prefix !== undefined && { prefix }), reverse: true, limit, ...(behind !== undefined && { after: behind }) });
  }));
  const newest = pages.flatMap((page) => page.items.map((item) => item.body.session)).sort((a, b) => b.startAt - a.startAt || compareKeys(b.id, a.id));
  const items = newest.slice(0, limit);
  const end = items.at(-1);
  const isLast = newest.length <= limit && pages.every((page) => page.next === undefined);
  return { items, ...(!isLast && end !== undefined && { next: JSON.stringify([end.startAt, end.id]) }) };
}

/** @throws `sessions.cursor` */
function readPlace(cursor: string): { readonly startAt: number; readonly id: string } {
  const [, startAt, id] = /^\[(\d{1,16}),"([^"\\]*)"\]$/.exec(cursor) ?? [];
  if (startAt === undefined || id === undefined) throw new CpoError("sessions.cursor", "This is no cursor of a page of sessions; pass the `next` of the page before, unchanged.", { cursor });
  return { startAt: Number(startAt), id };
}

function isAsked(session: Session, { station, stations, lifecycle }: SessionFilter): boolean {
  return (lifecycle === undefined || session.lifecycle === lifecycle) && (station === undefined || session.station === station) && (stations === undefined || stations.includes(session.station));
}

/** Ended sessions whose money has no lasting state yet, oldest end first (I9). */
export async function listUnsettled(reader: Reader, filter: { readonly endedBefore?: Instant; readonly limit?: number }): Promise<readonly Session[]> {
  const { endedBefore, limit } = filter;
  const page = await reader.find(sessions, { index: "unsettled", ...(endedBefore !== undefined && { to: endedBefore }), ...(limit !== undefined && { limit }) });
  return page.items.map((item) => item.body.session);
}

/** Sessions with an alarm that stands, oldest first (I9). */
export async function listAlarmed(reader: Reader, { limit }: { readonly limit?: number }): Promise<readonly Session[]> {
  const page = await reader.find(sessions, { index: "alarms", ...(limit !== undefined && { limit }) });
  return page.items.map((item) => item.body.session);
}

function queryOf({ station, token, lifecycle, waiting, from, to }: SessionFilter): Query {
  const [index, prefix] = rangeOf({ station, token, lifecycle, waiting });
  const within = (at: Instant): Key => (prefix === undefined ? at : [...prefix, at]);
  return { index, ...(prefix !== undefined && { prefix }), ...(from !== undefined && { from: within(from) }), ...(to !== undefined && { to: within(to) }) };
}

/** The index that leaves the least to sift, and what comes before the start in its keys. */
function rangeOf({ station, token, lifecycle, waiting }: Record<"station" | "token" | "lifecycle" | "waiting", string | undefined>): readonly [index: string, prefix?: readonly string[]] {
  if (token !== undefined) return ["byToken", [foldTokenValue(token)]];
  if (waiting !== undefined) return ["waiting", [waiting]];
  if (station !== undefined) return lifecycle === undefined ? ["byStation", [station]] : ["byStationAndLifecycle", [station, lifecycle]];
  return lifecycle === undefined ? ["byStart"] : ["byLifecycle", [lifecycle]];
}
