import { CpoError } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import type { Page, Query, Reader } from "@cpokit/storage";
import { cdrs, type CdrRecord } from "./cdr-record.ts";
import { everyItem, pageOf, type PageQuery } from "./pages.ts";

/** Which CDRs: all, or those of one session, without a time, or of one site, token, party or customer. */
export interface CdrQuery extends PageQuery {
  readonly session?: string;
  /** Our location id. */
  readonly location?: string;
  /** As stations read it; case does not matter. */
  readonly token?: string;
  /** `NL*EMS`. */
  readonly party?: string;
  /** `driver/…`, `fleet/…`, `partner/…`. */
  readonly customer?: string;
  /** What `from` and `to` speak of: when it was issued, as the books have it (default), or when its session ended. */
  readonly time?: "issued" | "ended";
}

/** One page of the ledger. @throws `billing.query` for filters that no index can answer together */
export async function findCdrs(reader: Reader, query: CdrQuery = {}): Promise<Page<CdrRecord>> {
  return reader.find(cdrs, rangeOf(query));
}

/** All CDRs of a query, oldest first, page by page. */
export function eachCdr(reader: Reader, query: Omit<CdrQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<CdrRecord> {
  return everyItem((place) => findCdrs(reader, { ...query, order: "oldest", limit: 500, ...place }));
}

function rangeOf(query: CdrQuery): Query {
  const { session, location, token, party, customer, from, to, time } = query;
  const filters = Object.entries({ Session: session, Location: location, Token: token === undefined ? undefined : foldTokenValue(token), Party: party, Customer: customer }).filter(([, value]) => value !== undefined);
  if (filters.length > 1 || (session !== undefined && (from !== undefined || to !== undefined))) {
    throw new CpoError("billing.query", "CDRs are found by one of session, location, token, party or customer, and the latter four also by time; filter the rest yourself.");
  }
  const [name, value] = filters[0] ?? [];
  if (name === undefined || value === undefined) return { index: time === "ended" ? "byEnd" : "byIssue", ...pageOf(query, []) };
  return { index: name === "Session" ? "bySession" : `by${name}${time === "ended" ? "AndEnd" : ""}`, ...pageOf(query, [value]) };
}
