import { instant, hours } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { PERMISSIONS, permissionsOf } from "../src/access/permissions.ts";
import { locations } from "../src/collections.ts";
import type { ReportRunView, ReportTableView, ScheduleView } from "../src/wire/report.ts";
import { chargeOnce, createTestCpo, furnish, type TestCpo } from "./support.ts";

const elsewhere: Principal = { actor: "elsewhere", permissions: new Set(PERMISSIONS), locations: ["OTHER"] };
const viewer: Principal = { actor: "eve", permissions: permissionsOf(["viewer"]) };
/** Of a session that is surely on a day that is over, and that day in UTC. */
const BEFORE = instant(systemClock.now() - hours(24));
const DAY = new Date(BEFORE).toISOString().slice(0, 10);
const asked = `from=${DAY}&to=${DAY}`;

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo(new Map([["elsewhere", elsewhere], ["viewer", viewer]]));
  await furnish(house);
  await chargeOnce(house, "04A2B3C4", BEFORE);
});
afterEach(() => house.close());

async function table(report: string, query = asked, key?: string): Promise<ReportTableView> {
  const response = await house.fetch(`/api/v1/report-tables/${report}?${query}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  return response.json() as Promise<ReportTableView>;
}

describe("reports of any days", () => {
  it("have usage, energy, revenue and emissions of each location", async () => {
    expect(await table("usage")).toMatchObject({ columns: ["location", "charges", "energyKwh", "hours"], rows: [["Harbour", "1", "4", "0.5"]], complete: true });
    expect(await table("energy")).toMatchObject({ rows: [["Harbour", "4", "1", "4"]] });
    expect(await table("revenue")).toMatchObject({ columns: ["location", "currency", "net", "gross"], rows: [["Harbour", "EUR", "1", "1.2"]] });
    expect(await table("co2")).toMatchObject({ rows: [["Harbour", "4", "", "", "4"]] });
    await house.cpo.store.transaction(async (unit) => {
      const location = await unit.get(locations, "SITE");
      if (location !== undefined) unit.put(locations, "SITE", { ...location, energyMix: { isGreen: false, carbonPerKwh: 268.5 } });
    });
    expect(await table("co2")).toMatchObject({ rows: [["Harbour", "4", "1.074", "268.5", "0"]] });
    expect((await table("usage", "")).rows).toHaveLength(1);
    expect(await house.send("GET", "/report-tables/weather")).toMatchObject({ status: 404 });
    expect((await table("usage", `${asked}&location=NOWHERE`)).rows).toEqual([]);
    expect((await table("usage", asked, "elsewhere")).rows).toEqual([]);
    expect((await table("availability", asked, "elsewhere")).rows).toEqual([]);
  });

  it("have availability of each EVSE and site by both formulas", async () => {
    const { columns, rows } = await table("availability");
    expect(columns).toEqual(["location", "station", "evse", "ukPercent", "neviPercent", "excludedHours", "attempts", "successPercent"]);
    expect(rows.map(([name, station, evse]) => [name, station, evse])).toEqual([["Harbour", "CS-1", "1"], ["Harbour", "", ""]]);
  });

  it("name in the CSV what was excluded in the period, and list only that", async () => {
    const at = (offset: number): string => new Date(Date.parse(DAY) + hours(offset)).toISOString();
    const exclude = (from: number, to: number, proof: string) => house.send("POST", "/availability-exclusions", { scope: { stationId: "CS-1" }, from: at(from), to: at(to), reason: "utilityOutage", evidence: [proof] });
    for (const [from, to, proof] of [[-48, -24, "long ago"], [-2, 2, "grid 7"], [20, 30, "grid 8"], [48, 50, "later"]] as const) expect(await exclude(from, to, proof)).toMatchObject({ status: 201 });
    const csv = await (await house.fetch(`/api/v1/report-tables/availability/csv?${asked}`)).text();
    expect(csv.split("\r\n")[1]).toContain(`"${at(0)}/${at(2)} utilityOutage (grid 7); ${at(20)}/${at(24)} utilityOutage (grid 8)"`.replaceAll('"', ""));
    const listed = async (query: string, key?: string) => ((await (await house.fetch(`/api/v1/availability-exclusions?${query}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })).json()) as { readonly items: readonly { readonly evidence: readonly string[] }[] }).items.flatMap(({ evidence }) => evidence);
    const period = `from=${at(0)}&to=${at(24)}`;
    expect(await listed(period)).toEqual(["grid 8", "grid 7"]);
    expect(await listed(`${period}&locationId=SITE&limit=1`)).toHaveLength(1);
    expect(await listed(`${period}&locationId=OTHER`)).toEqual([]);
    expect(await listed("", "elsewhere")).toEqual([]);
    expect(await listed("")).toHaveLength(4);
    const windows = async (query: string) => ((await house.send("GET", `/maintenance-windows?${query}`)).body as { readonly items: readonly { readonly text: string }[] }).items.map(({ text }) => text);
    await house.send("POST", "/maintenance-windows", { scope: { locationId: "SITE" }, from: "2099-01-01T00:00:00Z", to: "2099-01-02T00:00:00Z", text: "New cables" });
    expect(await windows("from=2099-01-01T12:00:00Z&to=2099-02-01T00:00:00Z")).toEqual(["New cables"]);
    expect(await windows(period)).toEqual([]);
    expect(await house.send("GET", "/maintenance-windows?from=soon")).toMatchObject({ status: 400, body: { field: "from" } });
  });

  it("come as CSV and PDF", async () => {
    const csv = await house.fetch(`/api/v1/report-tables/revenue/csv?${asked}`);
    expect([csv.headers.get("content-disposition"), await csv.text()]).toEqual(['attachment; filename="revenue.csv"', "location,currency,net,gross\r\nHarbour,EUR,1,1.2\r\n"]);
    for (const report of ["energy", "availability"]) {
      const print = await house.fetch(`/api/v1/report-tables/${report}/pdf?${asked}&language=de&timeZone=Europe/Berlin`);
      expect([print.status, print.headers.get("content-type"), (await print.text()).slice(0, 5)], report).toEqual([200, "application/pdf", "%PDF-"]);
    }
  });

  it.each([
    ["from=2026-11-02&to=2026-11-01", "to"], ["from=2024-01-01&to=2026-01-01", "to"], ["from=2026-02-30&to=2026-03-01", "from"], ["from=2026-11-01&to=2026-11-02&timeZone=Moon/Base", "timeZone"],
  ])("refuse %s, naming %s", async (query, field) => {
    expect(await house.send("GET", `/report-tables/usage?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("reports that are made by themselves", () => {
  const draft = { name: "Daily revenue", report: "revenue", format: "csv", rhythm: { every: "day", timeZone: "UTC", hour: 6 }, recipients: [] };
  async function create(change: object = {}): Promise<ScheduleView> {
    const { status, body } = await house.send("POST", "/report-schedules", { ...draft, ...change });
    expect(status, JSON.stringify(body)).toBe(201);
    return body as ScheduleView;
  }
  async function runs(): Promise<readonly ReportRunView[]> {
    return ((await house.send("GET", "/report-runs")).body as { readonly items: readonly ReportRunView[] }).items;
  }

  it("are made now, and their file is kept", async () => {
    const { id } = await create({ location: "SITE" });
    expect(await house.send("POST", `/report-schedules/${id}/run`)).toMatchObject({ status: 202, body: { scheduleId: id, state: "waiting", by: "operator", period: DAY } });
    await house.cpo.reports.idle();
    const [run] = await runs();
    expect(run).toMatchObject({ state: "done", file: { name: `revenue-${DAY}.csv` }, mailed: [] });
    const file = await house.fetch(`/api/v1/report-runs/${run?.id}/file`);
    expect([file.headers.get("content-type"), await file.text()]).toEqual(["text/csv; charset=utf-8", "location,currency,net,gross\r\nHarbour,EUR,1,1.2\r\n"]);
    expect(await house.send("POST", `/report-runs/${run?.id}/cancel`)).toMatchObject({ body: { state: "done" } });
    expect(await house.send("GET", `/report-runs/${run?.id}`)).toMatchObject({ body: { state: "done" } });
  });

  it("come as PDF too, whole", async () => {
    const { id } = await create({ format: "pdf", language: "de", report: "availability" });
    await house.send("POST", `/report-schedules/${id}/run`);
    await house.cpo.reports.idle();
    const [run] = await runs();
    const bytes = Buffer.from(await (await house.fetch(`/api/v1/report-runs/${run?.id}/file`)).arrayBuffer());
    expect([bytes.subarray(0, 5).toString(), bytes.subarray(-6).toString().trim()]).toEqual(["%PDF-", "%%EOF"]);
  });

  it("are paused, resumed, changed and removed", async () => {
    const { id, nextAt } = await create();
    expect(await house.send("PATCH", `/report-schedules/${id}`, { state: "paused" })).toMatchObject({ body: { state: "paused", nextAt } });
    expect(await house.send("PATCH", `/report-schedules/${id}`, { state: "active", rhythm: { every: "month", timeZone: "Europe/Berlin", hour: 7, day: 2 }, report: "energy" })).toMatchObject({ body: { state: "active", report: "energy", rhythm: { every: "month", day: 2 }, name: "Daily revenue" } });
    expect(await house.send("GET", `/report-schedules/${id}`)).toMatchObject({ body: { report: "energy" } });
    expect(await house.send("DELETE", `/report-schedules/${id}`)).toEqual({ status: 200, body: { removed: true } });
    for (const [method, path] of [["GET", ""], ["PATCH", ""], ["DELETE", ""], ["POST", "/run"]] as const) expect((await house.send(method, `/report-schedules/${id}${path}`, method === "PATCH" ? {} : undefined)).status, method).toBe(404);
    for (const [method, path] of [["GET", ""], ["POST", "/cancel"], ["GET", "/file"]] as const) expect((await house.send(method, `/report-runs/none${path}`)).status, path).toBe(404);
  });

  it.each([
    [{ rhythm: { every: "week", timeZone: "UTC", hour: 6 } }, "rhythm.weekday"], [{ rhythm: { every: "day", timeZone: "Moon/Base", hour: 6 } }, "rhythm.timeZone"], [{ recipients: ["ann@example.org"] }, "recipients"], [{ report: "weather" }, "report"],
  ])("are refused with %j", async (change, field) => {
    expect(await house.send("POST", "/report-schedules", { ...draft, ...change })).toMatchObject({ status: 400, body: { field } });
  });

  it("are seen by viewers and changed only by who may", async () => {
    const headers = { authorization: "Bearer viewer", "content-type": "application/json" };
    expect((await house.fetch("/api/v1/report-schedules", { headers })).status).toBe(200);
    expect((await house.fetch("/api/v1/report-schedules", { method: "POST", headers, body: JSON.stringify(draft) })).status).toBe(403);
  });
});
