/**
 * Writes what each package promises: every export of every entry with its declaration, in `docs/api/<package>.md`.
 * With `--check`, says which report no longer matches. The declarations that `tsc -b` wrote are read.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { entriesOf, type Manifest } from "./published/pack.ts";

const FOLDER = "docs/api";
const check = process.argv.includes("--check");

const packages = readdirSync("packages").map((name) => {
  const manifest = JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8")) as Manifest;
  const files = Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [] : [resolve("packages", name, target["@cpokit/source"]!.replace("/src/", "/.types/").replace(/\.ts$/, ".d.ts"))]));
  return { name, manifest, entries: entriesOf(manifest).map((entry, index) => ({ entry, file: files[index]! })) };
});
const program = ts.createProgram(packages.flatMap(({ entries }) => entries.map(({ file }) => file)), {
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2023, noEmit: true, skipLibCheck: true, types: ["node"],
  customConditions: ["@cpokit/source"], allowImportingTsExtensions: true,
});
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const stale: string[] = [];
if (!check) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
}
for (const { name, manifest, entries } of packages) {
  const text = `# API of \`${manifest.name}\`\n\nWritten by \`npm run api\`. A change here is a change that users see: it needs a changeset.\n${entries.map(report).join("")}`;
  const path = join(FOLDER, `${name}.md`);
  if (!check) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) stale.push(path);
}
for (const path of stale) console.log(`${path} is not what the package exports now. Run "npm run api" and read the difference.`);
process.exitCode = stale.length === 0 ? 0 : 1;

function report({ entry, file }: { readonly entry: string; readonly file: string }): string {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry}: ${file} is not there. Run "npm run typecheck" first.`);
  const exported = checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `\n## \`${entry}\`\n\n\`\`\`ts\n${exported.map(declarationsOf).join("\n")}\n\`\`\`\n`;
}

function declarationsOf(symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declarations = target.declarations ?? [];
  if (declarations.some((declaration) => /[\\/]generated[\\/]/.test(declaration.getSourceFile().fileName))) return `${symbol.name}: generated`;
  return declarations.map((declaration) => {
    if (ts.isSourceFile(declaration)) return `namespace ${symbol.name}`;
    // A variable's own declaration lacks its keyword: the statement around it has it.
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile()).replace(/^(export )?(declare )?/, "");
  }).join("\n");
}
