import { CpoError } from "@cpokit/kernel";
import type { Outbox } from "@cpokit/storage";
import type { Invoices } from "./create-invoices.ts";

/** Lets the outbox write receipts when the provider moved money. Returns a stop function. A receipt that cannot be written is parked with its reason. */
export function deliverReceipts(outbox: Outbox, invoices: Invoices): Promise<() => Promise<void>> {
  return outbox.deliver("receipts", "payment.changed", async ({ payload }, unit) => {
    const { payment } = payload as { readonly payment: string };
    const outcome = await invoices.receipt(unit, payment);
    if (outcome.outcome === "refused") throw new CpoError("billing.receipt", `No receipt for payment ${payment}: ${outcome.reason}`, { payment });
  });
}
