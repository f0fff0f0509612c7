import { connectorStatuses, stationConnections } from "@cpokit/csms";
import { createUlids, hours, instant, silentLogger, type Clock, type Instant } from "@cpokit/kernel";
import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { Location, type StatusFact } from "@cpokit/model";
import { createMemoryPlace, createStore, type Driver as StoreDriver, type Store } from "@cpokit/storage";
import { createFaultyDriver } from "@cpokit/storage/contract";
import { describe, expect, it } from "vitest";
import { locations } from "../src/collections.ts";
import { drivers } from "../src/drivers/documents.ts";
import { createWaits, type Waits } from "../src/drivers/waits.ts";
import { createKeepingMailer, keptMails, type Mail, type Mailer } from "../src/mail/mailer.ts";
import { plug, site } from "./support.ts";

const FAST = { ...plug, number: 1, standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxPower: 150_000 };
const place = Location.parse({ ...site, evses: [
  { id: "E1", emi3Id: "NL*CPO*E1", stationId: "S1", number: 1, connectors: [plug] },
  { id: "E2", emi3Id: "NL*CPO*E2", stationId: "S1", number: 2, connectors: [FAST] },
] });
let time = 1_800_000_000_000;
const clock: Clock = { now: () => instant((time += 1)) };
/** Tries again at once, and as often as it must. */
const scheduler = { ...systemScheduler, after: (wait: number, work: () => void) => systemScheduler.after(Math.min(wait, 1), work) };

interface House {
  readonly store: Store;
  readonly waits: Waits;
}

function open(driver: StoreDriver, send?: (mail: Mail) => Promise<void>): House {
  const ids = createUlids({ clock, random: systemRandom });
  const store = createStore(driver, { clock, scheduler, random: systemRandom, ids, logger: silentLogger });
  const keeping = createKeepingMailer({ store, clock });
  const mailer: Mailer = {
    async send(mail) {
      await send?.(mail);
      await keeping.send(mail);
    },
  };
  return { store, waits: createWaits({ store, clock, ids, mailer, pageUrl: () => "https://cpo.example" }) };
}

async function furnish({ store }: House): Promise<void> {
  await store.transaction((unit) => {
    unit.put(locations, place.id, place);
    for (const [index, name] of ["anna", "bram"].entries()) unit.put(drivers, name, { id: name, kind: "person", name, email: `${name}@example.org`, status: "active", invoiced: true, madeBy: "driver", createdAt: index as Instant });
    unit.put(stationConnections, "S1", { station: "S1", identity: "S1", online: true, epoch: 1, since: clock.now() } as never);
  });
}

/** What the station says, with its state and the event in one commit, as the CSMS does it. */
function report({ store, waits }: House, evse: number, state: StatusFact["state"]): Promise<void> {
  const now = clock.now();
  return store.transaction((unit) => {
    unit.put(connectorStatuses, `S1/${evse}/1`, { station: "S1", evse, connector: 1, state, stationTime: now, since: now });
    waits.reported(unit, { fact: "status", station: "S1", evse, connector: 1, state, stationTime: now, receivedAt: now } as unknown as StatusFact);
  });
}

const letters = async (store: Store): Promise<string[]> => (await store.find(keptMails)).items.map(({ body }) => `${body.to} ${body.subject}`);

describe("the wish to hear when something is free", () => {
  it("survives a crash at any commit between the report and the letter: none is lost, none is sent twice", async () => {
    let crashes = 0;
    for (let commit = 1, isOver = false; !isOver; commit += 1) {
      for (const stored of [true, false]) {
        const memory = createMemoryPlace();
        const before = open(memory.open());
        await before.waits.deliver(before.store.outbox);
        await furnish(before);
        await report(before, 1, "charging");
        await before.store.transaction((unit) => before.waits.begin(unit, "anna", { location: "SITE" }));
        await before.store.outbox.idle();
        await before.store.close();

        // A process that dies at one of its commits, from the report on.
        const dying = createFaultyDriver(memory.open(), { commit, stored, dies: true });
        const first = open(dying);
        const reported = await first.waits.deliver(first.store.outbox).then(() => report(first, 1, "available")).then(() => true, () => false);
        // It dies in the middle of its work.
        if (reported) await Promise.race([first.store.outbox.idle().catch(() => undefined), new Promise((done) => setTimeout(done, 100))]);
        isOver = dying.commits < commit || commit > 40;
        if (!isOver) crashes += 1;
        await first.store.close().catch(() => undefined);

        const names = new Map<string, number>();
        time += hours(1);
        const second = open(memory.open(), async ({ id }) => void names.set(id, (names.get(id) ?? 0) + 1));
        await second.waits.deliver(second.store.outbox);
        // A station says again what it was not answered for.
        if (!reported) await report(second, 1, "available");
        await expect.poll(() => letters(second.store), { timeout: 30_000, interval: 5 }).toEqual(["anna@example.org Free: Harbour, NL*CPO*E1"]);
        await second.store.outbox.idle();
        expect(await letters(second.store)).toHaveLength(1);
        expect([...names.values()].every((times) => times === 1)).toBe(true);
        expect(await second.waits.of(second.store, "anna")).toEqual({ evses: [], locations: [] });
        await second.store.close();
      }
    }
    expect(crashes).toBeGreaterThan(6);
  });

  it("is heard again when the mail server was down, under the same name", async () => {
    const names: string[] = [];
    const house = open(createMemoryPlace().open(), async ({ id }) => {
      names.push(id);
      if (names.length < 3) throw new Error("The mail server is down.");
    });
    await house.waits.deliver(house.store.outbox);
    await furnish(house);
    await report(house, 1, "charging");
    await house.store.transaction((unit) => house.waits.begin(unit, "anna", { evse: "E1" }));
    await report(house, 1, "available");
    await expect.poll(() => { time += 60_000; return letters(house.store); }, { timeout: 30_000, interval: 20 }).toHaveLength(1);
    expect(new Set(names).size).toBe(1);
    expect(names.length).toBe(3);
    await house.store.close();
  });

  it("is for the plug and power that were asked for, the longest wish first, and once for a driver", async () => {
    const house = open(createMemoryPlace().open());
    const { store, waits } = house;
    await waits.deliver(store.outbox);
    await furnish(house);
    for (const evse of [1, 2]) await report(house, evse, "charging");
    await store.transaction((unit) => waits.begin(unit, "bram", { location: "SITE", standard: "IEC_62196_T2_COMBO", minPowerW: 50_000 }));
    await store.transaction((unit) => waits.begin(unit, "anna", { location: "SITE" }));
    await store.transaction((unit) => waits.begin(unit, "anna", { evse: "E2" }));
    await report(house, 1, "available");
    await store.outbox.idle();
    expect(await letters(store)).toEqual(["anna@example.org Free: Harbour, NL*CPO*E1"]);
    await report(house, 2, "available");
    await store.outbox.idle();
    expect((await letters(store)).slice(1).sort()).toEqual(["anna@example.org Free: Harbour, NL*CPO*E2", "bram@example.org Free: Harbour, NL*CPO*E2"]);
    await store.close();
  });

  it("is not told of what was taken again meanwhile, and finds what became free a moment before", async () => {
    const memory = createMemoryPlace();
    const registered = open(memory.open());
    await registered.waits.deliver(registered.store.outbox);
    await registered.store.close();
    time += hours(1);
    const house = open(memory.open());
    const { store, waits } = house;
    await furnish(house);
    await report(house, 1, "charging");
    await store.transaction((unit) => waits.begin(unit, "anna", { evse: "E1" }));
    await report(house, 1, "available");
    await report(house, 1, "charging");
    await waits.deliver(store.outbox);
    await store.outbox.idle();
    expect(await letters(store)).toEqual([]);
    expect(await waits.of(store, "anna")).toEqual({ evses: ["E1"], locations: [] });
    await report(house, 2, "available");
    await store.transaction((unit) => waits.begin(unit, "bram", { location: "SITE" }));
    await store.outbox.idle();
    expect(await letters(store)).toEqual(["bram@example.org Free: Harbour, NL*CPO*E2"]);
    await store.close();
  });
});
