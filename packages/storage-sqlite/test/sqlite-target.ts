import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Driver } from "@cpokit/storage";
import type { ContractTarget } from "@cpokit/storage/contract";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { openBetterSqlite } from "./better-sqlite3.ts";

/** The libraries that the driver runs on. */
export const engines: Readonly<Record<string, (file: string) => Driver>> = {
  "node:sqlite": (file) => createSqliteDriver({ file }),
  "better-sqlite3": openBetterSqlite,
};

/** A file of its own per place. `CPOKIT_KILLS` asks for more rounds than the usual ten. */
export function sqliteTarget(engine: string): ContractTarget {
  const open = engines[engine]!;
  return {
    durable: true,
    kills: Number(process.env["CPOKIT_KILLS"] ?? 10),
    async create() {
      const folder = await mkdtemp(join(tmpdir(), "cpokit-"));
      const file = join(folder, "store.db");
      return {
        open: async () => open(file),
        remove: () => rm(folder, { recursive: true }),
        killWriter: () => killWriter(file, engine),
      };
    },
  };
}

/** Lets a process write for 5 to 80 ms after its first acknowledgement, then kills it. */
async function killWriter(file: string, engine: string): Promise<string[]> {
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", fileURLToPath(new URL("kill-writer.ts", import.meta.url)), file, engine], {
    stdio: ["ignore", "pipe", "inherit"],
  });
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
