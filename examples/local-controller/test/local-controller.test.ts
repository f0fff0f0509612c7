import type { CallHandler } from "@cpokit/ocpp";
import { createOcppClient, createOcppServer, verifyBasicPassword, type OcppClientOptions, type OcppServer } from "@cpokit/ocpp-ws";
import { v16 } from "@cpokit/ocpp/v16";
import { v21 } from "@cpokit/ocpp/v21";
import { expect, it, onTestFinished } from "vitest";
import { createLocalController, type Hook } from "../src/local-controller.ts";

const TIME = "2026-11-21T10:00:00Z";

const usual: CallHandler = ({ action }) =>
  action === "Heartbeat" ? { response: { currentTime: TIME } } : { refusal: "security", description: "Not here.", details: { hint: "boot first" } };

/** A central system that knows the password of CS-1, and the controller before it. */
async function start(hook: Hook, handler = usual) {
  const central = createOcppServer({
    protocols: [v21, v16], handler,
    authenticate: ({ password }) => (verifyBasicPassword(password, "secret") ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." }),
  });
  const controller = createLocalController(`ws://127.0.0.1:${await listen(central)}`, [v21, v16], hook);
  return { central, url: `ws://127.0.0.1:${await listen(controller)}` };
}

async function listen(server: OcppServer): Promise<number> {
  onTestFinished(() => server.close({ within: 200 }));
  return (await server.listen({ port: 0, host: "127.0.0.1" })).port;
}

function connect(url: string, options: Partial<OcppClientOptions> = {}) {
  const station = createOcppClient({
    url, identity: "CS-1", password: "secret", protocols: [v16], backOff: "off",
    handler: ({ action }) => (action === "Reset" ? { response: { status: "Accepted" } } : { refusal: "notSupported", description: "No." }), ...options,
  });
  onTestFinished(() => station.close());
  return station;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

it("joins station and central system, and may answer for both sides", async () => {
  const seen: string[] = [];
  const { central, url } = await start(({ link, action }, from) => {
    seen.push(`${link.identity} ${from} ${action}`);
    if (action === "DataTransfer") return { response: { status: "UnknownVendorId" } };
    return action === "ClearCache" ? { response: { status: "Rejected" } } : undefined;
  });
  const station = connect(url);
  await station.connected();
  expect(await station.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
  expect(await station.call("Authorize", { idTag: "a" })).toEqual({ outcome: "error", code: "SecurityError", description: "Not here.", details: { hint: "boot first" } });
  expect(await station.call("DataTransfer", { vendorId: "acme" })).toEqual({ outcome: "result", payload: { status: "UnknownVendorId" } });
  const link = central.link("CS-1")!;
  expect(await link.call("Reset", { type: "Soft" })).toEqual({ outcome: "result", payload: { status: "Accepted" } });
  expect(await link.call("ClearCache", {})).toEqual({ outcome: "result", payload: { status: "Rejected" } });
  expect(await link.call("GetLocalListVersion", {})).toMatchObject({ outcome: "error", code: "NotSupported", description: "No." });
  expect(seen).toEqual([
    "CS-1 station Heartbeat", "CS-1 station Authorize", "CS-1 station DataTransfer", "CS-1 csms Reset", "CS-1 csms ClearCache", "CS-1 csms GetLocalListVersion",
  ]);
  await station.close();
  await until(() => central.connections().length === 0);
});

it("passes on the streams of 2.1, and shows its hook everything in order", async () => {
  const streamed: unknown[] = [];
  const seen: string[] = [];
  const { central, url } = await start(({ link, action }) => void seen.push(`${link.protocol.version} ${action}`));
  central.handle(v21, "NotifyPeriodicEventStream", ({ request }) => void streamed.push(request.id));
  const station = connect(url, { protocols: [v21] });
  await station.connected();
  for (const id of [1, 2, 3]) station.send("NotifyPeriodicEventStream", { id, pending: 0, basetime: TIME, data: [{ t: 0, v: "1" }] });
  expect(await station.call("Heartbeat", {})).toMatchObject({ outcome: "result" });
  expect(streamed).toEqual([1, 2, 3]);
  expect(seen).toEqual([...[1, 2, 3].map(() => "2.1 NotifyPeriodicEventStream"), "2.1 Heartbeat"]);
});

it("closes a station that the central system refuses, and says why", async () => {
  const { url } = await start(() => undefined);
  const ends: string[] = [];
  const station = connect(url, { password: "wrong", onDisconnected: ({ code, reason }) => void ends.push(`${code} ${reason}`) });
  await station.connected();
  await until(() => ends.length > 0);
  expect(ends).toEqual(["1008 The central system refuses: Wrong password."]);
});

it("takes a station that is gone away from the central system as well, with what was asked of it", async () => {
  let arrived = (): void => {};
  const { central, url } = await start(() => undefined);
  const station = connect(url, { handler: async () => { arrived(); return new Promise(() => {}); } });
  await station.connected();
  await until(() => central.link("CS-1") !== undefined);
  const asked = new Promise<void>((resolve) => void (arrived = resolve));
  const outcome = central.link("CS-1")!.call("Reset", { type: "Soft" });
  await asked;
  station.drop();
  expect(await outcome).toEqual({ outcome: "closed", sent: true });
  expect(central.connections()).toEqual([]);
});
