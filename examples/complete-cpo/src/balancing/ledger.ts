import type { Logger } from "@cpokit/kernel";
import type { KeptState, LedgerStore } from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import { chargingLedgers } from "./documents.ts";

/**
 * Opens the ledger of a location: whoever opens it is its writer from then on, and all before are fenced. Set-points leave only after what
 * they may come to is durable; where it cannot be kept, they do not leave, and stations go to their fallbacks when their leases end.
 */
export async function openLedger(store: Store, location: string, logger: Logger): Promise<LedgerStore> {
  const { epoch, state } = await store.transaction(async (unit) => {
    const before = await unit.get(chargingLedgers, location);
    const own = { epoch: (before?.epoch ?? 0) + 1, ...(before?.state !== undefined && { state: before.state }) };
    unit.put(chargingLedgers, location, own);
    return own;
  });
  let last: Promise<unknown> = Promise.resolve();
  const keep = (next: KeptState): Promise<"saved" | "fenced"> => store.transaction(async (unit) => {
    if ((await unit.get(chargingLedgers, location))?.epoch !== epoch) return "fenced";
    unit.put(chargingLedgers, location, { epoch, state: next });
    return "saved";
  });
  return {
    load: () => state,
    save(next, done) {
      last = last.then(async () => done(await keep(next))).catch((error: unknown) => logger.error({ error, location }, "What stations may hold could not be kept; their new set-points do not leave"));
    },
  };
}
