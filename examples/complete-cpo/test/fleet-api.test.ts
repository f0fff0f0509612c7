import { createMemoryNetwork, createRandom, createStation, type Station } from "@cpokit/simulator";
import { milliseconds, minutes, seconds } from "@cpokit/kernel";
import { systemScheduler } from "@cpokit/kernel/system";
import type { Version } from "@cpokit/ocpp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chargeOnce, createTestCpo, furnish, type TestCpo } from "./support.ts";

let house: TestCpo;
const running: Station[] = [];
beforeEach(async () => {
  house = await createTestCpo();
  await furnish(house);
});
afterEach(async () => {
  for (const station of running.splice(0)) station.stop();
  await house.close();
});

/** Waits until something is so. */
async function until<Value>(ask: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (let turn = 0; turn < 500; turn += 1) {
    const value = await ask();
    if (isSo(value)) return value;
    await new Promise((resolve) => systemScheduler.after(10, () => resolve(undefined)));
  }
  throw new Error(`it did not come to be: ${JSON.stringify(await ask()).slice(0, 1_000)}`);
}

/** CS-1 as a simulated station that is connected and accepted. */
async function connected(version: Version): Promise<Station> {
  const { csms, clock, scheduler, trace } = house.cpo;
  const network = createMemoryNetwork({
    clock, scheduler, handler: csms.handler, connected: (link) => void csms.connected(link), disconnected: (link) => void csms.disconnected(link, "gone"),
    frame: ({ identity, direction, text, at }) => trace.note(identity, { at, direction, text }),
  });
  const station = createStation({ identity: "CS-1", version, open: network.open, clock, scheduler, random: createRandom(1), bootTime: milliseconds(1), settings: { meterInterval: seconds(0) } });
  running.push(station);
  station.start();
  await until(async () => station.isOnline, Boolean);
  return station;
}

const get = async (path: string) => (await house.send("GET", path)).body as { items: Record<string, unknown>[] } & Record<string, unknown>;

describe("stations that come into service", () => {
  it("are told what keeps them from it", async () => {
    const { csms } = house.cpo;
    const check = (identity: string) => get(`/connection-check?identity=${identity}`);
    expect(await check("CS-9")).toMatchObject({ state: "waiting", text: expect.stringContaining("ten minutes") });
    await csms.admit({ identity: "CS-9", remoteAddress: "::ffff:10.0.0.9" });
    expect(await check("CS-9")).toMatchObject({ state: "refused", problem: "identity" });
    expect(await check("CS-1")).toMatchObject({ state: "waiting", stationId: "CS-1", others: [{ identity: "CS-9", remoteAddress: "10.0.0.9" }] });
    await csms.incident({ identity: "CS-1", severity: "warning", kind: "connection-refused", summary: "Offer one of these WebSocket subprotocols: ocpp2.1." });
    expect(await check("CS-1")).toMatchObject({ state: "refused", problem: "subprotocol", text: expect.stringContaining("SOAP") });
    const station = await connected("2.0.1");
    expect(await check("CS-1")).toMatchObject({ state: "connected", protocol: "2.0.1", text: "CS-1 is connected and speaks OCPP 2.0.1." });
    station.disconnect(minutes(5));
    await until(() => check("CS-1"), ({ state }) => state === "waiting");
    expect(await check("CS-1")).toMatchObject({ stationId: "CS-1", text: expect.stringContaining("was connected until a few minutes ago"), at: expect.any(String) });
    expect((await get("/connection-attempts")).items).toMatchObject([{ identity: "CS-9", count: 1 }]);
    expect(await house.send("POST", "/stations/adopt", { identity: "CS-9", locationId: "SITE", password: true })).toMatchObject({ status: 200, body: { station: { identity: "CS-9", lifecycle: "operative", hasPassword: true }, password: expect.stringMatching(/^\w{20}$/) } });
    expect(await house.send("POST", "/stations/adopt", { identity: "X", locationId: "NOWHERE" })).toMatchObject({ status: 400, body: { field: "locationId" } });
  });

  it("register themselves with a secret, as often as it says", async () => {
    const made = await house.send("POST", "/registration-tokens", { hours: 24, uses: 1, locationId: "SITE" });
    expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^\w{20}$/), token: { usesLeft: 1, createdBy: "operator" } } });
    const { secret, token } = made.body as { secret: string; token: { id: string } };
    const password = new TextEncoder().encode(secret);
    expect(await house.cpo.csms.admit({ identity: "NEW-1", password })).toMatchObject({ accept: true });
    expect(await house.cpo.csms.admit({ identity: "NEW-2", password })).toMatchObject({ accept: false });
    expect((await get("/registration-tokens")).items).toMatchObject([{ id: token.id, usesLeft: 0 }]);
    expect(await house.send("DELETE", `/registration-tokens/${token.id}`)).toMatchObject({ status: 200 });
    expect(await house.send("DELETE", `/registration-tokens/${token.id}`)).toMatchObject({ status: 404 });
  });

  it.each<Version>(["1.6", "2.1"])("are read, compared with templates and repaired (%s)", async (version) => {
    await connected(version);
    expect(await house.send("POST", "/stations/CS-1/maintain", { kind: "readModel" })).toMatchObject({ status: 202 });
    await until(() => get("/stations/CS-1/device-model"), (model) => (model["components"] as unknown[]).length > 0);
    const template = { match: {}, mode: "repair", values: [{ setting: "sampledInterval", value: "120" }] };
    expect(await house.send("PUT", "/configuration-templates/house", template)).toMatchObject({ status: 200, body: { id: "house", priority: 0 } });
    expect(await house.send("PUT", "/configuration-templates/house", { ...template, values: [{ setting: "nonsense", value: "1" }] })).toMatchObject({ status: 400, body: { field: "values.0.setting" } });
    await house.send("POST", "/stations/CS-1/maintain", { kind: "configure" });
    const { state } = await until(() => get("/stations/CS-1/configuration"), ({ state: known }) => known !== undefined) as { state?: unknown };
    expect(state).toMatchObject({ state: "inSync", items: [{ desired: "120", finding: "same", text: "As wanted." }] });
    expect((await get("/configuration-drift")).items).toEqual([]);
    expect((await get("/configuration-templates")).items).toHaveLength(1);
    expect(await house.send("DELETE", "/configuration-templates/house")).toMatchObject({ status: 200 });
  });
});

describe("what stations send", () => {
  it("is shown, searched and exported", async () => {
    await connected("1.6");
    const found = await until(() => get("/stations/CS-1/messages?search=BootNotification"), ({ items }) => items.length > 0);
    expect(found.items[0]).toMatchObject({ direction: "in", kind: "CALL", action: "BootNotification", text: expect.stringContaining("chargePointVendor") });
    const lines = (await (await house.fetch("/api/v1/stations/CS-1/messages.jsonl")).text()).trim().split("\n").map((line) => JSON.parse(line) as { seq: number });
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index));
    expect(await house.send("GET", "/stations/CS-1/messages?after=x")).toMatchObject({ status: 400, body: { field: "after" } });
  });

  it("is kept as security events, decisions and lists", async () => {
    const station = await connected("2.0.1");
    await station.swipe(1, { value: "04A2B3C4" });
    expect((await get("/authorization-decisions?token=04a2b3c4")).items).toMatchObject([{ stationId: "CS-1", token: "04A2B3C4", result: "accepted" }]);
    expect((await get("/authorization-decisions?stationId=CS-1")).items).toHaveLength(1);
    expect(await house.send("GET", "/authorization-decisions")).toMatchObject({ status: 400, body: { field: "token" } });
    await house.send("POST", "/stations/CS-1/maintain", { kind: "localList" });
    await until(() => get("/local-lists?state=synced"), ({ items }) => items.length > 0);
    expect(await get("/stations/CS-1/local-list")).toMatchObject({ list: { state: "synced" } });
    expect((await get("/local-lists?state=synced")).items).toMatchObject([{ stationId: "CS-1" }]);
    expect(await house.send("POST", "/local-lists/sync", { tokens: ["04A2B3C4"] })).toMatchObject({ status: 202 });
    expect((await get("/security-events")).items).toEqual([]);
    expect((await get("/unprocessed-messages")).items).toEqual([]);
    expect((await get("/stations/CS-1/tasks")).items.map(({ kind }) => kind)).toContain("localList");
  });
});

describe("certificates", () => {
  it("come from the built-in authority, whose root stations are told to trust", async () => {
    const root = await (await house.fetch("/api/v1/authority/root")).text();
    expect(root).toContain("BEGIN CERTIFICATE");
    expect(await (await house.fetch("/api/v1/authority/crl")).text()).toContain("X509 CRL");
    const added = await house.send("POST", "/trust-anchors", { use: "csms", certificate: "authority" });
    expect(added).toMatchObject({ status: 201, body: { use: "csms", wanted: true } });
    const { fingerprint } = added.body as { fingerprint: string };
    expect(await house.send("POST", "/trust-anchors", { use: "csms", certificate: "nonsense" })).toMatchObject({ status: 400, body: { field: "certificate" } });
    expect((await get("/trust-anchors")).items).toMatchObject([{ fingerprint, wanted: true }]);
    expect(await house.send("DELETE", `/trust-anchors/csms/${fingerprint}`)).toMatchObject({ status: 200 });
    expect((await get("/trust-anchors")).items).toMatchObject([{ wanted: false }]);
    expect(await house.send("GET", "/stations/CS-1/security")).toMatchObject({ body: { installed: [], certificates: [] } });
    expect(await house.send("POST", "/certificates/none/revoke", { reason: "lost" })).toMatchObject({ status: 404 });
    expect((await get("/certificates")).items).toEqual([]);
    expect(await house.send("POST", "/stations/CS-1/move", { securityProfile: 1 })).toMatchObject({ status: 202, body: { state: "preparing" } });
  });
});

describe("availability", () => {
  const period = "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
  it("is reported for EVSEs and locations, with the success of sessions, as JSON and CSV", async () => {
    await chargeOnce(house);
    const { rows } = (await get(`/reports/availability?${period}`)) as { rows?: unknown };
    expect(rows).toMatchObject([{ stationId: "CS-1", evse: 1, locationId: "SITE", sessions: { attempts: 1, started: 1, succeeded: 1, percent: "100" } }, { locationId: "SITE", sessions: { attempts: 1 } }]);
    expect(await (await house.fetch(`/api/v1/reports/availability.csv?${period}`)).text()).toMatch(/^location,station,evse,from[^\n]*\r\nSITE,CS-1,1,/);
    expect(await house.send("GET", "/reports/availability?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z")).toMatchObject({ status: 400, body: { field: "to" } });
    expect(await house.send("GET", "/reports/availability?from=yesterday&to=2027-01-01T00:00:00Z")).toMatchObject({ status: 400, body: { field: "from" } });
  });

  it("leaves out planned work and what has proof", async () => {
    const window = await house.send("POST", "/maintenance-windows", { scope: { locationId: "SITE" }, from: "2099-01-01T00:00:00Z", to: "2099-01-02T00:00:00Z", text: "New cables" });
    expect(window).toMatchObject({ status: 201, body: { text: "New cables", by: "operator" } });
    expect(await house.send("POST", "/maintenance-windows", { scope: { locationId: "SITE" }, from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z", text: "Late" })).toMatchObject({ status: 400, body: { field: "from" } });
    expect(await house.send("DELETE", `/maintenance-windows/${(window.body as { id: string }).id}`)).toMatchObject({ status: 200, body: { cancelledAt: expect.any(String) } });
    expect(await house.send("POST", "/availability-exclusions", { scope: { stationId: "CS-1" }, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", reason: "vandalism", evidence: ["police 17"] })).toMatchObject({ status: 201 });
    expect((await get("/availability-exclusions")).items).toMatchObject([{ reason: "vandalism", evidence: ["police 17"], scope: { stationId: "CS-1" } }]);
    expect((await get("/maintenance-windows")).items).toHaveLength(1);
  });
});

describe("the line at a full location, and recoveries", () => {
  it("let people wait, leave and know that they need not", async () => {
    const joined = await house.send("POST", "/locations/SITE/waiting", { token: "04A2B3C4" });
    expect(joined).toMatchObject({ status: 200, body: { outcome: "waiting", entry: { locationId: "SITE", state: "waiting" } } });
    expect((await get("/locations/SITE/waiting")).items).toHaveLength(1);
    expect(await house.send("DELETE", `/waiting/${(joined.body as { entry: { id: string } }).entry.id}`)).toMatchObject({ body: { state: "left" } });
    expect(await house.send("POST", "/locations/NOWHERE/waiting", { token: "x" })).toMatchObject({ status: 404 });
  });

  it("are begun by hand, once, and aborted", async () => {
    const begun = await house.send("POST", "/stations/CS-1/recoveries", { evse: 1 });
    expect(begun).toMatchObject({ status: 202, body: { state: "running", dryRun: true } });
    expect(await house.send("POST", "/stations/CS-1/recoveries", { evse: 1 })).toEqual(begun);
    expect(await house.send("POST", `/recoveries/${(begun.body as { id: string }).id}/abort`)).toMatchObject({ body: { state: "aborted" } });
    expect((await get("/recoveries")).items).toHaveLength(1);
    expect(await get("/recovery-statistics")).toHaveProperty("toggle");
  });
});

describe("a 2.1 station", () => {
  it("watches, shows, tells of customers, and gets tariffs and set points", async () => {
    await connected("2.1");
    const of = { component: "EVSE", evse: 1, variable: "Power" };
    expect(await house.send("POST", "/stations/CS-1/monitors", { monitors: [{ of, type: "UpperThreshold", value: 11_000, severity: 4 }] })).toMatchObject({ status: 200, body: { outcome: "accepted" } });
    expect((await get("/stations/CS-1/monitors")).items).toMatchObject([{ id: 1, type: "UpperThreshold", of: { variable: "Power" } }]);
    expect(await house.send("POST", "/stations/CS-1/monitors/refresh")).toMatchObject({ body: { outcome: "accepted" } });
    expect(await house.send("POST", "/stations/CS-1/monitors/1/clear")).toMatchObject({ body: { outcome: "accepted" } });

    expect(await house.send("POST", "/stations/CS-1/display-messages", { id: 1, priority: "NormalCycle", format: "UTF8", content: "Hello" })).toMatchObject({ body: { outcome: "accepted" } });
    expect((await get("/stations/CS-1/display-messages")).items).toMatchObject([{ standing: "shown", content: "Hello" }]);
    expect(await house.send("POST", "/stations/CS-1/display-messages/1/remove")).toMatchObject({ body: { outcome: "accepted" } });

    expect(await house.send("POST", "/stations/CS-1/customer-information", { token: "04A2B3C4", report: true, clear: false })).toMatchObject({ status: 202 });
    await until(() => get("/stations/CS-1/customer-information"), ({ items }) => items[0]?.["state"] === "received");
    expect(await house.send("POST", "/stations/CS-1/customer-information", { report: true, clear: false })).toMatchObject({ status: 400, body: { field: "token" } });

    const tariff = { tariffId: "day", currency: "EUR", energy: { prices: [{ priceKwh: 0.3 }] } };
    expect(await house.send("PUT", "/stations/CS-1/station-tariffs", { evse: 0, tariff })).toMatchObject({ status: 200, body: { state: "requested" } });
    expect(await house.send("PUT", "/stations/CS-1/station-tariffs", { evse: 0, tariff: { tariffId: "x" } })).toMatchObject({ status: 400, body: { field: "tariff.currency" } });
    await house.cpo.csms.work();
    expect((await get("/stations/CS-1/station-tariffs")).items).toMatchObject([{ evse: 0, state: "installed" }]);
    expect(await house.send("DELETE", "/stations/CS-1/station-tariffs/0")).toMatchObject({ status: 200 });
    expect(await house.send("DELETE", "/stations/CS-1/station-tariffs/7")).toMatchObject({ status: 404 });

    expect(await house.send("PUT", "/stations/CS-1/set-points/1", { watts: -3_000 })).toMatchObject({ status: 200, body: { evse: 1, watts: -3_000 } });
    await house.cpo.csms.work();
    expect((await get("/stations/CS-1/set-points")).items).toMatchObject([{ state: "inForce" }]);
    expect(await house.send("DELETE", "/stations/CS-1/set-points/1")).toMatchObject({ status: 200 });

    await house.send("POST", "/stations/CS-1/call", { action: "SetDERControl", payload: { isDefault: false, controlId: "a", controlType: "LimitMaxDischarge", limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } } });
    expect((await get("/stations/CS-1/grid"))["controls"]).toMatchObject([{ id: "a", type: "LimitMaxDischarge" }]);
    await house.send("POST", "/stations/CS-1/call", { action: "RequestBatterySwap", payload: { requestId: 3, idToken: { idToken: "04A2B3C4", type: "ISO14443" } } });
    expect((await get("/stations/CS-1/battery-swaps")).items).toMatchObject([{ request: 3, state: "requested" }]);
    expect(await house.send("POST", "/stations/CS-1/published-firmware", { location: "https://a.example/fw.bin", checksum: "d41d8cd98f00b204e9800998ecf8427e" })).toMatchObject({ body: { outcome: "accepted" } });
    await until(() => get("/stations/CS-1/published-firmware"), ({ items }) => items.length === 1);
  });
});

describe("the public form for faults", () => {
  const report = (id: string, text = "The plug is broken") => house.fetch(`/api/v1/public/evses/${encodeURIComponent(id)}/reports`, { method: "POST", headers: { authorization: "", "content-type": "application/json" }, body: JSON.stringify({ text }) });

  it("opens a case without an account, says no more than thanks, and not for ever", async () => {
    const [{ evses = [] } = {}] = (await get("/locations")).items as { evses?: { id: string }[] }[];
    const id = evses[0]?.id ?? "";
    const first = await report(id);
    expect(first.status).toBe(202);
    expect(await first.json()).toEqual({ message: "Thank you. We look after it." });
    expect((await get("/cases")).items).toMatchObject([{ stationId: "CS-1", evse: 1, source: "driver", reportCount: 1 }]);
    expect((await report("NL*XXX*E1")).status).toBe(404);
    expect((await report(id, "x")).status).toBe(400);
    const statuses = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await report(id)).status);
    expect(statuses).toEqual([202, 202, 202, 202, 429]);
  });
});
