import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chargingSites } from "../src/balancing/documents.ts";
import { createTestCpo, site, type Answer, type TestCpo } from "./support.ts";

const even = (amps: number) => ({ l1: amps, l2: amps, l3: amps });
const evses = [1, 2].map((connector) => ({
  id: `KERB-${connector}`, node: connector === 1 ? "grid" : "panel", station: "KERB", connector, phases: 3 as const, rotation: "RST" as const, maxA: 32, minA: 6, units: ["A" as const], fallbackA: 0, leaseSafe: "verified" as const,
}));
const model = { nodes: [{ id: "grid", kind: "grid" as const, limitA: even(40) }, { id: "panel", parent: "grid", kind: "panel" as const, limitA: even(32) }], evses };
const stations = { KERB: { version: "2.0.1" as const, kind: "Twin" } };
const path = "/locations/SITE/charging/signals";
const CONNECTION_KW = 27.6;

let test: TestCpo;
let key: string;
beforeEach(async () => {
  test = await createTestCpo();
  await test.send("POST", "/locations", site);
  await test.cpo.balancing.add({ location: "SITE", model, stations }, test.cpo);
  key = ((await test.send("POST", "/api-keys", { name: "Grid operator", permissions: ["charging:signal"], locations: ["SITE"] })).body as { readonly secret: string }).secret;
});
afterEach(() => test.close());

/** As the grid operator. */
async function say(method: string, to: string, body?: object, scheme = "Bearer"): Promise<Answer> {
  const response = await test.fetch(`/api/v1${to}`, { method, headers: { authorization: `${scheme} ${key}`, "content-type": "application/json" }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}
const inMinutes = (minutes: number): string => new Date(test.cpo.clock.now() + minutes * 60_000).toISOString();
const importKW = (): number => test.cpo.balancing.energyOf("SITE").limit.importKW;
const sources = async () => ((await test.send("GET", path)).body as { readonly sources: readonly { readonly source: string; readonly signals: readonly object[] }[] }).sources;

describe("OpenADR 3", () => {
  const event = (values: readonly number[], more: object = {}) => ({ objectType: "EVENT", operation: "CREATE", object: { id: "peak", programID: "dimming", intervalPeriod: { start: inMinutes(-1), duration: "PT1H" }, intervals: [{ id: 0, payloads: [{ type: "IMPORT_CAPACITY_LIMIT", values }, { type: "MOON_PHASE", values: ["full"] }] }], ...more } });

  it("limits the site as soon as the event is posted, is acknowledged, comes back after a restart, and ends when it is deleted", async () => {
    expect(importKW()).toBeCloseTo(CONNECTION_KW, 6);
    expect(await say("POST", `${path}/openadr`, event([11]))).toMatchObject({ status: 200, body: { source: "OpenADR/peak", signals: [{ node: "grid", importKW: 11, binding: "hard" }], ignored: ["MOON_PHASE"] } });
    expect(importKW()).toBe(11);
    expect(await sources()).toMatchObject([{ source: "OpenADR/peak", signals: [{ importKW: 11 }] }]);
    await test.cpo.balancing.add({ location: "SITE", model, stations }, test.cpo);
    expect(importKW()).toBe(11);
    expect(await say("POST", `${path}/openadr`, { ...event([9]), operation: "UPDATE" })).toMatchObject({ status: 200 });
    expect(importKW()).toBe(9);
    const { body } = await test.send("GET", "/audit?limit=5");
    expect(body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ action: `POST ${path}/openadr`, subject: "locations/SITE", after: expect.objectContaining({ source: "OpenADR/peak" }) as object })]) as object });
    expect(await say("POST", `${path}/openadr`, { ...event([9]), operation: "DELETE" })).toMatchObject({ status: 200, body: { signals: [] } });
    expect(importKW()).toBeCloseTo(CONNECTION_KW, 6);
    expect(await sources()).toEqual([]);
  });

  it("reads intervals one after the other, levels, prices and CO₂", async () => {
    const interval = (type: string, value: number) => ({ payloads: [{ type, values: [value] }] });
    const { body } = await say("POST", `${path}/openadr`, event([], { intervalPeriod: { start: "2026-12-01T17:00:00Z", duration: "PT30M" }, intervals: [interval("SIMPLE", 1), interval("PRICE", 0.42), interval("GHG", 350), { ...interval("EXPORT_CAPACITY_LIMIT", 4), intervalPeriod: { start: "2026-12-02T00:00:00Z", duration: "P9999Y" } }] }));
    expect(body).toMatchObject({ signals: [
      { from: "2026-12-01T17:00:00.000Z", to: "2026-12-01T17:30:00.000Z", importKW: CONNECTION_KW / 2 }, { from: "2026-12-01T17:30:00.000Z", to: "2026-12-01T18:00:00.000Z", price: 0.42, binding: "soft" },
      { from: "2026-12-01T18:00:00.000Z", co2KgPerKWh: 0.35, binding: "soft" }, { from: "2026-12-02T00:00:00.000Z", to: "2027-12-03T00:00:00.000Z", exportKW: 4 },
    ] });
  });

  it.each([
    ["object.intervals.0.payloads.0.values.0", "must be a number", { intervals: [{ payloads: [{ type: "PRICE", values: ["dear"] }] }] }],
    ["object.intervalPeriod.start", "must be a moment like 2026-12-01T17:00:00Z", { intervalPeriod: { start: "soon" } }],
    ["object.intervals.0.intervalPeriod.duration", "must be a duration like PT15M, in weeks, days, hours, minutes and seconds", { intervalPeriod: { start: "2026-12-01T17:00:00Z", duration: "an hour" } }],
    ["object.intervals.0.intervalPeriod", "must say when, where the event does not", { intervalPeriod: undefined }],
  ])("names %s when it cannot be read, and changes nothing", async (field, rule, change) => {
    expect(await say("POST", `${path}/openadr`, event([11], change))).toMatchObject({ status: 400, body: { field, rule } });
    expect(await sources()).toEqual([]);
  });
});

describe("OSCP 2.0", () => {
  const forecast = (type: string, capacity: number, more: object = {}) => ({ group_id: "somewhere", type, forecasted_blocks: [{ capacity, phase: "ALL", unit: "KW", start_time: inMinutes(-1), end_time: inMinutes(60), ...more }] });
  const post = (body: object) => say("POST", `${path}/oscp/2.0/update_group_capacity_forecast`, body, "Token");

  it("limits the site by the forecast, and by its fallback once the provider is silent", async () => {
    expect(await post(forecast("CONSUMPTION", 14))).toEqual({ status: 204, body: undefined });
    expect(await post(forecast("FALLBACK_CONSUMPTION", 5_000, { unit: "W" }))).toMatchObject({ status: 204 });
    expect(importKW()).toBe(14);
    expect(await say("POST", `${path}/oscp/2.0/heartbeat`, { offline_mode_at: inMinutes(-1) }, "Token")).toMatchObject({ status: 204 });
    await expect.poll(importKW).toBe(5);
    expect(await say("POST", `${path}/oscp/2.0/heartbeat`, { offline_mode_at: inMinutes(5) }, "Token")).toMatchObject({ status: 204 });
    expect(importKW()).toBe(14);
    // A new forecast takes the place of the former of its type only.
    await post(forecast("CONSUMPTION", 12));
    expect(importKW()).toBe(12);
    expect(await sources()).toMatchObject([{ source: "OSCP", signals: [{ importKW: 5, whenSilent: true }, { importKW: 12 }] }]);
  });

  it("reads currents by phase, energies, and groups that are limits of the wiring", async () => {
    await post({ ...forecast("CONSUMPTION", 20, { unit: "A", phase: "TWO" }), group_id: "panel" });
    await post(forecast("GENERATION", 6, { unit: "KWH", start_time: "2026-12-01T10:00:00Z", end_time: "2026-12-01T12:00:00Z" }));
    const [panel, roof] = (await test.cpo.store.get(chargingSites, "SITE"))!.signals!["OSCP"]!.signals;
    expect(panel).toMatchObject({ node: "panel", importA: { l2: 20, l1: 1e5 } });
    expect(roof).toMatchObject({ node: "grid", exportKW: 3 });
    expect(await post(forecast("GENERATION", 6, { phase: "ONE" }))).toMatchObject({ status: 400, body: { field: "forecasted_blocks.0.phase" } });
    expect(await post(forecast("CONSUMPTION", 6, { end_time: inMinutes(-5) }))).toMatchObject({ status: 400, body: { field: "forecasted_blocks.0.end_time" } });
  });
});

it("§14a: the charging points are dimmed to what the law leaves them, below any limit, until it is taken back", async () => {
  expect(await say("PUT", `${path}/section-14a`, { from: inMinutes(-1), to: inMinutes(60) })).toMatchObject({ status: 200, body: { source: "§14a", signals: [{ node: "grid", binding: "hard" }] } });
  // Two charging points of 22.08 kW: 0.4 of what they could draw.
  expect(importKW()).toBeCloseTo(0.4 * 44.16, 6);
  expect(await say("PUT", `${path}/section-14a`, { from: inMinutes(-1), to: inMinutes(60), node: "panel" })).toMatchObject({ status: 200, body: { signals: [{ node: "panel", importKW: 4.2 }] } });
  expect(await say("PUT", `${path}/section-14a`, { from: inMinutes(-1), to: inMinutes(-2) })).toMatchObject({ status: 400, body: { field: "to" } });
  expect(await say("PUT", `${path}/section-14a`, { from: inMinutes(-1), to: inMinutes(2), node: "cellar" })).toMatchObject({ status: 400, body: { field: "node" } });
  expect(await say("DELETE", `${path}/section-14a`)).toMatchObject({ status: 200 });
  expect(importKW()).toBeCloseTo(CONNECTION_KW, 6);
});

it("lets a key for signals say what grid and market want at its locations, and nothing else", async () => {
  const order = { from: inMinutes(-1), to: inMinutes(60) };
  expect((await say("PUT", "/locations/SITE/charging/limits", { limits: [] })).status).toBe(403);
  expect((await say("GET", "/locations/SITE/charging")).status).toBe(403);
  expect((await say("PUT", "/locations/ELSEWHERE/charging/signals/section-14a", order)).status).toBe(404);
  key = ((await test.send("POST", "/api-keys", { name: "Wallboard", permissions: ["charging:read", "charging:write"] })).body as { readonly secret: string }).secret;
  expect((await say("PUT", `${path}/section-14a`, order)).status).toBe(403);
  expect((await say("GET", path)).status).toBe(200);
});
