import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { PERMISSIONS } from "../src/access/permissions.ts";
import { locations } from "../src/collections.ts";
import type { SessionView } from "../src/wire/session.ts";
import type { MonthView, UsageReport } from "../src/wire/usage.ts";
import { chargeOnce, createTestCpo, flatTariff, furnish, type TestCpo } from "./support.ts";

const elsewhere: Principal = { actor: "elsewhere", permissions: new Set(PERMISSIONS), locations: ["OTHER"] };

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo(new Map([["elsewhere", elsewhere]]));
  await furnish(house);
});
afterEach(() => house.close());

const month = (): string => new Date().toISOString().slice(0, 7);
async function list(query: string): Promise<readonly string[]> {
  const { status, body } = await house.send("GET", `/sessions?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as { readonly items: readonly SessionView[] }).items.map(({ id }) => id);
}
async function textOf(path: string, key?: string): Promise<string> {
  const response = await house.fetch(`/api/v1${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  return response.text();
}

describe("lists of sessions", () => {
  it("are filtered by state, place, token and time on the server", async () => {
    const id = await chargeOnce(house);
    for (const query of ["", "state=ended", "location=SITE", "station=CS-1", "token=04a2b3c4", "location=SITE&token=04A2B3C4&state=ended", "from=2020-01-01T00:00:00Z"]) expect(await list(query), query).toEqual([id]);
    for (const query of ["state=running", "state=suspect", "state=unpriced", "station=CS-2", "token=04FFFF", "to=2020-01-01T00:00:00Z"]) expect(await list(query), query).toEqual([]);
    expect(await house.send("GET", "/sessions?location=NOWHERE")).toMatchObject({ status: 404 });
    expect(await house.send("GET", "/sessions?from=yesterday")).toMatchObject({ status: 400, body: { field: "from" } });
    expect(await house.send("GET", "/sessions?location=SITE&after=x")).toMatchObject({ status: 400 });
  });

  it("show what waits for a person until it is settled", async () => {
    await house.close();
    house = await createTestCpo();
    await furnish(house, { tariff: false });
    const id = await chargeOnce(house);
    expect(await list("state=unpriced")).toEqual([id]);
    await house.send("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
    await house.send("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "location", location: "SITE" } });
    expect(await house.send("POST", `/sessions/${id}/bill`, { reason: "priced now" })).toMatchObject({ status: 200 });
    expect(await list("state=unpriced")).toEqual([]);
  });

  it("are files with the same filter, with times on the wall of their location", async () => {
    const id = await chargeOnce(house);
    const [head, line, end] = (await textOf("/sessions.csv?location=SITE")).split("\r\n");
    expect(head).toMatch(/^session,location,station,evse,token,holder,started,ended,time_zone,seconds,energy_kwh,/);
    expect(line).toMatch(new RegExp(`^${id},Harbour,CS-1,1,04A2B3C4,Anna,\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,[^,]+,Europe/Amsterdam,1800,4.000,ended,sealed,1.2,EUR,`));
    expect(end).toBe("");
    expect((await textOf("/sessions.csv?state=running")).split("\r\n")).toHaveLength(2);
    expect((await textOf("/sessions.csv", "elsewhere")).split("\r\n")).toHaveLength(2);
    expect(await house.send("GET", "/sessions.csv?location=NOWHERE")).toMatchObject({ status: 404 });
  });

  it("are summed up by month, for what the one who asks may see", async () => {
    await chargeOnce(house);
    const { body } = await house.send("GET", "/sessions/months?location=SITE");
    expect(body).toEqual({ items: [{ month: month(), charges: 1, energyKwh: "4", connectedSeconds: 1_800, revenue: [{ amount: "1", currency: "EUR" }], revenueWithTax: [{ amount: "1.2", currency: "EUR" }] } satisfies MonthView] });
    expect((await house.send("GET", "/sessions/months?station=CS-2")).body).toEqual({ items: [] });
    expect(JSON.parse(await textOf("/sessions/months", "elsewhere"))).toEqual({ items: [] });
    expect(await house.send("GET", "/sessions/months?months=121")).toMatchObject({ status: 400, body: { field: "months" } });
  });
});

describe("the report of usage", () => {
  it("has months, locations, hours of the week, and carbon only where the mix is known", async () => {
    await chargeOnce(house);
    const report = async (): Promise<UsageReport> => (await house.send("GET", "/reports/usage")).body as UsageReport;
    const before = await report();
    expect(before.total).toMatchObject({ charges: 1, energyKwh: "4", carbon: { grams: "0", unknownKwh: "4" } });
    expect(before.total.carbon).not.toHaveProperty("gramsPerKwh");
    expect(before.months).toMatchObject([{ month: month(), charges: 1 }]);
    expect(before.week.starts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(before.week.wattHours.reduce((sum, energy) => sum + energy, 0)).toBe(4_000);
    expect(before.week.starts).toHaveLength(168);

    await house.cpo.store.transaction(async (unit) => {
      const location = await unit.get(locations, "SITE");
      if (location !== undefined) unit.put(locations, "SITE", { ...location, energyMix: { isGreen: false, carbonPerKwh: 268.5 } });
    });
    expect((await report()).locations).toMatchObject([{ id: "SITE", name: "Harbour", carbon: { grams: "1074", gramsPerKwh: "268.5", unknownKwh: "0" } }]);
    expect(await textOf("/reports/usage.csv")).toContain("SITE,Harbour,1,4,1800,1,EUR,1074,0\r\n");
    expect(JSON.parse(await textOf("/reports/usage", "elsewhere"))).toMatchObject({ total: { charges: 0, energyKwh: "0" }, locations: [] });
  });

  it("refuses spans that make no sense", async () => {
    expect(await house.send("GET", "/reports/usage?from=2026-11&to=2026-10")).toMatchObject({ status: 400, body: { field: "from" } });
    expect(await house.send("GET", "/reports/usage?from=november")).toMatchObject({ status: 400, body: { field: "from" } });
  });
});
