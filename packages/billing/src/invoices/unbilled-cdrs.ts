import type { Reader } from "@cpokit/storage";
import { compare } from "../amounts.ts";
import { eachCdr, type CdrQuery } from "../cdr-query.ts";
import { cdrLedgers, type CdrRecord } from "../cdr-record.ts";
import { payments, sessionPayments } from "../payments/payment.ts";
import { openItems } from "./open-item.ts";

/** A CDR that stands and that nobody will be asked to pay. */
export interface UnbilledCdr {
  readonly cdr: CdrRecord;
  /** `nobody`: no customer and no payment. `declined`: the card was refused, and no customer is known. */
  readonly reason: "nobody" | "declined";
}

/** The CDRs over an amount that no account, payment or statement has: sessions that charge while nobody is billed must not stay unseen. */
export async function* unbilledCdrs(reader: Reader, query: Pick<CdrQuery, "from" | "to" | "time"> = {}): AsyncGenerator<UnbilledCdr> {
  for await (const cdr of eachCdr(reader, query)) {
    if (cdr.kind === "credit" || cdr.homeCharging === true || compare(cdr.total.excl, "0") === 0) continue;
    if ((await reader.get(cdrLedgers, cdr.session))?.current !== cdr.id || (await reader.get(openItems, cdr.id)) !== undefined) continue;
    const link = await reader.get(sessionPayments, cdr.session);
    const payment = link === undefined ? undefined : await reader.get(payments, link.payment);
    if (payment === undefined || payment.state === "declined") yield { cdr, reason: payment === undefined ? "nobody" : "declined" };
  }
}
