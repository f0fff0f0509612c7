import type { Instant } from "@cpokit/kernel";
import { collection, encodeKey } from "@cpokit/storage";

/** How far a pull from a partner came: the cursor of one module. */
export interface PullMark {
  readonly peer: string;
  readonly module: string;
  /** The newest `last_updated` of a complete pull; the next one starts there, with overlap. */
  readonly highWater?: Instant;
  /** The next page of a pull that is under way: it is resumed here after a restart. */
  readonly next?: string;
  /** When the pull under way began, and the newest `last_updated` that it has seen. */
  readonly startedAt?: Instant;
  readonly newest?: Instant;
  /** When its first page was answered, by the partner's clock. */
  readonly bound?: Instant;
  /** When the last pull was complete. */
  readonly completedAt?: Instant;
}

/** Marks by `markId`. */
export const pullMarks = collection<PullMark>("ocpi.marks", { indexes: { byPeer: { keys: ({ peer }) => [[peer]] } } });

export function markId(peer: string, module: string): string {
  return encodeKey([peer, module]);
}
