import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ContractTarget } from "@cpokit/storage/contract";
import { openLogDriver } from "../src/log-driver.ts";

export const logTarget: ContractTarget = {
  durable: true,
  kills: Number(process.env["CPOKIT_KILLS"] ?? 10),
  async create() {
    const folder = await mkdtemp(join(tmpdir(), "cpokit-"));
    const file = join(folder, "store.log");
    return {
      open: () => openLogDriver(file),
      remove: () => rm(folder, { recursive: true }),
      killWriter: () => killWriter(file),
    };
  },
};

/** Lets a process write for a moment after its first acknowledgement, then kills it; returns what it acknowledged. */
async function killWriter(file: string): Promise<string[]> {
  const script = fileURLToPath(new URL("kill-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, file], { stdio: ["ignore", "pipe", "inherit"] });
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
