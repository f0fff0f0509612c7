import { foldTokenValue } from "@cpokit/model";
import type { Found, Page, Reader } from "@cpokit/storage";
import { compare } from "./amounts.ts";
import { findCdrs, type CdrQuery } from "./cdr-query.ts";
import { cdrLedgers, type CdrRecord } from "./cdr-record.ts";

/** Filters of a ledger that may all be given at once. */
export interface CdrSearch extends Omit<CdrQuery, "session"> {
  /** The contract that the record names; case does not matter. */
  readonly contract?: string;
  /** ISO 4217. */
  readonly currency?: string;
  /** `standing`: sealed and not taken back; `credited`: taken back by a credit; `credit`: takes one back. */
  readonly state?: CdrState;
  /** Decimal texts, both included, without tax. */
  readonly least?: string;
  readonly most?: string;
}

export type CdrState = "standing" | "credited" | "credit";

/** Which index answers: the first of these that is asked for has the fewest records. The rest is filtered here. */
const NARROWEST = ["token", "customer", "location", "party"] as const;

/** Records that are looked at for one page, at most: a rare filter gives short pages that still have a next one. */
const MOST_LOOKED_AT = 5_000;

/**
 * One page of the ledger by any filters together. A page may be shorter than asked, even empty, and still have a `next`.
 *
 * @throws `storage.cursor` for an `after` of another search
 */
export async function searchCdrs(reader: Reader, search: CdrSearch = {}): Promise<Page<CdrRecord>> {
  const { limit = 100 } = search;
  const items: Found<CdrRecord>[] = [];
  let after = search.after;
  for (let seen = 0; ; ) {
    // Never more than still fits: whatever is left over begins the next page.
    const page = await findCdrs(reader, rangeOf(search, { limit: limit - items.length, ...(after === undefined ? {} : { after }) }));
    for (const item of page.items) if (await isFoundCdr(reader, item.body, search)) items.push(item);
    seen += page.items.length;
    after = page.next;
    if (after === undefined) return { items };
    if (items.length >= limit || seen >= MOST_LOOKED_AT) return { items, next: after };
  }
}

/** All CDRs of a search in its order, page by page. */
export async function* eachFoundCdr(reader: Reader, search: Omit<CdrSearch, "after" | "limit"> = {}): AsyncGenerator<CdrRecord> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await searchCdrs(reader, { ...search, limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { body } of page.items) yield body;
    after = page.next;
    isLast = after === undefined;
  }
}

/** The state of a record in the ledger of its session. */
export async function cdrStateOf(reader: Pick<Reader, "get">, { id, kind, session }: CdrRecord): Promise<CdrState> {
  if (kind === "credit") return "credit";
  return (await reader.get(cdrLedgers, session))?.current === id ? "standing" : "credited";
}

function rangeOf({ from, to, order, time, ...filters }: CdrSearch, page: Pick<CdrQuery, "limit" | "after">): CdrQuery {
  const index = NARROWEST.find((name) => filters[name] !== undefined);
  return {
    ...page, ...(index === undefined ? {} : { [index]: filters[index] }),
    ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(order === undefined ? {} : { order }), ...(time === undefined ? {} : { time }),
  };
}

/** Whether a record belongs to a search; its time is not looked at. */
export async function isFoundCdr(reader: Pick<Reader, "get">, cdr: CdrRecord, { token, customer, location, party, contract, currency, state, least, most }: CdrSearch): Promise<boolean> {
  const isSame = (wanted: string | undefined, own: string | undefined): boolean => wanted === undefined || wanted === own;
  if (!isSame(customer, cdr.customer) || !isSame(location, cdr.location) || !isSame(party, cdr.party) || !isSame(currency, cdr.currency)) return false;
  if (token !== undefined && (cdr.token === undefined || foldTokenValue(cdr.token) !== foldTokenValue(token))) return false;
  if (contract !== undefined && contractOf(cdr)?.toLowerCase() !== contract.toLowerCase()) return false;
  if (least !== undefined && compare(cdr.total.excl, least) < 0) return false;
  if (most !== undefined && compare(cdr.total.excl, most) > 0) return false;
  return state === undefined || (await cdrStateOf(reader, cdr)) === state;
}

/** OCPI 2.2.1 and 2.3.0 name it in `cdr_token`, 2.1.1 in `auth_id`. */
function contractOf({ cdr }: CdrRecord): string | undefined {
  const { cdr_token: token, auth_id: id } = cdr as { readonly cdr_token?: { readonly contract_id?: unknown }; readonly auth_id?: unknown };
  const contract = token?.contract_id ?? id;
  return typeof contract === "string" ? contract : undefined;
}
