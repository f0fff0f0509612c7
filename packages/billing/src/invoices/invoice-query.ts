import { CpoError } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import type { Page, Reader } from "@cpokit/storage";
import { everyItem, pageOf, type PageQuery } from "../pages.ts";
import { invoices, type InvoiceRecord } from "./invoice-record.ts";

/** Which invoices: all, or those of one customer, site or token; by the time of issue. */
export interface InvoiceQuery extends PageQuery {
  readonly customer?: string;
  /** Our location id: at least one session was there. */
  readonly location?: string;
  /** As stations read it; case does not matter. */
  readonly token?: string;
}

/** One page of invoices. @throws `billing.query` for filters that no index can answer together */
export async function findInvoices(reader: Reader, query: InvoiceQuery = {}): Promise<Page<InvoiceRecord>> {
  const { customer, location, token } = query;
  const filters = Object.entries({ byCustomer: customer, byLocation: location, byToken: token === undefined ? undefined : foldTokenValue(token) }).filter(([, value]) => value !== undefined);
  if (filters.length > 1) throw new CpoError("billing.query", "Invoices are found by one of customer, location or token; filter the rest yourself.");
  const [index, value] = filters[0] ?? ["byIssue", undefined];
  return reader.find(invoices, { index, ...pageOf(query, value === undefined ? [] : [value]) });
}

/** All invoices of a query, oldest first, page by page. */
export function eachInvoice(reader: Reader, query: Omit<InvoiceQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<InvoiceRecord> {
  return everyItem((place) => findInvoices(reader, { ...query, order: "oldest", limit: 100, ...place }));
}
