import type { Success } from "./answer.ts";

/** Where a list goes on. */
export interface Paging {
  /** The next page, on the origin that was asked. */
  readonly next?: string;
  /** `X-Total-Count`. */
  readonly total?: number;
  /** `X-Limit`: the most objects that the partner puts on a page. */
  readonly limit?: number;
  /** The Link named another origin; its query was taken over to the URL that was asked. */
  readonly foreignLink?: string;
}

/**
 * Paging headers of a list. A Link to another origin is not followed, as it would carry the token there; partners behind a proxy often
 * write their inner address, so its query is applied to the URL that was asked.
 */
export function pagingOf({ headers }: Pick<Success<unknown>, "headers">, asked: string): Paging {
  const link = /<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next"?/i.exec(headers.get("link") ?? "")?.[1];
  const [total, limit] = [countIn(headers, "x-total-count"), countIn(headers, "x-limit")];
  const counts = { ...(total === undefined ? {} : { total }), ...(limit === undefined ? {} : { limit }) };
  if (link === undefined || !URL.canParse(link, asked)) return counts;
  const [given, base] = [new URL(link, asked), new URL(asked)];
  if (given.origin === base.origin) return { next: given.href, ...counts };
  base.search = given.search;
  return { next: base.href, foreignLink: given.origin, ...counts };
}

function countIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? "";
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
