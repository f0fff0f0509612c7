import { instant, silentLogger } from "@cpokit/kernel";
import { systemClock } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore, type Store } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { generateAuthority } from "@cpokit/pki";
import { spawnSync } from "node:child_process";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, request } from "node:https";
import { tmpdir } from "node:os";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { users } from "../src/access/documents.ts";
import { createSecretBox } from "../src/access/secret-box.ts";
import { secretsFinding } from "../src/configuration/check-secrets.ts";
import { checkReport, checkSurroundings } from "../src/configuration/check.ts";
import { readConfiguration, SETTINGS } from "../src/configuration/configuration.ts";
import { startOptions } from "../src/configuration/start-options.ts";
import { backUp, restore, type Place } from "../src/process/backup.ts";
import { watchTls } from "../src/process/tls.ts";
import { tenantRecords } from "../src/tenants/tenancy.ts";
import { connectIndependent } from "./e2e/independent-station.ts";
import { startCpo, type RunningCpo, type StartOptions } from "../src/start.ts";

let folder: string;
let running: RunningCpo[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpo-process-"));
});
afterEach(async () => {
  for (const cpo of running) await cpo.close();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<StartOptions> = {}): Promise<RunningCpo> {
  const cpo = await startCpo({ port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger, ...options });
  running.push(cpo);
  return cpo;
}

async function stop(): Promise<void> {
  for (const cpo of running) await cpo.close();
  running = [];
}

const certificates = join(import.meta.dirname, "../../../packages/ocpp-ws/test/certificates");

describe("settings", () => {
  it("come from the environment, then the file, then the default", () => {
    const file = join(folder, "cpo.env");
    writeFileSync(file, "# where it is\nCPOKIT_PUBLIC_URL=https://file.example.org\nCPOKIT_LOG=info\n");
    const { values, states } = readConfiguration({ CPOKIT_PUBLIC_URL: "https://cpo.example.org/", PATH: "/bin" }, file);
    expect(values).toMatchObject({ CPOKIT_PUBLIC_URL: "https://cpo.example.org/", CPOKIT_LOG: "info", CPOKIT_RECOVERY: "off", DATABASE_URL: undefined });
    expect(states.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(states.find(({ name }) => name === "CPOKIT_LOG")).toMatchObject({ source: "file", shown: "info" });
    expect(startOptions(values)).toMatchObject({ publicUrl: "https://cpo.example.org", recovers: false, http: { openMetrics: false } });
  });

  it.each([
    [{ CPOKIT_PUBLIC_URL: "cpo.example.org" }, "CPOKIT_PUBLIC_URL", "It must be an address that begins with https:// or http://."],
    [{ CPOKIT_LOG: "loud" }, "CPOKIT_LOG", "It must be one of debug, info, warn, error, none."],
    [{ CPOKIT_TLS_CERT: "/nowhere.pem" }, "CPOKIT_TLS_CERT", "It must be a file that can be read by the user of this process."],
    [{ CPOKIT_ALERT_WEBHOOK: "https://a.example" }, "CPOKIT_ALERT_WEBHOOK", "It needs CPOKIT_ALERT_SECRET too; set both or none."],
    [{ CPOKIT_CORS_ORIGINS: "https://a.example/path" }, "CPOKIT_CORS_ORIGINS", "It must be origins like https://app.example.org, with commas between."],
    [{ CPOKIT_RATE_LIMIT: "many" }, "CPOKIT_RATE_LIMIT", "It must be a whole number from 1."],
    [{ CPOKIT_MAP_TILES: "https://tiles.example.org/{z}/{x}.png", CPOKIT_MAP_ATTRIBUTION: "© T" }, "CPOKIT_MAP_TILES", "It must be the address of one tile with {z}, {x} and {y} in it, like https://tiles.example.org/{z}/{x}/{y}.png; {y} is missing."],
    [{ CPOKIT_MAP_TILES: "https://{s}.tiles.example.org/{z}/{x}/{y}{r}.png", CPOKIT_MAP_ATTRIBUTION: "© T" }, "CPOKIT_MAP_TILES", "It must have no other places than {z}, {x} and {y}, but has {s} and {r}; name one host instead of {s}, and one size instead of {r}."],
    [{ CPOKIT_MAP_TILES: "tiles.example.org/{z}/{x}/{y}.png", CPOKIT_MAP_ATTRIBUTION: "© T" }, "CPOKIT_MAP_TILES", "It must begin with https:// or http:// and a host without places in it."],
    [{ CPOKIT_MAP_TILES: "https://{x}/{z}/{y}", CPOKIT_MAP_ATTRIBUTION: "© T" }, "CPOKIT_MAP_TILES", "It must begin with https:// or http:// and a host without places in it."],
    [{ CPOKIT_MAP_TILES: "https://tiles.example.org/{z}/{x}/{y}.png" }, "CPOKIT_MAP_TILES", "It needs CPOKIT_MAP_ATTRIBUTION too; set both or none."],
    [{ CPOKIT_PUBLICURL: "https://a.example" }, "CPOKIT_PUBLICURL", "There is no such setting. Did you mean CPOKIT_PARTY?"],
  ])("that are wrong are explained: %j", (environment, name, problem) => {
    const state = readConfiguration(environment).states.find((each) => each.name === name);
    expect(state?.problem?.replace(/Did you mean \w+\?/, "Did you mean CPOKIT_PARTY?")).toBe(problem);
  });

  it("are all in the README, and secrets are never shown", () => {
    const { states } = readConfiguration({ DATABASE_URL: "postgres://cpo:hunter2@db/cpo", CPOKIT_ALERT_SECRET: "hunter2" });
    expect(JSON.stringify(states)).not.toContain("hunter2");
    const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
    expect(SETTINGS.filter(({ name }) => !readme.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
  });
});

describe("the check", () => {
  const settings = { port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, demoDays: 0, newKey: false, config: undefined };

  it("tries ports, folder, database and certificate, and says what to do", async () => {
    const cpo = await start({ driver: createMemoryDriver() });
    const taken = Number(new URL(cpo.url).port);
    const good = readConfiguration({});
    const findings = await checkSurroundings({ ...settings, port: taken, dataFolder: join(folder, "deep", "data") }, good);
    expect(findings).toEqual([
      { what: `--port ${taken}`, problem: "it cannot be opened (EADDRINUSE); stop what uses it, or give another one with --port." }, { what: "--ocpp-port 0" }, { what: `--data ${join(folder, "deep", "data")}` },
    ]);
    expect(existsSync(join(folder, "deep"))).toBe(false);
    const { text, isGood } = checkReport(good.states, findings);
    expect(isGood).toBe(false);
    expect(text).toContain("1 problem, marked");
    expect(checkReport(good.states, []).text).toContain("Everything is in order.");

    const unreachable = await checkSurroundings({ ...settings, dataFolder: folder }, readConfiguration({ DATABASE_URL: "postgres://cpo@127.0.0.1:1/cpo" }));
    expect(unreachable.at(-1)).toMatchObject({ what: "DATABASE_URL", problem: expect.stringContaining("does not answer") });
    const key = join(certificates, "server.key");
    const mixed = readConfiguration({ CPOKIT_TLS_CERT: join(certificates, "authority.pem"), CPOKIT_TLS_KEY: key, CPOKIT_PUBLIC_URL: "http://a.example" });
    const tls = await checkSurroundings({ ...settings, dataFolder: folder }, mixed);
    const plainTiles = await checkSurroundings({ ...settings, dataFolder: folder }, readConfiguration({ CPOKIT_PUBLIC_URL: "https://a.example", CPOKIT_MAP_TILES: "http://tiles.example/{z}/{x}/{y}", CPOKIT_MAP_ATTRIBUTION: "© T" }));
    expect(plainTiles.at(-1)).toMatchObject({ what: "CPOKIT_MAP_TILES", problem: expect.stringContaining("give tiles by https:") });
    expect(tls.slice(-2)).toMatchObject([{ problem: "CPOKIT_TLS_KEY is not its key; give the key that the certificate was made for." }, { what: "CPOKIT_PUBLIC_URL" }]);
  });
});

const [right, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const keyed = (...keys: readonly Buffer[]) => keys.map((key) => key.toString("base64")).join();

async function keepFactors(store: Store): Promise<void> {
  const user = { roles: [], createdAt: instant(0) };
  const totp = (key: Buffer | undefined, id: string) => ({ secret: createSecretBox(key === undefined ? [] : [key]).seal("JBSWY3DPEHPK3PXP", id), confirmed: true, recoveryCodes: [] });
  await store.transaction((unit) => {
    unit.put(users, "u1", { ...user, id: "u1", name: "anna", totp: totp(right, "u1") });
    unit.put(users, "u2", { ...user, id: "u2", name: "bert", totp: totp(undefined, "u2") });
    unit.put(tenantRecords, "acme", { id: "acme", hosts: [], createdAt: instant(0) });
  });
  await store.scope("acme").transaction((unit) => unit.put(users, "u3", { ...user, id: "u3", name: "carl", totp: totp(newer, "u3") }));
}

async function findings(place: Place): Promise<void> {
  const found = (keys?: string) => secretsFinding(place, keys);
  expect(await found(keyed(newer, right))).toEqual({ what: "CPOKIT_SECRETS_KEY on 2 second factors" });
  expect(await found(keyed(right))).toEqual({ what: "CPOKIT_SECRETS_KEY on 2 second factors", problem: "it does not open all, 1 of them, first that of carl: these people cannot sign in. Add the key that they were stored with, after a comma if there is a newer one." });
  expect(await found(keyed(Buffer.alloc(32, 3)))).toMatchObject({ problem: expect.stringContaining("it does not open them, first that of anna") });
  expect(await found()).toMatchObject({ problem: expect.stringContaining("it is not set, but they are stored encrypted, first that of anna") });
}

describe("the check of stored secrets", () => {
  it("reads the file while the CPO runs, of all CPOs in it, and writes nothing", async () => {
    const place = { dataFolder: folder, databaseUrl: undefined };
    expect(await secretsFinding(place, keyed(right))).toBeUndefined();
    const store = createStore(createSqliteDriver({ file: join(folder, "cpo.db") }), { clock: systemClock });
    await keepFactors(store);
    await findings(place);
    await store.close();
    const before = readFileSync(join(folder, "cpo.db"));
    await findings(place);
    expect(readFileSync(join(folder, "cpo.db")).equals(before)).toBe(true);
    const settings = { port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, demoDays: 0, newKey: false, config: undefined, dataFolder: folder };
    expect(checkReport([], await checkSurroundings(settings, readConfiguration({ CPOKIT_SECRETS_KEY: keyed(right) }))).text).toContain("! CPOKIT_SECRETS_KEY on 2 second factors: it does not open all");
    writeFileSync(join(folder, "cpo.db"), "no database");
    expect(await secretsFinding(place, keyed(right))).toMatchObject({ problem: expect.stringContaining("could not be read") });
  });
});

describe("a backup", () => {
  it("is made while the CPO runs, and restored into its place", async () => {
    const dataFolder = join(folder, "data");
    const place = { dataFolder, databaseUrl: undefined };
    const cpo = await start({ dataFolder });
    const ask = (path: string, method = "GET", body?: unknown) => fetch(`${running[0]!.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await ask("/tokens", "POST", { value: "04A2" });
    const file = join(folder, "backup.db");
    await backUp(place, file);
    await expect(backUp(place, file)).rejects.toMatchObject({ code: "complete-cpo.backup", message: expect.stringContaining("is there already") });
    await ask("/tokens", "POST", { value: "04A3" });
    await expect(restore(place, file)).rejects.toMatchObject({ code: "complete-cpo.data-locked" });
    await stop();
    await restore(place, file);
    await start({ dataFolder });
    const tokens = (await (await ask("/tokens")).json()) as { items: readonly { value: string }[] };
    expect(tokens.items.map(({ value }) => value)).toEqual(["04A2"]);
    expect(existsSync(join(dataFolder, "cpo.db.before"))).toBe(true);
  });

  it("is refused where there is nothing, or nothing that is one", async () => {
    const place = { dataFolder: join(folder, "none"), databaseUrl: undefined };
    await expect(backUp(place, join(folder, "b"))).rejects.toMatchObject({ code: "complete-cpo.backup" });
    await expect(restore(place, join(folder, "b"))).rejects.toMatchObject({ code: "complete-cpo.backup" });
    writeFileSync(join(folder, "text"), "This is no database, but it is long enough to be looked at as one.".repeat(20));
    await expect(restore(place, join(folder, "text"))).rejects.toMatchObject({ code: "complete-cpo.backup", message: expect.stringContaining("is no database of a CPO") });
  });
});

/** A database of its own on the given server, or the one that runs here; `undefined` without server or client programs. */
const postgres = ((): string | undefined => {
  const server = process.env["CPOKIT_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const name = `cpokit_backup_${process.pid}`;
  const order = (text: string): boolean => spawnSync("psql", ["--no-psqlrc", `--command=${text}`, server], { timeout: 20_000 }).status === 0;
  if (!order(`CREATE DATABASE ${name}`)) return undefined;
  afterAll(() => expect(order(`DROP DATABASE ${name} WITH (FORCE)`)).toBe(true));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
})();
if (postgres === undefined) console.warn("NOT CHECKED: a backup of PostgreSQL needs a server (CPOKIT_POSTGRES_URL) and psql on the PATH.");

describe.skipIf(postgres === undefined)("a backup of PostgreSQL", () => {
  it("is made while the CPO runs, and restored into its place", async () => {
    const place = { dataFolder: join(folder, "data"), databaseUrl: postgres! };
    const open = (): Promise<RunningCpo> => start({ dataFolder: place.dataFolder, driver: createPostgresDriver({ connectionString: postgres! }) });
    const cpo = await open();
    const headers = { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" };
    const tokens = async (url: string): Promise<readonly string[]> => ((await (await fetch(`${url}/api/v1/tokens`, { headers })).json()) as { items: readonly { value: string }[] }).items.map(({ value }) => value);
    const add = (value: string) => fetch(`${cpo.url}/api/v1/tokens`, { method: "POST", headers, body: JSON.stringify({ value }) });
    await add("04A2");
    const file = join(folder, "backup.dump");
    await backUp(place, file);
    await add("04A3");
    expect((await tokens(cpo.url)).toSorted()).toEqual(["04A2", "04A3"]);
    await expect(restore(place, file)).rejects.toMatchObject({ code: "complete-cpo.data-locked" });
    await stop();
    const damaged = join(folder, "damaged.dump");
    writeFileSync(damaged, readFileSync(file).subarray(0, -2_000));
    await expect(restore(place, damaged)).rejects.toMatchObject({ code: "complete-cpo.backup" });
    expect((await tokens((await open()).url)).toSorted()).toEqual(["04A2", "04A3"]);
    await stop();
    await restore(place, file);
    expect(await tokens((await open()).url)).toEqual(["04A2"]);
  });

  it("lets the check read the stored secrets", async () => {
    const store = createStore(createPostgresDriver({ connectionString: postgres! }), { clock: systemClock });
    await keepFactors(store);
    await store.close();
    await findings({ dataFolder: folder, databaseUrl: postgres });
  });
});

describe("a running CPO", () => {
  it("says that it lives, that it can work, and gives figures to whoever may read them", async () => {
    const cpo = await start({ driver: createMemoryDriver() });
    const ask = async (path: string, key?: string) => {
      const response = await fetch(`${cpo.url}${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
      return [response.status, await response.text()] as const;
    };
    expect(await ask("/healthz")).toEqual([200, "healthy\n"]);
    expect(await ask("/readyz")).toEqual([200, "ready\n"]);
    expect((await ask("/metrics"))[0]).toBe(401);
    expect((await ask("/metrics", "cpo_wrong"))[0]).toBe(401);
    const [status, text] = await ask("/metrics", cpo.operatorKey);
    expect(status).toBe(200);
    for (const line of [/^cpokit_stations_connected\{tenant="main"\} 0$/m, /^cpokit_deliveries_parked\{tenant="main"\} 0$/m, /^cpokit_http_request_seconds_count\{method="GET",status="4xx"\} 2$/m, /^process_cpu_seconds_total /m]) expect(text).toMatch(line);
    const open = await start({ driver: createMemoryDriver(), http: { openMetrics: true } });
    expect((await fetch(`${open.url}/metrics`)).status).toBe(200);
  });

  it("speaks TLS with files, and takes new ones while it runs", async () => {
    const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem"), stationCa: join(certificates, "authority.pem") };
    const use = (name: string): void => {
      copyFileSync(join(certificates, `${name}.key`), files.key);
      copyFileSync(join(certificates, `${name}.pem`), files.cert);
    };
    use("server");
    const cpo = await start({ driver: createMemoryDriver(), tls: files });
    expect([cpo.url, cpo.ocppUrl].map((url) => url.split(":", 1)[0])).toEqual(["https", "wss"]);
    const status = await new Promise((resolve, reject) => {
      get(`${cpo.url}/healthz`, { rejectUnauthorized: false }, (response) => (response.resume(), resolve(response.statusCode))).on("error", reject);
    });
    expect(status).toBe(200);

    let noted: (what: string) => void = () => {};
    const next = (): Promise<string> => new Promise((resolve) => void (noted = resolve));
    const stopWatching = watchTls({ ...files, lookEvery: 20 }, ({ cert }) => noted(cert.toString()), { ...silentLogger, error: (_values, message) => noted(message) });
    const broken = next();
    writeFileSync(files.cert, "no certificate");
    expect(await broken).toBe("A changed certificate cannot be used; the one before stays");
    const renewed = next();
    use("next-server");
    expect(await renewed).toContain("BEGIN CERTIFICATE");
    stopWatching();
    await expect(start({ driver: createMemoryDriver(), tls: { cert: files.key, key: files.key } })).rejects.toMatchObject({ code: "complete-cpo.tls" });
  });

  it("asks stations for their certificates over wss, by name and authority, and keeps them connected when the files change", async () => {
    const file = (name: string): string => readFileSync(join(certificates, name), "utf8");
    const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem"), stationCa: join(folder, "stations.pem"), lookEvery: 20 };
    copyFileSync(join(certificates, "server.pem"), files.cert);
    copyFileSync(join(certificates, "server.key"), files.key);
    copyFileSync(join(certificates, "authority.pem"), files.stationCa);
    const cpo = await start({ driver: createMemoryDriver(), tls: files });
    const tell = async (method: string, path: string, body: object) => {
      const response = await requestOver(`${cpo.url}/api/v1${path}`, method, cpo.operatorKey ?? "", body);
      expect(response.status, JSON.stringify(response.body)).toBeLessThan(300);
      return response.body as { readonly station: { readonly minimumSecurityProfile?: number }; readonly password: string };
    };
    const { password } = await tell("POST", "/stations", { identity: "CS-1" });
    await tell("POST", "/stations", { identity: "CS-2" });
    for (const id of ["CS-1", "CS-2"]) expect((await tell("PATCH", `/stations/${id}`, { minimumSecurityProfile: 3 })).station.minimumSecurityProfile).toBe(3);

    const [ca, own] = [file("authority.pem"), { cert: file("station.pem"), key: file("station.key") }];
    const connect = (identity: string, given: object, secret?: string) => connectIndependent(cpo.ocppUrl.replace("127.0.0.1", "localhost"), identity, "ocpp1.6", secret, { ca, ...given });
    const station = await connect("CS-1", own);
    expect(await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" })).toMatchObject({ status: "Accepted" });
    // A password is not enough, the certificate is that of another one, or nobody whom we trust has signed it.
    await expect(connect("CS-1", {}, password)).rejects.toThrow("Forbidden");
    const asAnother = (): Promise<string> => connect("CS-2", own).then(() => "connected", (error: Error) => error.message);
    expect(await asAnother()).toBe("Unauthorized");
    await expect(connect("CS-1", { cert: file("server.pem"), key: file("server.key") })).rejects.toThrow("Unauthorized");
    const stranger = await generateAuthority({ clock: { now: () => instant(Date.now()) }, name: "Somebody", organization: "Else" });
    await expect(connect("CS-1", { cert: stranger.rootCertificate, key: stranger.rootKey })).rejects.toThrow("Forbidden");

    // Who comes anew is judged by the roots in the changed file, who is connected stays.
    writeFileSync(files.stationCa, stranger.rootCertificate);
    await expect.poll(asAnother, { timeout: 20_000 }).toBe("Forbidden");
    expect(await station.call("Heartbeat", {})).toMatchObject({ currentTime: expect.any(String) });
    copyFileSync(join(certificates, "authority.pem"), files.stationCa);
    await expect.poll(asAnother, { timeout: 20_000 }).toBe("Unauthorized");

    // A new certificate of the server is shown to whoever comes from now on, at the page and to stations.
    const shown = (url: string): Promise<string | undefined> => new Promise((resolve, reject) => {
      const socket = connectTls({ host: "localhost", port: Number(new URL(url).port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256);
        socket.destroy();
      }).once("error", reject);
    });
    const fingerprint = (name: string): string => new X509Certificate(file(name)).fingerprint256;
    for (const url of [cpo.url, cpo.ocppUrl]) expect(await shown(url)).toBe(fingerprint("server.pem"));
    copyFileSync(join(certificates, "next-server.key"), files.key);
    copyFileSync(join(certificates, "next-server.pem"), files.cert);
    for (const url of [cpo.url, cpo.ocppUrl]) await expect.poll(() => shown(url), { timeout: 20_000 }).toBe(fingerprint("next-server.pem"));
    expect(await station.call("Heartbeat", {})).toMatchObject({ currentTime: expect.any(String) });
    expect(await asAnother()).toBe("Unauthorized");
    await station.close({ force: true });
  });
});

/** One request over TLS to a server whose root this process does not know. */
function requestOver(url: string, method: string, key: string, body: object): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, rejectUnauthorized: false, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }));
    });
    sent.on("error", reject).end(JSON.stringify(body));
  });
}
