import { instant, minutes, type Clock, type Ids, type Instant } from "@cpokit/kernel";
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
  /** `unknown`: it was begun and may have happened, for nobody wrote down how it ended. Absent: it was done. */
  readonly outcome?: "unknown";
}

/** An act that was begun and has no entry yet; by id. */
const openActs = collection<AuditAct & { readonly at: Instant }>("auditOpenActs", { indexes: { byTime: { keys: ({ at }) => [at] } } });

/** Nothing that a person asks for takes longer: after this an act that was not ended was cut off. */
const LONGEST = minutes(15);

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
  /** Durable before an act that makes units of its own: one that a crash cuts off gets its entry from `sweep`, so that none stays unseen. */
  begin(act: AuditAct): Promise<string>;
  /** Enters an act that was begun, with what is known at its end; without `known` it did not happen, and no entry is made. */
  end(id: string, known?: Partial<AuditAct>): Promise<AuditEntry | undefined>;
  /** Enters acts that were begun a quarter of an hour ago and never ended as `unknown`; call it now and then, in one process at a time. */
  sweep(now: Instant): Promise<void>;
  /**
   * Walks the whole chain. Who can write the database can also write a chain anew: note the hash elsewhere from time to time, and give it as `known`.
   */
  verify(known?: { readonly seq: number; readonly hash: string }): Promise<AuditVerdict>;
}

/** @param options.digest SHA-256 of a text as hex. */
export function createAudit({ store, clock, ids, digest }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids; readonly digest: (text: string) => string }): Audit {
  const audit: Audit = {
    async begin(act) {
      const id = ids.next();
      await store.transaction((unit) => unit.put(openActs, id, { ...act, at: clock.now() }));
      return id;
    },
    end: (id, known) =>
      store.transaction(async (unit) => {
        const open = await unit.get(openActs, id);
        unit.delete(openActs, id);
        if (open === undefined || known === undefined) return undefined;
        const { at: _, ...act } = open;
        return audit.record(unit, { ...act, ...known });
      }),
    async sweep(now) {
      const { items } = await store.find(openActs, { index: "byTime", to: instant(now - LONGEST), limit: 100 });
      for (const { id } of items) await audit.end(id, { outcome: "unknown" });
    },
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
  return audit;
}

function idOf(seq: number): string {
  return String(seq).padStart(12, "0");
}
