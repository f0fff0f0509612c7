import { auditEntries } from "@cpokit/csms";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { totpCode } from "../src/access/totp.ts";
import { createTestCpo, furnish, KEY, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo();
});
afterEach(() => house.close());

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A browser: it keeps the cookie and sends the token of the login. */
function browser() {
  let cookie = "";
  let csrf = "";
  return {
    get cookie() { return cookie; },
    set cookie(value) { cookie = value; },
    get csrf() { return csrf; },
    async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
      const response = await house.fetch(`/api/v1${path}`, {
        method, headers: { authorization: "", ...(cookie === "" ? {} : { cookie }), "x-csrf-token": csrf, "content-type": "application/json", ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get("set-cookie");
      if (set !== null) cookie = /Max-Age=0/.test(set) ? "" : set.split(";", 1)[0] ?? "";
      const answer = (await response.json()) as Record<string, unknown>;
      if (typeof answer["csrf"] === "string") csrf = answer["csrf"];
      return { status: response.status, body: answer };
    },
  };
}

const PASSWORD = "84 lamps on a quay";

/** A user who has replaced the first password, signed in. */
async function person(name: string, roles: readonly string[], more: object = {}) {
  const added = await house.send("POST", "/users", { name, roles, ...more });
  const { password, user } = added.body as { password: string; user: { id: string } };
  const own = browser();
  expect(await own.ask("POST", "/session", { name, password })).toMatchObject({ status: 200, body: { signedIn: true, mustChangePassword: true } });
  expect(await own.ask("GET", "/overview")).toMatchObject({ status: 403, body: { code: "password-change" } });
  expect(await own.ask("POST", "/account/password", { current: password, next: PASSWORD })).toMatchObject({ status: 200 });
  return { ...own, ask: own.ask, own, id: user.id };
}

describe("signing in", () => {
  it("takes the operator key, by a cookie that no script reads, and ends when asked to", async () => {
    const own = browser();
    expect(await own.ask("GET", "/session")).toEqual({ status: 200, body: { signedIn: false, accounts: false, providers: [] } });
    expect(await own.ask("POST", "/session", { key: "cpo_wrong" })).toMatchObject({ status: 401, body: { code: "wrong-key", field: "key" } });
    const response = await house.fetch("/api/v1/session", { method: "POST", headers: { authorization: "", "content-type": "application/json" }, body: JSON.stringify({ key: KEY }) });
    expect(response.headers.get("set-cookie")).toMatch(/^cpo_login=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
    await own.ask("POST", "/session", { key: KEY });
    expect(await own.ask("GET", "/overview")).toMatchObject({ status: 200 });
    expect(await own.ask("GET", "/account")).toMatchObject({ status: 409, body: { code: "no-account" } });
    const { cookie } = own;
    expect(await own.ask("DELETE", "/session")).toMatchObject({ status: 200 });
    own.cookie = cookie;
    expect(await own.ask("GET", "/overview")).toMatchObject({ status: 401 });
  });

  it("takes name and password, lets the roles decide, and writes down who acted", async () => {
    await furnish(house);
    const viewer = await person("vera@example.org", ["viewer"]);
    expect(await viewer.ask("GET", "/stations")).toMatchObject({ status: 200 });
    expect(await viewer.ask("PATCH", "/stations/CS-1", { lifecycle: "retired" })).toMatchObject({ status: 403, body: { rule: "stations:write" } });
    const operator = await person("Otto@Example.org", ["operator"]);
    expect(await operator.ask("PATCH", "/stations/CS-1", { lifecycle: "retired" })).toMatchObject({ status: 200 });
    const page = await house.cpo.store.find(auditEntries, { index: "byActor", prefix: "otto@example.org" });
    expect(page.items.map(({ body }) => body)).toMatchObject([{ action: "POST /session" }, { action: "POST /account/password" }, { action: "PATCH /stations/CS-1", before: { lifecycle: "operative" } }]);
    expect(JSON.stringify(page.items)).not.toContain(operator.own.csrf);
  });

  it("asks for a token of our own page with everything that changes something", async () => {
    const operator = await person("otto", ["operator"]);
    for (const headers of [{ "x-csrf-token": "" }, { "x-csrf-token": "wrong" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
      expect(await operator.ask("POST", "/tokens", { value: "04A2" }, headers)).toMatchObject({ status: 403, body: { code: "csrf" } });
    }
    expect(await operator.ask("POST", "/tokens", { value: "04A2" }, { "sec-fetch-site": "same-origin" })).toMatchObject({ status: 201 });
  });

  it("lets nobody guess an account, wherever they come from, and does not say which names there are", async () => {
    await person("otto", ["operator"]);
    const own = browser();
    const wrong = await own.ask("POST", "/session", { name: "otto", password: "x" });
    expect(await own.ask("POST", "/session", { name: "nobody", password: "x" })).toEqual(wrong);
    const answers: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) answers.push((await own.ask("POST", "/session", { name: "otto", password: `x${attempt}` })).status);
    expect(answers.at(-1)).toBe(429);
  });

  it("shows where the account is signed in, and ends one or all others", async () => {
    const first = await person("otto", ["operator"]);
    const second = browser();
    await second.ask("POST", "/session", { name: "otto", password: PASSWORD }, { "user-agent": "Telephone" });
    const list = (await second.ask("GET", "/account/logins")).body["items"] as { id: string; current: boolean; agent: string }[];
    expect(list.map(({ current, agent }) => [current, agent === "Telephone"])).toEqual([[true, true], [false, false]]);
    expect(await second.ask("DELETE", `/account/logins/${list[1]?.id}`)).toMatchObject({ status: 200 });
    expect(await first.ask("GET", "/overview")).toMatchObject({ status: 401 });
    const third = browser();
    await third.ask("POST", "/session", { name: "otto", password: PASSWORD });
    expect(await third.ask("DELETE", "/account/logins/none")).toMatchObject({ status: 404 });
    expect(await third.ask("POST", "/account/password", { current: PASSWORD, next: "short" })).toMatchObject({ status: 400, body: { field: "next", rule: "must not be shorter than 12 characters" } });
    expect(await third.ask("POST", "/account/password", { current: PASSWORD, next: "another long enough one" })).toMatchObject({ status: 200 });
    expect(await second.ask("GET", "/overview")).toMatchObject({ status: 401 });
    expect(await third.ask("GET", "/overview")).toMatchObject({ status: 200 });
  });
});

describe("the second factor", () => {
  it("is asked for once it was confirmed, takes each code once, and recovery codes instead", async () => {
    const anna = await person("anna", ["admin"]);
    const { secret, secretImage } = (await anna.ask("POST", "/account/second-factor")).body as { secret: string; secretImage: string };
    expect(secretImage).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(await anna.ask("POST", "/account/second-factor/confirm", { code: "000000" })).toMatchObject({ status: 400, body: { field: "code" } });
    const code = totpCode(secret, Date.now());
    const { recoveryCodes } = (await anna.ask("POST", "/account/second-factor/confirm", { code })).body as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await anna.ask("POST", "/account/second-factor")).toMatchObject({ status: 409 });
    const own = browser();
    const credentials = { name: "anna", password: PASSWORD };
    expect(await own.ask("POST", "/session", credentials)).toMatchObject({ status: 401, body: { code: "code-needed", field: "code" } });
    expect(await own.ask("POST", "/session", { ...credentials, code })).toMatchObject({ status: 401, body: { code: "wrong-password" } });
    expect(await own.ask("POST", "/session", { ...credentials, code: recoveryCodes[3]?.toUpperCase() })).toMatchObject({ status: 200 });
    expect(await browser().ask("POST", "/session", { ...credentials, code: recoveryCodes[3] })).toMatchObject({ status: 401 });
    expect(await own.ask("GET", "/account")).toMatchObject({ body: { secondFactor: true, recoveryCodesLeft: 9 } });
    expect(await own.ask("POST", "/account/second-factor/remove", { password: "wrong" })).toMatchObject({ status: 400 });
    expect(await own.ask("POST", "/account/second-factor/remove", { password: PASSWORD })).toMatchObject({ status: 200, body: { secondFactor: false } });
    expect(JSON.stringify((await house.send("GET", "/audit?actor=anna")).body)).not.toMatch(new RegExp(`${secret}|${recoveryCodes[0]}`));
  });
});

describe("users", () => {
  it("are limited to locations, blocked, helped and removed; nobody locks themselves out", async () => {
    await furnish(house);
    expect(await house.send("POST", "/users", { name: "x", roles: ["operator"], locations: ["NOWHERE"] })).toMatchObject({ status: 400, body: { field: "locations.0" } });
    const otto = await person("otto", ["operator"], { locations: ["SITE"], fullName: "Otto" });
    expect(await house.send("POST", "/users", { name: "OTTO", roles: ["viewer"] })).toMatchObject({ status: 409, body: { field: "name" } });
    expect(await otto.ask("GET", "/stations/CS-1")).toMatchObject({ status: 200 });
    expect(await otto.ask("GET", "/tokens")).toMatchObject({ status: 403 });
    expect(await house.send("PATCH", `/users/${otto.id}`, { disabled: true })).toMatchObject({ status: 200, body: { user: { disabled: true } } });
    expect(await otto.ask("GET", "/stations")).toMatchObject({ status: 401 });
    const anna = await person("anna", ["admin"]);
    expect(await anna.ask("PATCH", `/users/${anna.id}`, { roles: ["viewer"] })).toMatchObject({ status: 400, body: { field: "roles" } });
    expect(await anna.ask("DELETE", `/users/${anna.id}`)).toMatchObject({ status: 409 });
    const helped = await anna.ask("PATCH", `/users/${otto.id}`, { disabled: false, newPassword: true, locations: null });
    expect(helped).toMatchObject({ status: 200, body: { user: { mustChangePassword: true } } });
    expect(helped.body["user"]).not.toHaveProperty("locations");
    expect(await anna.ask("DELETE", `/users/${otto.id}`)).toMatchObject({ status: 200 });
    expect(await house.send("GET", `/users/${otto.id}`)).toMatchObject({ status: 404 });
  });
});

describe("API keys", () => {
  it("do what they were made for until they are taken away, and never more than their maker", async () => {
    const made = await house.send("POST", "/api-keys", { name: "wallboard", permissions: ["stations:read"], expiresInDays: 30 });
    const { secret, key } = made.body as { secret: string; key: { id: string; prefix: string } };
    expect(secret.startsWith(key.prefix)).toBe(true);
    const ask = (path: string, method = "GET") => house.fetch(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${secret}` } });
    expect((await ask("/stations")).status).toBe(200);
    expect((await ask("/sessions")).status).toBe(403);
    expect((await house.fetch("/api/v1/stations", { headers: { authorization: `Bearer ${secret}x` } })).status).toBe(401);
    const list = await house.send("GET", "/api-keys");
    expect(list.body).toMatchObject({ items: [{ name: "wallboard", createdBy: "operator", expired: false, lastUsedAt: expect.any(String) }] });
    expect(JSON.stringify([list.body, (await house.send("GET", "/audit")).body])).not.toContain(secret.slice(18));
    const admin = await house.send("POST", "/api-keys", { name: "admin", permissions: ["users:write", "users:read"] });
    const beyond = await house.fetch("/api/v1/api-keys", { method: "POST", headers: { authorization: `Bearer ${(admin.body as { secret: string }).secret}`, "content-type": "application/json" }, body: JSON.stringify({ name: "x", permissions: ["tariffs:write"] }) });
    expect(await beyond.json()).toMatchObject({ field: "permissions" });
    expect((await house.send("DELETE", `/api-keys/${key.id}`)).status).toBe(200);
    expect((await ask("/stations")).status).toBe(401);
  });
});

describe("the audit log", () => {
  it("is searched by who, what and when, page by page", async () => {
    await furnish(house);
    const first = await house.send("GET", "/audit?limit=2");
    expect(first.body).toMatchObject({ items: [{ action: "POST /tariff-assignments" }, { action: "POST /tariffs" }], next: expect.any(String) });
    const { next } = first.body as { next: string };
    expect((await house.send("GET", `/audit?limit=2&after=${encodeURIComponent(next)}`)).body).toMatchObject({ items: [{ action: "POST /tokens" }, { action: "POST /stations" }] });
    expect((await house.send("GET", "/audit?subject=locations/SITE&actor=operator")).body).toMatchObject({ items: [{ action: "POST /locations" }] });
    expect((await house.send("GET", "/audit?actor=nobody")).body).toEqual({ items: [] });
    expect((await house.send("GET", "/audit?to=2020-01-01T00:00:00Z")).body).toEqual({ items: [] });
    expect(await house.send("GET", "/audit?from=yesterday")).toMatchObject({ status: 400, body: { field: "from" } });
  });
});
