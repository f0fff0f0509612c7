import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stations, tokens } from "@cpokit/csms";
import { Station, Token } from "@cpokit/model";
import { createOcppClient } from "@cpokit/ocpp-ws";
import { systemClock as clock } from "@cpokit/kernel/system";
import { typedCall } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { expect, it } from "vitest";
import { startCentralSystem } from "../src/central-system.ts";

it("the README shows the code that runs", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("../src/central-system.ts", import.meta.url), "utf8"));
});

it("counts a session of a 1.6 station", async () => {
  const folder = mkdtempSync(join(tmpdir(), "csms-only-"));
  const central = await startCentralSystem({ file: join(folder, "csms.db"), port: 0 });
  const cleanUp = [() => central.close()];
  try {
    await central.store.transaction((unit) => {
      unit.put(stations, "CS-1", Station.parse({ id: "CS-1", identity: "CS-1", lifecycle: "operative" }));
      unit.put(tokens, "T1", Token.parse({ id: "T1", value: "04A2B3C4", type: "RFID", status: "accepted" }));
    });
    const station = createOcppClient({
      url: `ws://127.0.0.1:${central.port}`, identity: "CS-1", protocols: [v16], clock, backOff: "off",
      handler: () => ({ refusal: "notSupported", description: "a station for a test" }),
    });
    cleanUp.push(() => station.close());
    const link = await station.connected();
    await typedCall(link, v16, "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    const timestamp = new Date().toISOString();
    const started = await typedCall(link, v16, "StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 1_000, timestamp });
    if (started.outcome !== "result") throw new Error(JSON.stringify(started));
    const { transactionId, idTagInfo } = started.payload;
    expect(idTagInfo.status).toBe("Accepted");
    await typedCall(link, v16, "StopTransaction", { transactionId, meterStop: 2_500, timestamp });
    const { items } = await central.sessions.list(central.store, {});
    expect(items).toMatchObject([{ lifecycle: "ended", energy: 1_500, transaction: String(transactionId) }]);
  } finally {
    for (const step of cleanUp.toReversed()) await step();
    rmSync(folder, { recursive: true, force: true });
  }
});
