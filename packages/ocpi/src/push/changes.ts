import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { Peers } from "../peers/create-peers.ts";
import type { Kind, ObjectKey } from "../peers/kinds.ts";
import type { Peer } from "../peers/peer.ts";
import { publishedObjects } from "../peers/published.ts";
import type { Audience } from "./audience.ts";
import { mail, mailId, type Mail } from "./mail.ts";

/** An object of ours that changed and that partners are not marked for yet: written without reading, so that publishing never waits for sending. */
export interface Change {
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly isGone: boolean;
  readonly at: Instant;
}

/** By the id of the published object: several changes of one are one. */
export const changes = collection<Change>("ocpi.changes");

export interface ChangesOptions {
  readonly store: Store;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly audience: Audience;
}

/** Objects at once. */
const PAGE = 20;
/** Kinds with DELETE. */
const DELETED: ReadonlySet<Kind> = new Set(["Tariff", "InvoiceReconciliationRecord"]);

/** Marks for each partner that a change concerns that it lags behind; one pass at a time. */
export function createFanOut({ store, peers, clock, audience }: ChangesOptions): () => Promise<void> {
  let running: Promise<void> | undefined;

  async function pass(): Promise<void> {
    // Once through all objects: what changes again behind is for the next pass, or there would be no end under load.
    for (let after: string | undefined; ;) {
      const { items, next } = await store.find(changes, { limit: PAGE, ...(after === undefined ? {} : { after }) });
      const connected = items.length === 0 ? [] : await connectedPeers(peers);
      // A unit for each: an object that changes again at this moment keeps no other waiting.
      await Promise.all(items.map(({ id }) => store.transaction(async (unit) => {
        const change = await unit.get(changes, id);
        if (change === undefined) return;
        await (change.isGone ? markGone(unit, id, change) : markChanged(unit, id, change, connected));
        unit.delete(changes, id);
      })));
      if (next === undefined) return;
      after = next;
    }
  }

  async function markChanged(unit: Unit, object: string, { kind, key }: Change, connected: readonly Peer[]): Promise<void> {
    // Not read for a decision: whoever publishes now leaves another change behind.
    const published = await store.get(publishedObjects, object);
    if (published === undefined) return;
    for (const peer of connected) if (audience(kind, published.object, peer)) await mark(unit, clock, { peer: peer.id, kind, object, key });
  }

  async function markGone(unit: Unit, object: string, { kind, key }: Change): Promise<void> {
    for (const { id, body } of (await unit.find(mail, { index: "byObject", prefix: [object], limit: 1_000 })).items) {
      if (DELETED.has(kind)) await mark(unit, clock, { peer: body.peer, kind, object, key }, { isGone: true });
      else unit.delete(mail, id);
    }
  }

  return () => (running ??= pass().finally(() => (running = undefined)));
}

/** A partner lags behind with an object. */
export async function mark(unit: Unit, clock: Clock, { peer, kind, object, key }: Pick<Mail, "peer" | "kind" | "object" | "key">, change: Partial<Mail> = {}): Promise<void> {
  const id = mailId(peer, object);
  const known = await unit.get(mail, id);
  const now = clock.now();
  // What is pending is told in its latest state anyway; what was refused may be taken now that it has changed.
  if (known?.pendingSince !== undefined && known.failures === 0 && known.parked === undefined && known.isGone === change.isGone && change.acknowledged === undefined) return;
  const { parked: _, isGone: __, ...others } = known ?? { peer, kind, object, key, failures: 0 };
  unit.put(mail, id, { ...others, pendingSince: known?.pendingSince ?? now, due: now, failures: 0, ...change });
}

export async function connectedPeers(peers: Peers): Promise<readonly Peer[]> {
  const found: Peer[] = [];
  for (let after: string | undefined; ;) {
    const page = await peers.list({ status: "connected", limit: 100, ...(after === undefined ? {} : { after }) });
    found.push(...page.items.map(({ body }) => body));
    if (page.next === undefined) return found;
    after = page.next;
  }
}
