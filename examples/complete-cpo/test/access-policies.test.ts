import { createFakeProvider } from "@cpokit/billing/fake";
import { silentLogger } from "@cpokit/kernel";
import { systemClock, systemRandom } from "@cpokit/kernel/system";
import { createMemoryDriver } from "@cpokit/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCpo, type RunningCpo } from "../src/start.ts";
import { connectIndependent, type IndependentStation } from "./e2e/independent-station.ts";
import { flatTariff, plug, site } from "./support.ts";

const STAFF = "04A2B3C4";
const GUEST = "04A2B3C5";
const always = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" };
const staffOnly = { place: "location/SITE", rules: [{ effect: "allow", who: { groups: ["staff"] }, when: always }], otherwise: "refuse" };

let cpo: RunningCpo;
let station: IndependentStation;
beforeEach(async () => {
  const provider = createFakeProvider({ clock: systemClock, random: systemRandom });
  cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger, service: { provider, notifications: () => provider.takeWebhooks() } });
  await send("POST", "/locations", site);
  await send("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
  await send("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
  await send("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
  await send("POST", "/tokens", { value: STAFF, group: "staff" });
  await send("POST", "/tokens", { value: GUEST });
  station = await connectIndependent(cpo.ocppUrl, "CS-1", "ocpp1.6");
  await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
});
afterEach(async () => {
  await station.close({ force: true });
  await cpo.close();
});

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${cpo.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What the station is answered about a card. */
async function decided(card: string): Promise<string> {
  const { idTagInfo } = await station.call<{ readonly idTagInfo: { readonly status: string } }>("Authorize", { idTag: card });
  return idTagInfo.status;
}

describe("who may charge where", () => {
  it("is everybody, until somebody says otherwise, and again when the rules are taken away", async () => {
    expect((await send("GET", "/locations/SITE/access-policies")).body).toEqual({ items: [] });
    expect(await decided(GUEST)).toBe("Accepted");
    expect(await send("PUT", "/access-policies", staffOnly)).toEqual({ status: 200, body: { ...staffOnly, timeZone: site.timeZone } });
    expect([await decided(STAFF), await decided(GUEST)]).toEqual(["Accepted", "Blocked"]);
    expect((await send("GET", "/locations/SITE/access-policies")).body).toEqual((await send("GET", "/access-policies")).body);
    expect((await send("GET", "/access-policies?place=location/SITE")).body).toMatchObject({ items: [{ place: "location/SITE" }] });
    expect((await send("GET", "/access-policies?place=station/CS-1")).body).toEqual({ items: [] });
    expect((await send("DELETE", `/access-policies/${encodeURIComponent("location/SITE")}`)).status).toBe(200);
    expect(await decided(GUEST)).toBe("Accepted");
    expect((await send("DELETE", "/access-policies/location%2FSITE")).status).toBe(404);
  });

  it("is decided by the narrowest place, and heard by the station", async () => {
    await send("PUT", "/access-policies", staffOnly);
    await send("PUT", "/access-policies", { place: "station/CS-1", timeZone: "UTC", rules: [{ effect: "refuse", who: { groups: ["staff"] } }, { effect: "allow", who: "everybody", when: { notBefore: "2020-01-01T00:00:00.000Z" } }], otherwise: "refuse" });
    expect([await decided(STAFF), await decided(GUEST)]).toEqual(["Blocked", "Accepted"]);
    expect((await send("GET", "/locations/SITE/access-policies")).body).toMatchObject({ items: [{ place: "location/SITE" }, { place: "station/CS-1", rules: [{}, { when: { notBefore: "2020-01-01T00:00:00.000Z" } }] }] });
    expect((await send("GET", "/stations/CS-1/tasks")).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ kind: "clearCache" })]) });
  });

  it("keeps a card from being charged for nothing", async () => {
    const { body: { items } } = await send("GET", "/locations") as unknown as { body: { items: { evses: { id: string }[] }[] } };
    const evse = items[0]?.evses[0]?.id ?? "";
    await send("PUT", "/access-policies", { place: "evse/CS-1/1", rules: [{ effect: "refuse", who: { types: ["AD_HOC_USER"] } }], otherwise: "allow" });
    expect(await send("POST", "/public/charges", { evse, amount: "20" })).toMatchObject({ status: 409, body: { code: "not-here" } });
    expect(await decided(GUEST)).toBe("Accepted");
    await send("PUT", "/access-policies", { place: "evse/CS-1/1", rules: [], otherwise: "allow" });
    expect((await send("POST", "/public/charges", { evse, amount: "20" })).status).toBe(201);
  });

  it.each([
    [{ ...staffOnly, place: "location/NOWHERE" }, "place"],
    [{ ...staffOnly, place: "station/CS-9" }, "place"],
    [{ ...staffOnly, place: "evse/CS-1/7" }, "place"],
    [{ ...staffOnly, place: "somewhere" }, "place"],
    [{ ...staffOnly, timeZone: "Mars/Base" }, "timeZone"],
    [{ ...staffOnly, rules: [{ effect: "allow", who: "everybody", when: { from: "25:00" } }] }, "rules.0.when.from"],
    [{ ...staffOnly, rules: [{ effect: "allow", who: "everybody", when: { notBefore: "soon" } }] }, "rules.0.when.notBefore"],
  ])("refuses %j and names the field", async (policy, field) => {
    expect(await send("PUT", "/access-policies", policy)).toMatchObject({ status: 400, body: { field } });
  });
});
