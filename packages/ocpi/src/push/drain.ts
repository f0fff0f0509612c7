import { instant, isCpoError, silentLogger, type Clock, type Instant } from "@cpokit/kernel";
import type { Lease, Store } from "@cpokit/storage";
import { createCaller } from "../client/create-caller.ts";
import type { Json } from "../convert/narrow.ts";
import type { Kind, Kinds } from "../peers/kinds.ts";
import type { Peer } from "../peers/peer.ts";
import { publishedObjects, type PublishedObject } from "../peers/published.ts";
import type { Location } from "../v230/index.ts";
import type { Audience } from "./audience.ts";
import { circuits, closeCircuit, openCircuit } from "./circuit.ts";
import type { PushOptions } from "./create-push.ts";
import { deliver, say, type Delivered } from "./deliver.ts";
import { mail, mailId, type Mail } from "./mail.ts";
import { createRevisions } from "./revisions.ts";

/** What a round of telling came to. */
export interface Drained {
  /** Objects whose latest state was acknowledged. */
  readonly told: number;
  readonly requests: number;
  readonly failed: number;
  readonly parked: number;
}

export interface DrainOptions extends PushOptions {
  readonly audience: Audience;
  readonly shown: (kind: Kind, object: Kinds[Kind], peer: Peer) => Kinds[Kind] | undefined;
}

/** In ms; longer than any request takes. */
const LEASE = 120_000;
const PAGE = 50;
/** Objects in a row that a partner fails on before it is the partner, not the objects. */
const TROUBLE = 5;

/** Tells one partner what is due, under a lease, until nothing is left or it fails. */
export function createDrain(options: DrainOptions): (peer: Peer) => Promise<Drained> {
  const { store, clock, random, ids, concurrency = 4, attempts = 3, wait = 1_000, maxWait = 15 * 60_000, alarmAfter = 5, logger = silentLogger } = options;
  const run = ids.next();
  const revisions = createRevisions(options.remembered ?? 20_000);
  /** Mail with a request whose fate is not known: until the whole was acknowledged there is no PATCH. */
  const uncertain = new Set<string>();
  const serving = new Map<string, Promise<Drained>>();

  return (peer) => {
    const known = serving.get(peer.id);
    if (known !== undefined) return known;
    const work = serve(peer).finally(() => serving.delete(peer.id));
    serving.set(peer.id, work);
    return work;
  };

  async function serve(peer: Peer): Promise<Drained> {
    const sum = { told: 0, requests: 0, failed: 0, parked: 0 };
    const circuit = await store.get(circuits, peer.id);
    if ((circuit?.openUntil ?? 0) > clock.now() || (await due(store, clock, peer.id, 1)).length === 0) return sum;
    let lease = await store.leases.acquire(`ocpi.push/${peer.id}`, run, LEASE);
    if (lease === undefined) return sum;
    let isTroubled = circuit !== undefined;
    try {
      for (;;) {
        // After trouble one object is tried first.
        const page = await due(store, clock, peer.id, isTroubled ? 1 : PAGE);
        if (page.length === 0) return sum;
        // As it is now: credentials may have been renewed.
        const current = await options.peers.get(peer.id);
        if (current?.status !== "connected") return sum;
        const isHealthy = await servePage(current, page, lease, sum, isTroubled);
        if (!isHealthy) return sum;
        isTroubled = false;
        lease = await store.leases.renew(lease, LEASE);
        if (lease === undefined) return sum;
      }
    } catch (error) {
      // Another process took over while a request was slow: it tells the partner the latest state.
      if (!isCpoError(error, "storage.fenced")) throw error;
      logger.warn({ peer: peer.id }, "The lease on a partner was lost while it was told; another process goes on.");
      return sum;
    } finally {
      if (lease !== undefined) await store.leases.release(lease);
    }
  }

  /** Several at once, each object by itself; `false` when the partner is in trouble. */
  async function servePage(peer: Peer, page: readonly Mail[], lease: Lease, sum: Record<keyof Drained, number>, isTroubled: boolean): Promise<boolean> {
    const call = createCaller(peer, options);
    const waiting = [...page];
    let inARow = 0;
    let trouble: Extract<Delivered, { outcome: "failed" }> | undefined;
    let isClosed = !isTroubled;
    const worker = async (): Promise<void> => {
      // What would outlive the lease is left for the next page.
      while (trouble === undefined && clock.now() < lease.until - LEASE / 2) {
        const next = waiting.shift();
        if (next === undefined) return;
        const id = mailId(peer.id, next.object);
        const published = await store.get(publishedObjects, next.object);
        const result = await attempt(peer, call, next, published, id);
        if (result.outcome === "told") sum.requests += result.requests;
        const { isTold, isParked } = await settle(peer, next, published, result, lease, id);
        if (isTold) sum.told += 1;
        if (isParked) sum.parked += 1;
        if (result.outcome !== "failed") {
          inARow = 0;
          if (!isClosed && (result.outcome === "refused" || (result.outcome === "told" && result.requests > 0))) {
            isClosed = true;
            await recovered(peer.id);
          }
          continue;
        }
        sum.failed += 1;
        inARow += 1;
        if (result.reason !== "server" || inARow >= TROUBLE || isTroubled) trouble = result;
      }
    };
    await Promise.all(Array.from({ length: isTroubled ? 1 : concurrency }, worker));
    if (trouble === undefined) return true;
    // The token was renewed while the old one was on its way.
    const isRenewed = trouble.reason === "unauthorized" && (await options.peers.get(peer.id))?.outbound?.token !== peer.outbound?.token;
    if (!isRenewed) await troubled(peer.id, trouble);
    return false;
  }

  async function attempt(peer: Peer, call: ReturnType<typeof createCaller>, item: Mail, published: PublishedObject | undefined, id: string): Promise<Delivered> {
    if (item.isGone !== true && (published === undefined || !options.audience(item.kind, published.object, peer))) return { outcome: "told", requests: 0 };
    const object = published === undefined ? undefined : options.shown(item.kind, published.object, peer);
    if (published !== undefined && object === undefined) return { outcome: "told", requests: 0 };
    const { acknowledged } = item;
    const base = acknowledged?.run === run && !uncertain.has(id) ? revisions.get(item.object, acknowledged.lastUpdated) : undefined;
    const before = base === undefined ? undefined : options.shown(item.kind, base, peer);
    const location = object === undefined || peer.version !== "2.1.1" ? undefined : await placeOf(item.kind, object);
    const offered = item.kind === "CDR" && peer.version === "2.1.1" && item.offered === undefined ? await fix(id, say(object!, { peer, mail: item, ...(location === undefined ? {} : { location }) }).wire) : undefined;
    uncertain.add(id);
    return deliver({ peer, call, mail: { ...item, ...(offered === undefined ? {} : { offered }) }, ...(object === undefined ? {} : { object }), ...(before === undefined ? {} : { before }), ...(location === undefined ? {} : { location }) });
  }

  /** Stored before it is offered, so that it is never offered otherwise. */
  function fix(id: string, offered: Json | undefined): Promise<Json | undefined> {
    return store.transaction(async (unit) => {
      const current = await unit.get(mail, id);
      if (current !== undefined && offered !== undefined) unit.put(mail, id, { ...current, offered });
      return offered;
    });
  }

  /** Writes down what came of it. What changed meanwhile stays pending. */
  async function settle(peer: Peer, item: Mail, published: PublishedObject | undefined, result: Delivered, lease: Lease, id: string): Promise<{ readonly isTold: boolean; readonly isParked: boolean }> {
    const outcome = await store.transaction(async (unit) => {
      unit.fence(lease);
      const [now, current, newest] = [clock.now(), await unit.get(mail, id), await unit.get(publishedObjects, item.object)];
      if (current === undefined) return { isTold: false, isParked: false };
      const isLatest = newest?.lastUpdated === published?.lastUpdated && current.isGone === item.isGone;
      const { pendingSince, parked: _, offered, ...settled } = current;
      if (result.outcome === "told" || (result.outcome === "failed" && item.kind === "CDR" && peer.profile.cdrsOnce === true)) {
        if (published === undefined && isLatest) unit.delete(mail, id);
        else {
          const lastUpdated = published?.lastUpdated ?? instant(0);
          const url = result.outcome === "told" && result.url !== undefined ? { url: result.url } : {};
          const tried = result.outcome === "told" ? (result.requests === 0 ? {} : { tried: { at: now } }) : { tried: { at: now, rule: result.rule } };
          unit.put(mail, id, { ...settled, failures: 0, acknowledged: { lastUpdated, run }, ...url, ...tried, ...(isLatest ? {} : { pendingSince: now, due: now }) });
        }
        return { isTold: result.outcome === "told" && isLatest, isParked: false };
      }
      // When it is the partner, its circuit says when to try again.
      const isOfObject = result.outcome !== "failed" || result.reason === "server";
      const failures = current.failures + (isOfObject ? 1 : 0);
      const isParked = isLatest && (result.outcome === "unsayable" || failures >= (result.outcome === "refused" ? attempts : attempts * 4));
      unit.put(mail, id, {
        ...settled, ...(offered === undefined ? {} : { offered }), pendingSince: pendingSince ?? now, failures, due: isLatest && isOfObject ? later(now, failures) : now, tried: { at: now, rule: result.rule },
        ...(isParked ? { parked: { at: now, rule: result.rule } } : {}),
      });
      return { isTold: false, isParked };
    });
    if (result.outcome === "told") {
      uncertain.delete(id);
      if (published !== undefined) revisions.remember(item.object, published.lastUpdated, published.object);
    } else if (outcome.isParked) {
      const alarm = { alarm: "parked", peer: peer.id, kind: item.kind, id: item.key.id, rule: result.rule } as const;
      logger.warn(alarm, "A partner does not take an object of ours; it is parked until the object changes or somebody retries it.");
      options.onAlarm?.(alarm);
    }
    return outcome;
  }

  function later(now: Instant, failures: number): Instant {
    return instant(now + Math.ceil(Math.min(wait * 2 ** Math.max(failures - 1, 0), maxWait) * (0.75 + random() / 2)));
  }

  async function placeOf(kind: Kind, object: Kinds[Kind]): Promise<Location | undefined> {
    if (kind !== "Session" && kind !== "CDR") return undefined;
    const place = kind === "Session" ? (object as Kinds["Session"]).location_id : (object as Kinds["CDR"]).cdr_location.id;
    if (options.location !== undefined) return options.location(place);
    const { items } = await store.find(publishedObjects, { index: "byId", prefix: ["Location", place.toUpperCase()], limit: 1 });
    return items[0]?.body.object as Location | undefined;
  }

  async function troubled(peer: string, { reason, rule, retryAfter = 0 }: Extract<Delivered, { outcome: "failed" }>): Promise<void> {
    // Without a right or an allowed URL, trying again soon changes nothing.
    const isHopeless = reason === "unauthorized" || reason === "url";
    const { since, failures, message, isNewAlarm } = await openCircuit({ store, clock, random, wait, maxWait }, peer, rule, retryAfter, (count) => isHopeless || count >= alarmAfter);
    if (!isNewAlarm) return;
    await touch(peer);
    const alarm = { alarm: "unreachable", peer, since, failures, message } as const;
    logger.warn(alarm, "A partner is not reached; it gets the latest state of everything when it answers again.");
    options.onAlarm?.(alarm);
  }

  async function recovered(peer: string): Promise<void> {
    const circuit = await closeCircuit(store, peer);
    if (circuit === undefined) return;
    const alarm = { alarm: "recovered", peer, since: circuit.since, failures: circuit.failures } as const;
    logger.info(alarm, "A partner answers again.");
    if (circuit.isAlarmed !== true) return;
    await touch(peer);
    options.onAlarm?.(alarm);
  }

  /** Whether it answers is a part of what a hub tells of it: that changed now. */
  async function touch(peer: string): Promise<void> {
    await options.peers.update(peer, (current) => current);
  }
}

async function due(store: Store, clock: Clock, peer: string, limit: number): Promise<readonly Mail[]> {
  const { items } = await store.find(mail, { index: "due", from: [peer], to: [peer, clock.now() + 1], limit });
  return items.map(({ body }) => body);
}

