import { createHmac } from "node:crypto";
import { minutes, seconds, silentLogger } from "@cpokit/kernel";
import { alerts, createAlerts, createLogChannel, createMailChannel, createWebhookChannel, stations, type AlertChannel, type AlertMessage, type AlertsOptions, type Mail } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it, onTestFinished } from "vitest";
import { at, connect, createBench, createTestIds, START, station as document } from "./kit.ts";
import { createTestTime } from "./test-time.ts";

function createRecordingChannel(name = "test") {
  const told: string[] = [];
  const channel: AlertChannel = { name, send: async ({ what, alert }) => void told.push(`${what} ${alert.severity} ${alert.id}`) };
  return { channel, told };
}

async function watched(options: Partial<AlertsOptions> = {}) {
  const time = createTestTime();
  const { clock, scheduler } = time;
  const store = createStore(createMemoryDriver(), { clock, scheduler });
  onTestFinished(() => store.close());
  const bench = await createBench({ store, clock, scheduler });
  const ids = createTestIds();
  const { channel, told } = createRecordingChannel();
  const system = createAlerts({ store, clock, ids, channels: [{ channel }], ...options });
  await system.start();
  const pass = async (milliseconds: number): Promise<void> => {
    await time.pass(milliseconds);
    await system.sweep(clock.now());
    await time.pass(seconds(2));
  };
  return { bench, store, system, told, pass, time };
}

describe("alerts", () => {
  it("are told once, however often they are seen, and when they are over", async () => {
    const { bench, store, told, pass } = await watched();
    const station = await connect(bench, v16);
    const faulted = (status: string, errorCode = "GroundFailure") => station.ask("StatusNotification", { connectorId: 1, errorCode, status });
    await faulted("Faulted");
    await pass(seconds(10));
    await faulted("Faulted", "HighTemperature");
    await pass(seconds(10));
    expect(told).toEqual(["opened error connector-faulted/CS-1/1/1"]);
    expect(await store.get(alerts, "connector-faulted/CS-1/1/1")).toMatchObject({ state: "open", count: 2, detail: "HighTemperature", title: "EVSE 1 of CS-1 is faulted", station: "CS-1" });
    await faulted("Available", "NoError");
    await pass(seconds(10));
    await faulted("Faulted");
    await pass(seconds(10));
    expect(told).toEqual(["opened error connector-faulted/CS-1/1/1", "cleared error connector-faulted/CS-1/1/1", "opened error connector-faulted/CS-1/1/1"]);
  });

  it("that have to last say nothing of what is over sooner", async () => {
    const { bench, told, pass } = await watched();
    const first = await connect(bench, v16);
    await bench.csms.disconnected(first.link, "gone");
    await pass(minutes(3));
    const second = await connect(bench, v16);
    await pass(minutes(10));
    expect(told).toEqual([]);
    await bench.csms.disconnected(second.link, "gone");
    await pass(minutes(6));
    expect(told).toEqual(["opened error station-offline/CS-1"]);
  });

  it("are kept and not told during a silence, and afterwards told again", async () => {
    const { bench, store, system, told, pass, time } = await watched();
    const station = await connect(bench, v201);
    const { id } = await system.silence({ rule: "security", subject: "CS-1", until: (time.clock.now() + minutes(60)) as never, by: "anna", reason: "door is open" });
    const tamper = (second: number, type = "TamperDetectionActivated") => station.ask("SecurityEventNotification", { type, timestamp: at(second) });
    await tamper(1);
    await pass(seconds(10));
    expect(told).toEqual([]);
    expect(await store.get(alerts, "security/CS-1/TamperDetectionActivated")).toMatchObject({ state: "open", isSilenced: true });
    await system.clear("security/CS-1/TamperDetectionActivated", "anna");
    await system.endSilence(id);
    await tamper(2);
    await tamper(3, "SettingSystemTime");
    await pass(seconds(10));
    expect(told).toEqual(["opened error security/CS-1/TamperDetectionActivated"]);
  });

  it("remind until somebody has them, and hold what people write", async () => {
    const { store, system, told, pass } = await watched({ remindAfter: minutes(30) });
    await store.transaction((unit) => system.signal(unit, "mine", { signal: "raise", subject: "x", severity: "warning", title: "Look" }));
    await pass(minutes(31));
    await system.note("mine/x", "anna", "I look at it");
    expect(await system.acknowledge("mine/x", "anna")).toMatchObject({ state: "acknowledged", acknowledgedBy: "anna", notes: [{ by: "anna", text: "I look at it" }] });
    await pass(minutes(90));
    expect(told).toEqual(["opened warning mine/x", "reminded warning mine/x"]);
    await store.transaction((unit) => system.signal(unit, "mine", { signal: "clear", subject: "x" }));
    await pass(seconds(1));
    expect(told.at(-1)).toBe("cleared warning mine/x");
    await expect(system.acknowledge("none", "anna")).rejects.toMatchObject({ code: "csms.alert-unknown" });
  });

  it("that become graver are told again", async () => {
    const { store, system, told, pass } = await watched();
    for (const severity of ["warning", "warning", "error", "warning"] as const) {
      await store.transaction((unit) => system.signal(unit, "mine", { signal: "raise", subject: "x", severity, title: "Look" }));
    }
    await pass(seconds(1));
    expect(told).toEqual(["opened warning mine/x", "opened error mine/x"]);
  });

  it("come of everything that stands still or fails", async () => {
    const { bench, store, told, pass } = await watched();
    const station = await connect(bench, v201);
    await bench.csms.send("CS-1", { command: "start", token: { value: "04A2B3C4" } }, { requestedBy: "test", effectWithin: seconds(1) });
    await store.transaction((unit) => unit.put(stations, "GONE", document("GONE", { lifecycle: "retired" })));
    await bench.csms.firmware.start({ name: "spring", version: "2", image: { location: "https://a/b" }, stations: ["GONE"], requestedBy: "anna" });
    await station.ask("NotifyEvent", { generatedAt: at(0), seqNo: 0, eventData: [{ eventId: 1, timestamp: at(1), trigger: "Alerting", actualValue: "90", eventNotificationType: "HardWiredMonitor", component: { name: "EVSE" }, variable: { name: "Temp" } }] });
    await pass(minutes(10));
    await bench.csms.sweep();
    await bench.csms.sweep();
    await pass(minutes(1));
    expect(told.map((line) => line.split("/")[0]).sort()).toEqual(["opened error firmware-halted", "opened warning monitor", "opened warning no-effect"]);
  });
});

describe("channels", () => {
  const alert = { id: "r/s", rule: "r", subject: "s", severity: "error", title: "It\nburns", state: "open", count: 2, firstAt: START, lastAt: START, notes: [], station: "CS-1" } as const;
  const message: AlertMessage = { id: "delivery-1", what: "opened", alert };

  it("a webhook is signed, and tried again until it is taken", async () => {
    const tries: { readonly headers: Readonly<Record<string, string>>; readonly body: string }[] = [];
    const time = createTestTime();
    const mac = (text: string) => createHmac("sha256", "secret").update(text).digest("hex");
    const webhook = createWebhookChannel({
      name: "ops", url: "https://ops.example/hook", clock: time.clock, mac,
      post: async (_url, init) => (tries.push(init), { ok: tries.length > 2, status: tries.length > 2 ? 204 : 503 }),
    });
    const store = createStore(createMemoryDriver(), time);
    onTestFinished(() => store.close());
    const system = createAlerts({ store, clock: time.clock, ids: createTestIds(), channels: [{ channel: webhook, least: "error" }] });
    await system.start();
    const raise = (subject: string, severity: "warning" | "error") => store.transaction((unit) => system.signal(unit, "mine", { signal: "raise", subject, severity, title: "Look" }));
    await raise("small", "warning");
    await raise("large", "error");
    await time.pass(minutes(5));
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map(({ headers }) => headers["cpokit-delivery"])).size).toBe(1);
    for (const { headers, body } of tries) {
      const [, second = "", signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["cpokit-signature"] ?? "") ?? [];
      expect(mac(`${second}.${body}`)).toBe(signature);
      expect(JSON.parse(body)).toMatchObject({ what: "opened", alert: { id: "mine/large" } });
    }
  });

  it("a mail says it in words, without letting a station write headers", async () => {
    const mails: Mail[] = [];
    await createMailChannel({ to: ["ops@example.com"], send: async (mail) => void mails.push(mail) }).send({ ...message, what: "cleared" });
    expect(mails).toEqual([{ to: ["ops@example.com"], subject: "Over: It burns", text: expect.stringContaining("Severity: error\nStation: CS-1\nFirst seen: 2026-11-21T09:00:00.000Z") }]);
  });

  it("the log has its severity", async () => {
    const lines: string[] = [];
    const write = (level: string) => (_values: object, text: string) => void lines.push(`${level} ${text}`);
    const channel = createLogChannel({ ...silentLogger, info: write("info"), warn: write("warn"), error: write("error") });
    await channel.send(message);
    await channel.send({ ...message, alert: { ...alert, severity: "warning" } });
    await channel.send({ ...message, what: "cleared" });
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["error", "warn", "info"]);
  });
});
