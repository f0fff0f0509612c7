import { describe, expect, it } from "vitest";
import { circuits, type Circuit } from "../push/circuit.ts";
import { instant } from "@cpokit/kernel";
import { givenNetwork, register, type NetworkPlatform } from "../../test/support/network.ts";
import { vector, type Json } from "../../test/support/vectors.ts";
import { party } from "../../test/support/world.ts";
import { encodingOf } from "../transport/credentials-token.ts";
import { findReceived } from "../peers/received.ts";
import { createResults } from "../server/create-results.ts";
import type { PartyId } from "../server/call.ts";
import type { RequestResult } from "../server/ports.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Location, Token } from "../v230/index.ts";
import { clientInfos } from "./client-infos.ts";

const CPO: PartyId = { countryCode: "NL", partyId: "AAA" };
const CPO2: PartyId = { countryCode: "NL", partyId: "BBB" };
const EMSP: PartyId = { countryCode: "DE", partyId: "EEE" };
const HUB: PartyId = { countryCode: "NL", partyId: "HUB" };
const locations = (owner: PartyId, count: number): readonly Location[] =>
  Array.from({ length: count }, (_, number) => ({ ...(vector("2.3.0", "Location") as unknown as Location), id: `${owner.partyId}${number}`, country_code: owner.countryCode, party_id: owner.partyId }));
const source = (items: readonly Location[]) => ({ page: ({ offset, limit }: { readonly offset: number; readonly limit: number }) => ({ items: items.slice(offset, offset + limit), total: items.length }), get: (id: string) => items.find((each) => each.id === id) });
const token = { ...vector("2.3.0", "Token"), country_code: EMSP.countryCode, party_id: EMSP.partyId, uid: "T1" } as unknown as Token;

/** Two CPOs and an eMSP behind a hub, each in a version of its own. */
async function given(versions: { readonly cpo?: OcpiVersion; readonly cpo2?: OcpiVersion; readonly emsp?: OcpiVersion } = {}) {
  const network = givenNetwork();
  const outcomes: RequestResult[] = [];
  const hub: NetworkPlatform = network.platform("hub.net", [party("OTHER", "NL", "HUB")], {
    hubPartyId: "NLHUB",
    modules: { received: { Location: true }, owned: { ClientInfo: { page: (query, call) => clientInfos(hub.peers).page(query, call) } } },
  });
  const received = { Token: true } as const;
  const cpo = network.platform("cpo.net", [party("CPO", "NL", "AAA")], {
    modules: { owned: { Location: source(locations(CPO, 3)) }, received, commands: { START_SESSION: () => ({ result: "ACCEPTED", timeout: 30 }) } },
  });
  const cpo2 = network.platform("cpo2.net", [party("CPO", "NL", "BBB")], { modules: { owned: { Location: source(locations(CPO2, 2)) }, received } });
  const emsp = network.platform("emsp.net", [party("EMSP", "DE", "EEE")], {
    modules: { received: { Location: true, Session: true, CDR: true }, authorize: () => ({ allowed: "ALLOWED", token }), commandResults: (result) => outcomes.push(result) > 0 },
  });
  for (const [platform, version] of [[cpo, versions.cpo], [cpo2, versions.cpo2], [emsp, versions.emsp]] as const) await register(platform, hub, version ?? "2.2.1");

  /** A request of a party to the hub. */
  async function ask(by: NetworkPlatform, from: PartyId, method: "GET" | "POST" | "PUT" | "PATCH", module: string, path: string, { to, body }: { readonly to?: PartyId; readonly body?: unknown } = {}) {
    const peer = (await by.peers.get("hub.net"))!;
    const role = /^(locations|tokens\/)/.test(`${module}/`) && method === "GET" ? "SENDER" : path.endsWith("authorize") ? "SENDER" : "RECEIVER";
    const endpoint = peer.endpoints.find((each) => each.module === module && (each.role === undefined || each.role === role))!.url;
    const url = path.startsWith("https:") ? path : `${endpoint}${path}`;
    const { status, body: answer, headers } = await network.exchange({
      method, url, token: peer.outbound!.token, encoding: encodingOf(peer.version!), ...(body === undefined ? {} : { body }),
      headers: { "X-Correlation-ID": "c1", "OCPI-from-country-code": from.countryCode, "OCPI-from-party-id": from.partyId, ...(to === undefined ? {} : { "OCPI-to-country-code": to.countryCode, "OCPI-to-party-id": to.partyId }) },
    });
    return { http: status, headers, ...(answer as { readonly status_code: number; readonly status_message: string; readonly data?: unknown }) };
  }
  return { ...network, hub, cpo, cpo2, emsp, outcomes, ask };
}

describe("direct routing", () => {
  it("goes to the party, with a new request id and the same correlation id, and back", async () => {
    const { ask, emsp, seen } = await given();
    const answer = await ask(emsp, EMSP, "GET", "locations", "/AAA1", { to: CPO });
    expect([answer.status_code, (answer.data as Json)["id"]]).toEqual([1000, "AAA1"]);
    expect(Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith("ocpi")))).toEqual({ "ocpi-from-country-code": "NL", "ocpi-from-party-id": "AAA", "ocpi-to-country-code": "DE", "ocpi-to-party-id": "EEE" });
    const [there, here] = [seen.at(-1)!, seen.at(-2)!];
    expect([here.host, there.host, there.path]).toEqual(["hub.net", "cpo.net", "/ocpi/2.2.1/sender/locations/AAA1"]);
    expect(there.headers.get("x-correlation-id")).toBe("c1");
    expect(there.headers.get("x-request-id")).not.toBe(here.headers.get("x-request-id"));
    expect(Object.fromEntries([...there.headers].filter(([name]) => name.startsWith("ocpi")))).toEqual({ "ocpi-from-country-code": "DE", "ocpi-from-party-id": "EEE", "ocpi-to-country-code": "NL", "ocpi-to-party-id": "AAA" });
  });

  it("keeps what the receiver says when it refuses", async () => {
    const { ask, emsp } = await given();
    expect(await ask(emsp, EMSP, "GET", "locations", "/NONE", { to: CPO })).toMatchObject({ http: 404, status_code: 2003 });
    expect(await ask(emsp, EMSP, "GET", "locations", "?limit=0", { to: CPO })).toMatchObject({ http: 200, status_code: 2001, status_message: expect.stringMatching(/limit/) });
  });

  it("pages go through the hub", async () => {
    const { ask, emsp } = await given();
    const first = await ask(emsp, EMSP, "GET", "locations", "?limit=2", { to: CPO });
    expect(first.headers.get("x-total-count")).toBe("3");
    const next = /<(.*)>/.exec(first.headers.get("link")!)![1]!;
    expect(next).toMatch(/^https:\/\/hub\.net\/ocpi\/2\.2\.1\/sender\/locations\?/);
    const second = await ask(emsp, EMSP, "GET", "locations", next, { to: CPO });
    expect([first, second].flatMap(({ data }) => (data as readonly Location[]).map(({ id }) => id))).toEqual(["AAA0", "AAA1", "AAA2"]);
    expect(second.headers.get("link")).toBeNull();
  });

  it("says whom it does not know, who is not connected, who does not answer and who does not offer it", async () => {
    const { ask, emsp, hub, away } = await given();
    const code = async (to: PartyId, module = "locations", path = "/AAA1"): Promise<number> => (await ask(emsp, EMSP, module === "locations" ? "GET" : "POST", module, path, { to, ...(module === "locations" ? {} : { body: {} }) })).status_code;
    expect(await code({ countryCode: "FR", partyId: "XXX" })).toBe(4001);
    expect(await code(CPO2, "commands", "/START_SESSION")).toBe(4000);
    away.add("cpo.net");
    expect(await code(CPO)).toBe(4003);
    await hub.peers.update("cpo.net", (peer) => ({ ...peer, status: "suspended" }));
    expect(await code(CPO)).toBe(4003);
    expect(await ask(emsp, { countryCode: "DE", partyId: "XYZ" }, "GET", "locations", "", { to: CPO })).toMatchObject({ status_code: 2001 });
    expect(hub.log.filter(({ level }) => level === "warn").map(({ values }) => [values["peer"], values["code"]])).toEqual([["emsp.net", 4001], ["emsp.net", 4000], ["emsp.net", 4003], ["emsp.net", 4003], ["emsp.net", 2001]]);
  });
});

describe("broadcast to the hub", () => {
  it("reaches every partner that takes it, from the hub, and not the sender", async () => {
    const { ask, emsp, cpo, cpo2, seen } = await given();
    const answer = await ask(emsp, EMSP, "PUT", "tokens", "/DE/EEE/T1", { to: HUB, body: token });
    expect(answer).toMatchObject({ http: 200, status_code: 1000 });
    for (const { store } of [cpo, cpo2]) expect(await findReceived(store, "Token", { ...EMSP, id: "T1" })).toHaveLength(1);
    expect(seen.slice(-2).map(({ host, headers }) => [host, headers.get("ocpi-from-party-id"), headers.get("ocpi-to-party-id")]).toSorted()).toEqual([["cpo.net", "HUB", "AAA"], ["cpo2.net", "HUB", "BBB"]]);
  });

  it("a partner that is away keeps nobody else from hearing it", async () => {
    const { ask, emsp, cpo2, away, hub } = await given();
    away.add("cpo.net");
    expect((await ask(emsp, EMSP, "PUT", "tokens", "/DE/EEE/T1", { to: HUB, body: token })).status_code).toBe(1000);
    expect(await findReceived(cpo2.store, "Token", { ...EMSP, id: "T1" })).toHaveLength(1);
    expect(hub.log.filter(({ level }) => level === "warn").map(({ values }) => values["peer"])).toEqual(["cpo.net"]);
  });

  it("is kept by the hub too, where it takes the kind", async () => {
    const { ask, cpo, hub, emsp } = await given();
    const { country_code, party_id } = locations(CPO, 1)[0]!;
    const location = { ...vector("2.2.1", "Location"), id: "AAA0", country_code, party_id };
    expect((await ask(cpo, CPO, "PUT", "locations", "/NL/AAA/AAA0", { to: HUB, body: location })).http).toBe(201);
    for (const { store } of [hub, emsp]) expect(await findReceived(store, "Location", { ...CPO, id: "AAA0" })).toHaveLength(1);
  });
});

describe("open routing", () => {
  it("finds the receiver of a session by its token, and of a command by its location", async () => {
    const { ask, cpo, emsp, seen } = await given();
    const session = { ...vector("2.2.1", "Session"), country_code: "NL", party_id: "AAA", id: "S1" };
    const toEmsp = { ...session, cdr_token: { ...(session as Json)["cdr_token"] as Json, country_code: "DE", party_id: "EEE" } };
    expect((await ask(cpo, CPO, "PUT", "sessions", "/NL/AAA/S1", { body: toEmsp })).http).toBe(201);
    expect(await findReceived(emsp.store, "Session", { ...CPO, id: "S1" })).toHaveLength(1);
    await ask(cpo, CPO, "PUT", "locations", "/NL/AAA/AAA0", { to: HUB, body: { ...vector("2.2.1", "Location"), id: "AAA0", country_code: "NL", party_id: "AAA" } });
    expect(await ask(emsp, EMSP, "POST", "commands", "/START_SESSION", { body: { response_url: "https://emsp.net/r/1", token, location_id: "AAA0" } })).toMatchObject({ status_code: 1000, data: { result: "ACCEPTED" } });
    expect([seen.at(-1)!.host, seen.at(-1)!.headers.get("ocpi-from-party-id"), seen.at(-1)!.headers.get("ocpi-to-party-id")]).toEqual(["cpo.net", "EEE", "AAA"]);
    expect(await ask(emsp, EMSP, "POST", "commands", "/START_SESSION", { body: { response_url: "https://emsp.net/r/2", token, location_id: "NONE" } })).toMatchObject({ status_code: 4001 });
  });
});

describe("GET of all through the hub", () => {
  async function crawl({ ask, emsp }: Pick<Awaited<ReturnType<typeof given>>, "ask" | "emsp">, limit: number) {
    const [ids, totals, messages]: [string[], Set<string | null>, Set<string>] = [[], new Set(), new Set()];
    for (let url: string | undefined = `?limit=${limit}&date_from=2020-01-01T00:00:00Z`; url !== undefined;) {
      const answer = await ask(emsp, EMSP, "GET", "locations", url, { to: HUB });
      ids.push(...(answer.data as readonly Location[]).map(({ id }) => id));
      totals.add(answer.headers.get("x-total-count"));
      messages.add(answer.status_message);
      url = /<(.*)>/.exec(answer.headers.get("link") ?? "")?.[1];
    }
    return { ids, totals: [...totals], messages: [...messages] };
  }

  it.each([1, 2, 3, 100])("merges the pages of all owners, %i objects each", async (limit) => {
    expect(await crawl(await given(), limit)).toEqual({ ids: ["AAA0", "AAA1", "AAA2", "BBB0", "BBB1"], totals: ["5"], messages: ["Success"] });
  });

  it("leaves out who does not answer, and says so", async () => {
    const world = await given();
    world.away.add("cpo.net");
    expect(await crawl(world, 100)).toEqual({ ids: ["BBB0", "BBB1"], totals: ["2"], messages: ["Success, without NL AAA: not reachable now."] });
  });

  it("is for lists only", async () => {
    const { ask, emsp } = await given();
    expect(await ask(emsp, EMSP, "GET", "locations", "/AAA0", { to: HUB })).toMatchObject({ status_code: 4000 });
  });
});

describe("between versions", () => {
  it.each<readonly [OcpiVersion, OcpiVersion]>([["2.2.1", "2.3.0"], ["2.3.0", "2.2.1"], ["2.3.0", "2.1.1"], ["2.2.1", "2.1.1"]])("an eMSP of %s reads and commands a CPO of %s", async (emspVersion, cpoVersion) => {
    const { ask, emsp, cpo, outcomes, exchange, seen } = await given({ emsp: emspVersion, cpo: cpoVersion });
    const read = await ask(emsp, EMSP, "GET", "locations", "?limit=2", { to: CPO });
    expect(read.data).toMatchObject([{ id: "AAA0", country_code: "NL", party_id: "AAA" }, { id: "AAA1" }]);
    expect((await ask(emsp, EMSP, "PUT", "tokens", "/DE/EEE/T1", { to: CPO, body: token })).http).toBe(201);
    expect((await ask(emsp, EMSP, "PATCH", "tokens", "/DE/EEE/T1", { to: CPO, body: { valid: false, last_updated: "2026-03-01T11:00:00Z" } })).status_code).toBe(1000);
    expect(await findReceived(cpo.store, "Token", { ...EMSP, id: "T1" })).toMatchObject([{ valid: false, contract_id: token.contract_id, last_updated: "2026-03-01T11:00:00Z" }]);
    const start = { response_url: `https://emsp.net/ocpi/${emspVersion}/sender/commands/START_SESSION/7`, token, location_id: "AAA0" };
    expect(await ask(emsp, EMSP, "POST", "commands", "/START_SESSION", { to: CPO, body: start })).toMatchObject({ status_code: 1000, data: { result: "ACCEPTED" } });
    const [request] = (await cpo.store.find({ name: "ocpi.requests", version: 1, indexes: {}, upgrades: {} })).items as readonly { readonly body: { readonly id: string; readonly responseUrl: string } }[];
    expect(request!.body.responseUrl).toMatch(cpoVersion === "2.1.1" ? /^https:\/\/hub\.net\/ocpi\/2\.1\.1\/commands\/START_SESSION\// : new RegExp(`^https://hub\\.net/ocpi/${cpoVersion}/sender/commands/START_SESSION/`));
    const results = createResults({ store: cpo.store, clock: cpo.clock, ids: cpo.ids, exchange, urlPolicy: { allow: ["hub.net"] } });
    const stop = await results.start();
    await cpo.store.transaction((unit) => results.report(unit, request!.body.id, { result: "TIMEOUT" }));
    await cpo.store.outbox.idle();
    await stop();
    expect(outcomes).toEqual([{ request: "START_SESSION", id: "7", result: { result: "TIMEOUT" } }]);
    expect(seen.at(-1)!.headers.get("ocpi-to-party-id")).toBe("EEE");
  });

  it("a CDR is posted, and read again where the hub says it is", async () => {
    const { ask, cpo, emsp } = await given({ cpo: "2.3.0", emsp: "2.2.1" });
    const cdr = { ...vector("2.3.0", "CDR"), country_code: "NL", party_id: "AAA", id: "C1", credit: false, tariffs: undefined };
    const answer = await ask(cpo, CPO, "POST", "cdrs", "", { to: EMSP, body: cdr });
    expect([answer.http, answer.headers.get("location")]).toEqual([201, "https://hub.net/ocpi/2.3.0/receiver/cdrs/NL/AAA/C1"]);
    expect(await findReceived(emsp.store, "CDR", { ...CPO, id: "C1" })).toHaveLength(1);
    expect((await ask(cpo, CPO, "GET", "cdrs", answer.headers.get("location")!, { to: EMSP })).data).toMatchObject({ id: "C1", total_cost: { before_taxes: 12.3456 } });
    expect(await ask(emsp, EMSP, "GET", "cdrs", answer.headers.get("location")!, { to: CPO })).toMatchObject({ http: 404, status_code: 2003 });
  });

  it("what the other version cannot say is refused, and what it cannot have is not asked", async () => {
    const { ask, cpo, emsp } = await given({ cpo: "2.3.0", emsp: "2.1.1" });
    const credit = { ...vector("2.3.0", "CDR"), country_code: "NL", party_id: "AAA", id: "C1", credit: true };
    expect(await ask(cpo, CPO, "POST", "cdrs", "", { to: EMSP, body: credit })).toMatchObject({ status_code: 4000, status_message: expect.stringMatching(/credit/) });
    expect(await findReceived(emsp.store, "CDR", { ...CPO, id: "C1" })).toEqual([]);
  });
});

it("hubclientinfo tells who is connected, and not oneself", async () => {
  const { emsp, hub, exchange } = await given();
  await hub.peers.update("cpo2.net", (peer) => ({ ...peer, status: "suspended" }));
  const peer = (await emsp.peers.get("hub.net"))!;
  const { body } = await exchange({ method: "GET", url: peer.endpoints.find(({ module }) => module === "hubclientinfo")!.url, token: peer.outbound!.token, encoding: "base64" });
  expect((body as { readonly data: unknown }).data).toMatchObject([{ party_id: "AAA", country_code: "NL", role: "CPO", status: "CONNECTED" }, { party_id: "BBB", status: "SUSPENDED" }]);
});

it("hubclientinfo tells who does not answer, once somebody was told", async () => {
  const { hub, emsp } = await given();
  const call = { peer: (await hub.peers.get(emsp.host))!, version: "2.2.1", requestId: "1", correlationId: "1" } as const;
  const query = { limit: 10, offset: 0, isFor: () => true, parameters: new URLSearchParams() };
  const statuses = async () => (await clientInfos(hub.peers, hub.store).page(query, call)).items.map(({ party_id: party, status }) => [party, status]);
  const { updatedAt } = (await hub.peers.get("cpo.net"))!;
  const circuit: Circuit = { peer: "cpo.net", since: instant(updatedAt + 60_000), failures: 5, openUntil: instant(updatedAt + 120_000), message: "it does not answer" };
  await hub.store.transaction((unit) => unit.put(circuits, "cpo.net", circuit));
  expect((await statuses())[0]).toEqual(["AAA", "CONNECTED"]);
  await hub.store.transaction((unit) => unit.put(circuits, "cpo.net", { ...circuit, isAlarmed: true }));
  expect((await statuses())[0]).toEqual(["AAA", "OFFLINE"]);
  expect((await clientInfos(hub.peers).page(query, call)).items[0]?.status).toBe("CONNECTED");
});
