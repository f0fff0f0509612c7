import { hours, minutes } from "@cpokit/kernel";
import { createCsms, findStation, stationConnections, stationIncarnations, stations, connectorStatuses, connectionAttempts, stationTasks } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, bootOf, connect, createBench, station as stationDocument } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];
const bytes = (text: string) => new TextEncoder().encode(text);
let secrets = 0;
const passwords = {
  verify: async (hash: string, password: Uint8Array) => hash === `hash of ${new TextDecoder().decode(password)}`,
  hash: async (password: string) => `hash of ${password}`,
  generate: (length: number) => `S${String((secrets += 1)).padStart(length - 1, "0")}`.slice(0, length),
};

describe.each(ALL)("taking a %s station into service", (_, protocol) => {
  it("from quarantine is one call: it is asked to boot, and accepted", async () => {
    const bench = await createBench({ policy: { unknownStations: "quarantine" } });
    await bench.csms.admit({ identity: "NEW" });
    const station = await connect(bench, protocol, { identity: "NEW", boot: false });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Pending" });
    const adopted = await bench.csms.adopt("NEW", { by: "ada" });
    expect(adopted).toMatchObject({ identity: "NEW", lifecycle: "operative", serial: "SN-1" });
    await bench.csms.work();
    expect(station.calls).toEqual([{ action: "TriggerMessage", payload: { requestedMessage: "BootNotification" } }]);
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Accepted" });
    expect(await bench.store.find(stationTasks)).toMatchObject({ items: [] });
    expect(await bench.csms.adopt("NEW", { by: "ada" })).toEqual(await findStation(bench.store, "NEW"));
    expect((await bench.events(adopted.id)).filter(({ kind }) => kind === "adopted")).toHaveLength(1);
  });

  it("that was refused as unknown enters it, once for two operators", async () => {
    const bench = await createBench();
    expect(await bench.csms.admit({ identity: "NEW" })).toMatchObject({ accept: false, status: 404 });
    const [one, other] = await Promise.all([bench.csms.adopt("NEW", { by: "ada" }), bench.csms.adopt("NEW", { by: "bob", lifecycle: "commissioned" })]);
    expect(one.id).toBe(other.id);
    expect(await bench.csms.admit({ identity: "NEW" })).toMatchObject({ accept: true, station: one.id });
    await connect(bench, protocol, { identity: "NEW" });
    expect(await bench.store.get(connectionAttempts, "NEW")).toBeUndefined();
  });

  it("and out of it closes its connection for good", async () => {
    const bench = await createBench();
    const closed: number[] = [];
    const station = await connect(bench, protocol, { closed });
    await bench.csms.retire("CS-1", { by: "ada", reason: "sold" });
    await bench.csms.retire("CS-1", { by: "ada", reason: "sold twice" });
    expect(closed).toEqual([1008]);
    expect(await bench.csms.admit({ identity: "CS-1" })).toMatchObject({ accept: false, status: 403 });
    expect(await station.ask("BootNotification", bootOf(protocol))).toMatchObject({ status: "Rejected" });
    await expect(bench.csms.adopt("CS-1", { by: "ada" })).rejects.toMatchObject({ code: "csms.station-retired" });
    await expect(bench.csms.retire("NOBODY", { by: "ada", reason: "" })).rejects.toMatchObject({ code: "csms.station-unknown" });
    expect((await bench.events()).filter(({ kind }) => kind === "retired")).toHaveLength(1);
  });

  it("keeps one incarnation per device, and forgets what the old one reported (I24)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const status = protocol === v16 ? { connectorId: 1, status: "Faulted", errorCode: "GroundFailure" } : { evseId: 1, connectorId: 1, connectorStatus: "Faulted", timestamp: at(0) };
    await station.ask("StatusNotification", status);
    await station.ask("BootNotification", bootOf(protocol));
    bench.clock.advance(1_000);
    await station.ask("BootNotification", JSON.parse(JSON.stringify(bootOf(protocol)).replace("SN-1", "SN-2")));
    expect((await bench.store.find(stationIncarnations, { index: "byStation", prefix: "CS-1" })).items.map(({ body }) => [body.incarnation, body.serial])).toEqual([[1, "SN-1"], [2, "SN-2"]]);
    expect((await bench.store.find(connectorStatuses)).items).toEqual([]);
    expect((await bench.events()).filter(({ kind }) => kind === "hardware-changed")).toMatchObject([{ summary: "serial changed from SN-1 to SN-2" }]);
  });
});

describe("a registration token", () => {
  it("enters the station that connects with it, as often as it may, and no later than it may", async () => {
    const bench = await createBench({ passwords });
    const { secret, token } = await bench.csms.createRegistrationToken({ by: "ada", validFor: hours(1), uses: 2 });
    expect(secret).toHaveLength(20);
    expect(JSON.stringify(token)).not.toContain(`"${secret}"`);
    const first = await bench.csms.admit({ identity: "A", password: bytes(secret) });
    expect(first).toMatchObject({ accept: true });
    expect(await findStation(bench.store, "A")).toMatchObject({ lifecycle: "commissioned", passwordHash: `hash of ${secret}` });
    // From now on it is the password of this station, which costs no use.
    expect(await bench.csms.admit({ identity: "A", password: bytes(secret) })).toEqual(first);
    expect(await bench.csms.admit({ identity: "A", password: bytes("wrong") })).toMatchObject({ accept: false, status: 401 });
    const [one, other] = await Promise.all(["B", "B"].map((identity) => bench.csms.admit({ identity, password: bytes(secret) })));
    expect(one).toEqual(other);
    expect(await bench.csms.admit({ identity: "C", password: bytes(secret) })).toMatchObject({ accept: false, status: 404 });
    await connect(bench, v16, { identity: "A" });

    const late = await bench.csms.createRegistrationToken({ by: "ada", validFor: minutes(1) });
    bench.clock.advance(minutes(1));
    expect(await bench.csms.admit({ identity: "D", password: bytes(late.secret) })).toMatchObject({ accept: false, status: 404 });
  });

  it("needs passwords that can be made", async () => {
    const bench = await createBench({ passwords: { verify: passwords.verify } });
    await expect(bench.csms.createRegistrationToken({ by: "ada", validFor: hours(1) })).rejects.toMatchObject({ code: "csms.passwords" });
  });
});

describe("two central systems on two nodes", () => {
  it("work at the stations that are connected to each", async () => {
    const bench = await createBench({ node: "a" });
    const other = createCsms({ store: bench.store, clock: bench.clock, ids: { next: () => "x" }, node: "b", on: { authorize: () => ({ result: "accepted" }), session: () => ({ outcome: "recorded" }) } });
    await bench.store.transaction((unit) => unit.put(stations, "CS-2", stationDocument("CS-2", { lifecycle: "planned" })));
    const station = await connect(bench, v201, { identity: "CS-2", boot: false });
    await station.ask("BootNotification", bootOf(v201));
    await other.adopt("CS-2", { by: "ada" });
    await other.work();
    expect(await bench.store.get(stationConnections, "CS-2")).toMatchObject({ node: "a" });
    expect(station.calls).toEqual([]);
    await bench.csms.work();
    expect(station.calls).toHaveLength(1);
  });
});
