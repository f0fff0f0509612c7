import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { amsterdam, connector, dayTariff } from "./house.ts";
import { connectIndependent, type IndependentStation, type Started16 } from "./independent-station.ts";
import { startProcess, type RunningProcess } from "./running-process.ts";

let folder: string;
let cpo: RunningProcess | undefined;
let station: IndependentStation | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpo-kill-"));
});
afterEach(async () => {
  await station?.close({ force: true });
  await cpo?.end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const start = (): Promise<RunningProcess> => startProcess(["--no-demo", "--port", "0", "--ocpp-port", "0", "--host", "127.0.0.1", "--data", folder]);

/** One request with the operator key; fails with the answer's text when it is no success. */
async function api<Answer>(key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${cpo!.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

interface SessionAnswer {
  readonly items: readonly { readonly id: string; readonly lifecycle: string; readonly review: string; readonly settlement: string; readonly energyWh?: number; readonly transaction: string }[];
}

const reading = (transactionId: number, at: string, value: string) => ({
  connectorId: 1, transactionId, meterValue: [{ timestamp: at, sampledValue: [{ value, measurand: "Energy.Active.Import.Register", unit: "Wh" }] }],
});

it("survives kill -9 in the middle of a session: one session, one CDR, the right energy (F1–F4, I1, I2)", async () => {
  cpo = await start();
  const key = cpo.operatorKey!;
  await api(key, "POST", "/locations", {
    id: "SITE", name: "Site", address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam", evses: [],
  });
  const { password } = await api<{ password: string }>(key, "POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [connector] }] });
  await api(key, "POST", "/tokens", { value: "04A2B3C4", type: "RFID", status: "accepted" });
  await api(key, "POST", "/tariffs", { tariffId: "DAY", name: "Day", ocpiVersion: "2.2.1", tariff: dayTariff, validFrom: "2020-01-01T00:00:00Z" });
  await api(key, "POST", "/tariff-assignments", { tariffId: "DAY", target: { kind: "tenant" } });

  const connect = async (): Promise<IndependentStation> => {
    station = await connectIndependent(cpo!.ocppUrl, "CS-1", "ocpp1.6", password);
    await station.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" });
    return station;
  };
  let line = await connect();
  const started = { connectorId: 1, idTag: "04A2B3C4", meterStart: 1_200, timestamp: amsterdam(1, 16, 30) };
  const { transactionId } = await line.call<Started16>("StartTransaction", started);
  await line.call("MeterValues", reading(transactionId, amsterdam(1, 17, 0), "4200"));

  // Everything up to here was acknowledged. The next message is on its way when the power of the process goes.
  const lost = line.call("MeterValues", reading(transactionId, amsterdam(1, 17, 30), "8000")).catch((error: unknown) => error);
  await cpo.end("SIGKILL");
  await lost;

  cpo = await start();
  expect(cpo.operatorKey).toBeUndefined();
  line = await connect();
  // A station repeats what it had no answer for; this one repeats its start too.
  expect(await line.call("StartTransaction", started)).toMatchObject({ transactionId, idTagInfo: { status: "Accepted" } });
  await line.call("MeterValues", reading(transactionId, amsterdam(1, 17, 30), "8000"));
  await line.call("StopTransaction", { transactionId, meterStop: 13_000, timestamp: amsterdam(1, 18, 0), reason: "Local" });

  // And once more between the stop and what follows from it.
  await cpo.end("SIGKILL");
  cpo = await start();
  line = await connect();
  expect(await line.call("StopTransaction", { transactionId, meterStop: 13_000, timestamp: amsterdam(1, 18, 0), reason: "Local" })).toMatchObject({});

  await expect.poll(async () => (await api<{ items: unknown[] }>(key, "GET", "/cdrs")).items.length).toBe(1);
  const { items } = await api<SessionAnswer>(key, "GET", "/sessions");
  expect(items).toEqual([expect.objectContaining({ lifecycle: "ended", review: "clean", settlement: "sealed", energyWh: 11_800, transaction: String(transactionId) })]);
  // FLAT 0.50 + 3.0 kWh × 0.25 + 8.8 kWh × 0.40 = 4.77; × 1.21 = 5.7717.
  expect((await api<{ items: unknown[] }>(key, "GET", "/cdrs")).items).toEqual([
    expect.objectContaining({ sessionId: items[0]!.id, energyWh: 11_800, total: { amount: "4.77", currency: "EUR" }, totalWithTax: { amount: "5.7717", currency: "EUR" } }),
  ]);
  expect(await cpo.end("SIGTERM")).toBe(0);
});
