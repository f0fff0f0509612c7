import { parseDateTime } from "../schema/date-time.ts";
import type { Incoming } from "./call.ts";
import type { OcpiLimits } from "./options.ts";
import type { OwnedPage, PageQuery } from "./ports.ts";
import { CODES, refuse } from "./reply.ts";

/** Our own parameter in Link: where the next page starts. It holds while objects change, which an offset does not (roaming 15). */
const CURSOR = "cursor";
/** Our own parameter in Link: the total of the first page, so that it is counted once. */
const TOTAL = "total";

/** The page that is asked for. */
export function readPageQuery({ url, call, endpoint }: Incoming, { pageSize, maxPageSize }: OcpiLimits): Omit<PageQuery, "isFor"> {
  const parameters = url.searchParams;
  for (const name of endpoint.requires ?? []) if (!parameters.has(name)) refuse(200, CODES.invalid, `The parameter ${name} is required.`);
  const [from, to] = ["date_from", "date_to"].map((name) => {
    const text = parameters.get(name);
    // A plus in a query is a space: "+01:00" of a partner that does not escape.
    const at = text === null ? undefined : parseDateTime(text.replace(" ", "+"));
    return text !== null && at === undefined ? refuse(200, CODES.invalid, `${name} is a date and time of RFC 3339 in UTC.`) : at;
  });
  const limit = Math.min(wholeNumber(parameters, "limit", 1) ?? pageSize, maxPageSize);
  const after = parameters.get(CURSOR);
  return {
    limit, offset: wholeNumber(parameters, "offset", 0) ?? 0, parameters,
    ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(after === null ? {} : { after }), ...(call.to === undefined ? {} : { party: call.to }),
  };
}

/** The total that Link carries, and that only our own Links carry. */
export function pinnedTotal({ parameters }: Pick<PageQuery, "parameters">): number | undefined {
  return parameters.has(CURSOR) ? wholeNumber(parameters, TOTAL, 0) : undefined;
}

/** X-Total-Count, X-Limit and, unless it is the last page, Link: same filters, next page. */
export function pageHeaders({ url, publicUrl }: Incoming, query: PageQuery, page: OwnedPage<unknown>, total: number, maxPageSize: number): Readonly<Record<string, string>> {
  const headers = { "X-Total-Count": String(total), "X-Limit": String(maxPageSize) };
  const behind = query.offset + page.items.length;
  const isLast = query.after !== undefined || page.total === undefined || behind >= page.total || page.items.length === 0;
  if (page.next === undefined && isLast) return headers;
  const parameters = new URLSearchParams(url.search);
  parameters.set("offset", String(behind));
  parameters.set("limit", String(query.limit));
  if (page.next !== undefined) {
    parameters.set(CURSOR, page.next);
    parameters.set(TOTAL, String(total));
  }
  return { ...headers, Link: `<${publicUrl}?${parameters.toString()}>; rel="next"` };
}

function wholeNumber(parameters: URLSearchParams, name: string, least: number): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  return value < least ? refuse(200, CODES.invalid, `${name} is a whole number of at least ${least}.`) : value;
}
