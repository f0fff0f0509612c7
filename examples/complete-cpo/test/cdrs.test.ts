import { systemClock } from "@cpokit/kernel/system";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { PERMISSIONS } from "../src/access/permissions.ts";
import type { CdrSummary } from "../src/wire/cdr.ts";
import type { MonthView } from "../src/wire/usage.ts";
import { chargeOnce, createTestCpo, flatTariff, furnish, type TestCpo } from "./support.ts";

const elsewhere: Principal = { actor: "elsewhere", permissions: new Set(PERMISSIONS), locations: ["OTHER"] };

let house: TestCpo;
let id: string;
beforeEach(async () => {
  house = await createTestCpo(new Map([["elsewhere", elsewhere]]));
  await furnish(house);
  await chargeOnce(house);
  id = (await list())[0]?.id ?? "";
});
afterEach(() => house.close());

async function list(query = ""): Promise<readonly CdrSummary[]> {
  const { status, body } = await house.send("GET", `/cdrs?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as { readonly items: readonly CdrSummary[] }).items;
}
async function months(query = ""): Promise<readonly MonthView[]> {
  const { body } = await house.send("GET", `/cdrs/months?${query}`);
  expect(body).toMatchObject({ complete: true });
  return (body as { readonly items: readonly MonthView[] }).items;
}
const month = (): string => new Date(systemClock.now()).toISOString().slice(0, 7);

/** Prices the session anew by a tariff that costs half. */
async function correct(): Promise<{ readonly id: string }> {
  await house.send("POST", "/tariffs", { tariffId: "T2", name: "Half price", ocpiVersion: "2.2.1", tariff: { ...flatTariff, elements: [{ price_components: [{ type: "ENERGY", price: 0.125, vat: 20, step_size: 1 }] }] }, validFrom: "2020-01-01T00:00:00Z" });
  const { status, body } = await house.send("POST", `/cdrs/${id}/correct`, { reason: "Promised at the hotline", tariffVersion: "T2/1" });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { readonly id: string };
}

describe("the list of charge records", () => {
  it("takes all filters together, on the server", async () => {
    for (const query of ["location=SITE", "token=04a2b3c4", "location=SITE&token=04A2B3C4&currency=EUR&state=standing", "least=1&most=1.00", "from=2020-01-01T00:00:00Z&time=ended"]) expect(await list(query), query).toHaveLength(1);
    for (const query of ["location=NOWHERE", "token=04FFFF", "currency=USD", "state=credit", "state=parked", "least=1.01", "to=2020-01-01T00:00:00Z", "party=DE*MSP", "contract=NL-X"]) expect(await list(query), query).toEqual([]);
    expect(await house.send("GET", "/cdrs?least=much")).toMatchObject({ status: 400, body: { field: "least" } });
    expect(await house.send("GET", "/cdrs?from=yesterday")).toMatchObject({ status: 400, body: { field: "from" } });
  });

  it("is summed up by month for the same filter", async () => {
    const one = { month: month(), charges: 1, energyKwh: "4", connectedSeconds: 1_800, revenue: [{ amount: "1", currency: "EUR" }], revenueWithTax: [{ amount: "1.2", currency: "EUR" }] };
    for (const query of ["", "location=SITE", "token=04A2B3C4", "from=2020-01-01T00:00:00Z&time=ended&location=SITE"]) expect(await months(query), query).toEqual([one]);
    for (const query of ["location=NOWHERE", "token=04FFFF"]) expect(await months(query), query).toEqual([]);
    for (const query of ["", "?token=04A2B3C4"]) expect(await (await house.fetch(`/api/v1/cdrs/months${query}`, { headers: { authorization: "Bearer elsewhere" } })).json(), query).toEqual({ items: [], complete: true });
  });

  it("is a file with the same filter, of what the one who asks may see", async () => {
    const lines = async (query: string, key?: string) => (await (await house.fetch(`/api/v1/cdrs.csv${query}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })).text()).trim().split("\r\n").length;
    expect([await lines(""), await lines("?state=standing"), await lines("?currency=USD"), await lines("", "elsewhere")]).toEqual([2, 2, 1, 1]);
    expect(await house.send("GET", "/cdrs.csv?to=never")).toMatchObject({ status: 400, body: { field: "to" } });
  });
});

describe("a correction", () => {
  it("credits the record and seals another by the tariff that was meant, with who and why", async () => {
    const next = await correct();
    expect(next).toMatchObject({ state: "standing", supersedes: id, tariffVersion: "T2/1", total: { amount: "0.5" } });
    expect((await list()).map(({ state, total }) => [state, total.amount])).toEqual(expect.arrayContaining([["standing", "0.5"], ["credit", "-1"], ["credited", "1"]]));
    expect((await list("state=credited")).map((each) => each.id)).toEqual([id]);
    const [credit] = await list("state=credit");
    expect((await house.send("GET", `/cdrs/${credit?.id}`)).body).toMatchObject({ total: { amount: "-1" }, totalWithTax: { amount: "-1.2" }, lines: [{ amount: { amount: "-1" } }], taxes: [{ amount: { amount: "-0.2" } }] });
    const { body } = await house.send("GET", `/sessions/${(await list())[0]?.sessionId}/journal`);
    expect((body as { readonly items: readonly { readonly text: string }[] }).items[0]?.text).toContain("by operator: Promised at the hotline");
    expect(await house.send("POST", `/cdrs/${next.id}/correct`, { reason: "Again", tariffVersion: "T9/1" })).toMatchObject({ status: 409, body: { code: "ignored" } });
  });
});
