import { beforeEach, describe, expect, it } from "vitest";
import { givenPlatform, party, type Told } from "../../test/support/world.ts";
import { vector } from "../../test/support/vectors.ts";
import { receivedObjects } from "../peers/received.ts";
import { refuse } from "./reply.ts";

const token = vector("2.2.1", "Token");
const session = { ...vector("2.2.1", "Session"), id: "S1" };
const TOKEN = "2.2.1/receiver/tokens/NL/EXA/T1";
const NOBODY = "emsp2";

function given() {
  return givenPlatform({
    modules: {
      owned: {
        Session: { page: () => ({ items: [], total: 0 }) }, Location: { page: () => ({ items: [], total: 0 }), get: () => undefined },
        Tariff: { page: () => { throw new Error("the database is away"); } },
      },
      received: { Token: true, Session: true, CDR: true },
      authorize: ({ uid }) => (uid === "WHERE" ? "location-needed" : uid === "REFUSED" ? refuse(200, 2000, "Not for you.") : "unknown-token"),
    },
    limits: { bodyBytes: 20_000, bodyDepth: 12, maxPageSize: 50, requestsAtOnce: 40, requestsPerSecond: 1 },
  });
}

let world: ReturnType<typeof given>;
beforeEach(async () => {
  world = given();
  await world.connect("2.2.1");
  await world.connect("2.2.1", { id: NOBODY, status: "suspended", roles: [party("EMSP", "DE", "OFF")] }, "suspended-token");
  await world.connect("2.2.1", { id: "old", roles: [party("EMSP", "DE", "OLD")], inbound: [] }, "x");
});

const T1 = { ...token, uid: "T1" };
type Sent = NonNullable<Parameters<ReturnType<typeof given>["call"]>[2]>;

/** What comes in, and the HTTP and OCPI status and rule that go out. */
const TABLE: readonly (readonly [what: string, method: string, path: string, sent: Sent, http: number, status: number, rule: RegExp, peer?: string])[] = [
  ["no token", "GET", "versions", { token: null }, 401, 2001, /token is expected/, "-"],
  ["an unknown token", "GET", "versions", { token: "wrong" }, 401, 2001, /not known/, "-"],
  ["another scheme", "GET", "versions", { token: null, headers: { Authorization: "Bearer secret-token" } }, 401, 2001, /token is expected/, "-"],
  ["the token of a suspended partner", "GET", "versions", { token: "suspended-token" }, 401, 2001, /suspended/, NOBODY],
  ["nothing there", "GET", "2.2.1/receiver/nothing", {}, 404, 2000, /nothing at this URL/],
  ["another version", "GET", "1.9/receiver/tokens", {}, 404, 2000, /nothing at this URL/],
  ["an interface that is not offered", "GET", "2.2.1/sender/tokens", {}, 404, 2000, /nothing at this URL/],
  ["a path that escapes nothing", "GET", "2.2.1/receiver/tokens/NL/EXA/%ff", {}, 404, 2000, /nothing at this URL/],
  ["a method that is not served", "DELETE", TOKEN, {}, 405, 2000, /DELETE is not served/],
  ["POST on versions", "POST", "versions", { body: {} }, 405, 2000, /POST is not served/],
  ["POST on credentials when registered", "POST", "2.2.1/credentials", { body: {} }, 405, 2000, /registered/],
  ["no JSON", "PUT", TOKEN, { body: `{"uid": "T1",` }, 400, 2001, /no JSON/],
  ["JSON that nests too deep", "PUT", TOKEN, { body: "[".repeat(50) }, 400, 2001, /deeper than 12/],
  ["a body that is too large", "PUT", TOKEN, { body: JSON.stringify("x".repeat(30_000)) }, 413, 2001, /20000 bytes/],
  ["no body", "PUT", TOKEN, {}, 200, 2001, /Token is an object/],
  ["a list instead of an object", "PUT", TOKEN, { body: [T1] }, 200, 2001, /Token is an object/],
  ["a wrong type", "PUT", TOKEN, { body: { ...T1, valid: "perhaps" } }, 200, 2001, /\/valid: a boolean is expected/],
  ["a required member that is missing", "PUT", TOKEN, { body: { ...T1, issuer: undefined } }, 200, 2001, /\/issuer: Token.issuer is required/],
  ["null on a required member", "PUT", TOKEN, { body: { ...T1, valid: null } }, 200, 2001, /\/valid: a required member is not null/],
  ["an unknown value of a closed enum", "PUT", TOKEN, { body: { ...T1, whitelist: "SOMETIMES" } }, 200, 2001, /\/whitelist: one of/],
  ["many errors at once", "PUT", TOKEN, { body: {} }, 200, 2001, /; and \d+ more/],
  ["another id in the body", "PUT", TOKEN, { body: { ...T1, uid: "T2" } }, 200, 2001, /\/uid: URL and body/],
  ["another party in the body", "PUT", TOKEN, { body: { ...T1, party_id: "XXX" } }, 200, 2001, /\/party_id: URL and body/],
  ["another type in the URL", "PUT", `${TOKEN}?type=OTHER`, { body: T1 }, 200, 2001, /\/type: URL and body/],
  ["a party of somebody else in the URL", "PUT", "2.2.1/receiver/tokens/DE/OFF/T1", { body: T1 }, 404, 2001, /DE OFF is none of the parties/],
  ["a party of somebody else in the body", "POST", "2.2.1/receiver/cdrs", { body: { ...vector("2.2.1", "CDR"), country_code: "DE", party_id: "OFF" } }, 200, 2001, /DE OFF is none of the parties/],
  ["a party of somebody else in OCPI-from", "GET", TOKEN, { headers: { "OCPI-from-country-code": "DE", "OCPI-from-party-id": "OFF" } }, 200, 2001, /OCPI-from DE OFF/],
  ["a party that is none of ours in OCPI-to", "GET", TOKEN, { headers: { "OCPI-to-country-code": "DE", "OCPI-to-party-id": "OFF" } }, 200, 2001, /OCPI-to DE OFF/],
  ["an unknown token id", "GET", TOKEN, {}, 404, 2004, /no such Token/],
  ["a PATCH of an unknown token", "PATCH", TOKEN, { body: { valid: false, last_updated: "2026-03-01T00:00:00Z" } }, 404, 2004, /no such Token/],
  ["an unknown object", "GET", "2.2.1/receiver/sessions/NL/EXA/S9", {}, 404, 2003, /no such Session/],
  ["an unknown object of ours", "GET", "2.2.1/sender/locations/L9", {}, 404, 2003, /no such Location/],
  ["a PATCH without last_updated", "PATCH", TOKEN, { body: { valid: false } }, 200, 2001, /\/last_updated/],
  ["a PATCH with null on a required member", "PATCH", TOKEN, { body: { valid: null, last_updated: "2026-03-01T00:00:00Z" } }, 200, 2001, /\/valid: a required member is not null/],
  ["a list without its required date", "GET", "2.2.1/sender/sessions", {}, 200, 2001, /date_from is required/],
  ["a date that is none", "GET", "2.2.1/sender/locations?date_from=yesterday", {}, 200, 2001, /date_from is a date/],
  ["a limit of nothing", "GET", "2.2.1/sender/locations?limit=0", {}, 200, 2001, /limit is a whole number/],
  ["a limit that is no number", "GET", "2.2.1/sender/locations?limit=ten", {}, 200, 2001, /limit is a whole number/],
  ["an offset below zero", "GET", "2.2.1/sender/locations?offset=-1", {}, 200, 2001, /offset is a whole number/],
  ["an unknown token to authorize", "POST", "2.2.1/sender/tokens/T9/authorize", {}, 404, 2004, /no such token/],
  ["a token that needs a location", "POST", "2.2.1/sender/tokens/WHERE/authorize", {}, 200, 2002, /location is needed/],
  ["what the application refuses", "POST", "2.2.1/sender/tokens/REFUSED/authorize", {}, 200, 2000, /Not for you/],
];

describe("the decision table", () => {
  for (const [what, method, path, sent, http, status, rule, peer = "emsp"] of TABLE) it(what, async () => {
    const told = await world.call(method, path, sent);
    expect([told.http, told.status, told.message]).toEqual([http, status, expect.stringMatching(rule)]);
    expect(told.data).toBeUndefined();
    expect((await world.store.find(receivedObjects)).items, "nothing is stored").toEqual([]);
    const lines = world.log.filter(({ level }) => level === "warn");
    expect(lines).toHaveLength(1);
    expect(lines[0]!.values).toMatchObject({ rule: expect.stringMatching(rule), http, code: status, peer: peer === "-" ? undefined : peer });
    expect(world.events).toEqual([{ event: "refused", peer: peer === "-" ? undefined : peer, http, code: status, rule: told.message }]);
  });

  it("says in HTTP what OCPI says in 200, to partners that want it so", async () => {
    await world.peers.update("emsp", (peer) => ({ ...peer, profile: { httpErrors: true } }));
    const [client, server] = [await world.call("PUT", TOKEN, { body: {} }), await world.call("GET", "2.2.1/sender/tariffs")];
    expect([client.http, client.status, server.http, server.status]).toEqual([400, 2001, 500, 3000]);
  });

  it("an error of ours is 3000, tells nothing of it, and is logged", async () => {
    const told = await world.call("GET", "2.2.1/sender/tariffs");
    expect([told.http, told.status, told.message]).toEqual([200, 3000, expect.not.stringContaining("database")]);
    expect(world.log.map(({ level, values }) => [level, values["peer"], String(values["error"])])).toEqual([["error", "emsp", "Error: the database is away"]]);
  });

  it("tells what is allowed instead", async () => {
    expect((await world.call("DELETE", TOKEN)).headers.get("allow")).toBe("GET, PUT, PATCH");
    expect((await world.call("POST", "2.2.1/credentials", { body: {} })).headers.get("allow")).toBe("GET, PUT, DELETE");
  });

  it("slows a partner down, alone", async () => {
    await world.connect("2.2.1", { id: "calm", roles: [party("EMSP", "DE", "AAA")] }, "calm-token");
    let told: Told | undefined;
    for (let calls = 0; calls < 41; calls += 1) told = await world.call("GET", "versions");
    expect([told?.http, told?.status, told?.headers.get("retry-after")]).toEqual([429, 2000, "1"]);
    expect((await world.call("GET", "versions", { token: "calm-token" })).http).toBe(200);
    world.time.now += 1_000;
    expect((await world.call("GET", "versions")).http).toBe(200);
  });

  it("clamps a limit that is too large, and tells", async () => {
    const told = await world.call("GET", "2.2.1/sender/locations?limit=999999");
    expect([told.status, told.headers.get("x-limit"), told.headers.get("x-total-count"), told.headers.get("link")]).toEqual([1000, "50", "0", null]);
  });

  it("acknowledges a stale write and keeps what it has", async () => {
    const at = (last_updated: string, valid: boolean) => ({ ...T1, valid, last_updated });
    expect((await world.call("PUT", TOKEN, { body: at("2026-03-01T12:00:00Z", true) })).http).toBe(201);
    expect((await world.call("PUT", TOKEN, { body: at("2026-03-01T11:59:59Z", false) })).status).toBe(1000);
    expect((await world.call("PATCH", TOKEN, { body: { valid: false, last_updated: "2026-03-01T11:59:59Z" } })).status).toBe(1000);
    expect((await world.call("GET", TOKEN)).data).toMatchObject({ valid: true, last_updated: "2026-03-01T12:00:00Z" });
    expect(world.events.map(({ event }) => event)).toEqual(["stale", "stale"]);
  });
});

describe("hostile names", () => {
  it.each(["__proto__", "constructor", "toString", "..", "a/b", "a b", "%00", "💡", "'; DROP TABLE x; --", "\u0002"])("%j is an id like any other", async (uid) => {
    const path = `2.2.1/receiver/tokens/NL/EXA/${encodeURIComponent(uid).replace("..", "%2E%2E%20")}`;
    const id = uid === ".." ? ".. " : uid;
    expect((await world.call("PUT", path, { body: { ...T1, uid: id } })).http).toBe(201);
    expect((await world.call("GET", path)).data).toMatchObject({ uid: id });
    expect((await world.call("GET", `${path}x`)).http).toBe(404);
  });

  it("members that could reach a prototype are not stored, others that are unknown are", async () => {
    const body = JSON.stringify(T1).replace("{", `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"custom":{"__proto__":{"isAdmin":true},"kept":1},`);
    expect((await world.call("PUT", TOKEN, { body })).http).toBe(201);
    expect((await world.call("GET", TOKEN)).data).toEqual({ ...T1, custom: { kept: 1 } });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it("parties and ids are compared without case and kept as they are written", async () => {
    expect((await world.call("PUT", "2.2.1/receiver/tokens/nl/exa/t1", { body: T1 })).http).toBe(201);
    expect((await world.call("PUT", TOKEN, { body: T1 })).http).toBe(200);
    expect((await world.call("GET", "2.2.1/receiver/tokens/Nl/eXA/T1/")).data).toEqual(T1);
  });
});

describe("every answer", () => {
  it("carries the ids of the request, or new ones, and goes back where it came from", async () => {
    const told = await world.call("PUT", "2.2.1/receiver/sessions/NL/EXA/S1", { body: session, headers: { "X-Request-ID": "r1", "X-Correlation-ID": "c1", "OCPI-from-country-code": "nl", "OCPI-from-party-id": "exa", "OCPI-to-country-code": "NL", "OCPI-to-party-id": "CPO" } });
    expect(Object.fromEntries(told.headers)).toEqual({
      "content-type": "application/json", "x-request-id": "r1", "x-correlation-id": "c1", "ocpi-from-country-code": "NL", "ocpi-from-party-id": "CPO", "ocpi-to-country-code": "nl", "ocpi-to-party-id": "exa",
    });
    const versions = await world.call("GET", "versions");
    expect([...versions.headers.keys()]).toEqual(["content-type", "x-correlation-id", "x-request-id"]);
    expect(versions.headers.get("x-request-id")).toMatch(/.{20}/);
  });

  it("is the same for raw and base64 tokens (E02)", async () => {
    expect((await world.call("GET", "versions", { token: null, headers: { Authorization: "Token secret-token" } })).status).toBe(1000);
    expect((await world.call("GET", "versions", { token: null, headers: { Authorization: `token ${btoa("secret-token\n")}` } })).status).toBe(1000);
  });
});
