import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock as clock } from "@cpokit/kernel/system";
import { typedCall } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { createOcppClient } from "@cpokit/ocpp-ws";
import { createProject } from "create-cpokit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../../..");
let scratch: string;
let running: ChildProcess[];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "create-cpokit-"));
  running = [];
});
afterEach(async () => {
  for (const child of running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a script of ours in a folder; `said` resolves with the output once it holds some words. */
function run(folder: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, ...args], { cwd: folder, env: { ...process.env, ...env } });
  running.push(child);
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const said = (words: RegExp) => new Promise<RegExpExecArray>((found, failed) => {
    const look = (): void => {
      const match = words.exec(output);
      if (match) found(match);
    };
    listeners.add(look);
    child.once("exit", () => failed(new Error(`It ended without saying ${String(words)}: ${output}`)));
    look();
  });
  return { child, said };
}

describe("createProject", () => {
  it("writes a project that runs: a station charges and the CDR is sealed", async () => {
    const { folder, name } = createProject(join(scratch, "My CPO"));
    expect(name).toBe("my-cpo");
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({ name: "my-cpo", scripts: { start: "node src/main.ts" } });
    expect(existsSync(join(folder, ".gitignore"))).toBe(true);
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));

    const cpo = run(folder, "src/main.ts", [], { OCPP_PORT: "0" });
    const [, port] = await cpo.said(/ws:\/\/localhost:(\d+)\//);
    const station = createOcppClient({
      url: `ws://127.0.0.1:${port}`, identity: "SIM-0001", protocols: [v16], clock, backOff: "off",
      handler: () => ({ refusal: "notSupported", description: "a station for a test" }),
    });
    const link = await station.connected();
    await typedCall(link, v16, "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    const at = (minutes: number): string => new Date(Date.now() - (60 - minutes) * 60_000).toISOString();
    const started = await typedCall(link, v16, "StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 0, timestamp: at(0) });
    if (started.outcome !== "result") throw new Error(JSON.stringify(started));
    await typedCall(link, v16, "StopTransaction", { transactionId: started.payload.transactionId, meterStop: 10_000, timestamp: at(60) });
    // 10 kWh at 0.40, and 21 % VAT.
    expect((await cpo.said(/CDR \S+ for session \S+: (.+)/))[1]).toBe("EUR 4.84");
    await station.close();
    cpo.child.kill("SIGINT");
    const [code] = await once(cpo.child, "exit") as [number | null];
    expect(code).toBe(0);
  });

  it("overwrites nothing", () => {
    const folder = join(scratch, "full");
    mkdirSync(folder);
    writeFileSync(join(folder, "mine.txt"), "mine");
    expect(() => createProject(folder)).toThrow("There is something in");
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("mine");
  });

  it("lists every library that the template imports", () => {
    const { folder } = createProject(join(scratch, "imports"));
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly dependencies: object };
    const imported = ["cpo.ts", "main.ts", "network.ts"].flatMap((file) => [...readFileSync(join(folder, "src", file), "utf8").matchAll(/from "(@cpokit\/[^/"]+)/g)].map(([, library]) => library!));
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...new Set(imported)]));
  });
});
