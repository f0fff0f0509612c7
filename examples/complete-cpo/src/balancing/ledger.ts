import type { Logger } from "@cpokit/kernel";
import type { KeptState, LedgerStore, SetPointRecord } from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import { chargingLedgers } from "./documents.ts";
import { keepSetPoints } from "./set-points.ts";

/**
 * Opens the ledger of a location: whoever opens it is its writer from then on, and all before are fenced. Set-points leave only after what
 * they may come to is durable, and with it their place in the log; where it cannot be kept, they do not leave, and stations go to their fallbacks when their leases end.
 */
export async function openLedger(store: Store, location: string, logger: Logger, sessionOf: (transaction: string) => string | undefined = () => undefined): Promise<LedgerStore> {
  const { epoch, state } = await store.transaction(async (unit) => {
    const before = await unit.get(chargingLedgers, location);
    const own = { epoch: (before?.epoch ?? 0) + 1, ...(before?.state !== undefined && { state: before.state }) };
    unit.put(chargingLedgers, location, own);
    return own;
  });
  let last: Promise<unknown> = Promise.resolve();
  const keep = (next: KeptState, records: readonly SetPointRecord[]): Promise<"saved" | "fenced"> => store.transaction(async (unit) => {
    if ((await unit.get(chargingLedgers, location))?.epoch !== epoch) return "fenced";
    unit.put(chargingLedgers, location, { epoch, state: next });
    await keepSetPoints(unit, location, records, sessionOf);
    return "saved";
  });
  return {
    load: () => state,
    save(next, done, records) {
      last = last.then(async () => done(await keep(next, records))).catch((error: unknown) => logger.error({ error, location }, "What stations may hold could not be kept; their new set-points do not leave"));
    },
  };
}
