import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { aboutOf, type BenchResult } from "./render-page.ts";

const folder = join(import.meta.dirname, "..");

/** Runs one bench in a process of its own, so that none is warmed or burdened by another; shows what it says while it runs. `undefined`: the file is no bench. */
export async function runAlone(path: string): Promise<BenchResult | undefined> {
  const source = readFileSync(join(folder, path), "utf8");
  if (!/export (?:async )?function run\b/.test(source)) return undefined;
  const start = performance.now();
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", join(folder, "main.ts"), path], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { path, about: aboutOf(source), output: output.replace(`\n${path}\n`, ""), seconds: (performance.now() - start) / 1_000, code: code ?? 1 };
}
