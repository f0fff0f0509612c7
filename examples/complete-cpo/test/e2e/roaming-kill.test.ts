import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@cpokit/kernel";
import { createMemoryDriver } from "@cpokit/storage";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { startCpo, type RunningCpo } from "../../src/start.ts";
import { startProcess, type RunningProcess } from "./running-process.ts";

const LOCAL = "127.0.0.1";
let folder: string;
let cpo: RunningProcess | undefined;
let emsp: RunningCpo;
let line: Server;
/** What becomes of a request of the CPO on its way to the eMSP, counted from 1; an answer may go astray. */
let onRequest: (number: number, deliver: (answer: "heard" | "lost") => Promise<void>) => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpo-roaming-"));
  let count = 0;
  onRequest = (_, deliver) => deliver("heard");
  line = createServer((incoming, outgoing) => {
    count += 1;
    const deliver = (heard: "heard" | "lost"): Promise<void> => new Promise((resolve) => {
      const { port } = new URL(emsp.url);
      const onward = request({ host: LOCAL, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        if (heard === "lost") return void answer.resume().on("end", resolve);
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing).on("close", resolve);
      });
      incoming.pipe(onward);
    });
    void onRequest(count, deliver);
  });
  await once(line.listen(0, LOCAL), "listening");
  emsp = await startCpo({
    driver: createMemoryDriver(), port: 0, ocppPort: 0, host: LOCAL, demo: false, logger: silentLogger, publicUrl: `http://${LOCAL}:${(line.address() as AddressInfo).port}`,
    roaming: { party: { countryCode: "DE", partyId: "MSP" }, name: "An eMSP", roles: ["EMSP"], versions: ["2.2.1"] },
  });
});
afterEach(async () => {
  await cpo?.end("SIGKILL");
  await emsp.close();
  line.closeAllConnections();
  line.close();
  rmSync(folder, { recursive: true, force: true });
});

async function api(url: string, key: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const Partner = z.object({ id: z.string(), name: z.string(), status: z.string() });
const Partners = z.object({ items: z.array(Partner) });
const Invitation = z.object({ registrationToken: z.string(), versionsUrl: z.string(), partner: Partner });

it("a registration survives kill -9 at each of its requests, before it arrived or after", { timeout: 180_000 }, async () => {
  const start = (port: string): Promise<RunningProcess> => startProcess(["--no-demo", "--port", port, "--ocpp-port", "0", "--host", LOCAL, "--data", folder]);
  cpo = await start("0");
  const { port } = new URL(cpo.url);
  const key = cpo.operatorKey!;
  // Versions, details, POST of credentials, GET with the new token.
  for (const [place, isDelivered] of [[1, false], [2, true], [3, false], [3, true], [4, true]] as const) {
    const name = `Partner ${place} ${isDelivered}`;
    const invited = Invitation.parse(await api(emsp.url, emsp.operatorKey!, "POST", "/partners/invitations", { name, allowHosts: [LOCAL] }));
    const running = cpo;
    let first: number | undefined;
    let isKilled = false;
    onRequest = async (number, deliver) => {
      first ??= number;
      if (number - first + 1 < place || isKilled) return deliver("heard");
      isKilled = true;
      if (isDelivered) await deliver("lost");
      await running.end("SIGKILL");
    };
    await expect(api(cpo.url, key, "POST", "/partners", { name, versionsUrl: invited.versionsUrl, token: invited.registrationToken, allowHosts: [LOCAL] })).rejects.toThrow();
    expect(isKilled).toBe(true);
    onRequest = (_, deliver) => deliver("heard");

    cpo = await start(port);
    const { url } = cpo;
    const ours = await expect.poll(async () => Partners.parse(await api(url, key, "GET", "/partners")).items.find((each) => each.name === name)?.status).toBe("connected")
      .then(async () => Partners.parse(await api(url, key, "GET", "/partners")).items.find((each) => each.name === name)!);
    // Each takes the token that the other holds.
    expect(await api(url, key, "POST", `/partners/${ours.id}/refresh`)).toMatchObject({ status: "connected" });
    expect(await api(emsp.url, emsp.operatorKey!, "POST", `/partners/${invited.partner.id}/refresh`)).toMatchObject({ status: "connected" });
    // A party is connected once.
    await api(url, key, "DELETE", `/partners/${ours.id}`);
  }
});
