import { instant } from "@cpokit/kernel";
import type { EvseModel, SiteModel } from "@cpokit/smart-charging";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestCpo, site, type TestCpo } from "./support.ts";

const even = (amps: number) => ({ l1: amps, l2: amps, l3: amps });
const evse: EvseModel = { id: "KERB-1", node: "grid", station: "KERB", connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified" };
const model: SiteModel = {
  nodes: [{ id: "grid", kind: "grid", limitA: even(60), meter: { source: "main", maxAgeSeconds: 60, assumeA: even(20) } }], evses: [evse],
  generators: [{ id: "roof", node: "grid", maxKW: 8 }], batteries: [{ id: "cellar", node: "grid", maxChargeKW: 5, maxDischargeKW: 5, capacityKWh: 10 }],
};
const path = "/locations/SITE/charging";
const HOUR = 3_600_000;

let house: TestCpo;
let release: () => void;
/** Where the clock of the controller stands still. */
let standing: number | undefined;
const control = async (): Promise<void> => {
  const clock = { now: () => instant(standing ?? house.cpo.clock.now()) };
  release = await house.cpo.balancing.add({ location: "SITE", model, stations: { KERB: { version: "2.0.1", kind: "Twin" } } }, { clock, scheduler: house.cpo.scheduler });
};
beforeEach(async () => {
  standing = undefined;
  house = await createTestCpo();
  await house.send("POST", "/locations", site);
  await control();
});
afterEach(async () => {
  release();
  await house.close();
});

interface Slot { readonly from: string; readonly pvKW?: number; readonly buildingKW?: number; readonly price?: number; readonly isPriceGuessed?: boolean }
const forecast = async () => (await house.send("GET", `${path}/forecast`)).body as { readonly slots: readonly Slot[]; readonly learned: number };
const put = (part: string, said: object) => house.send("PUT", `${path}/forecast/${part}`, said);
const now = () => house.cpo.clock.now();
const iso = (at: number): string => new Date(at).toISOString();
/** Midnight in UTC, so that prices of a day stand for every day after it. */
const today = () => Math.floor(now() / (24 * HOUR)) * 24 * HOUR;

describe("forecasts", () => {
  it("are empty until somebody says something, and forget what is taken back", async () => {
    expect(await house.send("GET", `${path}/forecast`)).toMatchObject({ status: 200, body: { learned: 0, currency: "EUR" } });
    expect((await forecast()).slots.every((slot) => Object.keys(slot).join() === "from")).toBe(true);
    expect(await house.send("DELETE", `${path}/forecast/pv`)).toMatchObject({ status: 404 });
    await put("pv", { clearSky: { peakKW: 10 } });
    expect(await house.send("DELETE", `${path}/forecast/pv`)).toMatchObject({ status: 200 });
    expect(await forecast()).not.toHaveProperty("pv");
    expect(await house.send("DELETE", `${path}/forecast/wind`)).toMatchObject({ status: 400, body: { field: "part" } });
    expect(await house.send("GET", "/locations/ELSEWHERE/charging/forecast")).toMatchObject({ status: 404 });
  });

  it("of PV follow the sun and its size, never above the inverter", async () => {
    expect(await put("pv", { clearSky: { peakKW: 400, tilt: 20 } })).toMatchObject({ status: 200, body: { pv: { kind: "clearSky", peakKW: 400, tilt: 20 } } });
    const values = (await forecast()).slots.map(({ pvKW }) => pvKW!);
    expect([values.length >= 144, Math.min(...values), Math.max(...values) > 1, Math.max(...values) <= 8]).toEqual([true, 0, true, true]);
  });

  it("of the building are a week, a series, or what its meter says", async () => {
    expect(await put("building", { week: Array.from({ length: 168 }, () => 12.5) })).toMatchObject({ status: 200, body: { building: { kind: "week" } } });
    expect((await forecast()).slots[7]).toMatchObject({ buildingKW: 12.5 });
    expect(await put("building", { week: [1, 2] })).toMatchObject({ status: 400, body: { field: "week" } });
    const from = Math.floor(now() / HOUR) * HOUR;
    expect(await put("building", { series: [{ at: iso(from), watts: 9_000 }, { at: iso(from + 2 * HOUR), watts: 3_000 }] })).toMatchObject({ status: 200, body: { building: { kind: "series", from: iso(from), to: iso(from + 4 * HOUR) } } });
    const { slots } = await forecast();
    expect(slots.find((slot) => slot.from === iso(from + HOUR))).toMatchObject({ buildingKW: 9 });
    expect(slots.find((slot) => slot.from === iso(from + 3 * HOUR))).toMatchObject({ buildingKW: 3 });
    expect(slots.find((slot) => slot.from === iso(from + 4 * HOUR))).not.toHaveProperty("buildingKW");

    // A quarter hour of readings: it is kept, and known after a restart.
    const quarter = Math.floor(now() / 900_000) * 900_000;
    for (const [at, amps] of [[quarter, 10], [quarter + 900_000, 20]] as const) {
      standing = at;
      house.cpo.balancing.read("SITE", { meters: [{ node: "grid", ...even(amps), at: instant(at) }] });
    }
    standing = undefined;
    expect(await put("building", { measured: true })).toMatchObject({ status: 200, body: { building: { kind: "measured" }, learned: expect.closeTo(1 / 672, 2) as number } });
    expect((await forecast()).slots.find((slot) => slot.from === iso(quarter + 24 * HOUR))).toMatchObject({ buildingKW: 6.9 });
    await vi.waitFor(async () => {
      release();
      await control();
      expect((await forecast()).learned).toBeGreaterThan(0);
    }, { timeout: 60_000 });
    expect(await forecast()).toMatchObject({ building: { kind: "measured" } });
  });

  it("of prices come as JSON or CSV; of a day without, those of the day before count", async () => {
    const lines = Array.from({ length: 24 }, (_, hour) => `${iso(today() + hour * HOUR)};${(0.2 + hour / 100).toFixed(2).replace(".", ",")}`);
    expect(await put("prices", { csv: ["at;price", ...lines].join("\r\n") })).toMatchObject({ status: 200, body: { prices: { from: iso(today()), to: iso(today() + 24 * HOUR) } } });
    const { slots } = await forecast();
    const tomorrow = slots.find(({ from }) => from === iso(today() + 29 * HOUR)) ?? slots.find(({ from }) => from === iso(today() + 25 * HOUR));
    expect(tomorrow).toMatchObject({ isPriceGuessed: true });
    expect(slots[0]!.isPriceGuessed).toBeUndefined();
    expect(slots[0]!.price).toBeCloseTo(0.2 + new Date(slots[0]!.from).getUTCHours() / 100, 6);
  });

  it.each([
    ["pv", {}, "", "must have exactly one of clearSky, series, csv"],
    ["pv", { clearSky: { peakKW: 10 }, csv: "at,watts" }, "", "must have exactly one of clearSky, series, csv"],
    ["pv", { clearSky: { peakKW: 0 } }, "clearSky.peakKW", "must be at least 0.1"],
    ["pv", { series: [{ at: "2026-12-01T10:00:00Z", watts: 5 }, { at: "2026-12-01T09:00:00Z", watts: 5 }] }, "series.1.at", "must be after the one before"],
    ["pv", { series: [] }, "series", "must not be empty"],
    ["building", { series: [{ at: "noon", watts: 5 }] }, "series.0.at", undefined],
    ["building", { csv: "at,watts\n2026-12-01T10:00:00Z,-5" }, "csv", "must have watts from 0 to 100000000; it has -5"],
    ["prices", { csv: "at,watts\n" }, "csv", "must name the columns at and price in its first line"],
    ["prices", { csv: "at,price\n" }, "csv", "must have a line below its header"],
    ["prices", { csv: "at,price\n2026-12-01T10:00:00Z,cheap" }, "csv", "must have a number for price in line 2"],
    ["prices", { csv: "at,price\ntoday,1" }, "csv", "must have a moment like 2026-12-01T17:00:00Z in line 2"],
  ])("refuse %s %j", async (part, said, field, rule) => {
    const { status, body } = await put(part, said);
    expect([status, body]).toMatchObject([400, { code: "invalid", field, ...(rule !== undefined && { rule }) }]);
  });

  it("are said by other systems with an API key that may, and by nobody who may only look", async () => {
    const keyed = async (permissions: readonly string[], method: string, said?: object) => {
      const { body } = await house.send("POST", "/api-keys", { name: `feed ${permissions.join()}`, permissions });
      const { secret } = body as { readonly secret: string };
      return (await house.fetch(`/api/v1${path}/forecast${said === undefined ? "" : "/prices"}`, { method, headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, ...(said !== undefined && { body: JSON.stringify(said) }) })).status;
    };
    const said = { series: [{ at: "2026-12-01T10:00:00Z", price: 0.2 }] };
    expect([await keyed(["charging:write"], "PUT", said), await keyed(["charging:read"], "PUT", said), await keyed(["charging:read"], "GET")]).toEqual([200, 403, 200]);
  });
});

describe("the plan", () => {
  const day = () => house.send("GET", `${path}/day-ahead`) as Promise<{ readonly body: { readonly siteKW: readonly number[]; readonly slots: readonly Slot[] } }>;

  it("of tomorrow charges when it costs least, and beside the building", async () => {
    const start = today() + 24 * HOUR;
    await house.send("PUT", `${path}/roster`, { entries: [{ id: "van", token: "T", arrival: iso(start + 8 * HOUR), departure: iso(start + 20 * HOUR), energyKWh: 20 }] });
    await put("prices", { series: Array.from({ length: 48 }, (_, hour) => ({ at: iso(start - 24 * HOUR + hour * HOUR), price: hour === 38 ? 0.05 : 0.4 })) });
    const { siteKW, slots } = (await day()).body;
    const charged = siteKW.map((kW, slot) => [kW, slots[slot]?.from] as const).filter(([kW]) => kW > 1).map(([, from]) => from);
    expect(charged).toContain(iso(start + 14 * HOUR));
    expect(slots.find(({ from }) => from === iso(start + 14 * HOUR))).toMatchObject({ price: 0.05 });
    // 60 A less a building of 34.5 kW are 10 A for cars: 6.9 kW at most.
    await put("building", { week: Array.from({ length: 168 }, () => 34.5) });
    expect(Math.max(...(await day()).body.siteKW)).toBeLessThan(7);
  });

  it("of now stores what the sun will not give, and says what the month's peak will come to", async () => {
    await house.send("PUT", `${path}/demand`, { pricePerKW: 10 });
    await put("building", { week: Array.from({ length: 168 }, () => 4) });
    await house.send("POST", `${path}/readings`, { meters: [{ kW: 4 }], generators: [{ id: "roof", kW: 0 }], batteries: [{ id: "cellar", kW: 0, storedKWh: 0 }] });
    await vi.waitFor(async () => {
      const { body } = await house.send("GET", `${path}/demand`);
      expect(body).toMatchObject({ tariff: { pricePerKW: 10 }, peakKW: 0, cost: { amount: "0.00", currency: "EUR" }, expected: { kW: 4, cost: { amount: "40.00" } } });
    }, { timeout: 60_000 });
  });
});

describe("a roster", () => {
  it("is checked line by line before it is kept", async () => {
    const csv = "id,token,arrival,departure,evse\nvan,T,2026-12-01 08:00,2026-12-01 17:00,KERB-1\n,,later,2026-12-01 17:00,KERB-9";
    expect(await house.send("POST", `${path}/roster/check`, { csv })).toMatchObject({
      status: 200, body: {
        good: 1, lines: [
          { line: 2, text: "van · T · 2026-12-01 08:00 · 2026-12-01 17:00 · KERB-1", entry: { id: "van", arrival: "2026-12-01T07:00:00.000Z", evse: "KERB-1" }, problems: [] },
          { line: 3, problems: [{ column: "arrival", rule: "moment" }] },
        ],
      },
    });
    expect((await house.send("GET", `${path}/roster`)).body).toEqual({ items: [] });
    expect(await house.send("POST", `${path}/roster/check`, {})).toMatchObject({ status: 400, body: { field: "csv" } });
    expect(await house.send("POST", "/locations/ELSEWHERE/charging/roster/check", { csv })).toMatchObject({ status: 404 });
  });
});
