import { createMemoryPlace } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { givenPlatform, party } from "../../test/support/world.ts";
import type { Exchange, ExchangeRequest } from "../peers/exchange.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { hashOfToken } from "../transport/credentials-token.ts";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const EMSP = party("EMSP", "NL", "EXA");
const modules = { received: { Token: true } } as const;

/** A partner that offers all versions, and what we asked it. */
function givenPartner(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: ExchangeRequest[] = [];
  const exchange: Exchange = (request) => {
    asked.push(request);
    const path = request.url.replace("https://emsp.test.com/", "");
    const standard: unknown = path === "versions"
      ? VERSIONS.map((version) => ({ version, url: `https://emsp.test.com/${version}` }))
      : { version: path, endpoints: [{ identifier: "credentials", role: "SENDER", url: `https://emsp.test.com/${path}/credentials` }, { identifier: "tokens", role: "SENDER", url: `https://emsp.test.com/${path}/tokens` }] };
    const answer = path in answers ? answers[path] : standard;
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(typeof answer === "number" ? { status: answer, headers: new Headers(), body: undefined } : { status: 200, headers: new Headers(), body: { data: answer, status_code: 1000, timestamp: "2026-03-01T00:00:00Z" } });
  };
  return { asked, exchange };
}

function credentials(version: OcpiVersion, token = "token-b", roles = [EMSP]): unknown {
  const url = "https://emsp.test.com/versions";
  return version === "2.1.1" ? { token, url, ...(({ role: _, ...others }) => others)(roles[0]!) } : { token, url, roles };
}

type World = ReturnType<typeof givenPlatform>;
const tokenOf = ({ data }: Awaited<ReturnType<World["call"]>>): string => (data as { readonly token: string }).token;

async function givenInvited(answers?: Readonly<Record<string, unknown>>, place = createMemoryPlace()) {
  const partner = givenPartner(answers);
  const world = givenPlatform({ modules, exchange: partner.exchange, urlPolicy: { allow: ["emsp.test.com"] } }, place);
  const { token } = await world.peers.invite({ id: "emsp" });
  const register = (version: OcpiVersion = "2.2.1", body: unknown = credentials(version), method = "POST", by = token) => world.call(method, `${version}/credentials`, { body, token: by });
  return { ...world, ...partner, token, register };
}

describe.each(VERSIONS)("registration in %s", (version) => {
  it("calls the partner back with its token, issues a new one, and ends the registration token once the new one is used", async () => {
    const { token, register, call, peers, asked } = await givenInvited();
    expect((await call("GET", "versions", { token })).data).toContainEqual({ version, url: `https://cpo.test.com/ocpi/${version}` });
    expect((await call("GET", version, { token })).data).toMatchObject({ version, endpoints: expect.arrayContaining([expect.objectContaining({ identifier: "credentials", url: `https://cpo.test.com/ocpi/${version}/credentials` })]) });
    const told = await register(version);
    expect([told.http, told.status]).toEqual([200, 1000]);
    expect(asked.map(({ url, token: presented, encoding }) => [url, presented, encoding])).toEqual([
      ["https://emsp.test.com/versions", "token-b", version === "2.1.1" ? "raw" : "base64"], [`https://emsp.test.com/${version}`, "token-b", version === "2.1.1" ? "raw" : "base64"],
    ]);
    expect(await peers.get("emsp")).toMatchObject({ status: "connected", version, versionsUrl: "https://emsp.test.com/versions", outbound: { token: "token-b", kind: "access" }, roles: [EMSP], endpoints: expect.arrayContaining([expect.objectContaining({ module: "tokens" })]) });
    const issued = tokenOf(told);
    expect(told.data).toEqual(version === "2.1.1"
      ? { token: issued, url: "https://cpo.test.com/ocpi/versions", country_code: "NL", party_id: "CPO", business_details: { name: "CPO CPO" } }
      : { token: issued, url: "https://cpo.test.com/ocpi/versions", roles: [party("CPO", "NL", "CPO")] });
    expect((await call("GET", `${version}/credentials`, { token: issued })).data).toEqual(told.data);
    expect((await call("GET", "versions", { token })).http).toBe(401);
    expect((await peers.get("emsp"))!.inbound).toEqual([{ hash: await hashOfToken(issued), kind: "access", issuedAt: expect.any(Number), confirmed: true }]);
  });
});

describe("a registration token", () => {
  it.each([["GET", "2.2.1/receiver/tokens/NL/EXA/T1"], ["PUT", "2.2.1/receiver/tokens/NL/EXA/T1"], ["GET", "2.2.1/nothing/there"], ["GET", "elsewhere"]])("does not open %s %s", async (method, path) => {
    const { call, token } = await givenInvited();
    const told = await call(method, path, { token });
    expect([told.http, told.status]).toEqual([401, 2001]);
  });

  it.each(["PUT", "DELETE"])("has no %s", async (method) => {
    const { register } = await givenInvited();
    const told = await register("2.2.1", credentials("2.2.1"), method);
    expect([told.http, told.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });
});

describe("a registration that cannot be", () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, number, RegExp]>([
    ["the versions URL does not answer", { versions: new Error("connection refused") }, 3001, /versions URL/],
    ["the versions URL answers an error", { versions: 404 }, 3001, /HTTP 404/],
    ["the version is not offered", { versions: [{ version: "2.1.1", url: "https://emsp.test.com/2.1.1" }] }, 3002, /2\.1\.1 are offered, 2\.2\.1/],
    ["versions are nonsense", { versions: [1, null, "x"] }, 3002, /none are offered/],
    ["the details do not answer", { "2.2.1": new Error("connection refused") }, 3001, /details of 2\.2\.1/],
    ["the details are of a private network", { versions: [{ version: "2.2.1", url: "http://169.254.169.254/latest" }] }, 3001, /not https/],
    ["there is no credentials endpoint", { "2.2.1": { version: "2.2.1", endpoints: [] } }, 3003, /no credentials endpoint/],
    ["an endpoint is of a private network", { "2.2.1": { version: "2.2.1", endpoints: [{ identifier: "credentials", url: "https://emsp.test.com/c" }, { identifier: "cdrs", url: "https://10.0.0.1/" }] } }, 3001, /cdrs/],
  ])("%s", async (_, answers, status, rule) => {
    const { register, peers } = await givenInvited(answers);
    const before = await peers.get("emsp");
    const told = await register();
    expect([told.http, told.status, told.message]).toEqual([200, status, expect.stringMatching(rule)]);
    expect(await peers.get("emsp")).toEqual(before);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ["an internal URL", { token: "t", url: "http://127.0.0.1:8080/versions", roles: [EMSP] }, /not https/],
    ["another scheme", { token: "t", url: "file:///etc/passwd", roles: [EMSP] }, /neither https nor http/],
  ])("the credentials have %s", async (_, body, rule) => {
    const { register, asked } = await givenInvited();
    const told = await register("2.2.1", body);
    expect([told.status, told.message, asked]).toEqual([3001, expect.stringMatching(rule), []]);
  });

  it("somebody else is the party", async () => {
    const { register, connect, asked } = await givenInvited();
    await connect("2.2.1", { id: "first", roles: [EMSP] });
    const told = await register("2.2.1", credentials("2.2.1", "t", [party("EMSP", "nl", "exa")]));
    expect([told.status, told.message, asked]).toEqual([2001, expect.stringMatching(/connected as EMSP through another/), []]);
    expect((await register("2.2.1", credentials("2.2.1", "t", [party("CPO", "nl", "exa")]))).status).toBe(1000);
  });

  it("it says that it is a hub, and was not invited as one", async () => {
    const hub = (version: OcpiVersion): unknown => (version === "2.3.0" ? { ...(credentials(version) as object), hub_party_id: "NLEXA" } : credentials(version, "t", [party("HUB" as never, "NL", "EXA")]));
    const { register, peers, call } = await givenInvited();
    for (const version of ["2.2.1", "2.3.0"] as const) expect(await register(version, hub(version))).toMatchObject({ http: 200, status: 2001, message: expect.stringMatching(/not known to be one with a hub/) });
    const { token } = await peers.invite({ id: "hub", isHub: true });
    expect((await call("POST", "2.3.0/credentials", { token, body: hub("2.3.0") })).status).toBe(1000);
    expect((await peers.get("hub"))!.hub).toBe("NLEXA");
  });

  it("the credentials are wrong", async () => {
    const { register } = await givenInvited();
    expect((await register("2.2.1", { token: "t", url: "https://emsp.test.com/versions", roles: [] })).message).toMatch(/roles/);
    expect((await register("2.2.1", { token: "t" })).message).toMatch(/\/url.*\/roles/);
  });
});

describe("a registered partner", () => {
  async function givenRegistered() {
    const world = await givenInvited();
    const access = tokenOf(await world.register());
    await world.call("GET", "2.2.1/credentials", { token: access });
    return { ...world, access };
  }

  it("rotates in two phases: the old token holds until the new one is used, and a while longer", async () => {
    const { register, call, access, time, peers, events } = await givenRegistered();
    const rotated = tokenOf(await register("2.2.1", credentials("2.2.1", "token-d"), "PUT", access));
    expect((await peers.get("emsp"))!.outbound).toEqual({ token: "token-d", kind: "access" });
    time.now += 86_400_000;
    const get = async (token: string): Promise<number> => (await call("GET", "2.2.1/credentials", { token })).http;
    expect(await get(access)).toBe(200);
    expect(await get(rotated)).toBe(200);
    time.now += 599_000;
    expect(await get(access)).toBe(200);
    time.now += 1_000;
    expect([await get(access), await get(rotated)]).toEqual([401, 200]);
    expect(events.filter(({ event }) => event !== "refused")).toEqual([{ event: "connected", peer: "emsp", version: "2.2.1" }, { event: "rotated", peer: "emsp", version: "2.2.1" }]);
  });

  it("keeps what it has when its update fails", async () => {
    const { register, access, peers } = await givenRegistered();
    const before = await peers.get("emsp");
    expect((await register("2.2.1", { ...(credentials("2.2.1") as object), url: "https://10.1.1.1/" }, "PUT", access)).status).toBe(3001);
    expect(await peers.get("emsp")).toEqual(before);
  });

  it.each(VERSIONS)("switches to %s", async (version) => {
    const { register, access, peers } = await givenRegistered();
    expect((await register(version, credentials(version), "PUT", access)).status).toBe(1000);
    expect(await peers.get("emsp")).toMatchObject({ version, endpoints: expect.arrayContaining([expect.objectContaining({ url: `https://emsp.test.com/${version}/tokens` })]) });
  });

  it("leaves, once", async () => {
    const { call, access, peers } = await givenRegistered();
    expect((await call("DELETE", "2.2.1/credentials", { token: access })).status).toBe(1000);
    expect(await peers.get("emsp")).toMatchObject({ status: "removed", inbound: [], endpoints: [] });
    expect((await peers.get("emsp"))!.outbound).toBeUndefined();
    expect((await call("DELETE", "2.2.1/credentials", { token: access })).http).toBe(401);
  });
});

describe("a crash during registration", () => {
  it("before it was stored: the partner repeats with the registration token", async () => {
    const place = createMemoryPlace();
    const first = await givenInvited({ "2.2.1": new Error("we stopped here") }, place);
    expect((await first.register()).status).toBe(3001);
    const partner = givenPartner();
    const restarted = givenPlatform({ modules, exchange: partner.exchange, urlPolicy: { allow: ["emsp.test.com"] } }, place);
    const told = await restarted.call("POST", "2.2.1/credentials", { token: first.token, body: credentials("2.2.1") });
    expect(told.status).toBe(1000);
  });

  it("after it was stored and before the partner heard of it: it repeats with the registration token, or its old one", async () => {
    const place = createMemoryPlace();
    const { register, token, exchange } = await givenInvited(undefined, place);
    const lost = tokenOf(await register());
    const restarted = givenPlatform({ modules, exchange, urlPolicy: { allow: ["emsp.test.com"] } }, place);
    const again = (method: string, by: string) => restarted.call(method, "2.2.1/credentials", { token: by, body: credentials("2.2.1") });
    const heard = tokenOf(await again("POST", token));
    expect((await restarted.call("GET", "2.2.1/credentials", { token: heard })).http).toBe(200);
    expect((await again("POST", token)).http).toBe(401);
    const lostToo = tokenOf(await again("PUT", heard));
    const last = tokenOf(await again("PUT", heard));
    expect((await restarted.call("GET", "2.2.1/credentials", { token: last })).http).toBe(200);
    restarted.time.now += 600_000;
    const open = await Promise.all([lost, heard, lostToo, last].map(async (each) => (await restarted.call("GET", "versions", { token: each })).http));
    expect(open).toEqual([401, 401, 401, 200]);
  });

  it("in between, repeated without end, leaves few unused tokens", async () => {
    const { register, peers } = await givenInvited();
    for (let times = 0; times < 12; times += 1) await register();
    expect((await peers.get("emsp"))!.inbound).toHaveLength(6);
  });
});
