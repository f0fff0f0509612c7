import { createHash } from "node:crypto";
import { systemClock as clock } from "@cpokit/kernel/system";
import type { Store } from "@cpokit/storage";
import { createInvoices, createPayouts, csvText, deliverReceipts, invoiceCsv, period, runInvoices } from "@cpokit/billing";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const seller = { name: "Harbour Power B.V.", address: ["Kade 1", "1011 AA Amsterdam"], country: "NL", vatId: "NL001234567B01" };

const invoices = createInvoices({ clock, digest, seller });
const payouts = createPayouts({
  clock, digest,
  agreement: async (_, cdr) => (cdr.location === "LOC1" ? { operator: "cpo", parties: [{ id: "host/harbour", shares: { energy: "10", parking: "100" } }] } : undefined),
});

/** Once, when the process starts: everything after a CDR follows from the outbox. */
export async function follow(store: Store): Promise<() => Promise<void>> {
  const stops = [await payouts.deliver(store.outbox), await deliverReceipts(store.outbox, invoices)];
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/** On the first of a month; started twice, or cut off and started again, it makes nothing twice. */
export async function closeMonth(store: Store, name: string): Promise<string> {
  const month = period(name, "Europe/Amsterdam");
  const run = await runInvoices(store, invoices, { period: month, onProgress: ({ customers, current }) => console.info(customers, current) });
  for (const { customer, reason } of run.refused) console.warn(customer, reason);
  for await (const payee of payouts.payees(store, month.to)) await store.transaction((unit) => payouts.issue(unit, { payee, period: month }));
  return csvText(invoiceCsv(store, { from: month.to }, { locale: "nl" }));
}
