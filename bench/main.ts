/**
 * Runs every bench: each `bench/<package>/<name>.ts` that exports `run(): Promise<void>`.
 * `npm run bench -- gateway` runs only those whose path contains the word.
 * `npm run bench -- --write docs/benchmarks.md` runs each in a process of its own, and writes what they said, where and when.
 */
import { globSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runAlone } from "./page/run-alone.ts";
import { machine } from "./page/machine.ts";
import { renderPage, type BenchResult } from "./page/render-page.ts";

const { values: { write }, positionals: [wanted = ""] } = parseArgs({ allowPositionals: true, options: { write: { type: "string" } } });
const paths = globSync("*/*.ts", { cwd: import.meta.dirname }).toSorted().filter((path) => path.includes(wanted) && !path.startsWith("page/"));

if (write === undefined) {
  for (const path of paths) {
    const bench: { readonly run?: unknown } = await import(new URL(path, import.meta.url).href);
    if (typeof bench.run !== "function") continue;
    console.log(`\n${path}`);
    await bench.run();
  }
} else {
  const here = machine();
  const results: BenchResult[] = [];
  for (const path of paths) {
    const result = await runAlone(path);
    if (result !== undefined) results.push(result);
  }
  const failed = results.filter(({ code }) => code !== 0);
  if (failed.length === 0) writeFileSync(write, renderPage(here, wanted, results));
  else console.error(`${failed.map(({ path }) => path).join(", ")} failed; ${write} was not written.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
