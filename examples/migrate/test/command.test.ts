import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cpokit-migrate-command-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function command(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@cpokit/source", MAIN, ...args], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}

it("moves the sample into a file, once", () => {
  expect(command("--dry-run")).toMatchObject({ status: 0, stdout: "stations  3 would be added, 0 there already\ntokens    3 would be added, 0 there already\nsessions  3 would be added, 0 there already\n" });
  expect(existsSync(join(folder, "data"))).toBe(false);
  expect(command()).toMatchObject({ status: 0, stdout: "stations  3 added, 0 there already\ntokens    3 added, 0 there already\nsessions  3 added, 0 there already\n", stderr: expect.stringContaining("sessions: 3 of 3") });
  expect(command("--into", "data/cpo.db").stdout).toContain("sessions  0 added, 3 there already");
});

it("names what is wrong in the files, and in its call", () => {
  writeFileSync(join(folder, "tokens.csv"), "value,validUntil\nA,soon\n");
  expect(command(folder)).toMatchObject({ status: 1, stderr: expect.stringContaining('tokens.csv, line 2, validUntil: must be a time in UTC') });
  expect(command(folder).stderr).toContain("1 fault; nothing was written.");
  expect(command("nowhere")).toMatchObject({ status: 2, stderr: "There is no folder nowhere.\n" });
  expect(command("--frm", "x")).toMatchObject({ status: 2, stderr: expect.stringContaining("--frm") });
});
