/** Versions a copy of the repository as a release would, and checks what that gives; nothing here is changed. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const read = (path: string): Manifest => JSON.parse(readFileSync(path, "utf8")) as Manifest;
const workspaces = (parent: string): string[] => readdirSync(parent).map((name) => join(parent, name, "package.json"));

const pending = readdirSync(".changeset").filter((name) => name.endsWith(".md") && name !== "README.md");
const copy = mkdtempSync(join(tmpdir(), "cpokit-release-"));
process.on("exit", () => rmSync(copy, { recursive: true }));
for (const path of ["package.json", "package-lock.json", ".changeset", ...workspaces("packages"), ...workspaces("examples")]) cpSync(path, join(copy, path), { recursive: true });
symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
execFileSync(process.execPath, [resolve("node_modules/@changesets/cli/bin.js"), "version"], { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });

const faults: string[] = [];
const manifests = readdirSync(join(copy, "packages")).map((folder) => ({ folder, ...read(join(copy, "packages", folder, "package.json")) }));
const [version] = [...new Set(manifests.map((manifest) => manifest.version))];
for (const { folder, name, version: own, dependencies = {} } of manifests) {
  if (own !== version) faults.push(`${name} would be ${own}, but another package ${version}: all share one version.`);
  for (const [dependency, range] of Object.entries(dependencies)) {
    if (dependency.startsWith("@cpokit/") && range !== version) faults.push(`${name} would ask for ${dependency} ${range}, not ${version}.`);
  }
  const changelog = join(copy, "packages", folder, "CHANGELOG.md");
  if (pending.length > 0 && (!existsSync(changelog) || !readFileSync(changelog, "utf8").includes(`## ${version}`))) faults.push(`${name} would have no changelog for ${version}.`);
}
for (const fault of faults) console.log(fault);
console.log(`${pending.length} changesets: ${manifests.length} packages would be ${version}`);
process.exitCode = faults.length === 0 ? 0 : 1;
