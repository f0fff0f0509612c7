import { instant, type Clock, type Instant } from "@cpokit/kernel";
import { collection } from "./collection.ts";
import type { Lease, Leases } from "./lease.ts";
import type { Transact } from "./transact.ts";
import type { Unit } from "./store.ts";

interface LeaseBody {
  readonly holder: string;
  readonly until: Instant;
}

/** Leases by name; the version of the document is the fencing token. */
export const leases = collection<LeaseBody>("storage.leases");

/** Leases as documents of one scope. */
export function createLeases(transact: Transact, clock: Clock): Leases {
  async function take(name: string, holder: string, milliseconds: number, may: (unit: Unit) => Promise<boolean>): Promise<Lease | undefined> {
    const { result: until, version } = await transact(async (unit) => {
      if (!(await may(unit))) return undefined;
      const end = instant(clock.now() + milliseconds);
      unit.put(leases, name, { holder, until: end });
      return end;
    });
    return until === undefined ? undefined : Object.freeze({ name, holder, until, version });
  }

  return {
    acquire: (name, holder, milliseconds) =>
      take(name, holder, milliseconds, async (unit) => {
        const held = await unit.get(leases, name);
        return held === undefined || held.holder === holder || held.until <= clock.now();
      }),
    renew: (lease, milliseconds) => take(lease.name, lease.holder, milliseconds, async (unit) => isHeld(unit, lease)),
    async release(lease) {
      await transact(async (unit) => {
        if (await isHeld(unit, lease)) unit.delete(leases, lease.name);
      });
    },
  };
}

async function isHeld(unit: Unit, lease: Lease): Promise<boolean> {
  const held = await unit.get(leases, lease.name);
  return held?.holder === lease.holder && held.until === lease.until;
}
