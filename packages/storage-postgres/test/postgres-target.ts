import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { ContractTarget } from "@cpokit/storage/contract";
import { createPostgresDriver } from "@cpokit/storage-postgres";

let places = 0;

/** A schema of its own per place. `CPOKIT_KILLS` asks for more rounds than the usual ten. */
export function postgresTarget(url: string): ContractTarget {
  return {
    durable: true,
    kills: Number(process.env["CPOKIT_KILLS"] ?? 10),
    async create() {
      places += 1;
      const schema = `place "${places}"`;
      return {
        open: async () => createPostgresDriver({ connectionString: url, schema }),
        remove: () => dropSchema(url, schema),
        killWriter: () => killWriter(url, schema),
      };
    },
  };
}

export async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`);
  await client.end();
}

const WRITER = "cpokit-writer";

/** The server works on what it has already got of a client that is dead: nothing is settled before its last backend ended. */
async function writerGone(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let left = 1; left > 0; ) {
    const { rows } = await client.query<{ left: number }>("SELECT count(*)::int AS left FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1", [WRITER]);
    left = rows[0]!.left;
  }
  await client.end();
}

/** Lets a process write for 5 to 80 ms after its first acknowledgement, then kills it. */
async function killWriter(url: string, schema: string): Promise<string[]> {
  const script = fileURLToPath(new URL("kill-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, url, schema], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PGAPPNAME: WRITER } });
  const exited = new Promise<void>((resolve) => void child.on("exit", () => resolve()));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.length === 0) setTimeout(() => child.kill("SIGKILL"), 5 + Math.random() * 75);
    lines.push(line);
  }
  await exited;
  await writerGone(url);
  // The last line may be torn.
  return lines.filter((line) => line.endsWith("]"));
}
