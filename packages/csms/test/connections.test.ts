import { connectionAttempts, findStation, stationConnections, stations } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { describe, expect, it } from "vitest";
import { connect, createBench, createTestIds, station as stationDocument } from "./kit.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const passwords = { verify: async (hash: string, password: Uint8Array) => hash === `hash of ${new TextDecoder().decode(password)}` };

describe("connections", () => {
  it("belong to the newest link: an older one that closes changes nothing (I17, Q18)", async () => {
    const bench = await createBench();
    const first = await connect(bench, v16);
    const second = await connect(bench, v16);
    await bench.csms.disconnected(first.link, "replaced");
    expect(bench.csms.online()).toMatchObject([{ station: "CS-1", epoch: 2, link: second.link }]);
    expect(await bench.store.get(stationConnections, "CS-1")).toMatchObject({ online: true, link: second.link.id });
    await bench.csms.disconnected(second.link, "gone");
    expect(bench.csms.online()).toEqual([]);
    expect(await bench.store.get(stationConnections, "CS-1")).toMatchObject({ online: false, reason: "gone" });
  });

  it("opened at the same moment end in the order in which they opened", async () => {
    const bench = await createBench();
    const [first, second] = await Promise.all([connect(bench, v16), connect(bench, v201)]);
    await Promise.all([bench.csms.disconnected(first.link, "a"), bench.csms.disconnected(first.link, "again")]);
    expect(bench.csms.online()).toMatchObject([{ link: second.link, epoch: 2 }]);
  });

  it("count a stop that comes through the old link though its answer is lost (Q20)", async () => {
    const bench = await createBench();
    const first = await connect(bench, v16);
    await first.ask("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 1, timestamp: "2026-11-21T09:00:00Z" });
    const stopping = first.ask("StopTransaction", { transactionId: 1, meterStop: 9, timestamp: "2026-11-21T09:01:00Z", reason: "HardReset" });
    await bench.csms.disconnected(first.link, "reset");
    await connect(bench, v16);
    await stopping;
    expect((await bench.facts()).map(({ fact }) => fact).sort()).toEqual(["ended", "started"]);
  });

  it("do not come back through a message that arrives after the close", async () => {
    const bench = await createBench();
    const first = await connect(bench, v16);
    await bench.csms.disconnected(first.link, "gone");
    await first.ask("Heartbeat", {});
    await first.ask("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError" });
    expect(bench.csms.online()).toEqual([]);
  });

  it("of a run that was killed are offline after start, and its open commands have an unknown outcome", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16, { answering: () => new Promise(() => {}) });
    void bench.csms.send("CS-1", { command: "reset", mode: "immediate" }, { requestedBy: "test", key: "k" });
    await expect.poll(() => station.calls.length).toBe(1);
    const next = await createBench({ store: bench.store, ids: createTestIds() });
    await next.csms.start();
    expect(await bench.store.get(stationConnections, "CS-1")).toMatchObject({ online: false, reason: "the central system restarted" });
    expect(await next.csms.send("CS-1", { command: "reset", mode: "immediate" }, { requestedBy: "test", key: "k" })).toMatchObject({ state: "done", outcome: { outcome: "timeout" } });
  });

  it("need a station", async () => {
    const bench = await createBench();
    const closed: number[] = [];
    await expect(connect(bench, v16, { identity: "NOBODY", closed })).rejects.toMatchObject({ code: "csms.station-unknown" });
    expect(closed).toEqual([1008]);
    expect(bench.csms.online()).toEqual([]);
  });
});

describe("admission", () => {
  it("refuses an unknown identity and keeps the attempt for the operator", async () => {
    const bench = await createBench();
    expect(await bench.csms.admit({ identity: "NEW", remoteAddress: "10.0.0.9" })).toEqual({ accept: false, status: 404, reason: "unknown charging station" });
    bench.clock.advance(1_000);
    await bench.csms.admit({ identity: "NEW" });
    expect(await bench.store.get(connectionAttempts, "NEW")).toMatchObject({ count: 1, remoteAddress: "10.0.0.9" });
    bench.clock.advance(10_000);
    await bench.csms.admit({ identity: "NEW" });
    expect(await bench.store.get(connectionAttempts, "NEW")).toMatchObject({ count: 2 });
    await bench.store.transaction((unit) => unit.put(stations, "NEW", stationDocument("NEW")));
    await connect(bench, v16, { identity: "NEW" });
    expect(await bench.store.get(connectionAttempts, "NEW")).toBeUndefined();
  });

  it("keeps no more attempts than it may, the silent ones go first", async () => {
    const bench = await createBench({ policy: { connectionAttempts: 3 } });
    for (let index = 0; index < 10; index += 1) {
      bench.clock.advance(10);
      await bench.csms.admit({ identity: `X${index}` });
    }
    expect((await bench.store.find(connectionAttempts, { index: "byTime" })).items.map(({ id }) => id)).toEqual(["X7", "X8", "X9"]);
  });

  it("lets unknown stations wait in quarantine when the policy says so, one document for one identity", async () => {
    const bench = await createBench({ policy: { unknownStations: "quarantine" } });
    const [one, two] = await Promise.all([bench.csms.admit({ identity: "NEW" }), bench.csms.admit({ identity: "NEW" })]);
    expect(one).toMatchObject({ accept: true });
    expect(two).toEqual(one);
    expect(await findStation(bench.store, "NEW")).toMatchObject({ identity: "NEW", lifecycle: "planned" });
    const station = await connect(bench, v201, { identity: "NEW", boot: false });
    expect(await station.ask("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "A", model: "B" } })).toMatchObject({ status: "Pending" });
  });

  it("checks passwords, and shows wrong ones without a flood", async () => {
    const bench = await createBench({ passwords });
    await bench.store.transaction((unit) => unit.put(stations, "CS-1", stationDocument("CS-1", { passwordHash: "hash of secret" })));
    expect(await bench.csms.admit({ identity: "CS-1", password: bytes("secret") })).toEqual({ accept: true, station: "CS-1" });
    expect(await bench.csms.admit({ identity: "CS-1" })).toMatchObject({ accept: false, status: 401 });
    for (let index = 0; index < 50; index += 1) {
      expect(await bench.csms.admit({ identity: "CS-1", password: bytes("guess"), remoteAddress: "10.0.0.9" })).toMatchObject({ accept: false, status: 401 });
    }
    expect(await bench.events()).toHaveLength(10);
    bench.clock.advance(60_000);
    await bench.csms.admit({ identity: "CS-1", password: bytes("guess") });
    expect((await bench.events()).at(-1)).toMatchObject({ kind: "connection-refused", summary: "wrong password (and 41 more like it before)" });
  });

  it("refuses a retired station, and does not guess without a verifier", async () => {
    const bench = await createBench();
    await bench.store.transaction((unit) => {
      unit.put(stations, "OLD", stationDocument("OLD", { lifecycle: "retired" }));
      unit.put(stations, "SECRET", stationDocument("SECRET", { passwordHash: "hash of secret" }));
    });
    expect(await bench.csms.admit({ identity: "OLD" })).toMatchObject({ accept: false, status: 403 });
    await expect(bench.csms.admit({ identity: "SECRET", password: bytes("secret") })).rejects.toMatchObject({ code: "csms.passwords" });
  });

  it("takes identities of any length and any characters (Q17)", async () => {
    const bench = await createBench();
    const identity = `Ä|/ ${"x".repeat(200)}`;
    await bench.store.transaction((unit) => unit.put(stations, "LONG", stationDocument("LONG", { identity })));
    expect(await bench.csms.admit({ identity })).toEqual({ accept: true, station: "LONG" });
    await connect(bench, v16, { identity });
    expect(bench.csms.online()).toMatchObject([{ station: "LONG", identity }]);
  });
});

describe("incidents", () => {
  it("of known stations become events, of unknown ones attempts", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    bench.csms.fault(station.link, { fault: "unreadable", problem: "json", messageId: undefined, answered: false });
    bench.csms.fault(station.link, { fault: "repeated" });
    bench.csms.fault(station.link, { fault: "socket", reason: "bad UTF-8" });
    await bench.csms.incident({ identity: "NOBODY", severity: "warning", kind: "refused", summary: "no subprotocol" });
    await expect.poll(() => bench.events()).toMatchObject([
      { kind: "malformed", severity: "warning", summary: "a text that is no OCPP message: json" },
      { kind: "connection-socket", summary: "the WebSocket failed: bad UTF-8" },
    ]);
    expect(await bench.store.get(connectionAttempts, "NOBODY")).toMatchObject({ reason: "no subprotocol" });
  });

  it("fill a ring: the oldest gives way", async () => {
    const bench = await createBench({ policy: { stationEvents: 3 } });
    const station = await connect(bench, v16);
    for (let index = 0; index < 5; index += 1) await station.ask("SecurityEventNotification", { type: `E${index}`, timestamp: "2026-11-21T09:00:00Z" });
    expect((await bench.events()).map(({ summary }) => summary)).toEqual(["E2", "E3", "E4"]);
  });
});

it("refuses a policy that makes no sense", async () => {
  await expect(createBench({ policy: { stationEvents: 0 } })).rejects.toMatchObject({ code: "csms.policy" });
});
