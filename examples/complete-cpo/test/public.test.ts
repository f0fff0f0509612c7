import { readOcpi } from "@cpokit/ocpi";
import { v221 } from "@cpokit/ocpi/v221";
import { v230 } from "@cpokit/ocpi/v230";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCpo, furnish, plug, site, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeAll(async () => {
  house = await createTestCpo();
  await furnish(house);
  await house.send("POST", "/locations", { ...site, id: "FAST", name: "Motorway", city: "Utrecht", coordinates: { latitude: "52.0907", longitude: "5.1214" }, openingHours: { twentyFourSeven: false, regular: [] } });
  await house.send("POST", "/stations", { identity: "CS-2", locationId: "FAST", evses: [{ number: 1, connectors: [{ ...plug, standard: "IEC_62196_T2_COMBO", powerType: "DC", maxPower: 150_000 }] }], password: false });
  await house.send("POST", "/locations", { ...site, id: "HIDDEN", name: "Depot", published: false });
  await house.send("POST", "/stations", { identity: "CS-3", locationId: "HIDDEN", evses: [{ number: 1, connectors: [plug] }], password: false });
});
afterAll(() => house.close());

interface Body {
  readonly items: readonly { readonly id: string }[];
  readonly data: readonly { readonly id: string }[];
  readonly evses: readonly { readonly id: string; readonly price: { readonly lines: readonly string[] } }[];
  readonly next: string;
}

/** Asked by somebody without any account. */
async function stranger(path: string): Promise<{ readonly status: number; readonly body: Body; readonly headers: Headers }> {
  const response = await house.fetch(`/api/v1/public${path}`, { headers: { authorization: "" } });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}
const found = async (query: string): Promise<string[]> => (await stranger(`/locations?${query}`)).body.items.map(({ id }) => id);

describe("drivers without an account", () => {
  it.each([
    ["", ["SITE", "FAST"]],
    ["near=52.10,5.10", ["FAST", "SITE"]],
    ["near=52.10,5.10&within=10", ["FAST"]],
    ["power=100000", ["FAST"]],
    ["standard=IEC_62196_T2", ["SITE"]],
    ["open=true", ["SITE"]],
    ["available=true", []],
    ["accessible=true", []],
    ["q=utre", ["FAST"]],
  ])("find locations by %s", async (query, ids) => {
    expect(await found(query)).toEqual(ids);
  });

  it("read page after page", async () => {
    const first = await stranger("/locations?limit=1");
    expect(first.body).toMatchObject({ items: [{ id: "SITE" }], next: "1" });
    expect((await stranger(`/locations?limit=1&after=${first.body.next}`)).body).toEqual({ items: [expect.objectContaining({ id: "FAST" })] });
  });

  it("see what an EVSE is and what it costs, in their language", async () => {
    const { body } = await stranger("/locations/SITE?language=de");
    expect(body).toMatchObject({ name: "Harbour", opening: { isOpen: true }, points: { total: 1, available: 0 }, evses: [{ state: "unknown", price: { currency: "EUR", worstPerKwh: { amount: "0.3", currency: "EUR" } } }] });
    expect(body.evses[0]!.price.lines).toEqual([expect.stringContaining("kWh")]);
    const { id } = body.evses[0]!;
    expect((await stranger(`/evses/${id}`)).body).toMatchObject({ location: { id: "SITE" }, evse: { id } });
  });

  it("do not see what is not published, nor anything else", async () => {
    expect((await stranger("/locations/HIDDEN")).status).toBe(404);
    const { body } = await house.send("GET", "/locations/HIDDEN");
    expect((await stranger(`/evses/${(body as { evses: { id: string }[] }).evses[0]!.id}`)).status).toBe(404);
    expect(JSON.stringify((await stranger("/locations/SITE")).body)).not.toContain("CS-1");
  });

  it.each([["near=here", "near"], ["within=5", "near"], ["limit=x", "limit"], ["wide=1", "wide"]])("are told which field of %s is wrong", async (query, field) => {
    expect(await stranger(`/locations?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("the open-data feed", () => {
  it.each([["2.2.1", v221], ["2.3.0", v230]] as const)("is valid OCPI %s, page by page", async (version, protocol) => {
    const first = await stranger(`/ocpi/${version}/locations?limit=1`);
    expect(first.body.data.map(({ id }) => id)).toEqual(["FAST"]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await stranger(next.slice(next.indexOf("/ocpi")));
    const rest = await stranger((/<([^>]+)>/.exec(second.headers.get("link") ?? "")?.[1] ?? next).replace(/^.*(?=\/ocpi)/, ""));
    const all = [...first.body.data, ...second.body.data, ...rest.body.data];
    expect(all.map(({ id }) => id)).toEqual(["FAST", "SITE"]);
    for (const location of all) expect(readOcpi(protocol, "Location", location, { mode: "strict" }).findings).toEqual([]);
  });
});
