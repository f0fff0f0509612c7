import { spawn } from "node:child_process";
import { formatInstant, seconds, wh } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import type { CallHandler, Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer, verifyBasicPassword, type OcppServer } from "@cpokit/ocpp-ws";
import { afterEach, describe, expect, it } from "vitest";
import { createAcceleratedClock, createRandom, createSocketLine, createStation, createVehicle, type FleetReport, type Station } from "../src/index.ts";
import { runCli } from "../src/cli/run-cli.ts";

const servers: OcppServer[] = [];
const stations: Station[] = [];
afterEach(async () => {
  for (const station of stations.splice(0)) station.stop();
  for (const server of servers.splice(0)) await server.close({ within: 500 });
});

/** A real server that says yes and remembers the actions that it heard. */
async function listen(): Promise<{ readonly url: string; readonly server: OcppServer; readonly heard: string[]; readonly faults: string[] }> {
  const heard: string[] = [];
  const faults: string[] = [];
  let transactions = 0;
  const handler: CallHandler = ({ action, payload, link }) => {
    const now = formatInstant(systemClock.now());
    const info = link.protocol.version === "1.6" ? { idTagInfo: { status: "Accepted" } } : { idTokenInfo: { status: "Accepted" } };
    const { eventType } = payload as { eventType?: string };
    heard.push(eventType === undefined ? action : `${action} ${eventType}`);
    const responses: Record<string, object> = {
      BootNotification: { status: "Accepted", currentTime: now, interval: 300 }, Heartbeat: { currentTime: now }, Authorize: info,
      StartTransaction: { ...info, transactionId: action === "StartTransaction" ? (transactions += 1) : transactions },
    };
    return { response: responses[action] ?? {} };
  };
  const server = createOcppServer({
    protocols: [v21, v201, v16], handler, clock: systemClock, onFault: (_, { fault }) => void faults.push(fault),
    authenticate: ({ password }) => (verifyBasicPassword(password, "secret") ? { accept: true } : { accept: false, status: 401, reason: "wrong password" }),
  });
  servers.push(server);
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  return { url: `ws://127.0.0.1:${port}`, server, heard, faults };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !condition(); ) {
    if (Date.now() > end) throw new Error("it did not happen within a minute");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe.each<[Version, string[]]>([
  ["1.6", ["BootNotification", "StatusNotification", "StatusNotification", "Authorize", "StartTransaction", "StatusNotification", "MeterValues"]],
  ["2.0.1", ["BootNotification", "StatusNotification", "StatusNotification", "Authorize", "TransactionEvent Started", "TransactionEvent Updated", "TransactionEvent Updated"]],
  ["2.1", ["BootNotification", "StatusNotification", "StatusNotification", "Authorize", "TransactionEvent Started", "TransactionEvent Updated", "TransactionEvent Updated"]],
])("a %s station over a socket", (version, expected) => {
  it("charges, is told to stop, and comes back after a cut", async () => {
    const { url, server, heard, faults } = await listen();
    const time = createAcceleratedClock({ start: systemClock.now(), speed: 600 });
    const station = createStation({ identity: "CS 1/é", version, open: createSocketLine({ url, password: "secret" }), ...time, random: createRandom(1), settings: { meterInterval: seconds(60) } });
    stations.push(station);
    station.start();
    await until(() => station.isOnline);
    station.plugIn(1, createVehicle({ batteryCapacity: wh(50_000), stateOfCharge: 20 }));
    await station.swipe(1, { value: "04A2B3C4" });
    await until(() => heard.length >= expected.length);
    expect(heard.slice(0, expected.length)).toEqual(expected);
    const [action, payload] = version === "1.6"
      ? ["RemoteStopTransaction", { transactionId: 1 }] as const
      : ["RequestStopTransaction", { transactionId: station.view(1).transaction!.reference }] as const;
    expect(await server.link("CS 1/é")!.call(action, payload)).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    await until(() => heard.some((word) => word === "StopTransaction" || word === "TransactionEvent Ended"));
    station.channel!.write!("[,{}]");
    station.channel!.cut();
    await until(() => !station.isOnline);
    await until(() => station.isOnline);
    expect(heard.filter((word) => word === "BootNotification")).toHaveLength(1);
    expect(faults).toEqual(["unreadable"]);
  });
});

describe("cpokit-simulator", () => {
  async function cli(...given: string[]) {
    let [out, error] = ["", ""];
    const code = await runCli(given, { out: (text) => void (out += text), error: (text) => void (error += text), isTerminal: { out: false, error: false }, stop: new AbortController().signal });
    return { code, out, error };
  }

  it("runs a fleet for a time and reports", async () => {
    const { url, faults } = await listen();
    const { code, out, error } = await cli("--url", url, "--password", "secret", "--stations", "4", "--speed", "3600", "--duration", "2s", "--seed", "3", "--token", "A", "--token", "B");
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(/^4 stations \(mixed\) to ws:\/\/127\.0\.0\.1:\d+, seed 3\. Ctrl-C ends\.\n/);
    const [started, ended] = /sessions +(\d+) started, (\d+) ended/.exec(out)!.slice(1).map(Number);
    expect(started).toBeGreaterThan(0);
    expect(ended).toBe(started);
    expect(out).toMatch(/calls +\d+ sent, 0 failed/);
    expect(out).toMatch(/connects +4 lines opened, 0 attempts failed, 0 lines lost/);
    expect(out).toMatch(/BootNotification +4 +0 +0 +0 +0/);
    expect(faults).toEqual([]);
  });

  it("reports as JSON and as nothing else, with the errors by code", async () => {
    const { url, server } = await listen();
    server.handle(v16, "StatusNotification", () => ({ refusal: "security", description: "Not yet." }));
    const { code, out, error } = await cli("--json", "--url", url, "--password", "secret", "--stations", "2", "--version", "1.6", "--duration", "1s", "--speed", "60", "--seed", "3");
    expect(code).toBe(0);
    const report: FleetReport & { readonly seed: number; readonly elapsed: number } = JSON.parse(out);
    expect(report).toMatchObject({ seed: 3, stations: 2, connects: 2, failedConnects: 0, lostLines: 0, calls: { BootNotification: { result: 2, error: 0 } } });
    expect(report.elapsed).toBeGreaterThanOrEqual(1_000);
    expect(report.errors["StatusNotification SecurityError"]).toBe(report.calls["StatusNotification"]?.error);
    expect(report.latency?.p99).toBeGreaterThanOrEqual(report.latency?.p50 ?? Number.NaN);
    expect(error).toMatch(/^2 stations \(1\.6\)/);
  });

  it("ends with 1 and a hint when no station got online", async () => {
    const { url } = await listen();
    const { code, out, error } = await cli("--url", url, "--password", "wrong", "--stations", "1", "--duration", "0.3s");
    expect(code).toBe(1);
    expect(out).toMatch(/0 lines opened, [1-9]\d* attempts? failed/);
    expect(error).toContain("check the URL, the password");
  });

  it.each([
    [["--url", "http://x"], "Give the URL of the central system"], [[], "Give the URL of the central system"], [["--url", "ws://x", "--version", "1.5"], "--version is 1.6"],
    [["--url", "ws://x", "--stations", "0"], "--stations is a whole number"], [["--url", "ws://x", "--speed", "fast"], "--speed is a number"],
    [["--url", "ws://x", "--duration", "10"], "--duration is a time"], [["--url", "ws://x", "--faults", "clockSkew,nonsense"], "There is no fault \"nonsense\""],
    [["--nonsense"], "--nonsense"], [["--url", "ws://x", "--meter-interval", "-1"], "--meter-interval"], [["--url", "ws://x", "--seed", "x"], "--seed"],
  ])("refuses %j with a sentence", async (given, sentence) => {
    const { code, error } = await cli(...given);
    expect(code).toBe(2);
    expect(error).toContain(sentence);
  });

  it("as a process: Ctrl-C ends it with a report", async () => {
    const { url, server } = await listen();
    const source = new URL("../src/cli.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--conditions=@cpokit/source", source, "--url", url, "--password", "secret", "--stations", "3", "--version", "2.1"]);
    let out = "";
    child.stdout.on("data", (data: Buffer) => void (out += data.toString()));
    await until(() => server.connections().length === 3);
    child.kill("SIGINT");
    const code = await new Promise((resolve) => void child.on("exit", resolve));
    expect(out).toMatch(/BootNotification +[123] /);
    expect(out).toContain("0 lines lost");
    expect(code).toBe(0);
    await until(() => server.connections().length === 0);
  });

  it("explains itself and its faults", async () => {
    expect((await cli("--help")).out).toContain("--meter-interval");
    expect((await cli("--list-faults")).out).toMatch(/^ {2}seqNoZero +Every TransactionEvent has seqNo 0/m);
  });
});
