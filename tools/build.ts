/** Builds what is published: for each package one ESM bundle per export into `dist`, with the declarations that `tsc -b` wrote, and the licence beside it. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "tsup";

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, string | Record<string, string>>;
  readonly bin?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
}

const only = process.argv.slice(2);
const names = readdirSync("packages").filter((name) => existsSync(join("packages", name, "package.json")) && (only.length === 0 || only.includes(name)));

for (const name of names) {
  const folder = join("packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const sources = Object.values(manifest.exports)
    .flatMap((entry) => (typeof entry === "object" ? [entry["@cpokit/source"]] : []))
    .filter((source) => source !== undefined);
  const binaries = Object.values(manifest.bin ?? {}).map((path) => path.replace(/^(\.\/)?dist\//, "./src/").replace(/\.js$/, ".ts"));
  const entryNames = [...sources, ...binaries].map((source) => source.replace(/^\.\/src\//, "").replace(/\.ts$/, ""));
  const entriesIn = (place: string, ending: string): Record<string, string> => Object.fromEntries(entryNames.map((entry) => [entry, join(folder, place, `${entry}${ending}`)]));
  await build({
    entry: entriesIn("src", ".ts"),
    outDir: join(folder, "dist"),
    format: "esm",
    target: "es2023",
    platform: "neutral",
    // Dependencies stay imports: each package brings only its own code, and there is one CpoError.
    external: [/^node:/, ...Object.keys(manifest.dependencies ?? {}).map((dependency) => new RegExp(`^${dependency}(/|$)`))],
    clean: true,
    splitting: true,
    sourcemap: true,
    silent: true,
    config: false,
    dts: { entry: entriesIn(".types", ".d.ts"), compilerOptions: { composite: false, rootDir: ".", emitDeclarationOnly: false, ignoreDeprecations: "6.0" } },
    tsconfig: join(folder, "tsconfig.json"),
  });
  copyFileSync("LICENSE", join(folder, "LICENSE"));
  console.log(`built ${manifest.name}: ${entryNames.join(", ")}`);
}
