import { CpoError, instant, isCpoError, silentLogger, type Clock, type Instant, type Logger } from "@cpokit/kernel";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { ClientOptions } from "../client/client-context.ts";
import { createPeerClient, type PeerClient } from "../client/create-peer-client.ts";
import type { ObjectList } from "../client/lists.ts";
import type { Json } from "../convert/narrow.ts";
import { keyOf, type Kind, type Kinds } from "../peers/kinds.ts";
import { markId, pullMarks, type PullMark } from "../peers/mark.ts";
import type { Peer } from "../peers/peer.ts";
import { forgetObject, receivedId, receivedObjects, receiveObject, type ReceivedListeners, type ReceivedObject } from "../peers/received.ts";
import { isSame } from "../rules/merge-patch.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { crawl } from "./crawl.ts";

export interface PullOptions extends ClientOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Hear of every object that is new or changed, in the unit of work that stores it. */
  readonly listeners?: ReceivedListeners;
  /** How far before the newest known object a pull starts, for clocks and commits that are late; 10 minutes when absent, in ms. */
  readonly overlap?: number;
  readonly logger?: Logger;
}

export interface PullRequest {
  /** Ends the pull after the page that is being read; the next one goes on there. */
  readonly signal?: { readonly aborted: boolean };
  /** Hears after each page what was brought until then. */
  readonly onProgress?: (pulled: Pulled) => void;
  /** Everything, and what is missing has vanished; else only what changed since the last pull. */
  readonly isFull?: boolean;
  /**
   * Asked for each object that we hold and that a full pull did not find (roaming 17): `forget` tells the listener that it is gone. Kept
   * when absent.
   */
  readonly onVanished?: (object: ReceivedObject, unit: Unit) => "keep" | "forget" | Promise<"keep" | "forget">;
}

/** What a pull brought. */
export interface Pulled {
  readonly pages: number;
  /** Objects that the partner listed. */
  readonly objects: number;
  /** Of them, those that are new or have changed. */
  readonly changed: number;
  /** Of them, those that are older than what we hold. */
  readonly stale: number;
  /** Elements that could not be read. */
  readonly unreadable: number;
  readonly vanished: number;
}

/** When each object was last listed in a full pull. */
const listings = collection<{ readonly crawl: Instant }>("ocpi.listings");

/**
 * Pulls one kind of objects of a partner into the store. Each page is stored together with the place where the next one begins, so a pull
 * that was interrupted goes on there; the high-water mark moves at the end only, and never past the beginning of the pull.
 *
 * @throws `ocpi.pull` when a page does not come, `ocpi.pull-stopped` when its signal ended it; call again to resume
 * @example
 * const { changed } = await pullObjects(peer, "Location", { ...clientOptions, store, listeners });
 */
export async function pullObjects<Name extends Kind>(peer: Peer, kind: Name, options: PullOptions, request: PullRequest = {}): Promise<Pulled> {
  const id = markId(peer.id, request.isFull === true ? `${kind}/full` : kind);
  const mark: PullMark = (await options.store.get(pullMarks, id)) ?? { peer: peer.id, module: kind };
  try {
    return await pullFrom(mark, id, peer, kind, options, request);
  } catch (error) {
    if (mark.next === undefined || !isCpoError(error, "ocpi.pull") || error.values["outcome"] !== "refused") throw error;
    // The partner does not know the page any more where an earlier pull was interrupted: begin anew.
    const { next: _, startedAt: __, newest: ___, bound: ____, ...begun } = mark;
    return pullFrom(begun, id, peer, kind, options, request);
  }
}

async function pullFrom(mark: PullMark, id: string, peer: Peer, kind: Kind, options: PullOptions, { isFull = false, onVanished, signal, onProgress }: PullRequest): Promise<Pulled> {
  const { store, clock, listeners = {}, overlap = 10 * 60_000, logger = silentLogger } = options;
  const client = createPeerClient(peer, options);
  const startedAt = mark.startedAt ?? clock.now();
  const from = isFull ? (kind === "Session" ? instant(0) : undefined) : sinceOf(mark, overlap, kind);
  const sum = { pages: 0, objects: 0, changed: 0, stale: 0, unreadable: 0, vanished: 0 };
  let { newest, bound } = mark;
  let isFirst = mark.next === undefined;

  for await (const page of crawl(listOf(client, kind), from === undefined ? {} : { from }, mark.next === undefined ? {} : { resumeAt: mark.next })) {
    // By the partner's clock, for its times are compared with it.
    if (isFirst) bound = page.answeredAt;
    isFirst = false;
    const stored = await store.transaction(async (unit) => {
      let [changed, stale] = [0, 0];
      let newestHere = newest;
      for (const { wire } of page.items) {
        const key = keyOf(kind, wire, ownerOf(peer));
        const document = receivedId(peer.id, kind, key);
        const known = await unit.get(receivedObjects, document);
        if (isFull) unit.put(listings, document, { crawl: startedAt });
        newestHere = later(newestHere, updatedAt(wire));
        if (known !== undefined && known.version === peer.version && isSame(known.wire, wire)) continue;
        const outcome = await receiveObject(unit, { peer: peer.id, kind, key, version: peer.version!, wire, now: clock.now() }, listeners);
        if (outcome === "stale") stale += 1;
        else changed += 1;
      }
      unit.put(pullMarks, id, {
        peer: peer.id, module: mark.module, startedAt, ...(mark.highWater === undefined ? {} : { highWater: mark.highWater }), ...(bound === undefined ? {} : { bound }),
        ...(newestHere === undefined ? {} : { newest: newestHere }), ...(page.next === undefined ? {} : { next: page.next }),
      });
      return { changed, stale, newestHere };
    });
    newest = stored.newestHere;
    sum.pages += 1;
    sum.objects += page.items.length;
    sum.changed += stored.changed;
    sum.stale += stored.stale;
    sum.unreadable += page.unreadable.length;
    if (page.unreadable.length > 0) logger.warn({ peer: peer.id, kind, unreadable: page.unreadable }, "Objects of a partner could not be read; they were left out.");
    if (page.foreignLink !== undefined) logger.info({ peer: peer.id, kind, link: page.foreignLink }, "A partner's Link names another origin; its query was taken over.");
    onProgress?.({ ...sum });
    if (signal?.aborted === true && page.next !== undefined) throw new CpoError("ocpi.pull-stopped", "The pull was stopped; the next one goes on where it stood.", { pages: sum.pages });
  }

  if (isFull) sum.vanished = await findVanished(peer, kind, startedAt, store, listeners, onVanished);
  await store.transaction((unit) => {
    // Objects that changed while pages were read may have been passed: they are asked for again.
    const highWater = newest === undefined ? mark.highWater : later(mark.highWater, instant(Math.min(newest, bound ?? startedAt)));
    unit.put(pullMarks, id, { peer: peer.id, module: kind, completedAt: clock.now(), ...(highWater === undefined ? {} : { highWater }) });
    // What a full pull has seen, the next short one need not ask for.
    if (isFull && highWater !== undefined) unit.put(pullMarks, markId(peer.id, kind), { peer: peer.id, module: kind, completedAt: clock.now(), highWater });
  });
  return sum;
}

function sinceOf({ highWater }: PullMark, overlap: number, kind: Kind): Instant | undefined {
  if (highWater !== undefined) return instant(Math.max(0, highWater - overlap));
  // Lists of sessions want a date_from.
  return kind === "Session" ? instant(0) : undefined;
}

async function findVanished(peer: Peer, kind: Kind, startedAt: Instant, store: Store, listeners: ReceivedListeners, onVanished: PullRequest["onVanished"]): Promise<number> {
  let count = 0;
  for await (const { id, body } of store.each(receivedObjects, { index: "byPeer", prefix: [peer.id, kind] })) {
    // Pushed while we read the list: it may stand on a page that was past.
    if (body.receivedAt >= startedAt || (await store.get(listings, id))?.crawl === startedAt) continue;
    count += 1;
    if (onVanished === undefined) continue;
    await store.transaction(async (unit) => {
      if ((await onVanished(body, unit)) !== "forget") return;
      unit.delete(listings, id);
      await forgetObject(unit, peer.id, kind, body.key, listeners);
    });
  }
  return count;
}

function listOf(client: PeerClient, kind: Kind): ObjectList<Kinds[Kind]> {
  switch (kind) {
    case "Location":
      return client.locations;
    case "Session":
      return client.sessions;
    case "CDR":
      return client.cdrs;
    case "Tariff":
      return client.tariffs;
    case "Token":
      return client.tokens;
    case "ClientInfo":
      return client.hubClientInfo;
    case "InvoiceReconciliationRecord":
      return client.invoiceReconciliation;
    case "Terminal":
      return client.payments.terminals;
    case "FinancialAdviceConfirmation":
      return client.payments.confirmations;
    case "BookingLocation":
      return client.bookings.locations;
    case "Booking":
      return client.bookings;
  }
}

/** Whose objects they are when they do not tell (2.1.1). */
function ownerOf({ roles: [role] }: Peer): { readonly countryCode: string; readonly partyId: string } {
  return { countryCode: role?.country_code ?? "", partyId: role?.party_id ?? "" };
}

function updatedAt({ last_updated: text }: Json): Instant | undefined {
  return typeof text === "string" ? parseDateTime(text) : undefined;
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

