/**
 * Measures what an import costs a user: bundled, minified and compressed, with everything it brings along except zod, `ws` and other
 * dependencies, which are a user's own choice to share. Fails above a budget in `size-budgets.json`; `--write` prints budgets with a fifth of room.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { entriesOf, type Manifest } from "./published/pack.ts";

/** KB of each import of each entry; `*` is everything. */
type Budgets = Readonly<Record<string, Readonly<Record<string, number>>>>;

const budgets = JSON.parse(readFileSync("tools/size-budgets.json", "utf8")) as Budgets;
const entries = readdirSync("packages").flatMap((name) => entriesOf(JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8")) as Manifest));

async function kilobytes(entry: string, name: string): Promise<number> {
  const contents = name === "*" ? `export * from "${entry}"` : `import { ${name} } from "${entry}"; console.log(${name})`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "tools", loader: "js" }, bundle: true, minify: true, format: "esm", platform: "node", target: "es2023", write: false, logLevel: "silent",
    conditions: ["@cpokit/source"], external: ["node:*", "zod", "ws", "pg", "pdf-lib", "@pdf-lib/fontkit", "better-sqlite3", "@peculiar/*", "reflect-metadata"],
  });
  return gzipSync(outputFiles[0]!.contents).length / 1_000;
}

const measured = await Promise.all(entries.map(async (entry) => {
  const names = [...new Set([...Object.keys(budgets[entry] ?? {}), "*"])];
  return [entry, Object.fromEntries(await Promise.all(names.map(async (name) => [name, await kilobytes(entry, name)] as const)))] as const;
}));
if (process.argv.includes("--write")) {
  const roomy = measured.map(([entry, sizes]) => [entry, Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, Math.ceil(size * 1.2)]))]);
  console.log(JSON.stringify(Object.fromEntries(roomy), undefined, 2));
} else {
  let over = 0;
  for (const [entry, sizes] of measured) {
    for (const [name, size] of Object.entries(sizes)) {
      const budget = budgets[entry]?.[name];
      const fits = budget !== undefined && size <= budget;
      if (!fits) over += 1;
      console.log(`${fits ? "ok  " : "OVER"}  ${entry} ${name}: ${size.toFixed(1)} KB of ${budget ?? "no budget"}`);
    }
  }
  process.exitCode = over === 0 ? 0 : 1;
}
