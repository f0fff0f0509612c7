/**
 * Installs the packed packages into an empty project, as a user would, and tries them there:
 * every entry is imported by every Node line that is supported, and the compiler reads all declarations.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { entriesOf, type Packed } from "./pack.ts";

/** The Node lines that are supported, each at one release. */
const NODES = ["22.23.3", "24.21.0", "26.10.0"];

/** An empty project with all packed packages installed. */
export function installInEmptyProject(packed: readonly Packed[]): string {
  const project = mkdtempSync(join(tmpdir(), "cpokit-user-"));
  const dependencies = Object.fromEntries(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies, overrides: dependencies }));
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
  return project;
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
