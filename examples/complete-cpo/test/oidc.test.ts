import { silentLogger } from "@cpokit/kernel";
import { createMemoryDriver } from "@cpokit/storage";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRoleMap, type OidcSettings } from "../src/access/oidc.ts";
import { startCpo, type RunningCpo } from "../src/start.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly name?: string;
  readonly groups?: readonly string[];
}

/** A small provider: whoever is `person` signs in at once. It checks the client, PKCE and that a code is used once. */
function createProvider() {
  const codes = new Map<string, { readonly challenge: string; readonly nonce: string; readonly redirect: string; readonly person: Person }>();
  let person: Person = { sub: "1" };
  let nonceOf = (nonce: string): string => nonce;
  let issuer = "";
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "", issuer);
    const json = (status: number, value: object): void => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration") {
      return json(200, { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"], code_challenge_methods_supported: ["S256"] });
    }
    if (url.pathname === "/keys") return json(200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] });
    if (url.pathname === "/authorize") {
      const query = url.searchParams;
      const code = `code-${codes.size}`;
      codes.set(code, { challenge: query.get("code_challenge") ?? "", nonce: query.get("nonce") ?? "", redirect: query.get("redirect_uri") ?? "", person });
      response.writeHead(302, { location: `${query.get("redirect_uri")}?code=${code}&state=${query.get("state")}` }).end();
      return;
    }
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const form = new URLSearchParams(text);
      const code = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const isRight = code !== undefined && createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === code.challenge && code.redirect === form.get("redirect_uri") && (form.get("client_secret") === "secret" || request.headers.authorization?.startsWith("Basic ") === true);
      if (!isRight) return json(400, { error: "invalid_grant" });
      const now = Math.floor(Date.now() / 1_000);
      const content = `${part({ alg: "RS256", kid: "k" })}.${part({ iss: issuer, aud: "cpo", iat: now, exp: now + 60, nonce: nonceOf(code.nonce), ...code.person })}`;
      json(200, { access_token: "a", token_type: "Bearer", id_token: `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}` });
    });
  });
  return {
    async listen() {
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
      issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return issuer;
    },
    be: (next: Person) => void (person = next),
    forgeNonce: (forged: boolean) => void (nonceOf = forged ? () => "another" : (nonce) => nonce),
    close: () => server.close(),
  };
}

const provider = createProvider();
let cpo: RunningCpo;
beforeAll(async () => {
  const oidc: OidcSettings = { issuer: await provider.listen(), clientId: "cpo", clientSecret: "secret", label: "Example", rolesClaim: "groups", roles: { ops: "operator", bosses: "admin" }, insecure: true };
  cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger, http: { oidc } });
});
afterAll(async () => {
  await cpo.close();
  provider.close();
});

const cookiesOf = (response: Response): string => response.headers.getSetCookie().map((each) => each.split(";", 1)[0] ?? "").filter((each) => !each.endsWith("=")).join("; ");

/** The whole way of a browser; the answer of the callback, and who is signed in then. */
async function signIn(own: { readonly cookie?: string } = {}) {
  const begun = await fetch(`${cpo.url}/api/v1/sign-in/oidc`, { redirect: "manual" });
  const there = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
  const back = await fetch(there.headers.get("location") ?? "", { redirect: "manual", headers: { cookie: own.cookie ?? cookiesOf(begun) } });
  const state = (await (await fetch(`${cpo.url}/api/v1/session`, { headers: { cookie: cookiesOf(back) } })).json()) as object;
  return { status: back.status, location: back.headers.get("location"), state, address: there.headers.get("location") ?? "", cookie: cookiesOf(begun), body: back.status === 302 ? undefined : await back.json() };
}

describe("signing in at an identity provider", () => {
  it("is offered, makes an account with the roles of the groups, and follows them", async () => {
    expect(await (await fetch(`${cpo.url}/api/v1/session`)).json()).toMatchObject({ signedIn: false, providers: [{ id: "oidc", label: "Example" }] });
    provider.be({ sub: "7", email: "Anna@example.org", name: "Anna", groups: ["ops", "other"] });
    expect(await signIn()).toMatchObject({ status: 302, location: `${cpo.url}/`, state: { signedIn: true, actor: "anna@example.org", name: "Anna", permissions: expect.arrayContaining(["stations:command"]) } });
    provider.be({ sub: "7", email: "renamed@example.org", groups: ["bosses"] });
    expect(await signIn()).toMatchObject({ state: { actor: "anna@example.org", permissions: expect.arrayContaining(["users:write"]) } });
  });

  it("keeps out who has no role, whose name belongs to an account with a password, and who is blocked", async () => {
    provider.be({ sub: "8", email: "eve@example.org", groups: ["other"] });
    expect(await signIn()).toMatchObject({ status: 403, state: { signedIn: false }, body: { message: expect.stringContaining("no role here") } });
    const ask = (path: string, method: string, body: object) => fetch(`${cpo.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" }, body: JSON.stringify(body) });
    await ask("/users", "POST", { name: "otto@example.org", roles: ["viewer"] });
    provider.be({ sub: "9", email: "otto@example.org", groups: ["bosses"] });
    expect(await signIn()).toMatchObject({ status: 403, body: { message: expect.stringContaining("with a password already") } });
    provider.be({ sub: "10", email: "bob@example.org", groups: ["ops"] });
    await signIn();
    const list = (await (await fetch(`${cpo.url}/api/v1/users`, { headers: { authorization: `Bearer ${cpo.operatorKey}` } })).json()) as { items: readonly { id: string; name: string; signsInElsewhere: boolean }[] };
    const bob = list.items.find(({ name }) => name === "bob@example.org");
    expect(bob?.signsInElsewhere).toBe(true);
    await ask(`/users/${bob?.id}`, "PATCH", { disabled: true });
    expect(await signIn()).toMatchObject({ status: 403, body: { message: expect.stringContaining("blocked") } });
  });

  it("works once, in the browser that began, and with the nonce that was sent", async () => {
    provider.be({ sub: "7", email: "anna@example.org", groups: ["ops"] });
    const plain = await fetch(`${cpo.url}/api/v1/sign-in/oidc/callback?state=x`, { redirect: "manual", headers: { accept: "text/html" } });
    expect([plain.status, await plain.text()]).toEqual([400, expect.stringContaining("<h1>You are not signed in</h1><p>This sign-in was not begun in this browser; begin again.</p>")]);
    expect(await signIn({ cookie: "cpo_login_state=stolen" })).toMatchObject({ status: 400, body: { message: expect.stringContaining("not begun in this browser") } });
    const done = await signIn();
    const again = await fetch(done.address, { redirect: "manual", headers: { cookie: done.cookie } });
    expect([again.status, await again.json()]).toEqual([403, expect.objectContaining({ message: "This sign-in is over; begin again." })]);
    const page = await fetch(done.address, { redirect: "manual", headers: { cookie: done.cookie, accept: "text/html,application/xhtml+xml", "accept-language": "de-DE,de;q=0.9" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([403, "text/html; charset=UTF-8"]);
    expect(await page.text()).toMatch(new RegExp(`Diese Anmeldung ist vorbei.*href="${cpo.url}/">Zurück zur Anmeldung`, "s"));
    provider.forgeNonce(true);
    expect(await signIn()).toMatchObject({ status: 403, state: { signedIn: false }, body: { message: expect.stringContaining("did not confirm") } });
    provider.forgeNonce(false);
  });
});

describe("the map of roles", () => {
  it("is read from pairs", () => {
    expect(readRoleMap("ops=operator, cn=bosses=admin")).toEqual({ ops: "operator", "cn=bosses": "admin" });
    for (const wrong of ["", "ops", "ops=king", "=admin"]) expect(readRoleMap(wrong)).toBeUndefined();
  });
});
