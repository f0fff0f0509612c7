import { execFile, execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);

/** A database of one's own on some server, for the tests of one file. */
export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

/** A server that nobody else uses, to be crashed. */
export interface TestServer {
  readonly url: string;
  start(): Promise<void>;
  /** Without warning, as a power loss would: nothing that was not synced survives in the server. */
  crash(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * On the server of `CPOKIT_POSTGRES_URL`, else on one that runs here, else on one that is started from the programs on the PATH;
 * `undefined`, said aloud, when there is none of these.
 */
export async function createTestDatabase(): Promise<TestDatabase | undefined> {
  for (const url of candidates()) {
    if (await answers(url)) return databaseOn(url, async () => undefined);
  }
  const server = createTestServer();
  if (server === undefined) {
    console.warn("NOT CHECKED: there is no PostgreSQL here. Set CPOKIT_POSTGRES_URL, start a server, or put initdb and pg_ctl on the PATH.");
    return undefined;
  }
  await server.start();
  return databaseOn(server.url, () => server.remove());
}

/** A server in a temporary folder; `undefined` when its programs are not on the PATH. */
export function createTestServer(): TestServer | undefined {
  if (!isInstalled("initdb") || !isInstalled("pg_ctl")) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "cpokit-postgres-"));
  const data = join(folder, "data");
  // PostgreSQL refuses to run as root.
  const owner = userInfo().uid === 0 ? { uid: numberOf("-u"), gid: numberOf("-g") } : {};
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  execFileSync("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"], { ...owner, stdio: "ignore" });
  const control = (...words: string[]): Promise<unknown> => run("pg_ctl", ["-D", data, "-w", ...words], { ...owner, env: process.env });
  return {
    url: `postgres://postgres@/postgres?host=${folder}&port=54329`,
    async start() {
      await control("start", "-l", join(folder, "log"), "-o", `-c listen_addresses='' -c unix_socket_directories='${folder}' -c port=54329`);
    },
    async crash() {
      await control("stop", "-m", "immediate");
    },
    async remove() {
      await control("stop", "-m", "immediate");
      rmSync(folder, { recursive: true });
    },
  };
}

function candidates(): string[] {
  const given = process.env["CPOKIT_POSTGRES_URL"];
  if (given !== undefined) return [given];
  return [userInfo().username, "postgres"].flatMap((user) => ["test", "postgres"].map((name) => `postgres://${user}@127.0.0.1:5432/${name}`));
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>("SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user");
    return rows[0]?.may === true;
  } catch (error) {
    if (process.env["CPOKIT_POSTGRES_URL"] !== undefined) throw error;
    return false;
  } finally {
    await client.end();
  }
}

async function databaseOn(url: string, removeServer: () => Promise<void>): Promise<TestDatabase> {
  const name = `cpokit_test_${process.pid}_${Math.floor(Math.random() * 1e9)}`;
  await statement(url, `CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  const own = new URL(url.replace("@/", "@socket/"));
  own.pathname = `/${name}`;
  return {
    url: own.href.replace("@socket/", "@/"),
    async remove() {
      await untilLeft(url, name);
      await statement(url, `DROP DATABASE ${name} WITH (FORCE)`);
      await removeServer();
    },
  };
}

/** A pool has ended before its connections have: a server that is told to force them out tells them so, and nobody listens any more. */
async function untilLeft(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { rowCount } = await client.query("SELECT 1 FROM pg_stat_activity WHERE datname = $1", [name]);
    if (rowCount === 0) break;
  }
  await client.end();
}

async function statement(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

function numberOf(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "postgres"]));
}
