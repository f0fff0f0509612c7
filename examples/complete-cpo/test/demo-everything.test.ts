import { silentLogger, type Logger } from "@cpokit/kernel";
import { createMemoryDriver } from "@cpokit/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startCpo, type RunningCpo } from "../src/start.ts";

/** Lists that may be empty in the demonstration, and why. */
const EMPTY: Readonly<Record<string, string>> = {
  "/account/logins": "of whoever asks; a key does not sign in",
  "/silences": "nobody is to miss an alert of the demonstration",
  "/unprocessed-messages": "there are some only where this software failed",
  "/webhooks/{id}/parked": "the receiver takes what it is told; given up is only what was tried for hours",
  "/partners/{id}/commands": "the partner has no stations",
  "/partners/{id}/deliveries/parked": "the partner takes what it is sent",
  "/locations/{id}/waiting": "nobody waits for longer than until a place is free",
  "/stations/{id}/set-points": "no car of the demonstration gives power",
  "/stations/{id}/battery-swaps": "no station of the demonstration swaps batteries",
  "/stations/{id}/published-firmware": "no station of the demonstration serves others",
  "/public/account/charges": "of a driver who is signed in", "/public/account/running": "of a driver who is signed in", "/public/account/invoices": "of a driver who is signed in",
};

/** What a list has to be asked for. */
const QUERIES: Readonly<Record<string, string>> = { "/authorization-decisions": "?stationId=AMS-JAVA-1" };

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())), components: z.object({ schemas: z.record(z.string(), z.unknown()) }) });
const Rows = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

const refused: unknown[] = [];
const logger: Logger = { ...silentLogger, error: (values, message) => { if (message.includes("did not happen")) refused.push(values); } };

let cpo: RunningCpo;
let lists: readonly string[];
beforeAll(async () => {
  cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: true, demoDays: 2, logger });
  const { paths, components } = Document.parse(await (await fetch(`${cpo.url}/openapi.json`)).json());
  lists = Object.entries(paths).filter(([, { get }]) => get !== undefined && isList(get, components.schemas)).map(([path]) => path.replace("/api/v1", ""));
}, 120_000);
afterAll(() => cpo.close(), 120_000);

/** Whether a route answers a page of things. */
function isList(operation: unknown, schemas: Readonly<Record<string, unknown>>): boolean {
  const answer = JSON.stringify((operation as { readonly responses: Readonly<Record<string, unknown>> }).responses["200"] ?? {});
  const [, name] = /"schema":\{"\$ref":"#\/components\/schemas\/(\w+)"/.exec(answer) ?? [];
  const schema = name === undefined ? answer : JSON.stringify(schemas[name]);
  return /"properties":\{"items":\{"type":"array"/.test(schema);
}

async function rows(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await fetch(`${cpo.url}/api/v1${path}`, { headers: { authorization: `Bearer ${cpo.operatorKey}` } });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return Rows.parse(body).items;
}

/** The rows of a list; of one that belongs to a thing, those of the first thing that has some. */
async function someRows(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [before, after] = path.split("/{id}");
  if (before === undefined || after === undefined) return rows(`${path}${QUERIES[path] ?? ""}`);
  for (const { id } of await rows(`${before}?limit=200`)) {
    for (const rest of after.includes("{module}") ? ["locations", "tariffs", "tokens"].map((module) => after.replace("{module}", module)) : [after]) {
      const found = await rows(`${before}/${encodeURIComponent(String(id))}${rest}`);
      if (found.length > 0) return found;
    }
  }
  return [];
}

describe("the demonstration", () => {
  it("has something to show in every list of the API", async () => {
    const waiting = new Set(lists.filter((path) => EMPTY[path] === undefined));
    expect(waiting.size).toBeGreaterThan(60);
    await expect.poll(async () => {
      for (const path of waiting) if ((await someRows(path)).length > 0) waiting.delete(path);
      return [...waiting];
    }, { timeout: 240_000, interval: 2_000 }).toEqual([]);
    expect(refused).toEqual([]);
  }, 300_000);

  it("knows of no exception that is none", () => {
    expect(Object.keys(EMPTY).filter((path) => !lists.includes(path))).toEqual([]);
  });

  it("lets nobody in by a password that anybody knows", async () => {
    const people = await rows("/users");
    expect(people.length).toBeGreaterThan(3);
    for (const person of people) expect(person).toMatchObject({ mustChangePassword: true, disabled: false });
    for (const password of ["", "demo", "password", "cpokit", String(people[0]?.["name"])]) {
      const response = await fetch(`${cpo.url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: people[0]?.["name"], password: password === "" ? "x" : password }) });
      expect(response.status, password).toBe(401);
    }
  });

  it("has an audit log of the whole time, in the names of those who acted, that is intact", async () => {
    const entries = z.array(z.object({ at: z.string(), actor: z.string(), seq: z.number() })).parse(await rows("/audit?limit=200")).sort((a, b) => a.seq - b.seq);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(["operator", "mara.visser", "jonas.berg", "petra.lang", "ines.duarte"]));
    expect(Date.parse(entries.at(-1)?.at ?? "") - Date.parse(entries[0]?.at ?? "")).toBeGreaterThan(24 * 3_600_000);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort());
    const verdict: unknown = await (await fetch(`${cpo.url}/api/v1/audit/verify`, { headers: { authorization: `Bearer ${cpo.operatorKey}` } })).json();
    expect(verdict).toMatchObject({ outcome: "intact" });
  });
});
