import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CdrRecord } from "@cpokit/billing";
import { dayNumberOf, formatInstant, instant, silentLogger, zone } from "@cpokit/kernel";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { stations, tokens } from "@cpokit/csms";
import { Location, Station, Token, type Session } from "@cpokit/model";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { locations } from "../../src/collections.ts";
import { createCpo, type Cpo } from "../../src/cpo.ts";

/** Start fee, peak and off-peak energy, idle fee in blocks of a minute; 21 % VAT on top. */
export const dayTariff = {
  id: "DAY", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "22:00" } },
    { price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 21, step_size: 60 }] },
  ],
};

/** Time in blocks of a minute and energy; 20 % VAT on top. */
export const timeTariff = {
  id: "TIME", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [{ price_components: [{ type: "TIME", price: 1.2, vat: 20, step_size: 60 }, { type: "ENERGY", price: 0.3, vat: 20, step_size: 1 }] }],
};

export const connector = { number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 };

export interface House {
  readonly cpo: Cpo;
  readonly ocppUrl: string;
  close(): Promise<void>;
}

/** A CPO on SQLite in a scratch folder: two stations without passwords, two EVSEs each, tariffs DAY (OLD) and TIME (NEW). */
export async function openHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "cpo-"));
  const ids = createSystemIds();
  const store = createStore(createSqliteDriver({ file: join(folder, "cpo.db") }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids });
  const cpo = createCpo({ store, clock: systemClock, scheduler: systemScheduler, ids, random: systemRandom, logger: silentLogger });
  await store.transaction(async (unit) => {
    for (const name of ["OLD", "NEW"]) {
      unit.put(stations, name, Station.parse({ id: name, identity: name, lifecycle: "operative", locationId: `SITE-${name}` }));
      unit.put(locations, `SITE-${name}`, Location.parse({
        id: `SITE-${name}`, name, address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam",
        evses: [1, 2].map((number) => ({ id: `${name}-E${number}`, stationId: name, number, connectors: [connector] })),
      }));
    }
    for (const [value, status] of [["04A2B3C4", "accepted"], ["04FFFFFF", "blocked"]]) {
      unit.put(tokens, value!, Token.parse({ id: value, value, type: "RFID", status }));
    }
    for (const [tariff, site] of [[dayTariff, "SITE-OLD"], [timeTariff, "SITE-NEW"]] as const) {
      const published = await cpo.billing.proposeTariff(unit, { tariffId: tariff.id, name: tariff.id, ocpiVersion: "2.2.1", tariff, validFrom: instant(0) }, "house");
      if (published.outcome === "refused") throw new Error(JSON.stringify(published.problems));
      cpo.billing.assignTariff(unit, { target: { kind: "location", location: site }, tariffId: tariff.id });
    }
  });
  await cpo.start();
  const { port } = await cpo.ocpp.listen({ port: 0, host: "127.0.0.1" });
  return {
    cpo,
    ocppUrl: `ws://127.0.0.1:${port}`,
    async close() {
      await cpo.ocpp.close({ within: 500 });
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A wall-clock time in Amsterdam some days ago, so that tariff windows can be named by hand. */
export function amsterdam(daysAgo: number, hours: number, minutes: number, seconds = 0): string {
  const place = zone("Europe/Amsterdam");
  const today = place.localTime(systemClock.now());
  const day = dayNumberOf(today.year, today.month, today.day) - daysAgo;
  const [at] = place.instantsOf(day, hours * 60 + minutes);
  return formatInstant(instant(at! + seconds * 1_000));
}

/** What one session came to, once the outbox has nothing left to do. */
export async function settledSession(house: House, station: string): Promise<{ session: Session; cdrs: readonly CdrRecord[] }[]> {
  const { cpo } = house;
  await cpo.store.outbox.idle();
  const { items } = await cpo.sessions.list(cpo.store, { station });
  return await Promise.all(items.map(async (session) => ({ session, cdrs: (await cpo.billing.cdrs(cpo.store, { session: session.id })).items.map((item) => item.body) })));
}
