import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";

const scripts = new URL("../../scripts/", import.meta.url).pathname;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs a script as if this Node had another version. */
function runAs(version: string, script: string, options: { readonly agent?: string; readonly cwd?: string } = {}) {
  const code = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} }); await import(${JSON.stringify(join(scripts, script))});`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8", cwd: options.cwd ?? tmpdir(), env: { ...process.env, npm_config_user_agent: options.agent ?? "npm/11.0.0 node/v24.0.0" },
  });
}

/** A clone that npm already installed, with the `node` package of this machine but without its link. */
function installedClone(): string {
  const folder = mkdtempSync(join(tmpdir(), "clone-"));
  folders.push(folder);
  const brought = join(folder, "node_modules", `node-${process.platform}-${process.arch}`, "bin");
  mkdirSync(brought, { recursive: true });
  mkdirSync(join(folder, "node_modules", ".bin"));
  writeFileSync(join(brought, "node"), "");
  const lock = JSON.stringify({ packages: { "": {}, "node_modules/zod": { version: "4.6.7" } } });
  writeFileSync(join(folder, "package-lock.json"), lock);
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), lock);
  return folder;
}

it.each(["20.20.2", "22.17.9", "18.0.0"])("Node %s is told what to do instead of running", (version) => {
  const run = runAs(version, "require-node.mjs");
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(`needs Node.js 22.18 or newer, and this is ${version}`);
  expect(run.stderr).toContain("install Node 24");
});

it.each(["22.18.0", "24.21.0", "26.1.0"])("Node %s runs", (version) => {
  expect(runAs(version, "require-node.mjs").status).toBe(0);
});

it("a too old npm or Node is told what to do before anything is installed", () => {
  const npm = runAs("20.20.2", "ensure-install.mjs", { agent: "npm/9.8.1 node/v20.20.2" });
  expect(npm.status).toBe(1);
  expect(npm.stderr).toContain("npm 10 or newer, and this is npm 9");
  const node = runAs("18.20.0", "ensure-install.mjs");
  expect(node.status).toBe(1);
  expect(node.stderr).toContain("Node.js 20 or newer");
});

it("an install that was made by hand stays, and gets the link to the node that npm 10 leaves out", () => {
  const folder = installedClone();
  const run = runAs("20.20.2", "ensure-install.mjs", { cwd: folder });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
  expect(readlinkSync(join(folder, "node_modules/.bin/node"))).toContain("bin/node");
  expect(runAs("20.20.2", "ensure-install.mjs", { cwd: folder }).status).toBe(0);
});
