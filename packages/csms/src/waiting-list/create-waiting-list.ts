import { CpoError, instant, type Clock, type Ids, type Instant, type Logger, type Milliseconds } from "@cpokit/kernel";
import { foldTokenValue, type TokenReference } from "@cpokit/model";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { connectorStatuses } from "../availability/connector-status.ts";
import { describeError } from "../describe-error.ts";
import type { Listener } from "../listeners.ts";
import { stationConnections } from "../provisioning/station-connections.ts";
import { stations } from "../provisioning/stations.ts";
import type { Reservations } from "../reservations/create-reservations.ts";
import { waitingEntries, type WaitingEntry } from "./waiting-entry.ts";

/** A free EVSE. */
export interface FreeEvse {
  readonly station: string;
  readonly evse: number;
}

/** What came of joining: something is free already, or the place in the line from 1. */
export type JoinOutcome =
  | { readonly outcome: "free"; readonly evses: readonly FreeEvse[] }
  | { readonly outcome: "waiting"; readonly entry: WaitingEntry; readonly place: number };

/** The line at a full site: first come, first told. */
export interface WaitingList {
  /** Joining twice is the same entry. */
  join(request: { readonly site: string; readonly token: TokenReference }): Promise<JoinOutcome>;
  /** @throws `csms.waiting-unknown` */
  leave(id: string): Promise<WaitingEntry>;
}

export interface WaitingListBlock extends WaitingList {
  readonly listener: Listener;
  /** Ends offers that nobody took, and offers on. */
  sweep(now: Instant): Promise<void>;
}

interface WaitingListPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** How long an EVSE stays offered to one. */
  readonly offerFor: Milliseconds;
  readonly reservations: Pick<Reservations, "reserve" | "on">;
}

/** Tells whoever waits longest when an EVSE becomes free, and keeps it for them where the station can. */
export function createWaitingList(ports: WaitingListPorts): WaitingListBlock {
  const { store, clock, ids, logger, offerFor } = ports;

  return {
    async join({ site, token }) {
      const free = await freeAt(store, site);
      const earlier = await open(store, site, token);
      if (earlier === undefined && free.length > 0 && (await waitingAt(store, site, 1)).length === 0) return { outcome: "free", evses: free };
      const entry = earlier ?? (await store.transaction(async (unit) => {
        const waiting: WaitingEntry = { id: ids.next(), site, token, since: clock.now(), state: "waiting" };
        unit.put(waitingEntries, waiting.id, waiting);
        return waiting;
      }));
      const line = await waitingAt(store, site, 1000);
      return { outcome: "waiting", entry, place: line.findIndex(({ id }) => id === entry.id) + 1 };
    },
    leave: (id) =>
      store.transaction(async (unit) => {
        const entry = await unit.get(waitingEntries, id);
        if (entry === undefined) throw new CpoError("csms.waiting-unknown", `Nobody waits under "${id}".`, { entry: id });
        if (entry.state !== "waiting" && entry.state !== "offered") return entry;
        const left: WaitingEntry = { ...entry, state: "left" };
        unit.put(waitingEntries, id, left);
        if (entry.offer !== undefined) unit.afterCommit(() => void offerOn(entry));
        return left;
      }),
    listener: {
      async status(unit, fact) {
        if (fact.state !== "available" || fact.evse < 1) return;
        const site = (await unit.get(stations, fact.station))?.locationId;
        if (site !== undefined) await offer(unit, site, { station: fact.station, evse: fact.evse });
      },
      async session(unit, fact, answer) {
        if (fact.fact !== "started" || answer.outcome !== "recorded" || fact.token === undefined) return;
        const site = (await unit.get(stations, fact.station))?.locationId;
        const hint = site === undefined ? undefined : await open(unit, site, fact.token);
        const entry = hint === undefined ? undefined : await unit.get(waitingEntries, hint.id);
        if (entry?.state === "waiting" || entry?.state === "offered") unit.put(waitingEntries, entry.id, { ...entry, state: "taken" });
      },
    },
    async sweep(now) {
      const { items } = await store.find(waitingEntries, { index: "byOffer", to: now + 1 });
      for (const { id } of items) {
        const missed = await store.transaction(async (unit) => {
          const entry = await unit.get(waitingEntries, id);
          if (entry?.state !== "offered" || entry.offer === undefined || entry.offer.until > now) return undefined;
          unit.put(waitingEntries, id, { ...entry, state: "missed" });
          return entry;
        });
        if (missed !== undefined) await offerOn(missed);
      }
    },
  };

  /** Offers an EVSE to whoever waits longest; one EVSE is offered to one at a time. */
  async function offer(unit: Unit, site: string, { station, evse }: FreeEvse): Promise<void> {
    for (const { id } of await waitingAt(unit, site, 10)) {
      const entry = await unit.get(waitingEntries, id);
      if (entry?.state !== "waiting") continue;
      if ((await ports.reservations.on(unit, station, evse)) !== undefined) return;
      const until = instant(clock.now() + offerFor);
      const offered: WaitingEntry = { ...entry, state: "offered", offer: { station, evse, until } };
      unit.put(waitingEntries, id, offered);
      unit.publish({ topic: "waiting.offered", key: site, payload: offered });
      unit.afterCommit(() => void keep(offered));
      return;
    }
  }

  /** The offer stands without it too: some stations take no reservations. */
  async function keep({ id, token, offer: kept }: WaitingEntry): Promise<void> {
    if (kept === undefined) return;
    try {
      await ports.reservations.reserve({ ...kept, token, requestedBy: `waiting ${id}` });
    } catch (error) {
      logger.error({ station: kept.station, error: describeError(error) }, "An EVSE could not be kept for somebody who waits for it.");
    }
  }

  async function offerOn({ site, offer: place }: WaitingEntry): Promise<void> {
    if (place === undefined || !(await freeAt(store, site)).some(({ station, evse }) => station === place.station && evse === place.evse)) return;
    await store.transaction((unit) => offer(unit, site, place));
  }
}

async function waitingAt(reader: Reader, site: string, limit: number): Promise<readonly WaitingEntry[]> {
  return (await reader.find(waitingEntries, { index: "byWaiting", prefix: site, limit })).items.map(({ body }) => body);
}

async function open(reader: Reader, site: string, token: TokenReference): Promise<WaitingEntry | undefined> {
  return (await reader.find(waitingEntries, { index: "byOpen", prefix: [site, foldTokenValue(token.value)], limit: 1 })).items[0]?.body;
}

/** The EVSEs of a site all of whose connectors are available, at stations that are connected. */
async function freeAt(reader: Reader, site: string): Promise<readonly FreeEvse[]> {
  const { items } = await reader.find(stations, { index: "byLocation", prefix: site, limit: 1000 });
  const free: FreeEvse[] = [];
  for (const { id: station } of items) {
    if ((await reader.get(stationConnections, station))?.online !== true) continue;
    const statuses = (await reader.find(connectorStatuses, { index: "byStation", prefix: station, limit: 1000 })).items.map(({ body }) => body);
    const numbers = new Set(statuses.filter(({ evse }) => evse > 0).map(({ evse }) => evse));
    for (const evse of numbers) if (statuses.every((status) => status.evse !== evse || status.state === "available")) free.push({ station, evse });
  }
  return free;
}
