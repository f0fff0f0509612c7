import { hours, instant } from "@cpokit/kernel";
import { receivedObjects } from "@cpokit/ocpi";
import { systemClock } from "@cpokit/kernel/system";
import type { AuthorizeFact } from "@cpokit/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { locations } from "../src/collections.ts";
import type { LiveEvent } from "../src/live.ts";
import { chargeOnce, createTestCpo, flatTariff, furnish, type TestCpo } from "./support.ts";

let cpo: TestCpo;
let emsp: TestCpo;
/** What the eMSP and the CPO call each other. */
let partner = "";
let guest = "";
/** Hosts that do not answer. */
const down = new Set<string>();

const items = (answer: { readonly body: unknown }) => z.object({ items: z.array(z.looseObject({ id: z.string() })) }).parse(answer.body).items;
const idOf = (answer: { readonly body: unknown }): string => z.object({ id: z.string() }).parse(answer.body).id;

beforeEach(async () => {
  down.clear();
  const hosts = new Map<string, TestCpo>();
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const host = hosts.get(new URL(url).host);
    if (host === undefined || down.has(new URL(url).host)) throw new Error(`${url} does not answer`);
    return host.fetch(new URL(url).pathname + new URL(url).search, init);
  };
  cpo = await createTestCpo(undefined, { host: "cpo.example.org", roaming: { party: { countryCode: "NL", partyId: "CPO" }, name: "A CPO", roles: ["CPO"], fetch } });
  emsp = await createTestCpo(undefined, { host: "emsp.example.org", roaming: { party: { countryCode: "DE", partyId: "MSP" }, name: "An eMSP", roles: ["EMSP"], fetch } });
  hosts.set("cpo.example.org", cpo).set("emsp.example.org", emsp);
  await furnish(cpo);
});
afterEach(async () => {
  await Promise.all([cpo.close(), emsp.close()]);
});

async function connect(): Promise<void> {
  const invited = z.object({ partner: z.object({ id: z.string() }), registrationToken: z.string(), versionsUrl: z.string() }).parse((await cpo.send("POST", "/partners/invitations", { name: "An eMSP" })).body);
  guest = invited.partner.id;
  const registered = await emsp.send("POST", "/partners", { name: "A CPO", versionsUrl: invited.versionsUrl, token: invited.registrationToken });
  expect(registered).toMatchObject({ status: 201, body: { status: "connected", version: "2.3.0", parties: [{ role: "CPO", countryCode: "NL", partyId: "CPO" }] } });
  partner = idOf(registered);
}

/** Until both have told each other what is due. */
async function settled<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  return expect.poll(async () => {
    await Promise.all([cpo, emsp].map(({ cpo: { store } }) => store.outbox.idle()));
    return look();
  }).toBeDefined().then(async () => (await look())!);
}

/** A job once it is over. */
const ended = (job: string) => settled(async () => {
  const found = z.looseObject({ state: z.string() }).parse((await emsp.send("GET", `/partner-jobs/${job}`)).body);
  return found.state === "running" ? undefined : found;
});

const told = (module: string): Promise<ReturnType<typeof items>> => emsp.send("GET", `/partners/${partner}/objects/${module}`).then(items);

async function commanded(body: object): Promise<{ readonly response?: unknown; readonly results: readonly { readonly result: string }[] }> {
  const id = idOf(await emsp.send("POST", `/partners/${partner}/commands`, body));
  return settled(async () => {
    const found = z.object({ response: z.unknown(), results: z.array(z.object({ result: z.string() })) }).parse(items(await emsp.send("GET", `/partners/${partner}/commands`)).find((each) => each.id === id));
    return found.response !== "ACCEPTED" || found.results.length > 0 ? found : undefined;
  });
}

describe("the administration of partners", () => {
  it("invites, registers, looks, suspends, resumes, renews, tests and ends", async () => {
    await connect();
    expect(items(await cpo.send("GET", "/partners"))).toMatchObject([{ id: guest, name: "An eMSP", status: "connected", version: "2.3.0", parties: [{ role: "EMSP", partyId: "MSP" }] }]);
    expect((await emsp.send("GET", `/partners/${partner}`)).body).toMatchObject({ endpoints: expect.arrayContaining([{ module: "locations", role: "SENDER", url: "https://cpo.example.org/ocpi/2.3.0/sender/locations" }]) });
    expect(JSON.stringify((await emsp.send("GET", `/partners/${partner}`)).body)).not.toMatch(/token"/);
    await settled(async () => (await told("locations"))[0]);

    expect(await emsp.send("GET", `/partners/${partner}/conformance`)).toEqual({ status: 200, body: {} });
    const begun = await emsp.send("POST", `/partners/${partner}/conformance`, {});
    expect(begun).toMatchObject({ status: 202, body: { kind: "conformance", state: "running", by: "operator", partner } });
    expect(await ended(idOf(begun))).toMatchObject({ state: "done", result: { counts: { fail: 0 } }, progress: { count: expect.any(Number) } });
    expect((await emsp.send("GET", `/partners/${partner}/conformance`)).body).toMatchObject({ report: { counts: { fail: 0 }, checks: expect.arrayContaining([expect.objectContaining({ verdict: "pass", module: "locations (SENDER)" })]) } });

    expect(await emsp.send("POST", `/partners/${partner}/rotate`)).toMatchObject({ status: 200, body: { status: "connected" } });
    expect(await emsp.send("POST", `/partners/${partner}/refresh`)).toMatchObject({ status: 200 });
    expect(await ended(idOf(await emsp.send("POST", `/partners/${partner}/objects/locations/pull`, { full: true })))).toMatchObject({ kind: "pull", full: true, state: "done", result: { objects: 1, unreadable: 0 }, progress: { done: 1, total: 1 } });
    expect(await ended(idOf(await emsp.send("POST", `/partners/${partner}/pull`, {})))).toMatchObject({ state: "done", progress: { done: 4, total: 4 } });
    expect(await ended(idOf(await emsp.send("POST", `/partners/${partner}/resync`)))).toMatchObject({ kind: "push", state: "done", result: { objects: expect.any(Number) } });
    expect(items(await emsp.send("GET", `/partner-jobs?partner=${partner}`)).map(({ kind }) => kind)).toEqual(["push", "pull", "pull", "conformance"]);
    expect(items(await emsp.send("GET", "/partner-jobs?partner=nobody"))).toEqual([]);
    expect(await cpo.send("POST", `/partners/${guest}/suspend`)).toMatchObject({ body: { status: "suspended" } });
    expect(await emsp.send("POST", `/partners/${partner}/refresh`)).toMatchObject({ status: 502, body: { code: "ocpi.discovery" } });
    expect(await cpo.send("POST", `/partners/${guest}/resume`)).toMatchObject({ body: { status: "connected" } });
    expect(await emsp.send("DELETE", `/partners/${partner}`)).toMatchObject({ status: 200, body: { status: "removed" } });
    expect((await cpo.send("GET", `/partners/${guest}`)).body).toMatchObject({ status: "removed" });
    expect(await emsp.send("POST", `/partners/${partner}/resync`)).toMatchObject({ status: 409, body: { message: "The partner is removed; connect it first." } });
  });

  it("ends long work on request, tells of it live, and begins none twice", async () => {
    await connect();
    const heard: LiveEvent[] = [];
    emsp.cpo.live.listen((event) => void heard.push(event));
    down.add("cpo.example.org");
    const begun = await emsp.send("POST", `/partners/${partner}/pull`, { full: true });
    const job = idOf(begun);
    const again = await emsp.send("POST", `/partners/${partner}/pull`, {});
    expect([again.status, z.looseObject({ code: z.string() }).parse(again.body).code]).toEqual([409, "job-running"]);
    expect(await ended(job)).toMatchObject({ state: "failed", problem: { code: "ocpi.pull" } });
    down.clear();
    const second = idOf(await emsp.send("POST", `/partners/${partner}/conformance`, { write: true }));
    expect(await emsp.send("POST", `/partner-jobs/${second}/cancel`)).toMatchObject({ status: 200, body: { state: "cancelled", cancelledBy: "operator" } });
    expect(await emsp.send("POST", "/partner-jobs/none/cancel")).toMatchObject({ status: 404 });
    expect(await emsp.send("GET", "/partner-jobs/none")).toMatchObject({ status: 404 });
    await settled(async () => heard.some((event) => event.kind === "job" && event.job.id === second && event.job.state === "cancelled"));
  });

  it("keeps the registration token out of the audit log", async () => {
    const { registrationToken } = z.object({ registrationToken: z.string() }).parse((await cpo.send("POST", "/partners/invitations", { name: "An eMSP" })).body);
    expect(JSON.stringify((await cpo.send("GET", "/audit")).body)).not.toContain(registrationToken);
  });

  it.each([
    ["POST", "/partners", { name: "X", versionsUrl: "ftp://x", token: "t" }, 400, { field: "versionsUrl" }],
    ["POST", "/partners", { name: "X", versionsUrl: "https://nobody.example.org/ocpi/versions", token: "t" }, 502, { code: "ocpi.discovery" }],
    ["POST", "/partners", { name: "X", versionsUrl: "http://169.254.169.254/versions", token: "t" }, 502, { message: expect.stringContaining("http") }],
    ["POST", "/partners", { name: "X", versionsUrl: "https://cpo.example.org/ocpi/versions", token: "wrong" }, 502, { message: expect.stringContaining("401") }],
    ["POST", "/partners/invitations", { name: "" }, 400, { field: "name" }],
    ["GET", "/partners/nobody", undefined, 404, { message: 'There is no partner "nobody".' }],
    ["GET", "/partners/nobody/objects/locations", undefined, 404, {}],
    ["GET", "/partners/nobody/objects/cars", undefined, 400, { field: "module" }],
    ["POST", "/partners/nobody/commands", { command: "stop", sessionId: "S" }, 404, {}],
    ["POST", "/partners/nobody/deliveries/retry", {}, 404, {}],
  ] as const)("%s %s with %j is refused with %i", async (method, path, body, status, problem) => {
    expect(await emsp.send(method, path, body)).toMatchObject({ status, body: problem });
  });

  it("shows what a partner does not hear, and goes on when it is back", async () => {
    await connect();
    await settled(async () => (await told("locations"))[0]);
    down.add("emsp.example.org");
    await cpo.send("PATCH", "/stations/CS-1", { lifecycle: "retired" });
    const location = z.looseObject({ name: z.string() }).parse((await cpo.send("GET", "/locations/SITE")).body);
    await cpo.send("PUT", "/locations/SITE", { ...location, name: "New name" });
    const lag = () => cpo.send("GET", `/partners/${guest}/deliveries`).then(({ body }) => z.object({ outage: z.looseObject({ message: z.string() }).optional(), modules: z.array(z.object({ module: z.string(), pending: z.number() })) }).parse(body));
    expect(await settled(async () => (await lag()).outage)).toMatchObject({ message: expect.stringContaining("does not answer") });
    expect((await lag()).modules).toMatchObject([{ module: "locations", pending: 1 }]);
    down.clear();
    await settled(async () => (await told("locations")).find(({ object }) => z.object({ name: z.string() }).parse(object).name === "New name"));
    await settled(async () => ((await lag()).modules.length === 0 ? true : undefined));
  });
});

describe("as a CPO", () => {
  it("tells sessions with their cost, CDRs and credit CDRs to whose driver it was, and nothing of its own drivers", async () => {
    await connect();
    await emsp.send("POST", "/tokens", { value: "04DEADBEEF", holder: "Berta", visualNumber: "DE-1" });
    await settled(async () => items(await cpo.send("GET", "/tokens")).find(({ value }) => value === "04DEADBEEF"));
    const session = await chargeOnce(cpo, "04deadbeef");
    const own = await chargeOnce(cpo);
    const [cdr] = await settled(async () => ((await told("cdrs")).length > 0 ? told("cdrs") : undefined));
    expect(cdr!["object"]).toMatchObject({ session_id: session, total_energy: 4, total_cost: { before_taxes: 1, taxes: [{ name: "VAT", amount: 0.2 }] }, cdr_token: { country_code: "DE", party_id: "MSP", uid: "04DEADBEEF" } });
    expect(await told("sessions")).toMatchObject([{ id: session, object: { status: "COMPLETED", kwh: 4, total_cost: { before_taxes: 1 }, auth_method: "WHITELIST", evse_uid: expect.any(String) } }]);
    expect(await cpo.cpo.sessions.get(cpo.cpo.store, own)).toMatchObject({ lifecycle: "ended" });
    expect((await cpo.cpo.billing.cdrs(cpo.cpo.store, { party: "DE*MSP" })).items).toHaveLength(1);

    const [ours] = items(await cpo.send("GET", `/cdrs?session=${session}`));
    const deliveries = async () => z.object({ items: z.array(z.looseObject({ state: z.string() })) }).parse((await cpo.send("GET", `/cdrs/${ours?.id}/deliveries`)).body).items;
    await settled(async () => ((await deliveries())[0]?.state === "told" ? true : undefined));
    expect(await deliveries()).toMatchObject([{ partner: guest, attempts: 0, triedAt: expect.any(String) }]);
    expect(await cpo.send("POST", `/cdrs/${ours?.id}/deliveries/retry`, {})).toEqual({ status: 200, body: { retried: 0 } });
    expect(await cpo.send("POST", `/cdrs/${ours?.id}/deliveries/retry`, { partner: guest })).toMatchObject({ status: 404 });
    expect(items(await cpo.send("GET", "/cdrs?state=parked"))).toEqual([]);

    await cpo.cpo.store.transaction((unit) => cpo.cpo.billing.credit(unit, session, { actor: "operator", reason: "The plug was hot." }));
    const credit = await settled(async () => (await told("cdrs")).find(({ object }) => z.looseObject({ credit: z.boolean().optional() }).parse(object).credit));
    expect(credit["object"]).toMatchObject({ credit_reference_id: cdr!.id, total_cost: { before_taxes: -1 } });
    expect(await told("cdrs")).toHaveLength(2);
  });

  it("prices and shows the tariff that was agreed with a partner", async () => {
    await connect();
    await emsp.send("POST", "/tokens", { value: "04DEADBEEF", holder: "Berta" });
    await cpo.send("POST", "/tariffs", { tariffId: "AGREED", name: "Agreed", ocpiVersion: "2.2.1", tariff: { ...flatTariff, elements: [{ price_components: [{ type: "ENERGY", price: 0.2, vat: 20, step_size: 1 }] }] }, validFrom: "2020-01-01T00:00:00Z" });
    await cpo.send("POST", "/tariff-assignments", { tariffId: "AGREED", target: { kind: "partner", partner: "DE*MSP" } });
    const tariffs = async () => z.object({ evses: z.array(z.object({ connectors: z.array(z.object({ tariff_ids: z.array(z.string()) })) })) }).parse((await told("locations"))[0]?.["object"]).evses[0]?.connectors[0]?.tariff_ids;
    await settled(async () => ((await told("locations")).length > 0 && (await tariffs())?.[0] === "AGREED" ? true : undefined));
    await settled(async () => (await told("tariffs")).find(({ id }) => id === "AGREED"));
    await settled(async () => items(await cpo.send("GET", "/tokens")).find(({ value }) => value === "04DEADBEEF"));
    await chargeOnce(cpo, "04DEADBEEF");
    expect((await settled(async () => (await told("cdrs"))[0]))["object"]).toMatchObject({ total_cost: { before_taxes: 0.8 }, tariffs: [{ id: "AGREED" }] });
  });

  it("asks whose token it is, within its patience", async () => {
    await connect();
    const token = idOf(await emsp.send("POST", "/tokens", { value: "04DEADBEEF", holder: "Berta" }));
    await settled(async () => items(await cpo.send("GET", "/tokens")).find(({ value }) => value === "04DEADBEEF"));
    const fact: AuthorizeFact = { fact: "authorize", station: "CS-1", evse: 1, token: { value: "04DEADBEEF" }, purpose: "check", receivedAt: instant(systemClock.now()) };
    expect(await cpo.cpo.roaming.askIssuer(fact)).toMatchObject({ result: "accepted", reference: expect.any(String) });
    expect(await cpo.cpo.roaming.askIssuer({ ...fact, token: { value: "04A2B3C4" } })).toBeUndefined();
    await emsp.send("PATCH", `/tokens/${token}`, { status: "blocked" });
    expect(await cpo.cpo.roaming.askIssuer(fact)).toMatchObject({ result: "refused", reason: "blocked" });
    expect(await cpo.cpo.roaming.decided(fact, cpo.cpo.store)).toBeUndefined();
    down.add("emsp.example.org");
    await expect(cpo.cpo.roaming.askIssuer(fact)).rejects.toMatchObject({ code: expect.stringMatching(/^ocpi\./) });
    // For a partner that is none any more nobody charges, whatever its whitelist says.
    await cpo.send("POST", `/partners/${guest}/suspend`);
    expect(await cpo.cpo.roaming.decided(fact, cpo.cpo.store)).toEqual({ issuer: { result: "refused", reason: "invalid" } });
    expect(await cpo.cpo.roaming.decided({ ...fact, purpose: "stop" }, cpo.cpo.store)).toBeUndefined();
    expect(await cpo.cpo.roaming.decided({ ...fact, token: { value: "04A2B3C4" } }, cpo.cpo.store)).toBeUndefined();
  });

  it("fetches once a day what pushes have missed", async () => {
    await connect();
    await settled(async () => (await told("locations"))[0]);
    const { store, roaming } = emsp.cpo;
    await store.transaction(async (unit) => {
      for (const { id } of (await unit.find(receivedObjects, { limit: 10 })).items) unit.delete(receivedObjects, id);
    });
    await roaming.sweep(instant(systemClock.now() + hours(1)));
    expect(await told("locations")).toEqual([]);
    await expect.poll(async () => {
      await roaming.sweep(instant(systemClock.now() + hours(25)));
      return (await told("locations")).length;
    }).toBe(1);
  });

  it("answers commands that cannot be carried out", async () => {
    await connect();
    const tokenId = idOf(await emsp.send("POST", "/tokens", { value: "04DEADBEEF", holder: "Berta" }));
    const place = z.object({ evses: z.array(z.object({ uid: z.string(), status: z.string() })) }).parse((await settled(async () => (await told("locations"))[0]))["object"]);
    const evseUid = place.evses[0]!.uid;
    // The station is not connected.
    expect(place.evses[0]?.status).toBe("UNKNOWN");
    expect(await commanded({ command: "start", tokenId, locationId: "site", evseUid: evseUid.toLowerCase() })).toMatchObject({ response: "ACCEPTED", results: [{ result: "EVSE_INOPERATIVE" }] });
    expect(await commanded({ command: "start", tokenId, locationId: "SITE" })).toMatchObject({ response: "REJECTED", results: [] });
    expect(await commanded({ command: "start", tokenId, locationId: "NOWHERE", evseUid })).toMatchObject({ response: "REJECTED" });
    expect(await commanded({ command: "stop", sessionId: "S" })).toMatchObject({ response: "UNKNOWN_SESSION" });
    expect(await commanded({ command: "reserve", tokenId, locationId: "SITE", evseUid, minutes: 10 })).toMatchObject({ response: "ACCEPTED", results: [{ result: "FAILED" }] });
    expect(await commanded({ command: "cancelReservation", reservationId: "R" })).toMatchObject({ response: "REJECTED" });
    expect(await commanded({ command: "unlock", locationId: "SITE", evseUid, connectorId: "9" })).toMatchObject({ response: "REJECTED" });
    expect(await commanded({ command: "unlock", locationId: "SITE", evseUid, connectorId: "1" })).toMatchObject({ response: "ACCEPTED", results: [{ result: "EVSE_INOPERATIVE" }] });
    expect(await emsp.send("POST", `/partners/${partner}/commands`, { command: "start", tokenId: "none", locationId: "SITE" })).toMatchObject({ status: 400, body: { field: "tokenId" } });
  });
});

describe("charging profiles of a partner", () => {
  const evse = { id: "NL*CPO*E1", node: "grid", station: "CS-1", connector: 1, phases: 3 as const, rotation: "RST" as const, maxA: 32, minA: 6, units: ["A" as const], fallbackA: 6, leaseSafe: "verified" as const };
  const period = (start: number, limit: number) => ({ start_period: start, limit });

  it("cap the session of its driver, are answered with what the car gets, and are taken back", async () => {
    await connect();
    await emsp.send("POST", "/tokens", { value: "04DEADBEEF", holder: "Berta" });
    await settled(async () => items(await cpo.send("GET", `/partners/${guest}/objects/tokens`))[0]);
    await cpo.cpo.balancing.add({ location: "SITE", model: { nodes: [{ id: "grid", kind: "grid", limitA: { l1: 32, l2: 32, l3: 32 } }], evses: [evse] }, stations: { "CS-1": { version: "2.0.1", kind: "Post" } } }, cpo.cpo);
    const begin = async (token: string, key: string): Promise<string> => {
      const fact = {
        fact: "started" as const, numbering: "allocate" as const, key, station: "CS-1", evse: 1, stationTime: systemClock.now(), receivedAt: systemClock.now(), token: { value: token }, authorization: { result: "accepted" as const }, readings: [],
      };
      const answer = await cpo.cpo.store.transaction((unit) => cpo.cpo.sessions.record(unit, fact));
      cpo.cpo.balancing.reported(fact, answer.transaction, answer.session);
      return answer.session!;
    };
    const session = await begin("04DEADBEEF", "start 1");
    expect(await cpo.cpo.roaming.locationNow((await cpo.cpo.store.get(locations, "SITE"))!)).toMatchObject({ evses: [{ capabilities: expect.arrayContaining(["CHARGING_PROFILE_CAPABLE"]) as unknown }] });
    const { commands } = emsp.cpo.roaming.opened()!;
    const why = () => cpo.cpo.balancing.carOfSession(session)!.why;
    cpo.cpo.balancing.connected("CS-1", true);

    const set = await commands.setProfile(partner, session, { charging_rate_unit: "W", charging_profile_period: [period(0, 6_900), period(3_600, 4_140)] });
    expect(set.response).toMatchObject({ result: "ACCEPTED" });
    expect(await set.result).toMatchObject({ outcome: "result", result: { result: "ACCEPTED" } });
    await expect.poll(why).toContain("the roaming partner of its driver allows no more");
    expect(cpo.cpo.balancing.carOfSession(session)!.wantedA).toBe(10);
    const active = await commands.activeProfile(partner, session, 600);
    expect(await active.result).toMatchObject({ outcome: "result", result: { result: "ACCEPTED", profile: { charging_profile: { charging_rate_unit: "A", duration: 600, charging_profile_period: [period(0, expect.any(Number) as number)] } } } });

    expect((await commands.setProfile(partner, session, { charging_rate_unit: "A", charging_profile_period: [period(60, 8), period(0, 6)] })).response).toMatchObject({ result: "REJECTED" });
    expect((await commands.setProfile(partner, "NONE", { charging_rate_unit: "A" })).response).toMatchObject({ result: "UNKNOWN_SESSION" });
    const cleared = await commands.clearProfile(partner, session);
    expect(await cleared.result).toMatchObject({ result: { result: "ACCEPTED" } });
    await expect.poll(why).not.toContain("roaming partner");
    expect(await (await commands.clearProfile(partner, session)).result).toMatchObject({ result: { result: "UNKNOWN" } });
    // Drivers of others are none of its business.
    expect((await commands.setProfile(partner, await begin("04A2B3C4", "start 2"), { charging_rate_unit: "A" })).response).toMatchObject({ result: "UNKNOWN_SESSION" });
  });
});
