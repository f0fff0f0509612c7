import { silentLogger } from "@cpokit/kernel";
import { createMemoryDriver } from "@cpokit/storage";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { banner } from "../src/banner.ts";
import { startCpo, type RunningCpo, type StartOptions } from "../src/start.ts";

let folder: string;
let running: RunningCpo[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpo-start-"));
});
afterEach(async () => {
  for (const cpo of running) await cpo.close();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<StartOptions> = {}): Promise<RunningCpo> {
  const cpo = await startCpo({ dataFolder: folder, port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, demoDays: 1, logger: silentLogger, ...options });
  running.push(cpo);
  return cpo;
}

async function about(cpo: RunningCpo, key: string | undefined): Promise<number> {
  return (await fetch(`${cpo.url}/api/v1/about`, { headers: { authorization: `Bearer ${key}` } })).status;
}

describe("the operator key", () => {
  it("is shown at the first start alone and works after a restart", async () => {
    const first = await start();
    const key = first.operatorKey;
    expect(key).toMatch(/^cpo_[\w-]{32}$/);
    expect(await about(first, key)).toBe(200);
    expect(await about(first, `${key}x`)).toBe(401);
    await first.close();
    const second = await start();
    expect(second.operatorKey).toBeUndefined();
    expect(await about(second, key)).toBe(200);
  });

  it("is replaced on demand", async () => {
    const first = await start();
    await first.close();
    const second = await start({ newKey: true });
    expect(second.operatorKey).not.toBe(first.operatorKey);
    expect(await about(second, first.operatorKey)).toBe(401);
    expect(await about(second, second.operatorKey)).toBe(200);
  });
});

describe("the data folder", () => {
  it("belongs to one running CPO, and is free when that has stopped", async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: "complete-cpo.data-locked", message: expect.stringContaining("--data") });
    expect(await about(first, first.operatorKey)).toBe(200);
    await first.close();
    await expect(start()).resolves.toMatchObject({ demo: false });
  });

  it("that is a file is refused with a sentence", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(start({ dataFolder: file })).rejects.toMatchObject({ code: "complete-cpo.data-folder", message: expect.stringContaining("--data") });
  });
});

describe("ports", () => {
  it.each(["port", "ocppPort"] as const)("%s that is taken ends the start with a sentence, and frees the data folder", async (which) => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => void other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ [which]: port })).rejects.toMatchObject({ message: expect.stringMatching(new RegExp(`port ${port}.*(--port|choose another)`)) });
    other.close();
    await expect(start()).resolves.toBeDefined();
  });
});

describe("the demonstration", () => {
  it("begins on empty data, is remembered, and can be left out of one run", async () => {
    const first = await start({ demo: undefined });
    expect(first.demo).toBe(true);
    await first.close();
    const second = await start({ demo: undefined });
    expect(second.demo).toBe(true);
    await second.close();
    const third = await start({ demo: false });
    expect(third.demo).toBe(false);
    await third.close();
    expect(await start({ demo: undefined })).toMatchObject({ demo: true });
  });

  it("stays away from data that began without it", async () => {
    await (await start()).close();
    expect(await start({ demo: undefined })).toMatchObject({ demo: false });
  });
});

describe("a driver of one's own", () => {
  it("takes the place of the data folder", async () => {
    const cpo = await start({ driver: createMemoryDriver() });
    expect(await about(cpo, cpo.operatorKey)).toBe(200);
  });
});

describe("the banner", () => {
  const cpo = { url: "http://127.0.0.1:8080", ocppUrl: "ws://127.0.0.1:9000", operatorKey: "cpo_key", demo: true, close: () => Promise.resolve() };

  it("has the addresses, the key, and how to connect a station", () => {
    const text = banner(cpo, { host: undefined });
    expect(text).toContain("http://127.0.0.1:8080/#key=cpo_key");
    expect(text).toContain("http://127.0.0.1:8080/docs");
    expect(text).toContain("ws://127.0.0.1:9000/<identity>   (ocpp1.6, ocpp2.0.1, ocpp2.1)");
    expect(text).toContain("Operator key   cpo_key");
    expect(text).toContain("ws://<this machine>:9000/<identity>");
  });

  it("does not repeat the key", () => {
    const text = banner({ ...cpo, operatorKey: undefined }, { host: "127.0.0.1" });
    expect(text).not.toContain("key=");
    expect(text).toContain("point it to ws://127.0.0.1:9000/<identity>");
  });
});
