import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import { canonical } from "../translate/fingerprint.ts";

/** What an operator did (I27). */
export interface AuditAct {
  readonly actor: string;
  /** What was done, e.g. `station.retire`. */
  readonly action: string;
  /** To what, e.g. `stations/CS-1`. */
  readonly subject: string;
  readonly reason?: string;
  /** As it was and as it is now, as far as that can be said. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An act as it stands in the log, chained to the one before. */
export interface AuditEntry extends AuditAct {
  readonly seq: number;
  readonly at: Instant;
  /** The hash of the entry before; `""` for the first one. */
  readonly previous: string;
  /** Over everything else in the entry. */
  readonly hash: string;
}

/** By seq, zero-padded. */
export const auditEntries = collection<AuditEntry>("auditEntries", {
  indexes: { byTime: { keys: (entry) => [entry.at] }, bySubject: { keys: (entry) => [[entry.subject, entry.seq]] }, byActor: { keys: (entry) => [[entry.actor, entry.seq]] } },
});

/** Where the chain stands; kept beside it so that entries cut off at its end are missed. */
const auditHeads = collection<{ readonly seq: number; readonly hash: string }>("auditHeads");
const HEAD = "head";

/** What a check of the chain found. */
export type AuditVerdict =
  | { readonly outcome: "intact"; readonly entries: number; readonly hash: string }
  | { readonly outcome: "broken"; readonly seq: number; readonly reason: string };

/** A log that nobody can change unseen: whoever alters, removes or inserts an entry breaks the chain from there on. */
export interface Audit {
  /** In the unit of what was done: both happen or neither. */
  record(unit: Unit, act: AuditAct): Promise<AuditEntry>;
  /**
   * Walks the whole chain. Who can write the database can also write a chain anew: note the hash elsewhere from time to time, and give it as `known`.
   */
  verify(known?: { readonly seq: number; readonly hash: string }): Promise<AuditVerdict>;
}

/** @param options.digest SHA-256 of a text as hex. */
export function createAudit({ store, clock, digest }: { readonly store: Store; readonly clock: Clock; readonly digest: (text: string) => string }): Audit {
  return {
    async record(unit, act) {
      const head = await unit.get(auditHeads, HEAD);
      // Through JSON, as it will be read: what is not stored must not be hashed.
      const content = JSON.parse(JSON.stringify(compact({ ...act, seq: (head?.seq ?? 0) + 1, at: clock.now(), previous: head?.hash ?? "" }))) as Omit<AuditEntry, "hash">;
      const entry: AuditEntry = { ...content, hash: digest(canonical(content)) };
      unit.put(auditEntries, idOf(entry.seq), entry);
      unit.put(auditHeads, HEAD, { seq: entry.seq, hash: entry.hash });
      return entry;
    },
    async verify(known) {
      let seq = 0;
      let last = "";
      for await (const { body } of store.each(auditEntries)) {
        const { hash, ...content } = body;
        if (body.seq !== seq + 1) return { outcome: "broken", seq: seq + 1, reason: `entry ${seq + 1} is missing` };
        if (body.previous !== last) return { outcome: "broken", seq: body.seq, reason: "it does not follow the entry before" };
        if (digest(canonical(content)) !== hash) return { outcome: "broken", seq: body.seq, reason: "it was changed" };
        if (known?.seq === body.seq && known.hash !== hash) return { outcome: "broken", seq: body.seq, reason: "it is not the entry whose hash was noted" };
        seq = body.seq;
        last = hash;
      }
      const head = await store.get(auditHeads, HEAD);
      if ((head?.seq ?? 0) > seq || (known?.seq ?? 0) > seq) return { outcome: "broken", seq: seq + 1, reason: "entries at the end are missing" };
      return { outcome: "intact", entries: seq, hash: last };
    },
  };
}

function idOf(seq: number): string {
  return String(seq).padStart(12, "0");
}
