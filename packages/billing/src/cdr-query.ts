import { CpoError, type Instant } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import type { Page, Query, Reader } from "@cpokit/storage";
import { cdrs, type CdrRecord } from "./cdr-record.ts";

/** Which CDRs: all, or those of one session, site, token, party or customer. */
export interface CdrQuery {
  readonly session?: string;
  /** Our location id. */
  readonly location?: string;
  /** As stations read it; case does not matter. */
  readonly token?: string;
  /** `NL*EMS`. */
  readonly party?: string;
  /** `driver/…`, `fleet/…`, `partner/…`. */
  readonly customer?: string;
  /** At or after; before. Not together with `session`. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** What `from` and `to` speak of: when it was issued, as the books have it (default), or when its session ended. */
  readonly time?: "issued" | "ended";
  /** Newest first when absent. */
  readonly order?: "newest" | "oldest";
  /** 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** One page of the ledger. @throws `billing.query` for filters that no index can answer together */
export async function findCdrs(reader: Reader, query: CdrQuery = {}): Promise<Page<CdrRecord>> {
  const { limit, after } = query;
  return reader.find(cdrs, { ...rangeOf(query), reverse: query.order !== "oldest", ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) });
}

/** All CDRs of a query, oldest first, page by page. */
export async function* eachCdr(reader: Reader, query: Omit<CdrQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<CdrRecord> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findCdrs(reader, { ...query, order: "oldest", limit: 500, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) yield item.body;
    after = page.next;
    isLast = after === undefined;
  }
}

function rangeOf({ session, location, token, party, customer, from, to, time }: CdrQuery): Query {
  const filters = Object.entries({ Session: session, Location: location, Token: token, Party: party, Customer: customer }).filter(([, value]) => value !== undefined);
  if (filters.length > 1 || (session !== undefined && (from !== undefined || to !== undefined))) {
    throw new CpoError("billing.query", "CDRs are found by one of session, location, token, party or customer, and the latter four also by time; filter the rest yourself.");
  }
  const [filter] = filters;
  if (filter === undefined) return { index: time === "ended" ? "byEnd" : "byIssue", ...bounds([], from, to) };
  const [name, value] = filter as [string, string];
  if (name === "Session") return { index: "bySession", prefix: [value] };
  const key = name === "Token" ? foldTokenValue(value) : value;
  return { index: `by${name}${time === "ended" ? "AndEnd" : ""}`, prefix: [key], ...bounds([key], from, to) };
}

function bounds(prefix: readonly string[], from: Instant | undefined, to: Instant | undefined): Pick<Query, "from" | "to"> {
  return { ...(from === undefined ? {} : { from: [...prefix, from] }), ...(to === undefined ? {} : { to: [...prefix, to] }) };
}
