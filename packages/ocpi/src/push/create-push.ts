import { instant, silentLogger, type Clock, type Ids, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import { encodeKey, type Store, type Unit } from "@cpokit/storage";
import type { Party } from "../client/create-caller.ts";
import type { Peers } from "../peers/create-peers.ts";
import type { Exchange } from "../peers/exchange.ts";
import { foldedKey, KINDS, keyOf, type Kind, type Kinds, type ObjectKey } from "../peers/kinds.ts";
import type { Peer } from "../peers/peer.ts";
import { publishObject, publishedId, publishedObjects, withdrawObject, type Publication } from "../peers/published.ts";
import type { Location } from "../v230/index.ts";
import { defaultAudience, type Audience } from "./audience.ts";
import { changes, connectedPeers, createFanOut, mark } from "./changes.ts";
import { circuits, type Circuit } from "./circuit.ts";
import { createDrain, type Drained } from "./drain.ts";
import { mail, type Mail } from "./mail.ts";

/** What somebody should know of. */
export type PushAlarm =
  /** An object that a partner does not take; it is tried again when it changes, or by `retry`. */
  | { readonly alarm: "parked"; readonly peer: string; readonly kind: Kind; readonly id: string; readonly rule: string }
  /** A partner that does not answer, or not us. */
  | { readonly alarm: "unreachable"; readonly peer: string; readonly since: Circuit["since"]; readonly failures: number; readonly message: string }
  | { readonly alarm: "recovered"; readonly peer: string; readonly since: Circuit["since"]; readonly failures: number };

export interface PushOptions {
  readonly store: Store;
  readonly peers: Peers;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ids: Ids;
  /** Who speaks when an object does not tell its party. */
  readonly party: Party;
  /** Which partners hear of an object; `defaultAudience` when absent. */
  readonly audience?: Audience;
  /** What a partner is shown of an object: the same for the same object; `undefined` hides it. After changing it, `resync`. */
  readonly project?: <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => Kinds[Name] | undefined;
  /** For sessions and CDRs of 2.1.1; our published locations when absent. */
  readonly location?: (locationId: string) => Promise<Location | undefined> | Location | undefined;
  readonly logger?: Logger;
  readonly onAlarm?: (alarm: PushAlarm) => void;
  /** Requests to one partner at once; 4 when absent. Those of one object come one after the other. */
  readonly concurrency?: number;
  /** Tries of an object that a partner refuses before it is parked; 3 when absent. */
  readonly attempts?: number;
  /** First wait after a failure in ms, doubled up to `maxWait`; 1 000 and 15 minutes when absent. */
  readonly wait?: number;
  readonly maxWait?: number;
  /** Failures of a partner in a row before somebody is told; 5 when absent. */
  readonly alarmAfter?: number;
  /** Objects whose last state is kept in memory to compute PATCHes from; 20 000 when absent. Beyond, objects are PUT. */
  readonly remembered?: number;
}

/** Which objects a partner is told again, and who hears how far that is. */
export interface ResyncOptions {
  readonly kinds?: readonly Kind[];
  /** Only what changed then or later. */
  readonly since?: Circuit["since"];
  /** Ends it after the objects that are being marked; what is marked is told all the same. */
  readonly signal?: { readonly aborted: boolean };
  /** Hears how many of the kinds are through, at which module it is, and how many objects the partner will hear of. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly module: string; readonly objects: number }) => void;
}

/** How a partner stands after an outage, or at any time. */
export interface ResyncPlan {
  readonly peer: string;
  /** Since when it is not reached. */
  readonly outageSince?: Circuit["since"];
  /** For each kind: objects that it lacks, those that are parked, and since when it lags behind. */
  readonly kinds: readonly { readonly kind: Kind; readonly module: string; readonly pending: number; readonly parked: number; readonly since?: Circuit["since"] }[];
}

/**
 * Keeps partners up to date with our objects. It does not send messages, it settles a debt: for each partner and object it knows whether
 * the latest state was acknowledged, whatever happened in between (roaming, decision 1, E33).
 */
export interface Push {
  /** Publishes an object in the unit of work that it changed in: partners read it, and those concerned are told. */
  publish<Name extends Kind>(unit: Unit, kind: Name, object: Kinds[Name]): Promise<Publication<Name>>;
  /** Takes an object away; partners that have it are told to delete it, where the module has DELETE. */
  withdraw<Name extends Kind>(unit: Unit, kind: Name, object: Kinds[Name]): Promise<boolean>;
  /** Tells partners what is due now; for workers without timers. One process at a time serves a partner. */
  tick(): Promise<Drained>;
  /** Goes on telling, as soon as something is published here and each second; ends with the returned function, after what is under way. */
  start(): () => Promise<void>;
  /** What is parked, oldest first. */
  parked(peer?: string): AsyncIterable<Mail>;
  /** How each partner that hears of an object of ours stands with it. */
  deliveries(kind: Kind, key: ObjectKey): Promise<readonly Mail[]>;
  /** Tries a parked object again. */
  retry(parked: Mail): Promise<void>;
  /** Where a partner stands. */
  plan(peer: string): Promise<ResyncPlan>;
  /** Tells a partner everything of these kinds again, as whole objects: after it lost its data, or when it does not pull itself. Returns how many objects. */
  resync(peer: string, options?: ResyncOptions): Promise<number>;
}

const POLL = 1_000;
/** What others refer to comes first. */
const IN_ORDER: readonly Kind[] = ["Tariff", "Location", "Token", "Session", "CDR"];

/**
 * @example
 * const push = createPush({ store, peers, exchange, clock, scheduler, random, ids, party: { countryCode: "DE", partyId: "ABC" } });
 * await store.transaction((unit) => push.publish(unit, "Location", location));
 * const stop = push.start();
 */
export function createPush(options: PushOptions): Push {
  const { store, peers, clock, scheduler, audience = defaultAudience, project, party, logger = silentLogger } = options;
  const drain = createDrain({ ...options, audience, shown: (kind, object, peer) => (project === undefined ? object : project(kind, object as never, peer)) });
  const fanOut = createFanOut({ ...options, audience });
  let wake = (): void => undefined;

  async function tick(): Promise<Drained> {
    await fanOut();
    const results = await Promise.all((await connectedPeers(peers)).map((peer) => drain(peer)));
    const sum = (member: keyof Drained): number => results.reduce((total, result) => total + result[member], 0);
    return { told: sum("told"), requests: sum("requests"), failed: sum("failed"), parked: sum("parked") };
  }

  function changed(unit: Unit, kind: Kind, object: Kinds[Kind], isGone: boolean): void {
    const key = keyOf(kind, object as unknown as Readonly<Record<string, unknown>>, party);
    unit.put(changes, publishedId(kind, object), { kind, key, isGone, at: clock.now() });
    unit.afterCommit(() => wake());
  }

  return {
    tick,
    async publish(unit, kind, object) {
      const publication = await publishObject(unit, kind, object, { clock });
      if (publication.isChanged) changed(unit, kind, object, false);
      return publication;
    },
    async withdraw(unit, kind, object) {
      if (!(await withdrawObject(unit, kind, object))) return false;
      changed(unit, kind, object, true);
      return true;
    },
    start() {
      let [isStopped, isWoken] = [false, false];
      let rest = (): void => undefined;
      wake = () => {
        isWoken = true;
        rest();
      };
      // Partners are served side by side: a slow one keeps no other from hearing the latest.
      const serving = new Set<Promise<unknown>>();
      const failed = (error: unknown): void => logger.error({ error }, "Telling partners failed; it goes on with the next turn.");
      const turn = async (): Promise<void> => {
        await fanOut();
        for (const peer of await connectedPeers(peers)) {
          const work: Promise<unknown> = drain(peer).catch(failed).finally(() => serving.delete(work));
          serving.add(work);
        }
      };
      const running = (async () => {
        while (!isStopped) {
          isWoken = false;
          await turn().catch(failed);
          await new Promise<void>((resolve) => {
            const cancel = scheduler.after(POLL, resolve);
            rest = () => (cancel(), resolve());
            if (isStopped || isWoken) rest();
          });
        }
        await Promise.all(serving);
      })();
      return async () => {
        isStopped = true;
        rest();
        await running;
      };
    },
    async *parked(peer) {
      for await (const { body } of store.each(mail, { index: "parked", ...(peer === undefined ? {} : { prefix: [peer] }) })) yield body;
    },
    async deliveries(kind, key) {
      await fanOut();
      const page = await store.find(mail, { index: "byObject", prefix: [encodeKey([kind, ...foldedKey(key)])], limit: 1_000 });
      return page.items.map(({ body }) => body);
    },
    async retry({ peer, kind, object, key }) {
      await store.transaction((unit) => mark(unit, clock, { peer, kind, object, key }));
      wake();
    },
    async plan(peer) {
      await fanOut();
      const kinds = new Map<Kind, { pending: number; parked: number; since?: Circuit["since"] }>();
      for await (const { body } of store.each(mail, { index: "byPeer", prefix: [peer] })) {
        if (body.pendingSince === undefined) continue;
        const sum = kinds.get(body.kind) ?? { pending: 0, parked: 0 };
        const since = instant(Math.min(sum.since ?? Infinity, body.pendingSince));
        kinds.set(body.kind, body.parked === undefined ? { ...sum, pending: sum.pending + 1, since } : { ...sum, parked: sum.parked + 1, since });
      }
      const circuit = await store.get(circuits, peer);
      return { peer, ...(circuit === undefined ? {} : { outageSince: circuit.since }), kinds: Array.from(kinds, ([kind, sum]) => ({ kind, module: KINDS[kind].module, ...sum })) };
    },
    async resync(peerId, { kinds = IN_ORDER, since, signal, onProgress } = {}) {
      const peer = await peers.get(peerId);
      if (peer === undefined) return 0;
      let count = 0;
      for (const [done, kind] of kinds.entries()) {
        for (let after: string | undefined; signal?.aborted !== true;) {
          onProgress?.({ done, total: kinds.length, module: KINDS[kind].module, objects: count });
          const page = await store.find(publishedObjects, { index: "byUpdate", prefix: [kind], limit: 100, ...(since === undefined ? {} : { from: [kind, since] }), ...(after === undefined ? {} : { after }) });
          const concerned = page.items.filter(({ body }) => audience(kind, body.object, peer));
          await store.transaction(async (unit) => {
            for (const { id, body } of concerned) {
              // Whatever it acknowledged once, it is told the whole.
              await mark(unit, clock, { peer: peerId, kind, object: id, key: keyOf(kind, body.object as unknown as Readonly<Record<string, unknown>>, party) }, { acknowledged: { lastUpdated: instant(0), run: "" } });
            }
          });
          count += concerned.length;
          if (page.next === undefined) break;
          after = page.next;
        }
      }
      wake();
      return count;
    },
  };
}
