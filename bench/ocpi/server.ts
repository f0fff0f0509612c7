/**
 * What OCPI costs: a page of 100 locations (400 EVSEs), made anew and from the page cache, and PUTs of sessions on SQLite, beside a bare
 * `node:http` listener that serves the same bytes. Both live in one server process and take turns, with 16 connections from here; what
 * counts is the CPU of the server for each request, for its wall time is that of whoever else uses the machine.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CONNECTIONS = 16;
const PAGE = "/ocpi/2.2.1/sender/locations?limit=100";

interface Measured {
  readonly perSecond: number;
  /** Of the server, in ms. */
  readonly cpu: number;
}

type Ask = (number: number) => { readonly method: string; readonly path: string; readonly body?: string };

/** Turns of each side; the first are to warm up. */
const TURNS = 12;
const WARM = 2;

export async function run(): Promise<void> {
  const getPage: Ask = () => ({ method: "GET", path: PAGE });
  await compare("page from the cache", 60_000, getPage, 500);
  await compare("page made anew", 0, getPage, 60);
  await compare("PUT of a session, durable", 0, putSession, 500);
}

/** The same requests to the platform and to `/bare`, turn by turn. */
async function compare(name: string, pageAge: number, next: Ask, count: number): Promise<void> {
  await withServer(String(pageAge), async (server) => {
    // The bytes that the bare listener serves are those of the platform.
    const answer = join(mkdtempSync(join(tmpdir(), "ocpi-bench-")), "answer.json");
    writeFileSync(answer, await ask(server.port, next(0)));
    await server.tell({ file: answer });
    const sums = { platform: { seconds: 0, cpu: 0 }, bare: { seconds: 0, cpu: 0 } };
    let number = 0;
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const side of ["bare", "platform"] as const) {
        const measured = await work(server, (place) => ({ ...next(number + place), ...(side === "bare" ? { path: "/bare" } : {}) }), count);
        number += count;
        if (turn < WARM) continue;
        sums[side].seconds += measured.seconds;
        sums[side].cpu += measured.cpu;
      }
    }
    const told = (side: keyof typeof sums): Measured => ({ perSecond: ((TURNS - WARM) * count) / sums[side].seconds, cpu: sums[side].cpu / ((TURNS - WARM) * count) });
    const [platform, bare] = [told("platform"), told("bare")];
    console.log(`${name.padEnd(28)} ${(platform.cpu * 1_000).toFixed(0)} µs of CPU, bare ${(bare.cpu * 1_000).toFixed(0)} µs: ${(bare.cpu / platform.cpu).toFixed(2)} of bare; ${platform.perSecond.toFixed(0)} requests/s, bare ${bare.perSecond.toFixed(0)}: ${(platform.perSecond / bare.perSecond).toFixed(2)}`);
  });
}

function putSession(number: number): ReturnType<Ask> {
  const id = `S${number % 500}`;
  const body = {
    country_code: "NL", party_id: "EXA", id, start_date_time: "2026-03-01T10:00:00Z", kwh: number / 100, auth_method: "WHITELIST", location_id: "L1", evse_uid: "E1", connector_id: "1", currency: "EUR", status: "ACTIVE",
    cdr_token: { country_code: "NL", party_id: "EXA", uid: "T1", type: "RFID", contract_id: "C1" }, charging_periods: [{ start_date_time: "2026-03-01T10:00:00Z", dimensions: [{ type: "ENERGY", volume: number / 100 }] }],
    total_cost: { excl_vat: 1.5 }, last_updated: new Date(Date.UTC(2026, 2, 1, 10) + number).toISOString(),
  };
  return { method: "PUT", path: `/ocpi/2.2.1/receiver/sessions/NL/EXA/${id}`, body: JSON.stringify(body) };
}

interface Server {
  readonly port: number;
  /** Says something, and hears how much CPU was used so far, in ms. */
  tell(message: object): Promise<number>;
}

async function work({ port, tell }: Server, next: Ask, count: number): Promise<{ readonly seconds: number; readonly cpu: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let number = 0;
  const worker = async (): Promise<void> => {
    while (number < count) {
      number += 1;
      await ask(port, next(number), agent);
    }
  };
  const [before, begin] = [await tell({}), performance.now()];
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - begin) / 1_000;
  const cpu = (await tell({})) - before;
  agent.destroy();
  return { seconds, cpu };
}

async function withServer(pageAge: string, use: (server: Server) => Promise<void>): Promise<void> {
  const child = fork(new URL("servers/platform.ts", import.meta.url), [pageAge], { execArgv: ["--conditions=@cpokit/source"] });
  try {
    const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
    await use({
      port,
      async tell(message) {
        const answer = once(child, "message");
        child.send(message);
        const [{ cpu }] = (await answer) as [{ readonly cpu: NodeJS.CpuUsage }];
        return (cpu.user + cpu.system) / 1_000;
      },
    });
  } finally {
    child.kill();
  }
}

function ask(port: number, { method, path, body }: ReturnType<Ask>, agent?: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: "Token YmVuY2g=", "X-Request-ID": "1", "X-Correlation-ID": "1", ...(body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }) };
    const outgoing = request({ port, host: "127.0.0.1", method, path, headers, ...(agent === undefined ? {} : { agent }) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => (incoming.statusCode! < 300 ? resolve(Buffer.concat(chunks)) : reject(new Error(`HTTP ${incoming.statusCode}: ${String(Buffer.concat(chunks))}`))));
    });
    outgoing.on("error", reject).end(body);
  });
}
