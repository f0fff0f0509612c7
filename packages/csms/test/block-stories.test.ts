import { instant, minutes, seconds, watts, wh } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { v21 } from "@cpokit/ocpp/v21";
import { createAuthority, generateAuthority } from "@cpokit/pki";
import { createVehicle, type StationKeys } from "@cpokit/simulator";
import {
  batterySwaps, connectionMoves, connectorStatuses, customerInformation, derControls, deviceComponents, displayMessages, findVariable, monitors, publishedFirmware, reservations, setPoints, stationCapabilities,
  stationCertificates, stationTariffs, stationTrust,
} from "@cpokit/csms";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { describe, expect, it } from "vitest";
import { createFleetWorld, type FleetWorld } from "./fleet-world.ts";

const by = { requestedBy: "anna" };
const car = () => createVehicle({ batteryCapacity: wh(60_000), stateOfCharge: 20 });
const TWO = [1, 2].map((number) => ({ number, connectors: 1, maxPower: watts(11_040), powerType: "AC_3_PHASE" as const }));

async function bodies<Body>(world: FleetWorld, of: Parameters<typeof world.bench.store.find<Body>>[0]): Promise<readonly Body[]> {
  return (await world.bench.store.find(of, { limit: 1_000 })).items.map(({ body }) => body);
}

/** Cryptography takes real time: lets it and the virtual time pass in turn until something is so. */
async function until(world: FleetWorld, isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
    await world.pass(seconds(10));
  }
  throw new Error("it did not come to be");
}

describe.each<Version>(["1.6", "2.0.1", "2.1"])("OCPP %s: with simulated stations", (version) => {
  it("a place is kept, closed to others, used by the right driver; another one expires", async () => {
    const world = await createFleetWorld(version, ["A"], { simulate: () => ({ evses: TWO }) });
    const { csms, store } = world.bench;
    const [station] = world.fleet;
    const until = instant(world.time.clock.now() + minutes(30));
    const first = await csms.reservations.reserve({ station: "A", evse: 1, token: { value: "04A2B3C4" }, until, ...by });
    expect(first).toMatchObject({ outcome: "reserved", reservation: { state: "active" } });
    await world.pass(seconds(10));
    expect((await bodies(world, connectorStatuses)).map(({ state }) => state)).toEqual(["reserved", "available"]);
    expect(await csms.reservations.reserve({ station: "A", evse: 1, token: { value: "OTHER" }, until, ...by })).toMatchObject({ outcome: "refused", reason: "EVSE 1 is reserved already." });
    station!.plugIn(1, car());
    const swipe = async (value: string) => {
      const outcome = station!.swipe(1, { value });
      await world.pass(seconds(10));
      return outcome;
    };
    expect(await swipe("04A2B3C4")).toEqual({ outcome: "authorized" });
    expect((await bodies(world, reservations)).map(({ state }) => state).sort()).toEqual(["consumed"]);
    await csms.reservations.reserve({ station: "A", evse: 2, token: { value: "04A2B3C4" }, until, ...by });
    await world.pass(minutes(40));
    expect((await bodies(world, reservations)).map(({ state }) => state).sort()).toEqual(["consumed", "expired"]);
    expect(await store.get(connectorStatuses, "A/2/1")).toMatchObject({ state: "available" });
  });

  it("a station gets a certificate and a root without a person, and another root when the first one is not trusted any more", async () => {
    const { clock } = (await createFleetWorld(version, [])).time;
    const material = await generateAuthority({ clock, name: "House", organization: "cpokit" });
    const next = await generateAuthority({ clock, name: "Next", organization: "cpokit" });
    const authority = await createAuthority({ material, clock });
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const keys: StationKeys = {
      async request() {
        const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
        return (await Pkcs10CertificateRequestGenerator.create({ name: "CN=A, O=cpokit", keys: pair, signingAlgorithm: algorithm })).toString("pem");
      },
      fits: async (_use, chain) => (await authority.describe(chain)).commonName === "A",
      name: async (certificate) => (await authority.describe(certificate)).hashes[0],
    };
    const world = await createFleetWorld(version, ["A"], { simulate: () => ({ keys, serial: "A" }), csms: { authority } });
    const { csms, store } = world.bench;
    await csms.start();
    await csms.send("A", { command: "trigger", message: "SignChargingStationCertificate" }, by);
    await until(world, async () => (await bodies(world, stationCertificates)).some(({ state }) => state === "active"));
    const { fingerprint } = await csms.certificates.trust("csms", material.rootCertificate);
    await csms.maintain("A", "trust");
    const trusted = async () => (await store.get(stationTrust, "A"))?.installed.map(({ hash }) => hash.issuerKeyHash) ?? [];
    await until(world, async () => (await trusted()).length === 1);
    const [old] = await trusted();
    // The last root stays until there is another one.
    await csms.certificates.distrust("csms", fingerprint);
    await csms.certificates.trust("csms", next.rootCertificate);
    await csms.maintain("A", "trust");
    await until(world, async () => (await trusted()).length === 1 && (await trusted())[0] !== old);
  });

  it("the device model is known from what the station reports", async () => {
    const world = await createFleetWorld(version, ["A"]);
    const { csms, store } = world.bench;
    await csms.start();
    await csms.maintain("A", "readModel");
    await world.pass(minutes(2));
    const setting = version === "1.6" ? { variable: "HeartbeatInterval" } : { component: "OCPPCommCtrlr", variable: "HeartbeatInterval" };
    expect(await findVariable(store, "A", setting)).toMatchObject({ attributes: [{ type: "Actual", value: expect.stringMatching(/^\d+$/) }] });
    expect((await store.get(stationCapabilities, "A"))?.can).toMatchObject({ localList: true, reservation: true });
    if (version !== "1.6") expect((await bodies(world, deviceComponents)).length).toBeGreaterThan(10);
  });
});

describe.each<Version>(["2.0.1", "2.1"])("OCPP %s: with simulated stations", (version) => {
  it("a variable is watched, a text is shown, a customer is forgotten", async () => {
    const world = await createFleetWorld(version, ["A"]);
    const { csms, store } = world.bench;
    await csms.monitoring.set("A", [{ of: { component: "EVSE", evse: 1, variable: "AvailabilityState" }, type: "Delta", value: 1, severity: 4 }], by);
    await world.pass(minutes(1));
    const [monitor] = await bodies(world, monitors);
    expect(monitor).toMatchObject({ station: "A" });
    world.fleet[0]!.plugIn(1, car());
    await world.pass(minutes(1));
    expect((await world.bench.events("A")).map(({ summary }) => summary).join("\n")).toContain("AvailabilityState");

    await csms.display.show("A", { id: 1, priority: "NormalCycle", format: "UTF8", content: "Out of order from Monday" }, by);
    await csms.display.show("A", { id: 2, priority: "NormalCycle", format: "HTML", content: "<b>" }, by);
    await csms.display.refresh("A", by);
    await world.pass(minutes(1));
    expect((await bodies(world, displayMessages)).map(({ standing }) => standing)).toEqual(["shown", "refused"]);

    void world.fleet[0]!.swipe(1, { value: "04A2B3C4" });
    await world.pass(minutes(1));
    await csms.customers.ask("A", { token: { value: "04A2B3C4" }, report: true, clear: true, requestedBy: "anna" });
    await world.pass(minutes(1));
    expect((await bodies(world, customerInformation)).map(({ data }) => data)).toEqual(["04A2B3C4: Accepted, group FLEET-1"]);

    await csms.firmware.publish("A", { location: "https://cpo.example/image-2.0.0.bin", checksum: "d41d8cd98f00b204e9800998ecf8427e" }, by);
    await world.pass(minutes(1));
    expect((await bodies(world, publishedFirmware)).map(({ state }) => state)).toEqual(["published"]);
    expect(await store.get(connectorStatuses, "A/1/1")).toMatchObject({ state: "occupied" });
  });

  it("a station moves to another address, and comes back when nobody is there", async () => {
    const world = await createFleetWorld(version, ["A"]);
    const { csms, store } = world.bench;
    await csms.start();
    const profile = { url: "wss://elsewhere.example", securityProfile: 1 as const, interface: "Wired0" as const, version: "2.0.1" as const, messageTimeout: 30 };
    await csms.move("A", { securityProfile: 1, elsewhere: true, network: { slot: 2, fallbackSlots: [1], profile } }, "anna");
    await world.pass(minutes(3));
    expect(await store.get(connectionMoves, "A")).toMatchObject({ state: "done", elsewhere: true });
    expect(csms.online()).toHaveLength(1);
  });
});

describe("OCPP 2.1: with a simulated station", () => {
  it("tariffs, set points, grid controls and a swap of batteries get there, and are there again after a restart", async () => {
    const world = await createFleetWorld("2.1", ["A"], { simulate: () => ({ evses: TWO }) });
    const { csms, store } = world.bench;
    await csms.start();
    const tariff = (tariffId: string) => ({ tariffId, currency: "EUR", energy: { prices: [{ priceKwh: 0.4 }] } });
    await csms.tariffs.set("A", 0, tariff("day"));
    await csms.tariffs.set("A", 2, tariff("fast"));
    await csms.setPoints.set("A", { evse: 1, watts: 3_000 });
    await world.pass(minutes(1));
    const states = async () => [...(await bodies(world, stationTariffs)), ...(await bodies(world, setPoints))].map(({ state }) => state);
    expect(await states()).toEqual(["installed", "installed", "inForce"]);
    await csms.send("A", { command: "reset", mode: "immediate" }, by);
    await world.pass(minutes(3));
    expect(await states()).toEqual(["installed", "installed", "inForce"]);
    await csms.tariffs.remove("A", 2);
    await world.pass(minutes(1));
    expect(await store.get(stationTariffs, "A/2")).toBeUndefined();

    await csms.call("A", v21, "SetDERControl", { isDefault: false, controlId: "a", controlType: "LimitMaxDischarge", limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } }, by);
    await csms.call("A", v21, "RequestBatterySwap", { requestId: 9, idToken: { idToken: "04A2B3C4", type: "ISO14443" } }, by);
    await world.pass(minutes(1));
    expect(await store.get(derControls, "A/a")).toMatchObject({ state: "started" });
    expect(await store.get(batterySwaps, "A/9")).toMatchObject({ state: "out", handedOut: [{ serial: "FULL-9" }] });
  });
});
