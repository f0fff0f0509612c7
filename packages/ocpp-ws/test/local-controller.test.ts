import { expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v21 } from "@cpokit/ocpp/v21";
import { createLocalController } from "./local-controller.example.ts";
import { afterTest, connectStation, startServer, TIME, until } from "./support.ts";

it("a local controller joins a server and a client, and may answer for both sides", async () => {
  const central = await startServer();
  const seen: string[] = [];
  const controller = createLocalController(`ws://127.0.0.1:${central.port}`, [v16], (_link, action) => {
    seen.push(action);
    return action === "DataTransfer" ? { response: { status: "UnknownVendorId" } } : undefined;
  });
  afterTest(() => controller.close({ within: 100 }));
  const { port } = await controller.listen({ port: 0, host: "127.0.0.1" });
  const station = await connectStation(port, "CS-1");
  station.send([2, "a", "Heartbeat", {}]);
  expect(await station.next()).toEqual([3, "a", { currentTime: TIME }]);
  station.send([2, "b", "Authorize", { idTag: "a" }]);
  expect(await station.next()).toEqual([4, "b", "NotSupported", "Not here.", {}]);
  station.send([2, "c", "DataTransfer", { vendorId: "acme" }]);
  expect(await station.next()).toEqual([3, "c", { status: "UnknownVendorId" }]);

  const reset = central.server.link("CS-1")!.call("Reset", { type: "Soft" });
  const [, id] = (await station.next()) as [number, string];
  station.send([3, id, { status: "Accepted" }]);
  expect(await reset).toEqual({ outcome: "result", payload: { status: "Accepted" } });
  expect(seen).toEqual(["Heartbeat", "Authorize", "DataTransfer", "Reset"]);

  station.socket.terminate();
  await until(() => central.server.link("CS-1") === undefined);
});

it("a local controller passes on the streams of 2.1, and shows its hook every message of both sides, in order", async () => {
  const streamed: unknown[] = [];
  const central = await startServer();
  central.server.handle(v21, "NotifyPeriodicEventStream", ({ request }) => void streamed.push(request.id));
  const seen: string[] = [];
  const controller = createLocalController(`ws://127.0.0.1:${central.port}`, [v21], ({ identity, protocol }, action) => void seen.push(`${identity} ${protocol.version} ${action}`));
  afterTest(() => controller.close({ within: 100 }));
  const { port } = await controller.listen({ port: 0, host: "127.0.0.1" });
  const station = await connectStation(port, "CS-9", "ocpp2.1");
  for (const id of [1, 2, 3]) station.send([6, `s${id}`, "NotifyPeriodicEventStream", { id, pending: 0, basetime: TIME, data: [{ t: 0, v: "1" }] }]);
  station.send([2, "h", "Heartbeat", {}]);
  expect(await station.next()).toEqual([3, "h", { currentTime: TIME }]);
  const cleared = central.server.link("CS-9")!.call("ClearCache", {});
  const [, id] = (await station.next()) as [number, string];
  station.send([4, id, "NotSupported", "No cache.", {}]);
  expect(await cleared).toMatchObject({ outcome: "error", code: "NotSupported", description: "No cache." });
  expect(streamed).toEqual([1, 2, 3]);
  expect(seen).toEqual([...[1, 2, 3].map(() => "CS-9 2.1 NotifyPeriodicEventStream"), "CS-9 2.1 Heartbeat", "CS-9 2.1 ClearCache"]);
});
