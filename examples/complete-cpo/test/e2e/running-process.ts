import { spawn, type ChildProcess } from "node:child_process";

/** A CPO in a process of its own, as `npm start` runs it. */
export interface RunningProcess {
  readonly url: string;
  readonly ocppUrl: string;
  /** Printed at the first start only. */
  readonly operatorKey: string | undefined;
  /** Everything that it printed so far. */
  output(): string;
  /** Ends it; resolves with its exit code, `null` after a kill. */
  end(signal: "SIGKILL" | "SIGTERM" | "SIGINT"): Promise<number | null>;
}

/** Starts `src/main.ts` and waits for its banner. */
export async function startProcess(args: readonly string[]): Promise<RunningProcess> {
  const main = new URL("../../src/main.ts", import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, ["--conditions=@cpokit/source", main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      if (/OCPP +ws:\/\//.test(text) && text.includes("Your own station")) resolve();
    };
    child.stdout!.on("data", read);
    child.stderr!.on("data", read);
    void ended.then((code) => reject(new Error(`The CPO ended with ${code} before it ran:\n${text}`)));
  });
  return {
    url: /Page +(http:\/\/[^\s/#]+)/.exec(text)![1]!,
    ocppUrl: /OCPP +(ws:\/\/[^\s/]+)/.exec(text)![1]!,
    operatorKey: /Operator key +(\S+)/.exec(text)?.[1],
    output: () => text,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
