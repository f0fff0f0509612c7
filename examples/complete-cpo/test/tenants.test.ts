import { silentLogger } from "@cpokit/kernel";
import { createMemoryPlace } from "@cpokit/storage";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startCpo, type RunningCpo } from "../src/start.ts";

const place = createMemoryPlace();
let cpo: RunningCpo;
let mainKey = "";
const start = (): Promise<RunningCpo> => startCpo({ driver: place.open(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger });
beforeEach(async () => {
  cpo = await start();
  mainKey = cpo.operatorKey ?? mainKey;
});
afterEach(() => cpo.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(base: string, key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${cpo.url}${base}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A request under a host name, which `fetch` does not let one choose. */
function askHost(host: string, path: string, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${cpo.url}${path}`, { headers: { host, authorization: `Bearer ${key}` } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", reject).end();
  });
}

function connect(path: string, password: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${cpo.ocppUrl}${path}`, ["ocpp1.6"], { headers: { authorization: `Basic ${Buffer.from(`CS-1:${password}`).toString("base64")}` } });
    socket.on("open", () => (socket.close(), resolve(101)));
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
}

describe("several CPOs in one process", () => {
  it("share nothing: not stations, keys, accounts, settings nor connections, and outlive a restart (I22)", async () => {
    const made = await ask("", mainKey, "POST", "/tenants", { id: "acme", name: "Acme Charging", hosts: ["charge.acme.example"], party: { countryCode: "DE", partyId: "ACM" }, currency: "CHF" });
    expect(made).toMatchObject({ status: 201, body: { tenant: { id: "acme", path: "/t/acme/", ocppPath: "/ocpp/acme/<identity>" } } });
    const key = made.body["operatorKey"] as string;
    expect(await ask("", mainKey, "POST", "/tenants", { id: "acme", name: "x" })).toMatchObject({ status: 409, body: { field: "id" } });
    expect(await ask("", mainKey, "POST", "/tenants", { id: "other", name: "x", hosts: ["charge.acme.example"] })).toMatchObject({ status: 409, body: { field: "hosts" } });

    const ownPassword = (await ask("", mainKey, "POST", "/stations", { identity: "CS-1" })).body["password"] as string;
    const acmePassword = (await ask("/t/acme", key, "POST", "/stations", { identity: "CS-1" })).body["password"] as string;
    await ask("/t/acme", key, "POST", "/stations", { identity: "CS-ACME" });
    const user = ((await ask("/t/acme", key, "POST", "/users", { name: "anna", roles: ["admin"] })).body["user"] as { id: string }).id;
    const apiKey = (await ask("/t/acme", key, "POST", "/api-keys", { name: "k", permissions: ["stations:read"] })).body["secret"] as string;

    // What is of one is neither known to the other nor reached through it.
    expect(await ask("", mainKey, "GET", "/stations/CS-ACME")).toMatchObject({ status: 404 });
    expect(await ask("", mainKey, "GET", `/users/${user}`)).toMatchObject({ status: 404 });
    expect((await ask("", mainKey, "GET", "/stations")).body["items"]).toHaveLength(1);
    expect((await ask("/t/acme", key, "GET", "/stations")).body["items"]).toHaveLength(2);
    for (const [base, wrong] of [["", key], ["/t/acme", mainKey], ["", apiKey]] as const) expect((await ask(base, wrong, "GET", "/stations")).status).toBe(401);
    expect((await ask("/t/acme", apiKey, "GET", "/stations")).status).toBe(200);
    // Only the first CPO makes others.
    expect((await ask("/t/acme", key, "GET", "/tenants")).status).toBe(404);
    expect((await ask("/t/acme", key, "GET", "/audit")).body["items"]).not.toContainEqual(expect.objectContaining({ subject: "tenants/acme" }));

    expect(await askHost("charge.acme.example", "/api/v1/stations/CS-ACME", key)).toBe(200);
    expect(await askHost("elsewhere.example", "/api/v1/stations/CS-ACME", mainKey)).toBe(404);

    expect((await ask("/t/acme", key, "GET", "/about")).body).toMatchObject({ ocppPath: "/ocpp/acme", ocppSecure: false });
    expect(await connect("/CS-1", ownPassword)).toBe(101);
    expect(await connect("/ocpp/acme/CS-1", acmePassword)).toBe(101);
    expect(await connect("/ocpp/acme/CS-1", ownPassword)).toBe(401);
    expect(await connect("/ocpp/nobody/CS-1", ownPassword)).toBe(404);

    const branding = async (base: string) => (await (await fetch(`${cpo.url}${base}/api/v1/branding`)).json()) as object;
    expect(await branding("/t/acme")).toEqual({ name: "Acme Charging", locale: "en", currency: "CHF", timeZone: "Europe/Amsterdam" });
    expect(await ask("/t/acme", key, "PATCH", "/settings", { color: "#1c7ed6", name: "Acme" })).toMatchObject({ status: 200, body: { party: { partyId: "ACM" } } });
    expect(await branding("/t/acme")).toMatchObject({ name: "Acme", color: "#1c7ed6" });
    expect(await branding("")).not.toHaveProperty("color");

    await cpo.close();
    cpo = await start();
    expect(await ask("/t/acme", key, "GET", "/stations/CS-ACME")).toMatchObject({ status: 200 });
    expect(await connect("/ocpp/acme/CS-1", acmePassword)).toBe(101);

    expect(await ask("", mainKey, "PATCH", "/tenants/acme", { disabled: true })).toMatchObject({ status: 200, body: { disabled: true } });
    expect(await ask("/t/acme", key, "GET", "/stations")).toMatchObject({ status: 404, body: { code: "no-tenant" } });
    expect(await askHost("charge.acme.example", "/api/v1/stations", mainKey)).toBe(404);
    expect(await connect("/ocpp/acme/CS-1", acmePassword)).toBe(404);
    await ask("", mainKey, "PATCH", "/tenants/acme", { disabled: false });
    expect(await connect("/ocpp/acme/CS-1", acmePassword)).toBe(101);
    expect(await ask("", mainKey, "PATCH", "/tenants/nobody", { disabled: true })).toMatchObject({ status: 404 });
  });
});
