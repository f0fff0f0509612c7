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

/** Lets a process write for 5 to 80 ms after its first acknowledgement, then kills it. */
async function killWriter(url: string, schema: string): Promise<string[]> {
  const script = fileURLToPath(new URL("kill-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, url, schema], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => void child.on("exit", () => resolve()));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.length === 0) setTimeout(() => child.kill("SIGKILL"), 5 + Math.random() * 75);
    lines.push(line);
  }
  await exited;
  // The last line may be torn.
  return lines.filter((line) => line.endsWith("]"));
}
