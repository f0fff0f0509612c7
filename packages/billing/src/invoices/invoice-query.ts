import { CpoError, type Instant } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import type { Page, Reader } from "@cpokit/storage";
import { invoices, type InvoiceRecord } from "./invoice-record.ts";

/** Which invoices: all, or those of one customer, site or token. */
export interface InvoiceQuery {
  readonly customer?: string;
  /** Our location id: at least one session was there. */
  readonly location?: string;
  /** As stations read it; case does not matter. */
  readonly token?: string;
  /** Issued at or after; before. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Newest first when absent. */
  readonly order?: "newest" | "oldest";
  /** 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** One page of invoices. @throws `billing.query` for filters that no index can answer together */
export async function findInvoices(reader: Reader, query: InvoiceQuery = {}): Promise<Page<InvoiceRecord>> {
  const { customer, location, token, from, to, order, limit, after } = query;
  const filters = Object.entries({ byCustomer: customer, byLocation: location, byToken: token === undefined ? undefined : foldTokenValue(token) }).filter(([, value]) => value !== undefined);
  if (filters.length > 1) throw new CpoError("billing.query", "Invoices are found by one of customer, location or token; filter the rest yourself.");
  const [index, value] = filters[0] ?? ["byIssue", undefined];
  const prefix = value === undefined ? [] : [value];
  return reader.find(invoices, {
    index, reverse: order !== "oldest", ...(value === undefined ? {} : { prefix }),
    ...(from === undefined ? {} : { from: [...prefix, from] }), ...(to === undefined ? {} : { to: [...prefix, to] }),
    ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }),
  });
}

/** All invoices of a query, oldest first, page by page. */
export async function* eachInvoice(reader: Reader, query: Omit<InvoiceQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<InvoiceRecord> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findInvoices(reader, { ...query, order: "oldest", limit: 100, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) yield item.body;
    after = page.next;
    isLast = after === undefined;
  }
}
