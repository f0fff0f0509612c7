import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { v16 } from "@cpokit/ocpp/v16";
import { expect, it } from "vitest";
import { bootOf, connect, createBench, createTestClock } from "./kit.ts";

it("tells subscribers what committed, once and in order (I15)", async () => {
  const store = createStore(createMemoryDriver(), { clock: createTestClock(), scheduler: systemScheduler, random: systemRandom });
  const heard: string[] = [];
  const topics = ["station.booted", "station.status", "station.connected", "station.disconnected", "station.event", "station.attempt", "command.done"];
  const stop = await store.outbox.deliver("test", topics, ({ topic, key }) => void heard.push(`${topic} ${key}`));
  const bench = await createBench({ store });
  const station = await connect(bench, v16);
  const status = { connectorId: 1, status: "Available", errorCode: "NoError" };
  await station.ask("StatusNotification", status);
  await station.ask("StatusNotification", status);
  await station.ask("FirmwareStatusNotification", { status: "Installed" });
  await bench.csms.send("CS-1", { command: "reset", mode: "whenIdle" }, { requestedBy: "test" });
  await station.ask("BootNotification", bootOf(v16));
  await bench.csms.disconnected(station.link, "gone");
  await bench.csms.disconnected(station.link, "gone");
  await bench.csms.admit({ identity: "NEW" });
  await store.outbox.idle();
  await stop();
  expect(heard.filter((line) => line.endsWith("CS-1"))).toEqual([
    "station.connected", "station.booted", "station.status", "station.event", "command.done", "station.booted", "station.disconnected",
  ].map((topic) => `${topic} CS-1`));
  expect(heard).toContain("station.attempt NEW");
});
