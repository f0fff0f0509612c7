import { hours, instant, type Clock, type Instant, type Logger } from "@cpokit/kernel";
import { collection, type Reader, type Store, type Unit } from "@cpokit/storage";
import type { Mailer } from "../mail/mailer.ts";
import { findPlace } from "../views/directory.ts";
import { drivers } from "./documents.ts";
import { freeLetter } from "./letters.ts";

/** A driver wants to hear when a charging point is free. By `<evse>/<driver>`. */
interface Wait {
  readonly evse: string;
  readonly driver: string;
  readonly until: Instant;
}

const waits = collection<Wait>("driverWaits", {
  indexes: {
    byEvse: { keys: ({ evse, until }) => [[evse, until]] },
    byDriver: { keys: ({ driver, evse }) => [[driver, evse]] },
    byEnd: { keys: ({ until }) => [until] },
  },
});

/** Nobody waits longer. */
const PATIENCE = hours(12);
/** For so many points at once. */
export const MOST_WAITS = 10;
/** Letters about one point: who stands first in the line is told first. */
const TOLD = 20;

/** Tells drivers once that a charging point is free. The word may be lost with the process: nobody is owed it. */
export interface Waits {
  /** False when the driver waits for too many already. */
  begin(unit: Unit, driver: string, evse: string): Promise<boolean>;
  end(unit: Unit, driver: string, evse: string): void;
  of(reader: Reader, driver: string): Promise<readonly string[]>;
  /** A connector became available. */
  freed(station: string, evse: number): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

export function createWaits({ store, clock, logger, mailer, pageUrl }: { readonly store: Store; readonly clock: Clock; readonly logger: Logger; readonly mailer: Mailer; readonly pageUrl: () => string }): Waits {
  async function tell(evse: string, name: string): Promise<void> {
    const { items } = await store.find(waits, { index: "byEvse", prefix: [evse], from: [evse, clock.now()], limit: TOLD });
    for (const { id, body } of items) {
      const driver = await store.transaction(async (unit) => {
        const current = await unit.get(waits, id);
        if (current === undefined) return undefined;
        unit.delete(waits, id);
        return unit.get(drivers, body.driver);
      });
      if (driver?.email === undefined || driver.status === "blocked") continue;
      await mailer.send(freeLetter({ to: driver.email, language: driver.language ?? "en", name, link: `${pageUrl()}/drive/evses/${encodeURIComponent(evse)}` }));
    }
  }

  return {
    async begin(unit, driver, evse) {
      const own = await unit.find(waits, { index: "byDriver", prefix: [driver], limit: MOST_WAITS + 1 });
      if (own.items.length >= MOST_WAITS && own.items.every(({ body }) => body.evse !== evse)) return false;
      unit.put(waits, `${evse}/${driver}`, { evse, driver, until: instant(clock.now() + PATIENCE) });
      return true;
    },
    end: (unit, driver, evse) => unit.delete(waits, `${evse}/${driver}`),
    of: async (reader, driver) => (await reader.find(waits, { index: "byDriver", prefix: [driver], limit: 100 })).items.map(({ body }) => body).filter(({ until }) => until > clock.now()).map(({ evse }) => evse),
    async freed(station, evse) {
      try {
        const place = await findPlace(store, station, evse);
        if (place !== undefined) await tell(place.evse.id, `${place.location.name}, ${place.evse.emi3Id ?? place.evse.id}`);
      } catch (error) {
        logger.error({ error, station, evse }, "Drivers could not be told that a charging point is free");
      }
    },
    async sweep(now) {
      const { items } = await store.find(waits, { index: "byEnd", to: now, limit: 200 });
      if (items.length > 0) await store.transaction((unit) => items.forEach(({ id }) => unit.delete(waits, id)));
    },
  };
}
