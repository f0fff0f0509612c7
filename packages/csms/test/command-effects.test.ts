import type { Command, CommandRecord } from "@cpokit/model";
import { minutes } from "@cpokit/kernel";
import { commands } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, bootOf, connect, createBench, type Bench, type FakeStation } from "./kit.ts";

const by = { requestedBy: "test" };
const token = { value: "04A2B3C4" };
const effectOf = async (bench: Bench, { id }: CommandRecord) => (await bench.store.get(commands, id))?.effect?.state;

function startOf(protocol: Protocol, remoteStartId: number, value = token.value): readonly [string, unknown] {
  return protocol.version === "1.6"
    ? ["StartTransaction", { connectorId: 1, idTag: value, meterStart: 0, timestamp: at(1) }]
    : ["TransactionEvent", { eventType: "Started", timestamp: at(1), triggerReason: "RemoteStart", seqNo: 0, transactionInfo: { transactionId: "tx-1", remoteStartId }, evse: { id: 1, connectorId: 1 }, idToken: { idToken: value, type: "Central" } }];
}

function statusOf(protocol: Protocol, state: string): readonly [string, unknown] {
  return protocol.version === "1.6"
    ? ["StatusNotification", { connectorId: 1, errorCode: "NoError", status: state }]
    : ["StatusNotification", { evseId: 1, connectorId: 1, connectorStatus: state, timestamp: at(1) }];
}

describe.each<[string, Protocol]>([["1.6", v16], ["2.0.1", v201], ["2.1", v21]])("OCPP %s: what a command leads to", (_, protocol) => {
  const told: readonly (readonly [string, Command, (station: FakeStation) => Promise<unknown>])[] = [
    ["a start leads to a session", { command: "start", token, evse: 1, remoteStartId: 7 }, (station) => station.ask(...startOf(protocol, 7))],
    ["a reset leads to a boot", { command: "reset", mode: "immediate" }, (station) => station.ask("BootNotification", bootOf(protocol))],
    ["blocking leads to a status", { command: "changeAvailability", operative: false, evse: 1 }, (station) => station.ask(...statusOf(protocol, "Unavailable"))],
    ["freeing leads to a status", { command: "changeAvailability", operative: true }, (station) => station.ask(...statusOf(protocol, "Available"))],
  ];

  it.each(told)("%s", async (_name, command, happens) => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const record = await bench.csms.send("CS-1", command, by);
    expect(record).toMatchObject({ outcome: { outcome: "accepted" }, effect: { state: "awaited" } });
    await happens(station);
    expect(await effectOf(bench, record)).toBe("confirmed");
    bench.clock.advance(minutes(60));
    await bench.csms.sweep();
    expect(await effectOf(bench, record)).toBe("confirmed");
  });

  it.each(told)("%s, also when the answer never came (F18)", async (_name, command, happens) => {
    const bench = await createBench();
    const station = await connect(bench, protocol, { answering: () => ({ outcome: "timeout" }) });
    const record = await bench.csms.send("CS-1", command, by);
    await happens(station);
    expect(await bench.store.get(commands, record.id)).toMatchObject({ outcome: { outcome: "timeout" }, effect: { state: "confirmed" } });
  });

  it("is missing once its time is over, and shown to the operator", async () => {
    const bench = await createBench();
    await connect(bench, protocol);
    const record = await bench.csms.send("CS-1", { command: "start", token, evse: 1 }, { ...by, effectWithin: minutes(3) });
    bench.clock.advance(minutes(3) - 1);
    await bench.csms.sweep();
    expect(await effectOf(bench, record)).toBe("awaited");
    bench.clock.advance(1);
    await bench.csms.sweep();
    expect(await effectOf(bench, record)).toBe("missing");
    expect(await bench.events()).toMatchObject([{ kind: "effect-missing", severity: "warning", summary: "start was asked for, and no session began" }]);
  });

  it("is void when the station refused, and the session of somebody else is not it", async () => {
    const bench = await createBench();
    let status = "Rejected";
    const station = await connect(bench, protocol, { answering: () => ({ outcome: "result", payload: { status } }) });
    const refused = await bench.csms.send("CS-1", { command: "start", token, evse: 1 }, by);
    expect(refused.effect).toMatchObject({ state: "void" });
    status = "Accepted";
    const started = await bench.csms.send("CS-1", { command: "start", token: { value: "FFFF" }, evse: 1, remoteStartId: 99 }, by);
    await station.ask(...startOf(protocol, 7));
    expect(await effectOf(bench, started)).toBe("awaited");
    expect(await effectOf(bench, refused)).toBe("void");
  });

  it("counts when it is there already", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask(...statusOf(protocol, "Unavailable"));
    expect(await bench.csms.send("CS-1", { command: "changeAvailability", operative: false }, by)).toMatchObject({ effect: { state: "confirmed" } });
  });

  it("of a stop is the end of its transaction, and of a start the session that it links", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const start = await bench.csms.send("CS-1", { command: "start", token, evse: 1, remoteStartId: 7 }, by);
    const answer = await station.ask(...startOf(protocol, 7));
    expect(await bench.store.get(commands, start.id)).toMatchObject({ session: "session-1" });
    const transaction = protocol.version === "1.6" ? String((answer as { transactionId: number }).transactionId) : "tx-1";
    const stop = await bench.csms.send("CS-1", { command: "stop", transaction }, by);
    await (protocol.version === "1.6"
      ? station.ask("StopTransaction", { transactionId: Number(transaction), meterStop: 5, timestamp: at(9) })
      : station.ask("TransactionEvent", { eventType: "Ended", timestamp: at(9), triggerReason: "RemoteStop", seqNo: 1, transactionInfo: { transactionId: "tx-1", stoppedReason: "Remote" } }));
    expect(await effectOf(bench, stop)).toBe("confirmed");
  });
});

describe("an answer that comes late", () => {
  it("takes the place of the timeout once (F18), and only for the message that it answers", async () => {
    const done: string[] = [];
    const bench = await createBench({ on: { commandDone: ({ outcome }) => void done.push(outcome?.outcome ?? "") } });
    let sent = 0;
    const station = await connect(bench, v16, { answering: () => ({ outcome: "timeout", messageId: `m-${(sent += 1)}` }) });
    const first = await bench.csms.send("CS-1", { command: "unlock", evse: 1 }, by);
    const second = await bench.csms.send("CS-1", { command: "unlock", evse: 2 }, by);
    const late = (messageId: string, status: string) =>
      bench.csms.fault(station.link, { fault: "lateAnswer", messageId, action: "UnlockConnector", outcome: { outcome: "result", payload: { status } } });
    late("m-2", "UnlockFailed");
    late("m-2", "Unlocked");
    late("m-9", "Unlocked");
    await expect.poll(async () => (await bench.store.get(commands, second.id))?.outcome?.outcome).toBe("rejected");
    expect(await bench.store.get(commands, second.id)).toMatchObject({ outcome: { reason: "UnlockFailed" }, answeredLateAt: expect.any(Number) });
    expect((await bench.store.get(commands, first.id))?.outcome).toEqual({ outcome: "timeout" });
    expect(done).toEqual(["timeout", "timeout", "rejected"]);
  });
});

describe("a typed call", () => {
  it("answers with the response of its version, and is unsupported by another", async () => {
    const bench = await createBench();
    await connect(bench, v21, { answering: () => ({ outcome: "result", payload: { status: "Accepted" } }) });
    const done = await bench.csms.call("CS-1", v21, "AFRRSignal", { timestamp: at(0), signal: 3 }, by);
    expect(done.response?.status).toBe("Accepted");
    expect(await bench.csms.call("CS-1", v16, "ClearCache", {}, by)).toMatchObject({ outcome: { outcome: "unsupported", reason: "This call is of OCPP 1.6, and the station speaks 2.1." } });
  });

  it("exists for every action that a central system may send", async () => {
    for (const protocol of [v16, v201, v21] as readonly Protocol[]) {
      const bench = await createBench();
      await connect(bench, protocol);
      for (const name of protocol.actions.filter((action) => protocol.action(action)?.from !== "station" && protocol.action(action)?.kind === "call")) {
        // Never refused for its name; what is wrong with an empty payload is said by its schema.
        const outcome = await bench.csms.call("CS-1", protocol, name, {}, by).then(() => "sent", (error: unknown) => String(error));
        expect(outcome).not.toMatch(/has no action|stations send/);
      }
    }
  });
});
