/**
 * Installs the packed packages into an empty project, as a user would, and tries them there:
 * every entry is imported by every Node line that is supported, the compiler reads all declarations, and what the starter writes is started.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { entriesOf, type Packed } from "./pack.ts";

/** The Node lines that are supported, each at one release. */
const NODES = ["22.23.3", "24.21.0", "26.10.0"];

/** Makes an empty folder a project with all packed packages installed. */
export function installInEmptyProject(project: string, packed: readonly Packed[]): void {
  const dependencies = Object.fromEntries(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies, overrides: dependencies }));
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
}

/** What went wrong when each Node line imported every entry; an import that leaves a timer, a handle or a socket behind is a fault too. */
export function importEverywhere(project: string, packed: readonly Packed[]): readonly string[] {
  const script = join(project, "import.mjs");
  const entries = packed.flatMap(({ manifest }) => entriesOf(manifest));
  writeFileSync(script, `
    const handles = process.getActiveResourcesInfo().length;
    for (const entry of ${JSON.stringify(entries)}) await import(entry);
    if (process.getActiveResourcesInfo().length > handles) throw new Error("importing left something running: " + process.getActiveResourcesInfo().join(", "));
  `);
  return NODES.flatMap((version) => {
    const run = spawnSync(nodeAt(version), [script], { cwd: project, encoding: "utf8" });
    return run.status === 0 ? [] : [`Node ${version}: ${run.stderr || String(run.error)}`];
  });
}

/** What the compiler finds in a program that imports every entry; it checks their declarations as well. */
export function typeCheck(project: string, packed: readonly Packed[]): readonly string[] {
  const entries = packed.flatMap(({ manifest }) => entriesOf(manifest));
  writeFileSync(join(project, "program.ts"), `${entries.map((entry, index) => `import * as entry${index} from ${JSON.stringify(entry)};`).join("\n")}
export const all: readonly object[] = [${entries.map((_, index) => `entry${index}`).join(", ")}];
`);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({
    compilerOptions: { module: "nodenext", target: "es2023", lib: ["ES2023", "DOM"], strict: true, noEmit: true, skipLibCheck: false, types: ["node"], typeRoots: [resolve("node_modules/@types")] },
    files: ["program.ts"],
  }));
  const run = spawnSync(process.execPath, [resolve("node_modules/typescript7/bin/tsc"), "-p", project], { encoding: "utf8" });
  return run.status === 0 ? [] : [run.stdout + run.stderr];
}

/** What went wrong when the project that the starter writes was type-checked, and started and stopped on each Node line. */
export async function tryStarter(project: string): Promise<readonly string[]> {
  const folder = join(project, "starter");
  execFileSync(process.execPath, [join(project, "node_modules/create-cpokit/dist/cli.js"), folder], { stdio: ["ignore", "ignore", "inherit"] });
  const checked = spawnSync(process.execPath, [resolve("node_modules/typescript7/bin/tsc"), "-p", folder, "--typeRoots", resolve("node_modules/@types")], { encoding: "utf8" });
  const faults = checked.status === 0 ? [] : [`starter: ${checked.stdout}${checked.stderr}`];
  for (const version of NODES) {
    const child = spawn(nodeAt(version), ["src/main.ts"], { cwd: folder, env: { ...process.env, OCPP_PORT: "0" }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (!child.killed && said.includes("Stations connect to ws:")) child.kill("SIGTERM");
      });
    }
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0 || !said.includes("Stopped.")) faults.push(`starter on Node ${version} ended with ${code}: ${said}`);
  }
  return faults;
}

/** The path of a Node release, from the npm registry; kept between runs. */
function nodeAt(version: string): string {
  if (process.version === `v${version}`) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = resolve("node_modules", ".cache", `node-${version}`);
  const path = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix", folder, `${name}@${version}`], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return path;
}
