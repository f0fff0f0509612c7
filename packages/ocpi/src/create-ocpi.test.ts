import { createUlids, instant } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMockNetwork } from "./testing/mock-network.ts";
import { webScheduler as scheduler } from "./client/web-scheduler.ts";
import { createOcpi, type Ocpi, type OcpiOptions } from "./create-ocpi.ts";
import type { Location, Session, Token } from "./v230/index.ts";

const clock = { now: () => instant(Date.now()) };
const random = Math.random;
const stops: (() => Promise<void>)[] = [];
let network = createMockNetwork();

beforeEach(() => {
  network = createMockNetwork();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type Own = Pick<OcpiOptions, "modules"> & Partial<OcpiOptions>;

async function platform(host: string, role: "CPO" | "EMSP", party: readonly [string, string], own: Own): Promise<Ocpi & { readonly store: OcpiOptions["store"] }> {
  const store = createStore(createMemoryDriver(), { clock, scheduler, random });
  const ocpi = createOcpi({
    baseUrl: `https://${host}/ocpi/`, store, clock, scheduler, random, ids: createUlids({ clock, random }), fetch: network.fetch,
    parties: [{ role, country_code: party[0], party_id: party[1], business_details: { name: host } }], ...own,
  });
  network.listen(host, ocpi.fetch);
  stops.push(await ocpi.start());
  return { ...ocpi, store };
}

/** Runs what waits whenever it is told to. */
function manualScheduler(): { readonly scheduler: OcpiOptions["scheduler"]; pass(): void } {
  const waiting = new Set<() => void>();
  return {
    scheduler: {
      ...scheduler,
      after(_, run) {
        waiting.add(run);
        return () => void waiting.delete(run);
      },
    },
    pass() {
      const due = [...waiting];
      waiting.clear();
      for (const run of due) run();
    },
  };
}

const last_updated = "2026-03-01T08:00:00Z";
const location = (id: string): Location => ({
  country_code: "NL", party_id: "DCH", id, publish: true, address: "Kade 1", city: "Delft", country: "NLD", time_zone: "Europe/Amsterdam", coordinates: { latitude: "52.011600", longitude: "4.357100" }, last_updated,
});
const token: Token = { country_code: "DE", party_id: "MSP", uid: "T1", type: "RFID", contract_id: "DE-MSP-C1", issuer: "MSP", valid: true, whitelist: "NEVER", last_updated };

it("wires two platforms: what is published is told to whom may see it, asked about, commanded and linked", async () => {
  const places: string[] = [];
  const cpo = await platform("cpo.example.com", "CPO", ["NL", "DCH"], {
    audience: (_kind, object) => !("id" in object) || object.id !== "SECRET",
    modules: {
      owned: ["Location", "Session"], received: { Token: true },
      commands: {
        START_SESSION: async ({ token: { country_code, party_id, uid, type, contract_id }, authorization_reference: reference }, { commandId }) => {
          const session: Session = {
            country_code: "NL", party_id: "DCH", id: "S1", start_date_time: last_updated, kwh: 0, cdr_token: { country_code, party_id, uid, type, contract_id }, auth_method: "COMMAND",
            authorization_reference: reference!, location_id: "L1", evse_uid: "E1", connector_id: "1", currency: "EUR", status: "ACTIVE", last_updated,
          };
          await cpo.store.transaction((unit) => cpo.publish(unit, "Session", session));
          await cpo.store.transaction((unit) => cpo.report(unit, commandId, { result: "ACCEPTED" }));
          return { result: "ACCEPTED", timeout: 30 };
        },
      },
    },
  });
  const emsp = await platform("emsp.example.com", "EMSP", ["DE", "MSP"], {
    modules: {
      owned: ["Token"], authorize: () => ({ allowed: "ALLOWED", token }), received: { Location: ({ key }) => void places.push(key.id), Session: true },
    },
  });
  await cpo.store.transaction(async (unit) => {
    for (const id of ["L1", "SECRET"]) await cpo.publish(unit, "Location", location(id));
  });
  await emsp.store.transaction((unit) => emsp.publish(unit, "Token", token));

  const invited = await cpo.invite({ id: "emsp" });
  expect(invited.versionsUrl).toBe("https://cpo.example.com/ocpi/versions");
  const peer = await emsp.register({ id: "cpo", versionsUrl: invited.versionsUrl, token: invited.token });
  expect(peer).toMatchObject({ status: "connected", version: "2.3.0" });
  await expect.poll(() => places).toEqual(["L1"]);

  const verdict = await (await cpo.client("emsp")).tokens.authorize("T1");
  expect(verdict).toMatchObject({ outcome: "ok", value: { known: true, allowed: "ALLOWED" } });
  const { id, response, result } = await emsp.commands.startSession("cpo", { token, location_id: "L1" });
  expect(response?.result).toBe("ACCEPTED");
  expect(await result).toEqual({ outcome: "result", result: { result: "ACCEPTED" } });
  await expect.poll(async () => (await emsp.commands.get(id))?.session).toBe("S1");
  expect(await emsp.pull("cpo", "Location", { isFull: true })).toMatchObject({ objects: 1, changed: 0 });
});

it("gives up waiting for a result that does not come, on servers and on workers", async () => {
  let now = Date.now();
  const moving = { now: () => instant(now) };
  const cpo = await platform("cpo.example.com", "CPO", ["NL", "DCH"], { clock: moving, modules: { commands: { UNLOCK_CONNECTOR: () => ({ result: "ACCEPTED", timeout: 30 }) } } });
  const store = createStore(createMemoryDriver(), { clock: moving, scheduler, random });
  const { scheduler: manual, pass } = manualScheduler();
  const emsp = createOcpi({
    baseUrl: "https://emsp.example.com/ocpi", store, clock: moving, scheduler: manual, random, ids: createUlids({ clock: moving, random }), fetch: network.fetch, modules: { received: { Location: true } },
    parties: [{ role: "EMSP", country_code: "DE", party_id: "MSP", business_details: { name: "eMSP" } }],
  });
  network.listen("emsp.example.com", emsp.fetch);
  const { token: registration, versionsUrl } = await cpo.invite({ id: "emsp" });
  await emsp.register({ id: "cpo", versionsUrl, token: registration });
  const unlock = (key: string) => emsp.commands.unlockConnector("cpo", { location_id: "L1", evse_uid: "E1", connector_id: "1" }, { key });
  const late = async (id: string) => (await emsp.commands.get(id))?.timedOutAt !== undefined;

  const first = await unlock("first");
  now += 31_000;
  await emsp.tick();
  expect(await late(first.id)).toBe(true);

  const stop = await emsp.start();
  const second = await unlock("second");
  now += 31_000;
  await expect.poll(async () => {
    pass();
    return late(second.id);
  }).toBe(true);
  await stop();
});

it("names a partner that is not there", async () => {
  const cpo = await platform("cpo.example.com", "CPO", ["NL", "DCH"], { modules: { owned: ["Location"] } });
  await expect(cpo.client("nobody")).rejects.toMatchObject({ code: "ocpi.peer" });
  await expect(cpo.pull("nobody", "Token")).rejects.toMatchObject({ code: "ocpi.peer" });
});
