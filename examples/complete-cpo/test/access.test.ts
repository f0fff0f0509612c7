import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS, type Permission } from "../src/access/permissions.ts";
import type { Principal } from "../src/access/principal.ts";
import { chargeOnce, createTestCpo, furnish, site, type TestCpo } from "./support.ts";

const account = (permissions: readonly Permission[], locations?: readonly string[]): Principal => ({ actor: "test", permissions: new Set(permissions), ...(locations === undefined ? {} : { locations }) });
/** One account for each permission that has all others, one that has none, and two that are limited to a location. */
const accounts = new Map([
  ...PERMISSIONS.map((missing) => [`without-${missing}`, account(PERMISSIONS.filter((permission) => permission !== missing))] as const),
  ["nothing", account([])], ["harbour", account(PERMISSIONS, ["SITE"])], ["elsewhere", account(PERMISSIONS, ["OTHER"])],
]);

let house: TestCpo;
beforeAll(async () => {
  house = await createTestCpo(accounts);
});
afterAll(() => house.close());

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object; readonly "x-permission"?: Permission | "signedIn" | "public" }>>>>;
}

async function description(): Promise<OpenApi> {
  return (await house.fetch("/openapi.json", { headers: { authorization: "" } })).json();
}

describe("the description of the API", () => {
  it("is OpenAPI 3.1 and open to everybody", async () => {
    const { openapi, paths } = await description();
    expect(openapi).toBe("3.1.0");
    expect(Object.keys(paths).length).toBeGreaterThan(25);
    expect(paths).toMatchObject({ "/api/v1/stations/{id}/call": { post: {} }, "/api/v1/cdrs/{id}": { get: {} }, "/api/v1/events": { get: {} } });
  });

  it("says for every route what a missing key gets", async () => {
    const { paths } = await description();
    for (const methods of Object.values(paths)) for (const route of Object.values(methods)) expect(route.responses).toHaveProperty("401");
  });

  it("is shown by a page that loads nothing from elsewhere", async () => {
    const page = await (await house.fetch("/docs")).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded.filter((each) => each !== "/icon.svg")) {
      expect(address).toMatch(/^\/docs\//);
      expect((await house.fetch(address)).status, address).toBe(200);
    }
  });
});

describe("the operator key", () => {
  it("is asked for by every route", async () => {
    const { paths } = await description();
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, route] of Object.entries(methods)) {
        if (route["x-permission"] === "public") continue;
        const response = await house.fetch(path.replaceAll(/\{\w+\}/g, "x"), { method: method.toUpperCase(), headers: { authorization: "" } });
        expect(response.status, `${method} ${path}`).toBe(401);
        expect(response.headers.get("www-authenticate")).toBe("Bearer");
        expect(await response.json()).toMatchObject({ code: "unauthorized", message: expect.stringContaining("operator key") });
      }
    }
  });

  it.each(["Bearer", "Basic Y3BvOnRlc3Q=", "cpo_test-key", "Bearer a b"])("is not %j", async (authorization) => {
    expect((await house.fetch("/api/v1/about", { headers: { authorization } })).status).toBe(401);
  });

  it("is also asked for by addresses that do not exist", async () => {
    expect((await house.fetch("/api/v1/nothing", { headers: { authorization: "" } })).status).toBe(401);
  });

  it("cannot be guessed quickly: after ten wrong ones an address waits", async () => {
    const other = await createTestCpo();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await other.fetch("/api/v1/about", { headers: { authorization: `Bearer wrong-${attempt}` } })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const waiting = await other.fetch("/api/v1/about");
    expect(waiting.status).toBe(429);
    expect(Number(waiting.headers.get("retry-after"))).toBeGreaterThan(0);
    await other.close();
  });
});

describe("the permission of a route", () => {
  it("is asked for: an account that has all others is refused, by name", async () => {
    let asked = 0;
    for (const [path, methods] of Object.entries((await description()).paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const permission = route["x-permission"];
        expect(permission, `${method} ${path}`).toBeDefined();
        if (permission === "signedIn" || permission === "public") continue;
        const response = await house.fetch(path.replaceAll(/\{\w+\}/g, "x"), { method: method.toUpperCase(), headers: { authorization: `Bearer without-${permission}` } });
        expect(response.status, `${method} ${path}`).toBe(403);
        expect(await response.json()).toMatchObject({ code: "forbidden", rule: permission });
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(60);
  });

  it("is not needed to learn what this is", async () => {
    expect((await house.fetch("/api/v1/about", { headers: { authorization: "Bearer nothing" } })).status).toBe(200);
  });
});

describe("what is not there, or is another tenant's", () => {
  it("is a 404 on every route with an id, and never done", async () => {
    const mine = await createTestCpo();
    await furnish(mine);
    const session = await chargeOnce(mine);
    const [record] = ((await mine.send("GET", "/cdrs")).body as { items: readonly { id: string }[] }).items;
    const ids: Readonly<Record<string, string>> = { stations: "CS-1", sessions: session, cdrs: record?.id ?? "", tariffs: "T1", locations: "SITE" };
    let asked = 0;
    for (const [path, methods] of Object.entries((await description()).paths)) {
      const [, , , kind = ""] = path.split("/");
      if (!path.includes("{")) continue;
      const own = path.replaceAll(/\{\w+\}/g, ids[kind] ?? "x");
      for (const [method, route] of Object.entries(methods)) {
        if (route["x-permission"] === "public") continue;
        const looks = method === "get" || method === "delete";
        if (ids[kind] !== undefined && path.endsWith("{id}") && method === "get") expect((await mine.fetch(own)).status, own).toBe(200);
        // A body that says nothing, or a second part of the path, may be refused before anybody looks.
        const response = await house.fetch(own, { method: method.toUpperCase(), headers: { "content-type": "application/json" }, ...(looks ? {} : { body: "{}" }) });
        expect(looks && path.split("{").length === 2 ? [404] : [400, 404], `${method} ${own}`).toContain(response.status);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(40);
    await mine.close();
  });
});

describe("an account that is limited to a location", () => {
  const ask = async (key: string, path: string, method = "GET") => {
    const response = await house.fetch(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as { items?: readonly unknown[]; code?: string } };
  };

  it("sees and reaches what stands there, and nothing else", async () => {
    await furnish(house);
    await house.send("POST", "/locations", { ...site, id: "OTHER", name: "Elsewhere" });
    const session = await chargeOnce(house);
    const record = ((await house.send("GET", "/cdrs")).body as { items: readonly { id: string }[] }).items[0]?.id ?? "";
    for (const list of ["/stations", "/sessions", "/cdrs", "/locations"]) {
      expect((await ask("harbour", list)).body.items, list).toHaveLength(1);
      expect((await ask("elsewhere", list)).body.items, list).toHaveLength(list === "/locations" ? 1 : 0);
    }
    for (const path of ["/stations/CS-1", "/stations/CS-1/events", "/stations/CS-1/health", `/sessions/${session}`, `/sessions/${session}/journal`, `/cdrs/${record}`, `/cdrs/${record}/deliveries`, "/locations/SITE"]) {
      expect((await ask("harbour", path)).status, path).toBe(200);
      expect(await ask("elsewhere", path), path).toMatchObject({ status: 404, body: { code: "not-found" } });
    }
    expect((await ask("elsewhere", `/sessions/${session}/close`, "POST")).status).toBe(404);
    expect((await ask("elsewhere", "/stations/CS-1/call", "POST")).status).toBe(404);
  });

  it("is refused what concerns all locations", async () => {
    for (const path of ["/tokens", "/bulk-commands", "/audit/verify"]) expect(await ask("harbour", path), path).toMatchObject({ status: 403, body: { code: "forbidden", rule: "all locations" } });
  });
});
