import { createHash } from "node:crypto";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { createBilling, type BillableSession } from "@cpokit/billing";

export async function billOne(finished: BillableSession, tariff: Record<string, unknown>): Promise<string> {
  const ids = createSystemIds();
  const store = createStore(createMemoryDriver(), { clock, scheduler, random, ids });
  const billing = createBilling({
    clock, ids,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    party: { countryCode: "NL", partyId: "CPO" },
    sessions: { load: async () => finished, settle: async () => {} }, // yours: from @cpokit/sessions, say
  });

  await store.transaction(async (unit) => {
    await billing.publishTariff(unit, { tariffId: "DAY", name: "Day and night", ocpiVersion: "2.2.1", tariff, validFrom: finished.session.startAt });
    billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" });
  });

  // In a running CPO: store.outbox.deliver("bill", "session.ended", …), so that the mark "delivered" and the CDR are one commit.
  const outcome = await store.transaction((unit) => billing.bill(unit, finished.session.id));
  return outcome.outcome === "sealed" ? `${outcome.cdr.currency} ${outcome.cdr.total.incl}` : outcome.outcome;
}
