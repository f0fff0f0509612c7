/**
 * Runs every bench: each `bench/<package>/<name>.ts` that exports `run(): Promise<void>`.
 * `npm run bench -- gateway` runs only those whose path contains the word.
 */
import { readdirSync } from "node:fs";

const here = new URL(".", import.meta.url);
const wanted = process.argv[2] ?? "";

for (const folder of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  for (const file of readdirSync(new URL(`${folder.name}/`, here)).filter((name) => name.endsWith(".ts"))) {
    const path = `${folder.name}/${file}`;
    if (!path.includes(wanted)) continue;
    const bench: { readonly run?: unknown } = await import(new URL(path, here).href);
    if (typeof bench.run !== "function") continue;
    console.log(`\n${path}`);
    await bench.run();
  }
}
