/**
 * Fails when the lock file lacks a platform package that some dependency lists as optional: `npm ci` would refuse to run ("Missing: … from lock file"),
 * and other platforms could not install. Download addresses are left out of it, too: which registry is asked is the reader's choice.
 */
import { readFileSync } from "node:fs";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { readonly packages: Readonly<Record<string, Locked>> };
const faults = Object.entries(packages).flatMap(([path, { version, resolved, optionalDependencies = {} }]) => [
  ...Object.keys(optionalDependencies)
    .filter((name) => packages[`${path}/node_modules/${name}`] === undefined && packages[`node_modules/${name}`] === undefined)
    .map((name) => `${path || "the root"} ${version}: its optional package ${name} is missing`),
  ...(resolved !== undefined && /^https?:/.test(resolved) ? [`${path}: has a download address`] : []),
]);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
