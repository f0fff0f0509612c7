/**
 * What OCPI costs: a page of 100 locations (400 EVSEs), made anew and from the page cache, and PUTs of sessions on SQLite, beside a
 * `node:http` that serves the same bytes. Requests a second with 16 connections, and CPU of the server for each.
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

export async function run(): Promise<void> {
  const page = await withServer("platform", ["0"], async (port) => (await ask(port, { method: "GET", path: PAGE })).toString());
  console.log(`a page of ${(page.length / 1_024).toFixed(0)} KB`);
  const pageFile = join(mkdtempSync(join(tmpdir(), "ocpi-bench-")), "page.json");
  writeFileSync(pageFile, page);
  const getPage: Ask = () => ({ method: "GET", path: PAGE });
  const bare = await measure("bare", [pageFile], getPage, 3_000);
  report("page, bare node:http", bare);
  report("page, from the cache", await measure("platform", ["60000"], getPage, 3_000), bare);
  report("page, made anew", await measure("platform", ["0"], getPage, 500), bare);

  const answer = join(mkdtempSync(join(tmpdir(), "ocpi-bench-")), "answer.json");
  writeFileSync(answer, `{"status_code":1000,"status_message":"Success","timestamp":"2026-03-01T10:00:00Z"}`);
  const bareWrite = await measure("bare", [answer], putSession, 5_000);
  report("PUT of a session, bare node:http", bareWrite);
  report("PUT of a session, durable", await measure("platform", ["0"], putSession, 5_000), bareWrite);
}

function report(name: string, { perSecond, cpu }: Measured, bare?: Measured): void {
  const ratio = bare === undefined ? "" : `, ${(perSecond / bare.perSecond).toFixed(2)} of bare`;
  console.log(`${name.padEnd(34)} ${perSecond.toFixed(0).padStart(7)} requests/s${ratio}, ${(cpu * 1_000).toFixed(0)} µs of CPU`);
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

async function measure(server: string, args: readonly string[], next: Ask, count: number): Promise<Measured> {
  return withServer(server, args, async (port, cpuOf) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    let number = 0;
    const worker = async (until: number): Promise<void> => {
      while (number < until) {
        number += 1;
        await ask(port, next(number), agent);
      }
    };
    const work = (until: number): Promise<unknown> => Promise.all(Array.from({ length: CONNECTIONS }, () => worker(until)));
    await work(Math.ceil(count / 4));
    const [before, begin] = [await cpuOf(), performance.now()];
    await work(number + count);
    const seconds = (performance.now() - begin) / 1_000;
    const cpu = ((await cpuOf()) - before) / count;
    agent.destroy();
    return { perSecond: count / seconds, cpu };
  });
}

async function withServer<Result>(name: string, args: readonly string[], work: (port: number, cpu: () => Promise<number>) => Promise<Result>): Promise<Result> {
  const child = fork(new URL(`servers/${name}.ts`, import.meta.url), args, { execArgv: ["--conditions=@cpokit/source"] });
  try {
    const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
    return await work(port, async () => {
      const answer = once(child, "message");
      child.send({});
      const [{ cpu }] = (await answer) as [{ readonly cpu: NodeJS.CpuUsage }];
      return (cpu.user + cpu.system) / 1_000;
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
