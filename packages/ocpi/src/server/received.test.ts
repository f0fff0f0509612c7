import { describe, expect, it } from "vitest";
import { givenPlatform, party } from "../../test/support/world.ts";
import { vector, type Json } from "../../test/support/vectors.ts";
import type { Kind } from "../peers/kinds.ts";
import type { ReceivedChange } from "../peers/received.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { FACTS } from "./wire.ts";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const LATER = "2026-03-01T11:00:00Z";

async function given(version: OcpiVersion, hub = false) {
  const heard: ReceivedChange[] = [];
  const hear = (change: unknown): void => void heard.push(change as ReceivedChange);
  const received = Object.fromEntries(["Location", "Session", "CDR", "Tariff", "Token", "ClientInfo", "InvoiceReconciliationRecord", "Terminal", "FinancialAdviceConfirmation", "BookingLocation", "Booking"].map((kind) => [kind, hear]));
  const world = givenPlatform({ modules: { received }, parties: [party("EMSP", "NL", "OUR")] });
  await world.connect(version, hub ? { roles: [party("OTHER", "NL", "HUB")], hub: "NLHUB" } : {});
  const at = (module: string): string => (version === "2.1.1" ? `2.1.1/${module}` : `${version}/receiver/${module}`);
  return { ...world, heard, at };
}

/** Kinds that are PUT: their module, path behind it and what a PATCH changes. */
const PUT: readonly (readonly [Kind, module: string, id: string, patch: Json | undefined])[] = [
  ["Location", "locations", "id", { name: "Renamed" }],
  ["Session", "sessions", "id", { kwh: 99 }],
  ["Tariff", "tariffs", "id", undefined],
  ["Token", "tokens", "uid", { valid: false }],
];

describe.each(VERSIONS)("objects of a partner of %s", (version) => {
  it.each(PUT)("%s: PUT creates and replaces, GET gives it back, the application hears it canonical", async (kind, module, member) => {
    const { call, at, heard } = await given(version);
    const object = vector(version, kind);
    const path = `${at(module)}/NL/EXA/${String(object[member])}`;
    expect((await call("PUT", path, { body: object })).http).toBe(201);
    expect((await call("PUT", path, { body: object })).http).toBe(200);
    expect((await call("GET", path)).data).toEqual(object);
    expect(heard.map(({ kind: told, before }) => [told, before === undefined])).toEqual([[kind, true], [kind, false]]);
    expect(readObject(FACTS["2.3.0"], kind, heard[0]!.after, "lenient").findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(heard[0]!.key).toMatchObject({ countryCode: "NL", partyId: "EXA", id: object[member] });
  });

  it.each(PUT.filter(([kind, , , patch]) => patch !== undefined || (kind === "Tariff" && version === "2.1.1")))("%s: PATCH changes what it says, and removes what is null", async (kind, module, member, patch = { currency: "SEK" }) => {
    const { call, at } = await given(version);
    const object = vector(version, kind);
    const path = `${at(module)}/NL/EXA/${String(object[member])}`;
    const optional = Object.keys(object).find((each) => FACTS[version].objects[kind]![each]!.is === "?" && !(each in patch))!;
    await call("PUT", path, { body: object });
    expect(await call("PATCH", path, { body: { ...patch, [optional]: null, last_updated: LATER } })).toMatchObject({ http: 200, status: 1000 });
    const { [optional]: _, ...others } = object;
    expect((await call("GET", path)).data).toEqual({ ...others, ...patch, last_updated: LATER });
  });

  it("CDR: POST tells where it is, the same again is acknowledged, another with its id is refused", async () => {
    const { call, at, heard } = await given(version);
    const cdr = vector(version, "CDR");
    const told = await call("POST", at("cdrs"), { body: cdr });
    const url = told.headers.get("location")!;
    expect([told.http, url]).toEqual([201, `https://cpo.test.com/ocpi/${at("cdrs")}/NL/EXA/${String(cdr["id"])}`]);
    expect((await call("GET", url)).data).toEqual(cdr);
    const again = await call("POST", at("cdrs"), { body: cdr });
    expect([again.http, again.status, again.headers.get("location")]).toEqual([200, 1000, url]);
    expect(await call("POST", at("cdrs"), { body: { ...cdr, currency: "SEK" } })).toMatchObject({ http: 200, status: 2001, message: expect.stringMatching(/does not change/) });
    expect(heard.at(0)!.after).toMatchObject({ country_code: "NL", party_id: "EXA", total_cost: { before_taxes: expect.any(Number) } });
  });

  it("a tariff is deleted", async () => {
    const { call, at, heard } = await given(version);
    const path = `${at("tariffs")}/NL/EXA/${String(vector(version, "Tariff")["id"])}`;
    expect((await call("DELETE", path))).toMatchObject({ http: 404, status: 2003 });
    await call("PUT", path, { body: vector(version, "Tariff") });
    expect((await call("DELETE", path)).status).toBe(1000);
    expect((await call("GET", path)).http).toBe(404);
    expect(heard.map(({ after }) => after === undefined)).toEqual([false, true]);
  });

  it("EVSEs and connectors are changed within their location, which is as new as they are", async () => {
    const { call, at, heard } = await given(version);
    const location = vector(version, "Location");
    const [evse] = location["evses"] as readonly [Json];
    const [connector] = evse["connectors"] as readonly [Json];
    const path = `${at("locations")}/NL/EXA/${String(location["id"])}`;
    const evsePath = `${path}/${String(evse["uid"])}`;
    expect(await call("PUT", evsePath, { body: evse })).toMatchObject({ http: 404, status: 2003 });
    await call("PUT", path, { body: location });
    expect((await call("GET", evsePath)).data).toEqual(evse);
    expect((await call("GET", `${evsePath}/${String(connector["id"])}`)).data).toEqual(connector);
    expect((await call("PATCH", evsePath, { body: { status: "CHARGING", last_updated: LATER } })).status).toBe(1000);
    expect((await call("GET", path)).data).toMatchObject({ last_updated: LATER, evses: [{ status: "CHARGING", last_updated: LATER, connectors: [connector] }] });
    expect((await call("PUT", `${path}/E2`, { body: { ...evse, uid: "E2", last_updated: LATER } })).http).toBe(201);
    expect((await call("PUT", `${path}/E2/C9`, { body: { ...connector, id: "C9", last_updated: LATER } })).http).toBe(201);
    expect((await call("PUT", `${path}/E2/C9`, { body: { ...connector, id: "C9", last_updated: "2026-03-01T10:59:59Z" } })).status).toBe(1000);
    expect((await call("GET", path)).data).toMatchObject({ evses: [{}, { uid: "E2", connectors: [connector, { id: "C9", last_updated: LATER }] }] });
    expect(await call("GET", `${path}/E3`)).toMatchObject({ http: 404, status: 2003, message: "There is no such EVSE." });
    expect(await call("PUT", `${path}/E3/C1`, { body: { ...connector, id: "C1" } })).toMatchObject({ http: 404, status: 2003 });
    expect(await call("PUT", `${path}/E2`, { body: evse })).toMatchObject({ status: 2001, message: expect.stringMatching(/\/uid/) });
    expect(heard).toHaveLength(4);
  });

  it("charging periods of a PATCH are appended since 2.2, once (E28)", async () => {
    const { call, at } = await given(version);
    const session = vector(version, "Session");
    const path = `${at("sessions")}/NL/EXA/${String(session["id"])}`;
    const next = { ...(session["charging_periods"] as readonly [Json])[0], start_date_time: LATER };
    await call("PUT", path, { body: session });
    for (const _ of ["first", "repeated"]) await call("PATCH", path, { body: { charging_periods: [next], last_updated: LATER } });
    const expected = version === "2.1.1" ? [next] : [...(session["charging_periods"] as readonly Json[]), next];
    expect(((await call("GET", path)).data as Json)["charging_periods"]).toEqual(expected);
  });
});

describe("since 2.2", () => {
  it("tokens of the same uid differ by type", async () => {
    const { call, at } = await given("2.2.1");
    const token = vector("2.2.1", "Token");
    const path = `${at("tokens")}/NL/EXA/${String(token["uid"])}`;
    await call("PUT", path, { body: token });
    await call("PUT", `${path}?type=APP_USER`, { body: { ...token, type: "APP_USER", valid: false } });
    expect((await call("GET", path)).data).toMatchObject({ type: "RFID", valid: true });
    expect((await call("GET", `${path}?type=APP_USER`)).data).toMatchObject({ type: "APP_USER", valid: false });
    expect((await call("GET", `${path}?type=OTHER`)).http).toBe(404);
  });

  it("a client info comes from a hub, of any party", async () => {
    const info = vector("2.2.1", "ClientInfo");
    const plain = await given("2.2.1");
    expect(await plain.call("PUT", `${plain.at("hubclientinfo")}/NL/EXA`, { body: info })).toMatchObject({ http: 404, status: 2001 });
    const hub = await given("2.2.1", true);
    expect((await hub.call("PUT", `${hub.at("hubclientinfo")}/NL/EXA`, { body: info })).http).toBe(201);
    expect((await hub.call("GET", `${hub.at("hubclientinfo")}/NL/EXA`)).data).toEqual(info);
  });
});

describe("of 2.3.0", () => {
  it("invoice reconciliation: POST, GET, PUT, DELETE", async () => {
    const { call, at } = await given("2.3.0");
    const record = vector("2.3.0", "InvoiceReconciliationRecord");
    const told = await call("POST", at("invoicereconciliation"), { body: record });
    expect(told.http).toBe(201);
    const url = told.headers.get("location")!;
    expect((await call("GET", url)).data).toEqual(record);
    expect((await call("PUT", url, { body: { ...record, invoice_id: "I2", last_updated: LATER } })).http).toBe(200);
    expect((await call("DELETE", url)).status).toBe(1000);
    expect((await call("GET", url)).http).toBe(404);
  });

  it.each([["Terminal", "terminals", "terminal_id"], ["FinancialAdviceConfirmation", "financial-advice-confirmations", "id"]] as const)("payments: %s", async (kind, path, id) => {
    const { call, at, heard } = await given("2.3.0");
    const object = vector("2.3.0", kind);
    const told = await call("POST", `${at("payments")}/${path}`, { body: object });
    expect([told.http, told.headers.get("location")]).toEqual([201, `https://cpo.test.com/ocpi/${at("payments")}/${path}/${String(object[id])}`]);
    expect((await call("GET", told.headers.get("location")!)).data).toEqual(object);
    expect(heard).toHaveLength(1);
  });

  it("bookings and the locations and calendars for them (E13)", async () => {
    const { call, at } = await given("2.3.0");
    const [booking, location] = [vector("2.3.0", "Booking"), vector("2.3.0", "BookingLocation")];
    const [calendar] = location["calendars"] as readonly [Json];
    const path = `${at("bookings")}/NL/EXA`;
    expect((await call("PUT", `${path}/${String(booking["id"])}`, { body: booking })).http).toBe(201);
    expect((await call("GET", `${path}/${String(booking["id"])}`)).data).toEqual(booking);
    const locationPath = `${path}/booking_locations/${String(location["id"])}`;
    expect((await call("PUT", locationPath, { body: location })).http).toBe(201);
    expect((await call("GET", `${locationPath}/${String(calendar["id"])}`)).data).toEqual(calendar);
    expect((await call("PATCH", `${locationPath}/${String(calendar["id"])}`, { body: { step_size: 5, last_updated: LATER } })).status).toBe(1000);
    expect((await call("GET", locationPath)).data).toMatchObject({ last_updated: LATER, calendars: [{ step_size: 5 }] });
    expect(await call("PUT", `${path}/booking_locations`, { body: { ...booking, id: "booking_locations" } })).toMatchObject({ status: 2001, message: expect.stringMatching(/E13/) });
  });
});

describe("a partner that changed its version", () => {
  it("finds what it told before, in the words of the new one", async () => {
    const { call } = await given("2.1.1");
    const token = vector("2.1.1", "Token");
    await call("PUT", `2.1.1/tokens/NL/EXA/${String(token["uid"])}`, { body: token });
    const path = `2.2.1/receiver/tokens/NL/EXA/${String(token["uid"])}`;
    expect((await call("GET", path)).data).toEqual({ ...Object.fromEntries(Object.entries(token).filter(([member]) => member !== "auth_id")), contract_id: token["auth_id"], country_code: "NL", party_id: "EXA" });
    expect((await call("PATCH", path, { body: { group_id: "G", last_updated: LATER } })).status).toBe(1000);
    expect((await call("GET", path)).data).toMatchObject({ group_id: "G", contract_id: token["auth_id"] });
  });
});
