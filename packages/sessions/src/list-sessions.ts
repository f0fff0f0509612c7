import type { Instant } from "@cpokit/kernel";
import type { Session, SessionLifecycle } from "@cpokit/model";
import type { Query, Reader } from "@cpokit/storage";
import { sessions } from "./collections.ts";

/** Which sessions to list; all conditions hold together. */
export interface SessionFilter {
  readonly station?: string;
  readonly lifecycle?: SessionLifecycle;
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
  const limit = filter.limit ?? 100;
  const items: Session[] = [];
  let after = filter.after;
  for (;;) {
    const page = await reader.find(sessions, { ...queryOf(filter), reverse: true, limit: limit - items.length, ...(after !== undefined && { after }) });
    items.push(...page.items.map((item) => item.body.session).filter((session) => filter.lifecycle === undefined || session.lifecycle === filter.lifecycle));
    after = page.next;
    if (after === undefined || items.length >= limit) return { items, ...(after !== undefined && { next: after }) };
  }
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

function queryOf({ station, lifecycle, from, to }: SessionFilter): Query {
  const prefix = station ?? lifecycle;
  const isOpen = lifecycle === "active" || lifecycle === "ending";
  const within = (at: Instant): readonly (string | number)[] | number => (prefix === undefined ? at : [prefix, at]);
  return {
    index: station !== undefined ? (isOpen ? "open" : "byStation") : lifecycle !== undefined ? "byLifecycle" : "byStart",
    ...(prefix !== undefined && { prefix: [prefix] }),
    ...(from !== undefined && { from: within(from) }),
    ...(to !== undefined && { to: within(to) }),
  };
}
