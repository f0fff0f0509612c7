import { createMemoryPlace } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { givenPlatform } from "../../test/support/world.ts";
import { vector, type Json } from "../../test/support/vectors.ts";
import type { Exchange, ExchangeRequest } from "../peers/exchange.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { CommandResponse, Token } from "../v230/index.ts";
import { createResults } from "./create-results.ts";
import { FACTS } from "./wire.ts";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const URL_OF_RESULT = "https://emsp.test.com/results/START_SESSION/1";
const urlPolicy = { allow: ["emsp.test.com"] };
const receiver = (version: OcpiVersion, module: string): string => (version === "2.1.1" ? `2.1.1/${module}` : `${version}/receiver/${module}`);
const sender = (version: OcpiVersion, module: string): string => (version === "2.1.1" ? `2.1.1/${module}` : `${version}/sender/${module}`);
const accepted: CommandResponse = { result: "ACCEPTED", timeout: 30, message: [{ language: "en", text: "On its way" }] };

describe.each(VERSIONS)("real-time authorization in %s", (version) => {
  const token = { ...vector("2.3.0", "Token"), uid: "T1", valid: false } as unknown as Token;

  async function given() {
    const asked: Json[] = [];
    const world = givenPlatform({ modules: { authorize: (reference) => { asked.push(reference); return { allowed: "BLOCKED", token, authorization_reference: "A1" }; } } });
    await world.connect(version);
    return { ...world, asked };
  }

  it("a blocked token is success (roaming 7), in the version's own words", async () => {
    const { call, asked } = await given();
    const told = await call("POST", `${sender(version, "tokens")}/T1/authorize?type=RFID`, { body: { location_id: "L1", evse_uids: ["E1"], connector_ids: ["1"] } });
    expect([told.http, told.status, readObject(FACTS[version], "AuthorizationInfo", told.data, "strict").findings]).toEqual([200, 1000, []]);
    expect(told.data).toMatchObject(version === "2.1.1" ? { allowed: "BLOCKED" } : { allowed: "BLOCKED", token: { uid: "T1" }, authorization_reference: "A1" });
    expect(asked).toEqual([{ uid: "T1", type: "RFID", location: { location_id: "L1", evse_uids: ["E1"] } }]);
  });

  it("needs no body, and takes the type in both spellings of 2.1.1 (E19)", async () => {
    const { call, asked } = await given();
    for (const query of ["", "?type=OTHER", "?token_type=OTHER"]) expect((await call("POST", `${sender(version, "tokens")}/T1/authorize${query}`)).status).toBe(1000);
    expect(asked.map(({ type, location }) => [type, location])).toEqual([["RFID", undefined], ["OTHER", undefined], ["OTHER", undefined]]);
  });
});

describe.each(VERSIONS)("commands in %s", (version) => {
  async function given(place = createMemoryPlace(), answer: () => CommandResponse | Promise<CommandResponse> = () => accepted) {
    const taken: Json[] = [];
    const handle = (command: object, { commandId }: { readonly commandId: string }) => {
      taken.push({ ...command, commandId });
      return answer();
    };
    const world = givenPlatform({ modules: { commands: { START_SESSION: handle, STOP_SESSION: handle, RESERVE_NOW: handle, CANCEL_RESERVATION: handle, UNLOCK_CONNECTOR: handle } }, urlPolicy }, place);
    if ((await world.peers.get("emsp")) === undefined) await world.connect(version);
    return { ...world, taken };
  }

  const body = (name: string, url = URL_OF_RESULT): Json => ({ ...vector(version, name), response_url: url });

  it.each([["START_SESSION", "StartSession"], ["STOP_SESSION", "StopSession"], ["RESERVE_NOW", "ReserveNow"], ["UNLOCK_CONNECTOR", "UnlockConnector"]])("%s reaches the application in the shape of 2.3.0", async (command, name) => {
    const { call, taken } = await given();
    const told = await call("POST", `${receiver(version, "commands")}/${command}`, { body: body(name) });
    expect([told.status, readObject(FACTS[version], "CommandResponse", told.data, "strict").findings]).toEqual([1000, []]);
    expect(told.data).toEqual(version === "2.1.1" ? { result: "ACCEPTED" } : accepted);
    const { commandId, ...command230 } = taken[0]!;
    expect(commandId).toMatch(/^[0-9a-f]{32}$/);
    expect(readObject(FACTS["2.3.0"], name, command230, "strict").findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("sent again are answered as before and reach the application once (roaming 23)", async () => {
    const { call, taken } = await given();
    const path = `${receiver(version, "commands")}/STOP_SESSION`;
    const [first, again] = [await call("POST", path, { body: body("StopSession") }), await call("POST", path, { body: body("StopSession") })];
    expect([again.data, taken.length]).toEqual([first.data, 1]);
    await call("POST", path, { body: body("StopSession", `${URL_OF_RESULT}0`) });
    expect(taken).toHaveLength(2);
    expect(await call("POST", `${receiver(version, "commands")}/UNLOCK_CONNECTOR`, { body: body("UnlockConnector") })).toMatchObject({ status: 2001, message: expect.stringMatching(/used for another/) });
  });

  it("sent again after a crash before the answer reach the application with the same id", async () => {
    const place = createMemoryPlace();
    const crashed = await given(place, () => Promise.reject(new Error("we stopped here")));
    const path = `${receiver(version, "commands")}/STOP_SESSION`;
    expect((await crashed.call("POST", path, { body: body("StopSession") })).status).toBe(3000);
    const restarted = await given(place);
    expect((await restarted.call("POST", path, { body: body("StopSession") })).data).toMatchObject({ result: "ACCEPTED" });
    expect(restarted.taken.map(({ commandId }) => commandId)).toEqual(crashed.taken.map(({ commandId }) => commandId));
  });

  it.each(["http://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/x", "ftp://emsp.test.com/"])("are not taken with a response_url of %s", async (url) => {
    const { call, taken } = await given();
    expect(await call("POST", `${receiver(version, "commands")}/STOP_SESSION`, { body: body("StopSession", url) })).toMatchObject({ http: 200, status: 2001, message: expect.stringMatching(/^\/response_url: /) });
    expect(taken).toEqual([]);
  });

  it("that are not offered are not there", async () => {
    const { call } = await given();
    expect((await call("POST", `${receiver(version, "commands")}/EXPLODE`, { body: {} })).http).toBe(404);
    expect((await call("POST", `${receiver(version, "commands")}/CANCEL_RESERVATION`, { body: version === "2.1.1" ? {} : body("CancelReservation") })).http).toBe(version === "2.1.1" ? 404 : 200);
  });

  it("are told their outcome at the response_url, again until the partner takes it", async () => {
    const world = await given();
    const asked: ExchangeRequest[] = [];
    const answers = [503, 200];
    const exchange: Exchange = (request) => {
      asked.push(request);
      return Promise.resolve({ status: answers.shift() ?? 200, headers: new Headers(), body: undefined });
    };
    const results = createResults({ store: world.store, clock: world.clock, ids: world.ids, exchange, urlPolicy });
    const stop = await results.start();
    const headers = { "X-Correlation-ID": "c1", "OCPI-from-country-code": "NL", "OCPI-from-party-id": "EXA", "OCPI-to-country-code": "NL", "OCPI-to-party-id": "CPO" };
    await world.call("POST", `${receiver(version, "commands")}/STOP_SESSION`, { body: body("StopSession"), headers });
    const id = String(world.taken[0]!["commandId"]);
    await world.store.transaction((unit) => results.report(unit, id, { result: "EVSE_INOPERATIVE" }));
    await world.store.outbox.idle();
    world.time.now += 60_000;
    await world.store.outbox.idle();
    await stop();
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatchObject({
      method: "POST", url: URL_OF_RESULT, token: "their-token", encoding: version === "2.1.1" ? "raw" : "base64", body: { result: version === "2.1.1" ? "REJECTED" : "EVSE_INOPERATIVE" },
      headers: version === "2.1.1" ? { "X-Correlation-ID": "c1" } : { "X-Correlation-ID": "c1", "OCPI-to-country-code": "NL", "OCPI-to-party-id": "EXA", "OCPI-from-country-code": "NL", "OCPI-from-party-id": "CPO" },
    });
    await expect(world.store.transaction((unit) => results.report(unit, "nothing", { result: "ACCEPTED" }))).rejects.toMatchObject({ code: "ocpi.request" });
  });
});

describe("outcomes of ours", () => {
  it.each<readonly [OcpiVersion, string, unknown, Json]>([
    ["2.1.1", "commands/START_SESSION/7", { result: "REJECTED" }, { request: "START_SESSION", id: "7", result: { result: "REJECTED" } }],
    ["2.1.1", "commands/STOP_SESSION/7", { result: "UNKNOWN_SESSION" }, { request: "STOP_SESSION", id: "7", result: { result: "FAILED" } }],
    ["2.2.1", "commands/START_SESSION/7", { result: "EVSE_OCCUPIED" }, { request: "START_SESSION", id: "7", result: { result: "EVSE_OCCUPIED" } }],
    ["2.3.0", "commands/START_SESSION/7", { data: { result: "ACCEPTED" }, status_code: 1000, timestamp: "2026-03-01T00:00:00Z" }, { request: "START_SESSION", id: "7", result: { result: "ACCEPTED" } }],
    ["2.2.1", "chargingprofiles/SET/7", { result: "ACCEPTED" }, { request: "SET", id: "7", result: { result: "ACCEPTED" } }],
    ["2.3.0", "chargingprofiles/ACTIVE/7", vector("2.3.0", "ActiveChargingProfileResult"), { request: "ACTIVE", id: "7", result: vector("2.3.0", "ActiveChargingProfileResult") }],
  ])("%s %s, bare or in an envelope (E26)", async (version, path, body, expected) => {
    const heard: unknown[] = [];
    const listen = (result: unknown): boolean => heard.push(result) > 0;
    const world = givenPlatform({ modules: { commandResults: listen, chargingProfileResults: listen } });
    await world.connect(version);
    expect((await world.call("POST", sender(version, path), { body })).status).toBe(1000);
    expect(heard).toEqual([expected]);
  });

  it("of requests that we did not make are unknown", async () => {
    const world = givenPlatform({ modules: { commandResults: () => false, chargingProfileResults: () => true } });
    await world.connect("2.2.1");
    expect(await world.call("POST", "2.2.1/sender/commands/START_SESSION/8", { body: { result: "ACCEPTED" } })).toMatchObject({ http: 404, status: 2003 });
    expect(await world.call("POST", "2.2.1/sender/chargingprofiles/WHAT/8", { body: { result: "ACCEPTED" } })).toMatchObject({ http: 404, status: 2003 });
    expect(await world.call("POST", "2.2.1/sender/commands/START_SESSION/8", { body: { result: "PERHAPS" } })).toMatchObject({ http: 200, status: 2001 });
  });
});

describe.each<OcpiVersion>(["2.2.1", "2.3.0"])("charging profiles and preferences in %s", (version) => {
  const answer = { result: "ACCEPTED", timeout: 20 } as const;

  async function given() {
    const asked: unknown[][] = [];
    const world = givenPlatform({
      urlPolicy, modules: {
        chargingProfiles: {
          active: (session, duration) => { asked.push(["active", session, duration]); return answer; },
          set: (session, profile) => { asked.push(["set", session, profile]); return answer; },
          clear: (session) => { asked.push(["clear", session]); return answer; },
        },
        activeChargingProfile: (session) => session === "S1",
        chargingPreferences: (session) => (session === "S1" ? "ACCEPTED" : undefined),
      },
    });
    await world.connect(version);
    return { ...world, asked };
  }

  it("are asked for, set and cleared, each with a response_url of its own", async () => {
    const { call, asked } = await given();
    const path = `${version}/receiver/chargingprofiles/S1`;
    const url = (id: string): string => encodeURIComponent(`https://emsp.test.com/r/${id}`);
    const profile = { ...vector(version, "SetChargingProfile"), response_url: "https://emsp.test.com/r/2" };
    expect((await call("GET", `${path}?duration=900&response_url=${url("1")}`)).data).toEqual(answer);
    expect((await call("PUT", path, { body: profile })).data).toEqual(answer);
    expect((await call("DELETE", `${path}?response_url=${url("3")}`)).data).toEqual(answer);
    expect(asked).toEqual([["active", "S1", 900], ["set", "S1", profile], ["clear", "S1"]]);
    expect(await call("GET", `${path}?response_url=${url("1")}`)).toMatchObject({ status: 2001, message: expect.stringMatching(/duration/) });
    expect(await call("DELETE", path)).toMatchObject({ status: 2001, message: expect.stringMatching(/response_url/) });
  });

  it("changes and preferences need a session", async () => {
    const { call } = await given();
    const profile = { body: vector(version, "ActiveChargingProfile") };
    expect((await call("PUT", `${version}/sender/chargingprofiles/S1`, profile)).status).toBe(1000);
    expect(await call("PUT", `${version}/sender/chargingprofiles/S2`, profile)).toMatchObject({ http: 404, status: 2003 });
    const preferences = { body: vector(version, "ChargingPreferences") };
    expect((await call("PUT", `${version}/sender/sessions/S1/charging_preferences`, preferences)).data).toBe("ACCEPTED");
    expect(await call("PUT", `${version}/sender/sessions/S2/charging_preferences`, preferences)).toMatchObject({ http: 404, status: 2003 });
  });
});

describe("what owners are asked in 2.3.0", () => {
  it("terminals are put, patched, activated and deactivated", async () => {
    const asked: unknown[][] = [];
    const tell = (what: string) => (...values: readonly unknown[]) => { asked.push([what, ...values.slice(0, -1)]); return values[0] !== "X"; };
    const terminal = { ...vector("2.3.0", "Terminal"), terminal_id: "T1" };
    const world = givenPlatform({ modules: { terminals: { put: tell("put"), patch: tell("patch"), deactivate: tell("deactivate"), activate: () => terminal as never } } });
    await world.connect("2.3.0");
    const path = "2.3.0/sender/payments/terminals";
    expect((await world.call("PUT", `${path}/T1`, { body: terminal })).status).toBe(1000);
    expect((await world.call("PATCH", `${path}/T1`, { body: { reference: "R", last_updated: "2026-03-01T00:00:00Z" } })).status).toBe(1000);
    expect((await world.call("POST", `${path}/T1/deactivate`)).status).toBe(1000);
    expect((await world.call("POST", `${path}/activate`, { body: { reference: "R" } })).data).toEqual(terminal);
    expect(asked).toEqual([["put", "T1", terminal], ["patch", "T1", { reference: "R", last_updated: "2026-03-01T00:00:00Z" }], ["deactivate", "T1"]]);
    expect(await world.call("POST", `${path}/X/deactivate`)).toMatchObject({ http: 404, status: 2003 });
    expect(await world.call("PUT", `${path}/T2`, { body: terminal })).toMatchObject({ status: 2001 });
  });

  it("a booking", async () => {
    const booking = vector("2.3.0", "Booking");
    const world = givenPlatform({ modules: { book: ({ request_id: id }) => ({ ...booking, request_id: id }) as never } });
    await world.connect("2.3.0");
    const request = vector("2.3.0", "BookingRequest");
    expect(await world.call("POST", "2.3.0/sender/bookings", { body: request })).toMatchObject({ http: 201, data: { ...booking, request_id: request["request_id"] } });
    expect(await world.call("POST", "2.3.0/sender/bookings", { body: { ...request, period: null } })).toMatchObject({ http: 200, status: 2001 });
  });
});
