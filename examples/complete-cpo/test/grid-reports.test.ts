import { createUlids, instant, silentLogger, type Instant } from "@cpokit/kernel";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import type { LimitSignal, SiteEnergy } from "@cpokit/smart-charging";
import { createMemoryDriver, createStore, type Store } from "@cpokit/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReporting, type Reporting, type SendReport } from "../src/balancing/reporting.ts";
import { createTestCpo, site } from "./support.ts";

const START = Date.parse("2026-12-01T17:00:00Z");
const at = (seconds: number): Instant => instant(START + seconds * 1_000);
const event: LimitSignal = { source: "OpenADR/peak", binding: "hard", from: at(0), to: at(3_600), importKW: 40 };
const forecast: LimitSignal = { source: "OSCP", binding: "hard", from: at(0), to: at(7_200), importKW: 30 };

let store: Store;
let now: Instant;
let reporting: Reporting;
let sent: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Record<string, unknown> }[];
let statuses: number[];
let signals: Record<string, { readonly program?: string; readonly signals: readonly LimitSignal[] }>;
const energy = (): SiteEnergy => ({ at: now, grid: { kW: 24, isMeasured: true }, limit: { importKW: now < at(300) ? 100 : 40 }, cars: { kW: 16, charging: 2 } });
const send: SendReport = (url, { headers, body }) => {
  const status = statuses.shift() ?? 200;
  sent.push({ url, headers, body: JSON.parse(body) as Record<string, unknown> });
  return Promise.resolve({ ok: status < 300, status });
};
async function measure(from: number, to: number): Promise<void> {
  for (let second = from; second <= to; second += 60) await reporting.sweep((now = at(second)));
}

beforeEach(async () => {
  [sent, statuses, now] = [[], [], at(0)];
  signals = { "OpenADR/peak": { program: "dimming", signals: [event] }, OSCP: { signals: [forecast] } };
  const clock = { now: () => systemClock.now() };
  store = createStore(createMemoryDriver(), { clock, scheduler: systemScheduler, random: systemRandom, ids: createUlids({ clock, random: systemRandom }), logger: silentLogger });
  reporting = createReporting({ store, clock: { now: () => now }, send, locations: () => ["SITE"], energyOf: energy, signalsOf: () => signals });
  await reporting.start();
  await reporting.set("SITE", { openAdr: { url: "https://vtn.example.org/openadr3/3.0.1/", token: "adr", client: "cpo" }, oscp: { url: "https://provider.example.org/oscp", token: "osc", group: "harbour" } });
});
afterEach(() => store.close());

describe("reports back to grid and market", () => {
  it("OpenADR 3: usage, demand and the limit that was kept to, per event and quarter hour", async () => {
    await measure(0, 900);
    await store.outbox.idle();
    const report = sent.find(({ url }) => url === "https://vtn.example.org/openadr3/3.0.1/reports");
    expect(report!.headers).toMatchObject({ authorization: "Bearer adr", "content-type": "application/json" });
    expect(report!.body).toMatchObject({
      objectType: "REPORT", programID: "dimming", eventID: "peak", clientName: "cpo",
      resources: [{ resourceName: "SITE", intervals: [{ id: 0, intervalPeriod: { start: "2026-12-01T17:00:00.000Z", duration: "PT900S" }, payloads: [{ type: "USAGE", values: [6] }, { type: "DEMAND", values: [24] }, { type: "SETPOINT", values: [40] }] }] }],
    });
  });

  it("OSCP 2.0: measurements of the group, in all and what of them is flexible", async () => {
    await measure(0, 900);
    await store.outbox.idle();
    const report = sent.find(({ url }) => url === "https://provider.example.org/oscp/2.0/update_group_measurements");
    expect(report!.headers).toMatchObject({ authorization: "Token osc", "x-request-id": expect.any(String) as string });
    const span = { phase: "ALL", unit: "KWH", direction: "NET", initial_measure_time: "2026-12-01T17:00:00.000Z", measure_time: "2026-12-01T17:15:00.000Z" };
    expect(report!.body).toEqual({ group_id: "harbour", measurements: [{ value: 6, energy_type: "TOTAL", ...span }, { value: 4, energy_type: "FLEXIBLE", ...span }] });
  });

  it("says nothing of an event that did not hold, and nothing of a quarter hour of which most was not measured", async () => {
    signals = { "OpenADR/later": { program: "dimming", signals: [{ ...event, from: at(3_600), to: at(7_200) }] } };
    await measure(0, 900);
    await store.outbox.idle();
    expect(sent.map(({ url }) => url)).toEqual(["https://provider.example.org/oscp/2.0/update_group_measurements"]);
    sent.length = 0;
    await measure(1_500, 1_800);
    await store.outbox.idle();
    expect(sent).toEqual([]);
  });

  it("counterpart fails: the report is tried again until it is taken, and once only", async () => {
    await reporting.set("SITE", { oscp: { url: "https://provider.example.org/oscp", token: "osc", group: "harbour" } });
    statuses = [503];
    await measure(0, 900);
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(2);
    expect(sent[1]!.body).toEqual(sent[0]!.body);
    await store.outbox.idle();
    expect(sent).toHaveLength(2);
  }, 30_000);

  it("goes on with the quarter hour after a restart", async () => {
    await measure(0, 420);
    reporting = createReporting({ store, clock: { now: () => now }, send, locations: () => ["SITE"], energyOf: energy, signalsOf: () => signals });
    await measure(480, 900);
    await store.outbox.idle();
    expect(sent.find(({ url }) => url.endsWith("measurements"))!.body).toMatchObject({ measurements: [{ value: 6 }, { value: 4 }] });
  });

  it("AdjustGroupCapacityForecast: asks for what cars lack, above what the forecast leaves, not more than once a quarter hour", async () => {
    await reporting.lacks("SITE", 10, at(3_600));
    await reporting.lacks("SITE", 12, at(3_600));
    await store.outbox.idle();
    expect(sent.map(({ url, body }) => [url, body])).toEqual([["https://provider.example.org/oscp/2.0/adjust_group_capacity_forecast", {
      group_id: "harbour", type: "CONSUMPTION", forecasted_blocks: [{ capacity: 40, phase: "ALL", unit: "KW", start_time: "2026-12-01T17:00:00.000Z", end_time: "2026-12-01T18:00:00.000Z" }],
    }]]);
    // Where the provider limits nothing, more of it would not help.
    signals = {};
    now = at(1_000);
    await reporting.lacks("SITE", 10, at(3_600));
    await store.outbox.idle();
    expect(sent).toHaveLength(1);
  });
});

it("is set by operators, who never see a token again, and only to addresses that may be called", async () => {
  const test = await createTestCpo();
  await test.send("POST", "/locations", site);
  const even = { l1: 40, l2: 40, l3: 40 };
  await test.cpo.balancing.add({ location: "SITE", model: { nodes: [{ id: "grid", kind: "grid", limitA: even }], evses: [] }, stations: {} }, test.cpo);
  const path = "/locations/SITE/charging/reporting";
  const oscp = { url: "https://provider.example.org/oscp", group: "harbour" };
  expect(await test.send("GET", path)).toEqual({ status: 200, body: { parked: 0 } });
  expect(await test.send("PUT", path, { oscp })).toMatchObject({ status: 400, body: { field: "oscp.token" } });
  expect(await test.send("PUT", path, { oscp: { ...oscp, url: "http://10.0.0.1/oscp", token: "osc" } })).toMatchObject({ status: 400, body: { field: "oscp.url" } });
  expect(await test.send("PUT", path, { oscp: { ...oscp, token: "osc" } })).toEqual({ status: 200, body: { oscp, parked: 0 } });
  expect(await test.send("PUT", path, { oscp: { ...oscp, group: "quay" } })).toEqual({ status: 200, body: { oscp: { ...oscp, group: "quay" }, parked: 0 } });
  expect((await test.cpo.reporting.get("SITE")).oscp?.token).toBe("osc");
  expect(await test.send("GET", "/locations/ELSEWHERE/charging/reporting")).toMatchObject({ status: 404 });
  await test.close();
});
