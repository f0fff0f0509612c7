import { instant, type Clock, type Instant, type Random } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";

/** Why nothing is sent to a partner for a while. */
export interface Circuit {
  readonly peer: string;
  /** Since the first failure of this row. */
  readonly since: Instant;
  readonly failures: number;
  /** Until then nothing is sent; then one object is tried. */
  readonly openUntil: Instant;
  readonly message: string;
  /** Somebody was told. */
  readonly isAlarmed?: true;
}

/** Partners in trouble, by their id. */
export const circuits = collection<Circuit>("ocpi.circuits");

export interface CircuitOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** In ms, doubled with each failure. */
  readonly wait: number;
  readonly maxWait: number;
}

/** One more failure: the next try is after twice the wait, or when the partner wants it. */
export function openCircuit({ store, clock, random, wait, maxWait }: CircuitOptions, peer: string, message: string, atLeast: number, isAlarmed: (failures: number) => boolean): Promise<Circuit & { readonly isNewAlarm: boolean }> {
  return store.transaction(async (unit) => {
    const known = await unit.get(circuits, peer);
    const failures = (known?.failures ?? 0) + 1;
    const pause = Math.max(atLeast, Math.min(wait * 2 ** Math.min(failures - 1, 30), maxWait) * (0.75 + random() / 2));
    const alarm = known?.isAlarmed === true || isAlarmed(failures);
    const circuit: Circuit = { peer, since: known?.since ?? clock.now(), failures, openUntil: instant(clock.now() + Math.ceil(pause)), message, ...(alarm ? { isAlarmed: true } : {}) };
    unit.put(circuits, peer, circuit);
    return { ...circuit, isNewAlarm: alarm && known?.isAlarmed !== true };
  });
}

/** The partner answers again; what it was in trouble with, if it was. */
export function closeCircuit(store: Store, peer: string): Promise<Circuit | undefined> {
  return store.transaction(async (unit) => {
    const known = await unit.get(circuits, peer);
    if (known !== undefined) unit.delete(circuits, peer);
    return known;
  });
}
