import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";

/** Where and when benches ran. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  /** Processes that waited for a core in the minute before; above 0.2 a core the figures are of a busy machine. */
  readonly load: string;
  /** `ocpp-rpc 2.2.1` */
  readonly peers: readonly string[];
}

/** What builds and runs contestants is none. */
const TOOLS: ReadonlySet<string> = new Set(["tsup", "esbuild"]);

const root = join(import.meta.dirname, "../..");

export function machine(): Machine {
  const [cpu] = cpus();
  const isChanged = git("status", "--porcelain", "--", "packages", "bench") !== "";
  return {
    date: new Date().toISOString().slice(0, 10), commit: `${git("rev-parse", "--short", "HEAD")}${isChanged ? ", with changes" : ""}`,
    processor: cpu?.model.trim() ?? "unknown", cores: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, system: `${type()} ${release()}`, node: process.version,
    load: loadavg()[0]!.toFixed(2), peers: peers(),
  };
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/** The packages from npm that benches and what they share with tests import, with their versions. */
function peers(): readonly string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly devDependencies: Readonly<Record<string, string>> };
  const sources = globSync(["bench/**/*.ts", "packages/smart-charging/test/{highs.ts,bench/*.ts}"], { cwd: root }).map((path) => readFileSync(join(root, path), "utf8")).join("\n");
  return Object.entries(devDependencies).filter(([name]) => !TOOLS.has(name) && (sources.includes(`from "${name}"`) || sources.includes(`import("${name}")`))).map(([name, version]) => `${name} ${version}`);
}
