import { instant, seconds, type Scheduler } from "@cpokit/kernel";
import { TokenId, type AuthorizationResult, type AuthorizeFact, type ContractCertificateStatus, type Token } from "@cpokit/model";
import {
  accessPolicies, accessRefusal, authorizationDecisions, createTokens, stations, tokens, type AccessPolicy, type AccessRule, type ContractServices, type OutsidePorts, type TokensOptions,
} from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, START, station as stationDocument } from "./kit.ts";

const HERE = { station: "CS-1", evse: 1 };
const card = (more: Partial<Token> = {}): Token => ({ id: TokenId.parse("t1"), value: "CARD", type: "RFID", status: "accepted", ...more });

async function decide(options: TokensOptions, fact: Partial<AuthorizeFact>, known: readonly Token[] = [card()], policies: readonly AccessPolicy[] = []) {
  const store = createStore(createMemoryDriver(), { clock: { now: () => START } });
  await store.transaction((unit) => {
    unit.put(stations, "CS-1", { ...stationDocument("CS-1"), locationId: "L1" as never });
    for (const token of known) unit.put(tokens, token.id, token);
    for (const policy of policies) unit.put(accessPolicies, policy.place, policy);
  });
  const authority = createTokens(options);
  const question: AuthorizeFact = { fact: "authorize", receivedAt: START, token: { value: "CARD" }, purpose: "start", ...HERE, ...fact };
  const outside = await authority.lookUp(question, store);
  return store.transaction((unit) => authority.decide(unit, question, outside));
}

// START is Saturday 2026-11-21, 10:00 in Amsterdam.
const policy = (rules: readonly AccessRule[], more: Partial<AccessPolicy> = {}): AccessPolicy => ({ place: "station/CS-1", timeZone: "Europe/Amsterdam", otherwise: "refuse", rules, ...more });

describe("an access policy: who, where, when", () => {
  it.each<[string, AccessPolicy, string | undefined]>([
    ["without rules goes by otherwise", policy([]), "notAllowedHere"],
    ["open otherwise", policy([], { otherwise: "allow" }), undefined],
    ["for a group", policy([{ effect: "allow", who: { groups: ["tenants"] } }]), undefined],
    ["for another group", policy([{ effect: "allow", who: { groups: ["staff"] } }]), "notAllowedHere"],
    ["for a token", policy([{ effect: "allow", who: { tokens: ["t1"] } }]), undefined],
    ["for a type", policy([{ effect: "allow", who: { types: ["APP_USER"] } }]), "notAllowedHere"],
    ["on weekdays alone", policy([{ effect: "allow", who: "everybody", when: { weekdays: [1, 2, 3, 4, 5] } }]), "notNow"],
    ["on Saturdays", policy([{ effect: "allow", who: "everybody", when: { weekdays: [6] } }]), undefined],
    ["from ten", policy([{ effect: "allow", who: "everybody", when: { from: "10:00" } }]), undefined],
    ["until ten", policy([{ effect: "allow", who: "everybody", when: { to: "10:00" } }]), "notNow"],
    ["over midnight, which is over", policy([{ effect: "allow", who: "everybody", when: { from: "22:00", to: "06:00" } }]), "notNow"],
    ["over midnight from Friday", policy([{ effect: "allow", who: "everybody", when: { weekdays: [5], from: "22:00", to: "10:01" } }]), undefined],
    ["over midnight from Saturday", policy([{ effect: "allow", who: "everybody", when: { weekdays: [6], from: "22:00", to: "10:01" } }]), "notNow"],
    ["until now", policy([{ effect: "allow", who: "everybody", when: { notAfter: START } }]), "notNow"],
    ["from now", policy([{ effect: "allow", who: "everybody", when: { notBefore: START } }]), undefined],
    ["whose first rule that fits decides", policy([{ effect: "refuse", who: { groups: ["tenants"] }, when: { weekdays: [6] } }, { effect: "allow", who: "everybody" }]), "notNow"],
    ["whose refusal is not now", policy([{ effect: "refuse", who: { groups: ["tenants"] }, when: { weekdays: [7] } }, { effect: "allow", who: "everybody" }]), undefined],
    ["for roaming tokens", policy([{ effect: "allow", who: { roaming: true } }]), "notAllowedHere"],
  ])("%s", async (_, rules, reason) => {
    const result = await decide({}, {}, [card({ group: "tenants" })], [rules]);
    expect(result).toMatchObject(reason === undefined ? { result: "accepted" } : { result: "refused", reason });
  });

  it("of the narrowest place decides alone", async () => {
    const open = (place: string) => policy([], { place, otherwise: "allow" });
    const shut = (place: string) => policy([], { place });
    expect(await decide({}, {}, [card()], [shut("all"), shut("location/L1"), open("station/CS-1")])).toMatchObject({ result: "accepted" });
    expect(await decide({}, {}, [card()], [open("all"), shut("location/L1")])).toMatchObject({ result: "refused" });
    expect(await decide({}, {}, [card()], [open("station/CS-1"), shut("evse/CS-1/1")])).toMatchObject({ result: "refused" });
    expect(await decide({}, { evse: 2 }, [card()], [open("station/CS-1"), shut("evse/CS-1/1")])).toMatchObject({ result: "accepted" });
    expect(await decide({}, { purpose: "stop" }, [card()], [shut("all")])).toMatchObject({ result: "accepted" });
  });

  it("minds the hour that a change of the clocks repeats", () => {
    const night = policy([{ effect: "allow", who: "everybody", when: { from: "02:00", to: "03:00" } }]);
    const ask = (time: string) => accessRefusal(night, { token: "roaming", at: instant(Date.parse(time)) });
    expect([ask("2026-10-24T23:59:00Z"), ask("2026-10-25T00:30:00Z"), ask("2026-10-25T01:30:00Z"), ask("2026-10-25T02:00:00Z")]).toEqual(["notNow", undefined, undefined, "notNow"]);
  });
});

describe("who may stop whose transaction", () => {
  const holder = { token: { value: "OTHER" }, group: "family" };
  const stop = (token: Partial<Token>, more: TokensOptions = {}) => decide({ holderOf: async () => holder, masterPassGroup: "MASTER", ...more }, { purpose: "stop", transaction: "1" }, [card(token)]);
  it.each<[string, Partial<Token>, string]>([
    ["a stranger", {}, "invalid"], ["another group", { group: "others" }, "invalid"], ["the same group", { group: "family" }, ""],
    ["the same group though blocked since", { group: "family", status: "blocked" }, ""], ["the master pass (2.x C16)", { group: "MASTER" }, ""],
  ])("%s", async (_, token, reason) => {
    expect(await stop(token)).toMatchObject(reason === "" ? { result: "accepted" } : { result: "refused", reason });
  });

  it("the token itself, whatever became of it since", async () => {
    expect(await stop({ status: "blocked" }, { holderOf: async () => ({ token: { value: "card" } }) })).toMatchObject({ result: "accepted" });
  });

  it("a transaction that nobody knows goes by the token alone", async () => {
    expect(await stop({}, { holderOf: async () => undefined })).toMatchObject({ result: "accepted" });
    expect(await stop({ status: "blocked" }, { holderOf: async () => undefined })).toMatchObject({ result: "refused" });
  });

  it("the master pass starts none, and stations learn its group", async () => {
    const master = { masterPassGroup: "MASTER" };
    expect(await decide(master, {}, [card({ group: "MASTER" })])).toMatchObject({ result: "refused", reason: "blocked" });
    expect(await decide(master, { purpose: "check" }, [card({ group: "MASTER" })])).toMatchObject({ result: "accepted", group: "MASTER" });
  });
});

describe("Autocharge", () => {
  const car = card({ value: "0011AABBCCDD", type: "OTHER", autocharge: true });
  it.each<[string, TokensOptions, AuthorizeFact["token"], Token, string]>([
    ["is refused unless the policy says so", {}, { value: "00:11:aa:bb:cc:dd", type: "MacAddress" }, car, "refused"],
    ["takes the address of 2.x in any spelling", { autocharge: "accept" }, { value: "00-11-aa-bb-cc-dd", type: "MacAddress" }, car, "accepted"],
    ["takes the VID of 1.6", { autocharge: "accept" }, { value: "VID:0011AABBCCDD" }, car, "accepted"],
    ["takes no address that is none", { autocharge: "accept" }, { value: "VID:0011" }, car, "refused"],
    ["takes no card for a car", { autocharge: "accept" }, { value: "0011AABBCCDD", type: "MacAddress" }, { ...car, autocharge: false }, "refused"],
    ["takes no car for a card", { autocharge: "accept" }, { value: "0011AABBCCDD", type: "ISO14443" }, car, "refused"],
  ])("%s", async (_, options, token, known, result) => {
    expect(await decide(options, { token }, [known])).toMatchObject({ result });
  });
});

/** A deadline that has come at once, or never. */
const patient: Scheduler = { afterTurn: (run) => run(), after: () => () => undefined };
const impatient: Scheduler = { afterTurn: (run) => run(), after: (_, run) => { run(); return () => undefined; } };

describe("the issuer of a token", () => {
  const accepted: AuthorizationResult = { result: "accepted", reference: "REF-1" };
  const outside = (ports: Partial<OutsidePorts>): TokensOptions => ({ outside: { scheduler: patient, deadline: seconds(5), askIssuer: async () => accepted, ...ports } });

  it.each<[string, Partial<OutsidePorts>, readonly Token[], object]>([
    ["is asked about unknown tokens", {}, [], { result: "accepted", source: "roaming", reference: "REF-1" }],
    ["may say no", { askIssuer: async () => ({ result: "refused", reason: "blocked" }) }, [], { result: "refused", reason: "blocked", source: "roaming" }],
    ["may not exist", { askIssuer: async () => undefined }, [], { result: "refused", reason: "invalid" }],
    ["is not asked about our own tokens", { askIssuer: () => Promise.reject(new Error("asked")) }, [card()], { result: "accepted", tokenId: "t1" }],
    ["is not asked about tokens that must be decided here", { askIssuer: () => Promise.reject(new Error("asked")) }, [card({ whitelist: "ALWAYS" })], { result: "accepted" }],
    ["is asked about tokens that may be decided offline alone", {}, [card({ whitelist: "ALLOWED_OFFLINE" })], { source: "roaming" }],
    ["that is late is answered for: no", { scheduler: impatient, askIssuer: () => new Promise(() => {}) }, [], { result: "refused", reason: "unavailable", source: "fallback" }],
    ["that is late is answered for: yes", { scheduler: impatient, withoutIssuer: "accept", askIssuer: () => new Promise(() => {}) }, [], { result: "accepted", source: "fallback" }],
    ["that is late is answered for: not a stranger", { scheduler: impatient, withoutIssuer: "known", askIssuer: () => new Promise(() => {}) }, [], { result: "refused", source: "fallback" }],
    ["that is late is answered for: whom we know", { scheduler: impatient, withoutIssuer: "known", askIssuer: () => new Promise(() => {}) }, [card({ whitelist: "ALLOWED_OFFLINE" })], { result: "accepted", source: "fallback" }],
    ["that is late is answered for: not whom we know to be blocked", { scheduler: impatient, withoutIssuer: "accept", askIssuer: () => new Promise(() => {}) }, [card({ whitelist: "NEVER", status: "blocked" })], { result: "refused", source: "fallback" }],
    ["that fails is answered for", { askIssuer: () => Promise.reject(new Error("503")) }, [], { result: "refused", reason: "unavailable", source: "fallback" }],
  ])("%s", async (_, ports, known, expected) => {
    expect(await decide(outside(ports), {}, known)).toMatchObject(expected);
  });

  it("cannot open a place that is closed to roaming", async () => {
    expect(await decide(outside({}), {}, [], [policy([{ effect: "allow", who: { groups: ["tenants"] } }])])).toMatchObject({ result: "refused", reason: "notAllowedHere", source: "roaming", reference: "REF-1" });
    expect(await decide(outside({}), {}, [], [policy([{ effect: "allow", who: { roaming: true } }])])).toMatchObject({ result: "accepted" });
  });

  it("is asked once for one event, and its decision stays", async () => {
    let asked = 0;
    const authority = createTokens({ outside: { scheduler: patient, deadline: seconds(5), askIssuer: async () => ((asked += 1) === 1 ? accepted : { result: "refused", reason: "blocked" }) } });
    const bench = await createBench({ on: { authorize: (fact, unit, found) => authority.decide(unit, fact, found), lookUp: authority.lookUp } });
    const station = await connect(bench, v16);
    const start = { connectorId: 1, idTag: "FOREIGN", meterStart: 0, timestamp: at(0) };
    const first = await station.ask("StartTransaction", start);
    expect(first).toMatchObject({ idTagInfo: { status: "Accepted" } });
    expect(await station.ask("StartTransaction", start)).toEqual(first);
    expect(asked).toBe(1);
    expect(await station.ask("Authorize", { idTag: "FOREIGN" })).toEqual({ idTagInfo: { status: "Blocked" } });
    const log = (await bench.store.find(authorizationDecisions, { index: "byToken", prefix: "foreign" })).items.map(({ body }) => [body.purpose, body.result.result, body.result.source]);
    expect(log.sort()).toEqual([["check", "refused", "roaming"], ["start", "accepted", "roaming"]]);
  });
});

describe.each([["2.0.1", v201], ["2.1", v21]] as const)("contract certificates of %s", (_, protocol) => {
  const hashes = [{ hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b", serialNumber: "1", responderURL: "http://ocsp" }];
  const authorize = { idToken: { idToken: "NL-CPO-C123", type: "eMAID" }, iso15118CertificateHashData: hashes };

  async function start(check: () => Promise<ContractCertificateStatus>, scheduler = patient) {
    const authority = createTokens({ outside: { scheduler, deadline: seconds(5), checkContract: check } });
    const bench = await createBench({ on: { authorize: (fact, unit, found) => authority.decide(unit, fact, found), lookUp: authority.lookUp } });
    await bench.store.transaction((unit) => unit.put(tokens, "e", card({ id: TokenId.parse("e"), value: "NL-CPO-C123", type: "EMAID" })));
    return connect(bench, protocol);
  }

  it("are checked with the token, and both must be good", async () => {
    const good = await start(async () => "Accepted");
    expect(await good.ask("Authorize", authorize)).toEqual({ idTokenInfo: { status: "Accepted" }, certificateStatus: "Accepted" });
    expect(await good.ask("Authorize", { ...authorize, idToken: { idToken: "NL-CPO-C999", type: "eMAID" } })).toEqual({ idTokenInfo: { status: "Invalid" }, certificateStatus: "Accepted" });
    const revoked = await start(async () => "CertificateRevoked");
    expect(await revoked.ask("Authorize", authorize)).toEqual({ idTokenInfo: { status: "Invalid" }, certificateStatus: "CertificateRevoked" });
    const late = await start(() => new Promise(() => {}), impatient);
    expect(await late.ask("Authorize", authorize)).toEqual({ idTokenInfo: { status: "Invalid" }, certificateStatus: "NoCertificateAvailable" });
    expect(await good.ask("Authorize", { idToken: authorize.idToken })).toEqual({ idTokenInfo: { status: "Accepted" } });
  });

  it("are provisioned and asked about through the services of the application", async () => {
    const services: ContractServices = {
      ocsp: async ({ serialNumber, responderUrl }) => ({ result: "answered", response: `${serialNumber} at ${responderUrl}` }),
      status: async ({ hash: { serialNumber } }) => ({ status: serialNumber === "1" ? "Good" : "Revoked", nextUpdate: instant(START + 60_000) }),
      contract: async ({ exiRequest, action, maximumContracts }) => (exiRequest === "" ? Promise.reject(new Error("down")) : { result: "issued", exiResponse: `${action} ${exiRequest}`, ...(maximumContracts === undefined ? {} : { remaining: 1 }) }),
    };
    const station = await connect(await createBench({ contracts: services, scheduler: patient }), protocol);
    expect(await station.ask("GetCertificateStatus", { ocspRequestData: hashes[0] })).toEqual({ status: "Accepted", ocspResult: "1 at http://ocsp" });
    const ask = { iso15118SchemaVersion: "urn:iso:15118:2:2013:MsgDef", action: "Install", exiRequest: "AA==" };
    expect(await station.ask("Get15118EVCertificate", ask)).toEqual({ status: "Accepted", exiResponse: "install AA==" });
    expect(await station.ask("Get15118EVCertificate", { ...ask, exiRequest: "" })).toMatchObject({ status: "Failed", exiResponse: "" });
    if (protocol !== v21) return;
    expect(await station.ask("Get15118EVCertificate", { ...ask, maximumContractCertificateChains: 1 })).toMatchObject({ remainingContracts: 1 });
    const chain = { certificateStatusRequests: ["1", "2"].map((serialNumber) => ({ certificateHashData: { hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b", serialNumber }, source: "CRL", urls: ["http://crl"] })) };
    expect(await station.ask("GetCertificateChainStatus", chain)).toMatchObject({ certificateStatus: [{ status: "Good", nextUpdate: at(60) }, { status: "Revoked" }] });
  });
});
