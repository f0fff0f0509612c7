/** Runs every generator and fails when a generated file changes: what is committed is what the generator writes. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const generators = [["tools/ocpp-codegen/main.ts"], ["tools/ocpi-codegen/main.ts"]];
const outputs = ["packages/ocpp/src/generated", "packages/ocpp/src/v16", "packages/ocpp/src/v201", "packages/ocpp/src/v21", "packages/ocpp/src/v2", "packages/ocpi/src/generated"];

const before = fingerprints();
for (const generator of generators) {
  const run = spawnSync(process.execPath, generator, { encoding: "utf8" });
  if (run.status !== 0) {
    console.error(`${generator.join(" ")} failed:\n${run.stderr}`);
    process.exit(1);
  }
}
const after = fingerprints();
const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
if (changed.length > 0) {
  console.error(`The generator wrote something else than what is in the repository; run "npm run codegen" and commit:\n${changed.map((path) => `  ${path}`).join("\n")}`);
  process.exit(1);
}
console.log(`codegen: ${after.size} files, no difference`);
if (after.size === 0) {
  console.error("No generated file was found, so nothing was checked.");
  process.exit(1);
}

function fingerprints(): Map<string, string> {
  return new Map(outputs.flatMap(list).map((path) => [path, createHash("sha256").update(readFileSync(path)).digest("hex")]));
}

function list(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? list(join(folder, entry.name)) : [join(folder, entry.name)]));
}
