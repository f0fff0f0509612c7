import { appendFileSync, closeSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openLogDriver } from "../src/log-driver.ts";

const folder = mkdtempSync(join(tmpdir(), "cpokit-log-"));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (id: string) => ({ checks: [], writes: [{ kind: "put", scope: "", collection: "things", id, body: "1", keys: [] }] }) as const;

it("stays under eighty lines, and the guide shows it with its tests", () => {
  const source = readFileSync(new URL("../src/log-driver.ts", import.meta.url), "utf8");
  expect(source.trimEnd().split("\n").length).toBeLessThan(80);
  const guide = readFileSync(new URL("../../../docs/guides/storage-adapter.md", import.meta.url), "utf8");
  for (const file of ["../src/log-driver.ts", "contract.test.ts", "log-target.ts", "kill-writer.ts"]) {
    expect(guide).toContain(readFileSync(new URL(file, import.meta.url), "utf8"));
  }
});

it("forgets a line that was torn, and writes on after the last whole one", async () => {
  const file = join(folder, "torn.log");
  const first = await openLogDriver(file);
  await first.commit([put("a"), put("b")]);
  await first.close();
  appendFileSync(file, '[{"kind":"put","scope":"","coll');
  const second = await openLogDriver(file);
  await second.commit([put("c")]);
  await second.close();
  const third = await openLogDriver(file);
  expect((await third.scan({ scope: "", collection: "things", limit: 9 })).map(({ id, version }) => [id, version])).toEqual([["a", 1], ["b", 2], ["c", 3]]);
  await third.close();
});

it("refuses a file that another living process has, not one that a dead one left", async () => {
  const file = join(folder, "locked.log");
  writeFileSync(`${file}.lock`, String(process.ppid));
  await expect(openLogDriver(file)).rejects.toMatchObject({ code: "EEXIST" });
  writeFileSync(`${file}.lock`, "999999999");
  await (await openLogDriver(file)).close();
});

it.runIf(process.platform === "linux")("closes every handle when the file cannot be written, so that nobody reads what was not stored", async () => {
  const file = join(folder, "broken.log");
  const [writer, reader] = [await openLogDriver(file), await openLogDriver(file)];
  await writer.commit([put("a")]);
  closeSync(descriptorOf(file));
  await expect(writer.commit([put("b")])).rejects.toMatchObject({ code: "EBADF" });
  await expect(reader.get({ scope: "", collection: "things", id: "b" })).rejects.toMatchObject({ code: "storage.closed" });
});

/** The descriptor under which this process has the file open. */
function descriptorOf(file: string): number {
  const linkOf = (name: string): string => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch (error) {
      // The one that lists the folder is gone by now.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  };
  return Number(readdirSync("/proc/self/fd").find((name) => linkOf(name) === file));
}
