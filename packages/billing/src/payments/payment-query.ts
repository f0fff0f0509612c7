import { CpoError } from "@cpokit/kernel";
import type { Page, Reader } from "@cpokit/storage";
import { everyItem, pageOf, type PageQuery } from "../pages.ts";
import { payments, type Payment, type PaymentState } from "./payment.ts";

/** Which payments: all, or those in one state, by the time they were opened; or that of one token, without a time. */
export interface PaymentQuery extends PageQuery {
  readonly state?: PaymentState;
  readonly token?: string;
}

/** One page of payments. @throws `billing.query` for filters that no index can answer together */
export async function findPayments(reader: Reader, query: PaymentQuery = {}): Promise<Page<Payment>> {
  const { state, token } = query;
  if (token !== undefined && (state !== undefined || query.from !== undefined || query.to !== undefined)) {
    throw new CpoError("billing.query", "Payments are found by token, or by state and time; filter the rest yourself.");
  }
  const value = token ?? state;
  return reader.find(payments, { index: token !== undefined ? "byToken" : state !== undefined ? "byState" : "byOpening", ...pageOf(query, value === undefined ? [] : [value]) });
}

/** All payments of a query, oldest first, page by page. */
export function eachPayment(reader: Reader, query: Omit<PaymentQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<Payment> {
  return everyItem((place) => findPayments(reader, { ...query, order: "oldest", limit: 500, ...place }));
}
