import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";

/** Which happenings of the demonstration are over; each happens once, whatever is begun again. */
const happenings = collection<{ readonly at: Instant }>("demoHappenings");

/** Lets something happen in this demonstration unless it has happened already. */
export async function once({ store, clock }: { readonly store: Store; readonly clock: Clock }, name: string, run: () => Promise<unknown>): Promise<void> {
  if ((await store.get(happenings, name)) !== undefined) return;
  await run();
  await store.transaction((unit) => unit.put(happenings, name, { at: clock.now() }));
}
