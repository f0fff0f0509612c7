/**
 * Checks who imports whom (docs: ARCHITECTURE.md). Run by `npm run boundaries`; prints one line per finding.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The packages that each package may import. Nothing is allowed that does not stand here. */
const LADDER: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  model: ["kernel"],
  storage: ["kernel"],
  ocpp: ["kernel"],
  tariffs: ["kernel", "model"],
  metering: ["kernel", "model"],
  "smart-charging": ["kernel", "model"],
  csms: ["kernel", "model", "storage", "ocpp"],
  sessions: ["kernel", "model", "storage", "metering"],
  billing: ["kernel", "model", "storage", "tariffs"],
  "invoice-pdf": ["kernel", "billing"],
  "storage-sqlite": ["kernel", "storage"],
  "storage-postgres": ["kernel", "storage"],
  "ocpp-ws": ["kernel", "ocpp"],
  ocpi: ["kernel", "model", "storage", "tariffs"],
  oicp: ["kernel", "model", "storage", "tariffs"],
  cluster: ["kernel", "storage"],
  pki: ["kernel", "model", "csms"],
  simulator: ["kernel", "ocpp", "ocpp-ws"],
  "create-cpokit": ["kernel"],
};

/** Packages whose code has no effect but through what it is given. */
const PURE: ReadonlySet<string> = new Set([
  "kernel", "model", "storage", "ocpp", "tariffs", "metering", "smart-charging", "csms", "sessions", "billing",
]);

/** The one file of a pure package that may touch the machine. */
const IMPURE_FILES: ReadonlySet<string> = new Set(["packages/kernel/src/system.ts"]);

export interface SourceFile {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface PackageManifest {
  readonly dependencies: readonly string[];
  readonly exports: readonly string[];
}

/** All findings, one sentence each; empty when the house is in order. */
export function findViolations(files: readonly SourceFile[], manifests: ReadonlyMap<string, PackageManifest>): string[] {
  return files.flatMap((file) => [...importFindings(file, manifests), ...purityFindings(file), ...barrelFindings(file)]);
}

function importFindings(file: SourceFile, manifests: ReadonlyMap<string, PackageManifest>): string[] {
  const owner = packageOf(file.path);
  const findings: string[] = [];
  for (const specifier of importsOf(file.text)) {
    const say = (rule: string): void => void findings.push(`${file.path}: imports "${specifier}": ${rule}`);
    if (specifier.startsWith("@cpokit/")) {
      const [, name = "", ...rest] = specifier.split("/");
      const target = manifests.get(name);
      const entry = rest.length === 0 ? "." : `./${rest.join("/")}`;
      if (target === undefined) say("no such package");
      else if (!target.exports.includes(entry)) say(`"${entry}" is not one of the exports of @cpokit/${name}`);
      if (owner === undefined || isApart(file.path)) continue;
      if (name === owner) say("a package does not import itself by name; use a relative path");
      else if (!(LADDER[owner] ?? []).includes(name)) say(`${owner} may not import ${name}; imports point down the ladder, siblings meet in the application`);
      else if (!(manifests.get(owner)?.dependencies ?? []).includes(`@cpokit/${name}`)) say("is not among the dependencies in package.json");
    } else if (specifier.startsWith(".")) {
      const target = posix.normalize(posix.join(posix.dirname(file.path), specifier));
      if (owner !== undefined && !target.startsWith(`packages/${owner}/`)) say("a relative import may not leave its package");
      if (owner === undefined && /^packages\//.test(target)) say("packages are imported by name");
      const generated = target.includes("/src/generated/") && !file.path.includes("/src/generated/");
      if (generated && !/^packages\/[^/]+\/src\/v[^/]+\/index\.ts$/.test(file.path)) say("only v*/index.ts imports generated code");
      if (!/\.(ts|tsx|json|css|mjs)$/.test(specifier)) say("relative imports end in .ts");
    } else if (owner !== undefined && !isApart(file.path) && !specifier.startsWith("node:")) {
      const dependency = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
      if (!(manifests.get(owner)?.dependencies ?? []).includes(dependency)) say("is not among the dependencies in package.json");
    }
  }
  return findings;
}

function purityFindings(file: SourceFile): string[] {
  const owner = packageOf(file.path);
  if (owner === undefined || !PURE.has(owner) || isApart(file.path) || IMPURE_FILES.has(file.path)) return [];
  const code = withoutComments(file.text);
  return [...code.matchAll(/\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b/g)].map(
    (match) => `${file.path}: uses ${match[0]}; time and randomness come from the ports Clock, Ids and Random`,
  );
}

function barrelFindings(file: SourceFile): string[] {
  if (!/^packages\/[^/]+\/src\/([^/]+\/)?index\.ts$/.test(file.path)) return [];
  return /^export \*/m.test(file.text) ? [`${file.path}: re-exports with "*"; index files name what they export`] : [];
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

/** Code that may use any package: tests, and what a starter writes for its user. */
function isApart(path: string): boolean {
  return /\.test\.ts$|^packages\/[^/]+\/(test|template)\//.test(path);
}

function importsOf(text: string): string[] {
  const pattern = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;
  return [...withoutComments(text).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "");
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "$1");
}

/** Reads every TypeScript file of packages, examples, tools and bench. */
export function readSources(root: string): SourceFile[] {
  return ["packages", "examples", "bench", "simulation"].flatMap((folder) => walk(root, folder));
}

function walk(root: string, folder: string): SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ["node_modules", "dist", ".types", "web"].includes(entry.name) ? [] : walk(root, path);
    return /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
  });
}

export function readManifests(root: string): Map<string, PackageManifest> {
  const names = readdirSync(join(root, "packages")).filter((name) => existsSync(join(root, "packages", name, "package.json")));
  return new Map(
    names.map((name) => {
      const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as Record<string, Record<string, unknown> | undefined>;
      const dependencies = ["dependencies", "peerDependencies", "optionalDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
      return [name, { dependencies, exports: Object.keys(manifest["exports"] ?? {}) }];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = readSources(root);
  const findings = findViolations(files, readManifests(root));
  for (const finding of findings) console.error(finding);
  console.log(`boundaries: ${files.length} files, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
