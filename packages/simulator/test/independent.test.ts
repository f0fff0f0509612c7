import { RPCServer } from "ocpp-rpc";
import { formatInstant } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import { expect, it, onTestFinished } from "vitest";
import type { FleetReport } from "../src/index.ts";
import { runCli } from "../src/cli/run-cli.ts";

const accepted = { status: "Accepted" };

/** What a central system of another make says, by version; ocpp-rpc checks requests and responses against its own schemas. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, () => object>>>> = {
  "1.6": {
    BootNotification: () => ({ ...accepted, currentTime: formatInstant(systemClock.now()), interval: 60 }), Heartbeat: () => ({ currentTime: formatInstant(systemClock.now()) }),
    Authorize: () => ({ idTagInfo: accepted }), StartTransaction: () => ({ transactionId: 7, idTagInfo: accepted }),
    StopTransaction: () => ({}), StatusNotification: () => ({}), MeterValues: () => ({}),
  },
  "2.0.1": {
    BootNotification: () => ({ ...accepted, currentTime: formatInstant(systemClock.now()), interval: 60 }), Heartbeat: () => ({ currentTime: formatInstant(systemClock.now()) }),
    Authorize: () => ({ idTokenInfo: accepted }), StatusNotification: () => ({}), TransactionEvent: () => ({}), NotifyReport: () => ({}),
  },
};

it.each(["1.6", "2.0.1"])("the command charges cars of %s at the strict central system of ocpp-rpc", async (version) => {
  const server = new RPCServer({ protocols: [`ocpp${version}`], strictMode: true });
  const refused: unknown[] = [];
  server.on("strictValidationFailure", (failure: unknown) => void refused.push(failure));
  server.on("client", (client) => {
    for (const [action, answer] of Object.entries(ANSWERS[version]!)) client.handle(action, answer);
    client.on("strictValidationFailure", (failure: unknown) => void refused.push(failure));
  });
  const http = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.close({ force: true }));
  const address = http.address();
  let out = "";
  const code = await runCli(
    ["--json", "--url", `ws://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, "--stations", "3", "--version", version, "--speed", "3600", "--duration", "1.5s", "--seed", "3"],
    { out: (text) => void (out += text), error: () => {}, isTerminal: { out: false, error: false }, stop: new AbortController().signal },
  );
  const report: FleetReport = JSON.parse(out);
  expect(refused).toEqual([]);
  expect([code, report.connects, report.errors]).toEqual([0, 3, {}]);
  expect(report.sessionsEnded).toBe(report.sessionsStarted);
  expect(report.sessionsStarted).toBeGreaterThan(0);
});
