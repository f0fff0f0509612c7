import type { Instant } from "@cpokit/kernel";
import type { Page, Query } from "@cpokit/storage";

/** What the queries of this package have in common: a span of time, an order, a page. */
export interface PageQuery {
  /** At or after; before. Of what, the query says. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Newest first when absent. */
  readonly order?: "newest" | "oldest";
  /** 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** Newest first, unless asked otherwise, within what the index has first. */
export function pageOf({ from, to, order, limit, after }: PageQuery, prefix: readonly string[]): Omit<Query, "index"> {
  return {
    reverse: order !== "oldest", ...(prefix.length === 0 ? {} : { prefix }),
    ...(from === undefined ? {} : { from: [...prefix, from] }), ...(to === undefined ? {} : { to: [...prefix, to] }),
    ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }),
  };
}

/** Every item, page after page. */
export async function* everyItem<Item>(pageAfter: (place: { readonly after?: string }) => Promise<Page<Item>>): AsyncGenerator<Item> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await pageAfter(after === undefined ? {} : { after });
    for (const item of page.items) yield item.body;
    after = page.next;
    isLast = after === undefined;
  }
}
