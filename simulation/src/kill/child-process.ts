import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import type { ChildOptions } from "./child.ts";

/** Where the bundle is kept, and what Node.js has compiled of it. */
const CACHE = fileURLToPath(new URL("../../.cache", import.meta.url));

/** A CPO in a process of its own that listens. */
export interface RunningChild {
  readonly port: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Puts the child into one file, which starts in a fraction of the time of its many sources. Returns its path. */
export async function bundleChild(): Promise<string> {
  const source = fileURLToPath(new URL("child.ts", import.meta.url));
  await build({
    entry: { "kill-child": source }, outDir: CACHE, format: "esm", platform: "node", target: "node22", config: false, silent: true, clean: false, dts: false, splitting: false, removeNodeProtocol: false,
    noExternal: [/^@cpokit\//], external: ["pg", "ws", "zod"],
    esbuildOptions: (options) => void (options.conditions = ["@cpokit/source"]),
  });
  return `${CACHE}/kill-child.js`;
}

/** Starts the child and waits until it listens. @throws when it ends before that, with what it said. */
export async function startChild(bundle: string, options: ChildOptions): Promise<RunningChild> {
  const child: ChildProcess = spawn(process.execPath, [bundle, JSON.stringify(options)], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_COMPILE_CACHE: CACHE } });
  const gone = once(child, "exit");
  let said = "";
  child.stderr!.on("data", (text: Buffer) => (said += text.toString()));
  const listening = (async (): Promise<number | undefined> => {
    for await (const line of createInterface({ input: child.stdout! })) return Number(line);
    return undefined;
  })();
  const port = await listening;
  if (port === undefined) {
    await gone;
    throw new Error(`The CPO to be killed did not start: ${said}`);
  }
  return {
    port,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The CPO ended by itself before it was killed: ${said}`);
      child.kill("SIGKILL");
      await gone;
    },
  };
}
