import type { Instant } from "@cpokit/kernel";

/** A hold on a name until a moment. Its version is the fencing token: units that `fence` it fail once another holds it. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly until: Instant;
  /** Grows with every change of holder or renewal. */
  readonly version: number;
}

/** Leases are documents; scheduled jobs and outbox workers hold one. */
export interface Leases {
  /** Takes the lease when it is free, expired or already ours; `undefined` while another holds it. */
  acquire(name: string, holder: string, milliseconds: number): Promise<Lease | undefined>;
  /** Extends a lease that we still hold; `undefined` when it was lost. */
  renew(lease: Lease, milliseconds: number): Promise<Lease | undefined>;
  /** Frees a lease that we still hold. */
  release(lease: Lease): Promise<void>;
}
