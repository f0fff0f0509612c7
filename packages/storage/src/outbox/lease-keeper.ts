import type { Cancel, Scheduler } from "@cpokit/kernel";
import type { Lease, Leases } from "../lease.ts";

/** Holds one lease while there is work, and renews it for as long as that takes. */
export interface LeaseKeeper {
  /** Takes or confirms the lease; false while another holds it. Every true needs one `leave`. Rejects when it cannot tell. */
  enter(): Promise<boolean>;
  leave(): void;
  /** The newest lease, `undefined` when it was lost. */
  current(): Promise<Lease | undefined>;
  release(): Promise<void>;
}

export function createLeaseKeeper(options: {
  readonly leases: Leases;
  readonly name: string;
  readonly holder: string;
  readonly milliseconds: number;
  readonly scheduler: Scheduler;
  /** Told when a renewal in the background failed otherwise than by losing. */
  readonly onError: (error: unknown) => void;
}): LeaseKeeper {
  const { leases, name, holder, milliseconds, scheduler, onError } = options;
  let lease: Lease | undefined;
  let refreshing: Promise<unknown> = Promise.resolve();
  let users = 0;
  let cancel: Cancel | undefined;

  /** One after another, so that a commit that waits for `current` sees the version that will be there. */
  function refresh(): Promise<void> {
    const refreshed = refreshing.then(async () => {
      const before = lease;
      lease = undefined;
      lease = before === undefined ? await leases.acquire(name, holder, milliseconds) : await leases.renew(before, milliseconds);
    });
    refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }

  function isHeld(): boolean {
    return lease !== undefined;
  }

  function keepAlive(): void {
    cancel = scheduler.after(Math.floor(milliseconds / 3), () => {
      if (users === 0 || !isHeld()) cancel = undefined;
      else refresh().then(keepAlive, stopKeeping);
    });
  }

  function stopKeeping(error: unknown): void {
    cancel = undefined;
    onError(error);
  }

  return {
    async enter() {
      await refreshing;
      const had = lease !== undefined;
      if (!had || cancel === undefined) await refresh();
      // A lease that was lost may be free again.
      if (had && !isHeld()) await refresh();
      if (!isHeld()) return false;
      users += 1;
      if (cancel === undefined) keepAlive();
      return true;
    },
    leave() {
      users -= 1;
    },
    async current() {
      await refreshing;
      return lease;
    },
    async release() {
      cancel?.();
      cancel = undefined;
      await refreshing;
      if (lease !== undefined) await leases.release(lease);
      lease = undefined;
    },
  };
}
