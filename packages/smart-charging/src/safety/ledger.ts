import type { Instant } from "@cpokit/kernel";

/** A set-point that a station may hold. It stays on the list until something newer was surely taken or its lease is over. */
export interface Lease {
  readonly sequence: number;
  readonly milliamps: number;
  /** First moment at which the station no longer keeps it. */
  readonly until: Instant;
  /** `sent`: in flight. `held`: accepted. `unknown`: no answer came, so it may be held. */
  readonly state: "sent" | "held" | "unknown";
  /** The sequence number that came next when it was accepted: what was sent from then on replaces it. */
  readonly heldBefore?: number;
  /** Something that stood beside it ran out since: had it come late, it replaced this one and left nothing. It still counts. */
  readonly isDoubtful?: true;
}

/** All that is known of one EVSE; plain JSON, so that it can be kept. */
export interface LedgerEntry {
  readonly evse: string;
  readonly leases: readonly Lease[];
  readonly nextSequence: number;
  /** The fallback is installed and confirmed. */
  readonly hasFallback: boolean;
  /** Why it is counted at its hardware maximum and gets no share. */
  readonly quarantine?: string;
  /** Phases that the present car uses. */
  readonly phasesUsed?: 1 | 2 | 3;
}

export function emptyEntry(evse: string): LedgerEntry {
  return { evse, leases: [], nextSequence: 1, hasFallback: false };
}

/** Leases that may still hold at a moment. */
export function leasesAt(entry: LedgerEntry, now: Instant): readonly Lease[] {
  return entry.leases.filter(({ until }) => until > now);
}

/** The entry without leases that are over. */
export function prune(entry: LedgerEntry, now: Instant): LedgerEntry {
  const leases = leasesAt(entry, now);
  if (leases.length === entry.leases.length) return entry;
  // Whatever stands beside another lease may have come after it, also where it was accepted: then it replaced that one and left nothing.
  return { ...entry, leases: leases.map((lease) => ({ ...lease, isDoubtful: true })) };
}

/** What a station does with the set-point of a sequence number; the entry after it. */
export function afterAnswer(entry: LedgerEntry, sequence: number, answer: "accepted" | "rejected" | "unknown"): LedgerEntry {
  if (answer === "rejected") return { ...entry, leases: entry.leases.filter((lease) => lease.sequence !== sequence) };
  const leases = entry.leases
    // Only what was accepted before this one was sent is surely replaced; what got no answer may yet arrive late and counts until it is over.
    .filter((lease) => !(answer === "accepted" && lease.state === "held" && lease.heldBefore !== undefined && lease.heldBefore <= sequence))
    .map((lease): Lease => {
      if (lease.sequence !== sequence) return lease;
      return answer === "accepted" ? { ...lease, state: "held", heldBefore: entry.nextSequence } : { ...lease, state: "unknown" };
    });
  return { ...entry, leases };
}
