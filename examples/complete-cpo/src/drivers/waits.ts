import { hours, instant, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { connectorStatuses, stationConnections } from "@cpokit/csms";
import type { ConnectorState, Evse, Location, StatusFact } from "@cpokit/model";
import { collection, type Found, type Outbox, type Reader, type Store, type Unit } from "@cpokit/storage";
import type { Mailer } from "../mail/mailer.ts";
import { locations } from "../collections.ts";
import { findPlace } from "../views/directory.ts";
import { optional } from "../views/optional.ts";
import { drivers } from "./documents.ts";
import { freeLetter } from "./letters.ts";

/** Which plugs a driver can use. */
export interface WantedPlug {
  /** OCPI ConnectorType; any when absent. */
  readonly standard?: string;
  /** W that one plug gives at least. */
  readonly minPowerW?: number;
}

/** A driver wants to hear when one charging point is free, or any at a location that has the plug. By `<evse>/<driver>` or `location/<location>/<driver>`. */
interface Wait extends WantedPlug {
  readonly evse?: string;
  readonly location?: string;
  readonly driver: string;
  readonly until: Instant;
}

const waits = collection<Wait>("driverWaits", {
  indexes: {
    byEvse: { keys: ({ evse, until }) => (evse === undefined ? [] : [[evse, until]]) },
    byLocation: { keys: ({ location, until }) => (location === undefined ? [] : [[location, until]]) },
    byDriver: { keys: ({ driver, evse, location }) => [[driver, evse ?? location ?? ""]] },
    byEnd: { keys: ({ until }) => [until] },
  },
});

/** Nobody waits longer. */
const PATIENCE = hours(12);
/** For so many places at once. */
export const MOST_WAITS = 10;
/** Letters about one point: who stands first in the line is told first. */
const TOLD = 20;

/** A connector became available; looked at again when it is delivered, as it may be taken by then. */
const FREED = "evse.freed";
/** Somebody waits from now on: what became free a moment before is looked for, so that nobody misses it. */
const BEGUN = "driver.wait-begun";
/** Somebody who waited is told: by a letter, and by webhooks that ask for it. */
const NOTICE = "driver.notice";

/** States in which no car stands at a connector, beside `available`: a broken plug does not make the other one busy. */
const EMPTY: ReadonlySet<ConnectorState> = new Set<ConnectorState>(["available", "unavailable", "faulted", "unknown"]);

/** The payload of a notice. The wish is gone with the commit that made it. */
interface Notice {
  readonly id: string;
  readonly driver: string;
  readonly evse: string;
  readonly location: string;
  /** Of the place, as people read it. */
  readonly name: string;
}

/** What a driver waits for. */
export interface Waiting {
  readonly evses: readonly string[];
  readonly locations: readonly ({ readonly id: string } & WantedPlug)[];
}

/** What a driver waits for: one charging point, or any of a location that has the plug. */
export type WaitTarget = { readonly evse: string } | { readonly location: string };

/** Tells drivers once that they can charge. Wish, event and notice are documents of one commit each, so that a crash in between loses none and makes none twice. */
export interface Waits {
  /** False when the driver waits for too many already. The same place again counts anew. */
  begin(unit: Unit, driver: string, target: WaitTarget & WantedPlug): Promise<boolean>;
  end(unit: Unit, driver: string, target: WaitTarget): void;
  of(reader: Reader, driver: string): Promise<Waiting>;
  /** A station reported a connector, in the same commit. */
  reported(unit: Unit, fact: StatusFact): void;
  /** Lets the outbox find who waits, and send them letters. */
  deliver(outbox: Outbox): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

interface WaitsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mailer: Mailer;
  readonly pageUrl: () => string;
}

export function createWaits({ store, clock, ids, mailer, pageUrl }: WaitsPorts): Waits {
  async function freed(unit: Unit, station: string, number: number): Promise<void> {
    const place = await findPlace(unit, station, number);
    if (place === undefined || !(await isFree(unit, place.evse))) return;
    for (const { id } of await lineFor(place.evse, place.location)) await tell(unit, id, place.evse, place.location);
  }

  async function begun(unit: Unit, id: string): Promise<void> {
    const wait = await unit.get(waits, id);
    const location = wait === undefined ? undefined : await placeOf(unit, wait);
    if (wait === undefined || location === undefined) return;
    for (const evse of location.evses) {
      const isMeant = wait.evse === undefined ? hasPlug(evse, wait) : wait.evse === evse.id;
      // What a station said before it went dark is old.
      if (!isMeant || (await unit.get(stationConnections, evse.stationId))?.online !== true || !(await isFree(unit, evse))) continue;
      await tell(unit, id, evse, location);
      return;
    }
  }

  async function tell(unit: Unit, id: string, evse: Evse, location: Location): Promise<void> {
    const wait = await unit.get(waits, id);
    if (wait === undefined || wait.until <= clock.now()) return;
    unit.delete(waits, id);
    const notice: Notice = { id: ids.next(), driver: wait.driver, evse: evse.id, location: location.id, name: `${location.name}, ${evse.emi3Id ?? evse.id}` };
    unit.publish({ topic: NOTICE, key: notice.id, payload: notice });
  }

  /** Who waits for this point or for one like it, the longest first; nobody twice. */
  async function lineFor(evse: Evse, location: Location): Promise<readonly Found<Wait>[]> {
    const now = clock.now();
    const { items: forPoint } = await store.find(waits, { index: "byEvse", prefix: [evse.id], from: [evse.id, now], limit: TOLD });
    const forPlace: Found<Wait>[] = [];
    for await (const wait of store.each(waits, { index: "byLocation", prefix: [location.id], from: [location.id, now] })) {
      if (hasPlug(evse, wait.body)) forPlace.push(wait);
      if (forPlace.length === TOLD) break;
    }
    const line = [...forPoint, ...forPlace].sort((a, b) => a.body.until - b.body.until);
    return line.filter(({ body: { driver } }, index) => line.findIndex((other) => other.body.driver === driver) === index).slice(0, TOLD);
  }

  async function write({ id, driver: whom, evse, name }: Notice): Promise<void> {
    const driver = await store.get(drivers, whom);
    if (driver?.email === undefined || driver.status === "blocked") return;
    await mailer.send({ id, ...freeLetter({ to: driver.email, language: driver.language ?? "en", name, link: `${pageUrl()}/drive/evses/${encodeURIComponent(evse)}` }) });
  }

  return {
    async begin(unit, driver, target) {
      const id = idOf(driver, target);
      const own = await unit.find(waits, { index: "byDriver", prefix: [driver], limit: MOST_WAITS + 1 });
      if (own.items.length >= MOST_WAITS && own.items.every((wait) => wait.id !== id)) return false;
      unit.put(waits, id, { ...target, driver, until: instant(clock.now() + PATIENCE) });
      unit.publish({ topic: BEGUN, key: id, payload: { wait: id } });
      return true;
    },
    end: (unit, driver, target) => unit.delete(waits, idOf(driver, target)),
    async of(reader, driver) {
      const { items } = await reader.find(waits, { index: "byDriver", prefix: [driver], limit: 100 });
      const open = items.map(({ body }) => body).filter(({ until }) => until > clock.now());
      return {
        evses: open.flatMap(({ evse }) => evse ?? []),
        locations: open.flatMap(({ location, standard, minPowerW }) => (location === undefined ? [] : [{ id: location, ...optional({ standard, minPowerW }) }])),
      };
    },
    reported(unit, { station, evse, state }) {
      if (state === "available" && evse > 0) unit.publish({ topic: FREED, key: `${station}/${evse}`, payload: { station, evse } });
    },
    async deliver(outbox) {
      await outbox.deliver("driver-waits", [FREED, BEGUN], async ({ topic, payload }, unit) => {
        if (topic === BEGUN) return begun(unit, (payload as { readonly wait: string }).wait);
        const { station, evse } = payload as { readonly station: string; readonly evse: number };
        return freed(unit, station, evse);
      });
      await outbox.deliver("driver-letters", NOTICE, ({ payload }) => write(payload as Notice));
    },
    async sweep(now) {
      const { items } = await store.find(waits, { index: "byEnd", to: now, limit: 200 });
      if (items.length > 0) await store.transaction((unit) => items.forEach(({ id }) => unit.delete(waits, id)));
    },
  };
}

async function placeOf(unit: Unit, { evse, location }: Wait): Promise<Location | undefined> {
  if (location !== undefined) return unit.get(locations, location);
  return evse === undefined ? undefined : (await unit.find(locations, { index: "byEvse", prefix: evse, limit: 1 })).items[0]?.body;
}

/** Whether a car can be plugged in, by what the station said last. */
async function isFree(unit: Unit, { stationId, number }: Evse): Promise<boolean> {
  const { items } = await unit.find(connectorStatuses, { index: "byStation", prefix: [stationId, number], limit: 20 });
  return items.some(({ body }) => body.state === "available") && items.every(({ body }) => EMPTY.has(body.state));
}

/** Whether an EVSE has a plug that somebody can use. */
export function hasPlug({ connectors }: Evse, { standard, minPowerW = 0 }: WantedPlug): boolean {
  return connectors.some((connector) => connector.maxPower >= minPowerW && (standard === undefined || connector.standard === standard));
}

function idOf(driver: string, target: WaitTarget): string {
  return "evse" in target ? `${target.evse}/${driver}` : `location/${target.location}/${driver}`;
}
