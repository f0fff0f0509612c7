/**
 * From the start of the process until a central system of one version listens, beside a bare ws server. Ours runs as it is published:
 * JavaScript, one bundle.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "tsup";

const SERVERS = ["bare", "cpokit", "ocpp-rpc"] as const;
const ROUNDS = 9;
/** Inside the repository, so that the bundles find their packages. */
const root = join(import.meta.dirname, "../../node_modules");

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(root, ".cold-start-"));
  try {
    await build({
      entry: Object.fromEntries(SERVERS.map((name) => [name, join(import.meta.dirname, "cold", `${name}.ts`)])),
      outDir: folder, format: "esm", target: "es2023", platform: "node", noExternal: [/^@cpokit\//], external: ["ws", "zod", "ocpp-rpc"],
      config: false, dts: false, silent: true, splitting: false, esbuildOptions: (options) => void (options.conditions = ["@cpokit/source"]),
    });
    const rounds = Array.from({ length: ROUNDS }, () => SERVERS.map((name) => start(join(folder, `${name}.js`))));
    for (const [place, name] of SERVERS.entries()) {
      const of = (part: keyof Start): number => median(rounds.map((round) => round[place]![part]));
      console.log(`${name.padEnd(12)}${of("seconds").toFixed(3)} s  ${of("cpu").toFixed(3)} s of CPU  ${(of("memory") / 1_048_576).toFixed(0)} MiB resident`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Start {
  readonly seconds: number;
  readonly cpu: number;
  readonly memory: number;
}

function start(file: string): Start {
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }));
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1]!;
}
