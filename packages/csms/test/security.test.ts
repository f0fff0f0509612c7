import { hours, minutes } from "@cpokit/kernel";
import type { NetworkProfile } from "@cpokit/model";
import { commands, connectionMoves, pendingPasswords, stationCertificates, stations, stationTasks } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { createFakeDevice } from "./device.ts";
import { connect, createBench, station as stationDocument, type Answering } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];
const bytes = (text: string) => new TextEncoder().encode(text);
const profile: NetworkProfile = { url: "wss://cpo.example/ocpp", securityProfile: 2, interface: "Wired0", version: "2.0.1", messageTimeout: 30 };

const passwords = {
  verify: async (hash: string, password: Uint8Array) => hash === `hash of ${new TextDecoder().decode(password)}`,
  hash: async (password: string) => `hash of ${password}`,
  generate: (length: number) => "Abcdefghij0123456789".slice(0, length),
};

async function start(protocol: Protocol, answering?: Answering) {
  const bench = await createBench({ passwords });
  const device = createFakeDevice(protocol, {
    SecurityProfile: { value: "1" }, AuthorizationKey: { value: "", access: "writeOnly" },
    "OCPPCommCtrlr.NetworkConfigurationPriority": { value: "1" }, "SecurityCtrlr.BasicAuthPassword": { value: "", access: "writeOnly" },
  });
  await bench.csms.admit({ identity: "CS-1", profile: 1 });
  const station = await connect(bench, protocol, { answering: answering ?? device.answer });
  const network = protocol === v16 ? {} : { network: { slot: 2, profile, fallbackSlots: [1] } };
  const move = async () => bench.store.get(connectionMoves, "CS-1");
  const comeBack = async (security: 0 | 1 | 2 | 3) => {
    await bench.csms.disconnected(station.link, "reset");
    bench.clock.advance(minutes(1));
    expect(await bench.csms.admit({ identity: "CS-1", profile: security })).toMatchObject({ accept: true });
    await connect(bench, protocol, { answering: answering ?? device.answer });
    bench.clock.advance(minutes(6));
    await bench.csms.work();
  };
  return { bench, device, station, network, move, comeBack };
}

describe.each(ALL)("moving a %s station up a security profile", (_, protocol) => {
  it("ends when it came the new way, which is then the only one", async () => {
    const { bench, device, station, network, move, comeBack } = await start(protocol);
    await bench.csms.move("CS-1", { securityProfile: 2, ...network }, "ada");
    await bench.csms.work();
    expect(await move()).toMatchObject({ state: "switching" });
    const actions = station.calls.map(({ action }) => action);
    expect(actions).toEqual(protocol === v16 ? ["ChangeConfiguration"] : ["SetNetworkProfile", "SetVariables", "Reset"]);
    // Until it has come the new way, the old one is open.
    expect(await bench.csms.admit({ identity: "CS-1", profile: 1 })).toMatchObject({ accept: true });
    if (protocol !== v16) expect(device.variables["OCPPCommCtrlr.NetworkConfigurationPriority"]?.value).toBe("2,1");
    await comeBack(2);
    expect(await move()).toMatchObject({ state: "done" });
    expect(await bench.csms.admit({ identity: "CS-1", profile: 1 })).toMatchObject({ accept: false, status: 403 });
    expect(await bench.csms.admit({ identity: "CS-1", profile: 2 })).toMatchObject({ accept: true });
    if (protocol !== v16) expect(device.variables["OCPPCommCtrlr.NetworkConfigurationPriority"]?.value).toBe("2");
    await expect(bench.csms.move("CS-1", { securityProfile: 1, ...(protocol === v16 ? {} : { network: { slot: 3, profile: { ...profile, securityProfile: 1 }, fallbackSlots: [] } }) }, "ada")).rejects.toMatchObject({ code: "csms.move" });
  });

  it("leaves the old way open when it comes back the old way", async () => {
    const { bench, device, network, move, comeBack } = await start(protocol);
    await bench.csms.move("CS-1", { securityProfile: 2, ...network }, "ada");
    await bench.csms.work();
    await comeBack(1);
    expect(await move()).toMatchObject({ state: "switching" });
    bench.clock.advance(hours(2));
    await bench.csms.work();
    expect(await move()).toMatchObject({ state: "failed", problem: "The station came back with security profile 1." });
    expect(await bench.csms.admit({ identity: "CS-1", profile: 1 })).toMatchObject({ accept: true });
    if (protocol !== v16) expect(device.variables["OCPPCommCtrlr.NetworkConfigurationPriority"]?.value).toBe("1");
    expect((await bench.events()).filter(({ kind }) => kind === "connection-moved")).toMatchObject([{ severity: "error" }]);
  });

  it("says when the station does not switch at all, and when it refuses", async () => {
    const still = await start(protocol);
    await still.bench.csms.move("CS-1", { securityProfile: 2, ...still.network }, "ada");
    await still.bench.csms.work();
    still.bench.clock.advance(hours(3));
    await still.bench.csms.work();
    expect(await still.move()).toMatchObject({ state: "failed", problem: "The station did not switch." });
    const refusing = await start(protocol, (action) => ({ outcome: "result", payload: action === "SetNetworkProfile" || action === "ChangeConfiguration" ? { status: "Rejected" } : {} }));
    await refusing.bench.csms.move("CS-1", { securityProfile: 2, ...refusing.network }, "ada");
    await refusing.bench.csms.work();
    expect(await refusing.move()).toMatchObject({ state: "failed", problem: expect.stringContaining("Rejected") as string });
    expect((await refusing.bench.store.find(stationTasks)).items).toEqual([]);
  });

  it("to profile 3 gives it a certificate first", async () => {
    const { bench, station, move } = await start(protocol);
    const network = protocol === v16 ? {} : { network: { slot: 2, profile: { ...profile, securityProfile: 3 as const }, fallbackSlots: [1] } };
    await bench.csms.move("CS-1", { securityProfile: 3, ...network }, "ada");
    await bench.csms.work();
    expect(station.calls).toMatchObject([{ payload: { requestedMessage: protocol === v16 ? "SignChargePointCertificate" : "SignChargingStationCertificate" } }]);
    expect(await move()).toMatchObject({ state: "preparing" });
    const now = bench.clock.now();
    await bench.store.transaction((unit) => unit.put(stationCertificates, "ff", {
      station: "CS-1", use: "chargingStation", fingerprint: "ff", serialNumber: "1", commonName: "CS-1", hashes: [], notBefore: now, notAfter: (now + hours(24)) as never, deliveredAt: now, state: "active",
    }));
    bench.clock.advance(minutes(5));
    await bench.csms.work();
    expect(await move()).toMatchObject({ state: "switching" });
  });

  it("gets a new password that only it knows, and is let in with the old one until it uses the new one", async () => {
    const { bench, device, station } = await start(protocol);
    await bench.store.transaction((unit) => unit.put(stations, "CS-1", stationDocument("CS-1", { passwordHash: "hash of old" })));
    await bench.csms.maintain("CS-1", "password");
    await bench.csms.work();
    const secret = device.variables[protocol === v16 ? "AuthorizationKey" : "SecurityCtrlr.BasicAuthPassword"]?.value ?? "";
    expect(secret).toBe(protocol === v16 ? Buffer.from("Abcdefghij0123456789").toString("hex") : "Abcdefghij0123456789");
    expect(station.calls).toHaveLength(1);
    const kept = JSON.stringify((await bench.store.find(commands)).items);
    expect(kept).not.toContain(secret);
    expect(kept).toContain("(not kept)");
    expect(await bench.csms.admit({ identity: "CS-1", password: bytes("old") })).toMatchObject({ accept: true });
    expect(await bench.csms.admit({ identity: "CS-1", password: bytes("Abcdefghij0123456789") })).toMatchObject({ accept: true });
    expect(await bench.csms.admit({ identity: "CS-1", password: bytes("old") })).toMatchObject({ accept: false, status: 401 });
    expect(await bench.store.get(pendingPasswords, "CS-1")).toBeUndefined();
  });
});

describe("a move", () => {
  it("of a 2.x station to another central system ends when it took it", async () => {
    const { bench, station, move } = await start(v201);
    await bench.csms.move("CS-1", { securityProfile: 2, elsewhere: true, network: { slot: 2, profile: { ...profile, url: "wss://other.example" }, fallbackSlots: [1] } }, "ada");
    await bench.csms.work();
    expect(station.calls.map(({ action }) => action)).toEqual(["SetNetworkProfile", "SetVariables", "Reset"]);
    expect(await move()).toMatchObject({ state: "done" });
    expect((await bench.events()).at(-1)).toMatchObject({ summary: "was sent to wss://other.example" });
  });

  it("that makes no sense is refused", async () => {
    const { bench } = await start(v201);
    await expect(bench.csms.move("CS-1", { securityProfile: 2 }, "ada")).rejects.toMatchObject({ code: "csms.move" });
    await expect(bench.csms.move("CS-1", { securityProfile: 3, network: { slot: 2, profile, fallbackSlots: [1] } }, "ada")).rejects.toMatchObject({ code: "csms.move" });
    await expect(bench.csms.move("CS-1", { securityProfile: 2, network: { slot: 2, profile, fallbackSlots: [2] } }, "ada")).rejects.toMatchObject({ code: "csms.move" });
    await expect(bench.csms.move("NOBODY", { securityProfile: 2 }, "ada")).rejects.toMatchObject({ code: "csms.station-unknown" });
    const old = await start(v16);
    await old.bench.csms.move("CS-1", { securityProfile: 2, network: { slot: 2, profile, fallbackSlots: [1] } }, "ada");
    await old.bench.csms.work();
    expect(await old.move()).toMatchObject({ state: "failed", problem: expect.stringContaining("OCPP 1.6 has no network profiles") as string });
  });
});
