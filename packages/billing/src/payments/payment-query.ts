import { CpoError, type Instant } from "@cpokit/kernel";
import type { Page, Reader } from "@cpokit/storage";
import { payments, type Payment, type PaymentState } from "./payment.ts";

/** Which payments: all, or those in one state, or that of one token. */
export interface PaymentQuery {
  readonly state?: PaymentState;
  readonly token?: string;
  /** Opened at or after; before. Not together with `token`, which has one payment. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Newest first when absent. */
  readonly order?: "newest" | "oldest";
  /** 1 to 1000; 100 when absent. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** One page of payments. @throws `billing.query` for filters that no index can answer together */
export async function findPayments(reader: Reader, { state, token, from, to, order, limit, after }: PaymentQuery = {}): Promise<Page<Payment>> {
  if (token !== undefined && (state !== undefined || from !== undefined || to !== undefined)) {
    throw new CpoError("billing.query", "Payments are found by token, or by state and time; filter the rest yourself.");
  }
  const value = token ?? state;
  const prefix = value === undefined ? [] : [value];
  return reader.find(payments, {
    index: token !== undefined ? "byToken" : state !== undefined ? "byState" : "byOpening", reverse: order !== "oldest",
    ...(value === undefined ? {} : { prefix }), ...(from === undefined ? {} : { from: [...prefix, from] }), ...(to === undefined ? {} : { to: [...prefix, to] }),
    ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }),
  });
}

/** All payments of a query, oldest first, page by page. */
export async function* eachPayment(reader: Reader, query: Omit<PaymentQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<Payment> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findPayments(reader, { ...query, order: "oldest", limit: 500, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) yield item.body;
    after = page.next;
    isLast = after === undefined;
  }
}
