/**
 * Measures what a package costs a user's compiler: the instantiations that checking the example of its README takes, over the published declarations.
 * The count is the same on every machine. Fails above a budget in `type-budgets.json`; `--write` prints budgets with a fifth of room. `tools/build.ts` must have run.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** Instantiations by package. */
type Budgets = Readonly<Record<string, number>>;

const budgets = JSON.parse(readFileSync("tools/type-budgets.json", "utf8")) as Budgets;
const examples = readdirSync("packages").map((name) => [name, join("packages", name, "test", "readme.example.ts")] as const).filter(([, path]) => existsSync(path));

const measured = examples.map(([name, path]) => {
  const program = ts.createProgram([resolve(path)], {
    target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, lib: ["lib.es2023.d.ts", "lib.dom.d.ts"], strict: true, skipLibCheck: true, noEmit: true, allowImportingTsExtensions: true, types: ["node"], typeRoots: [resolve("node_modules/@types")],
  });
  const faults = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  if (faults.length > 0) throw new Error(`${path} does not compile over the declarations:\n${faults.join("\n")}`);
  return [name, program.getInstantiationCount()] as const;
});
if (process.argv.includes("--write")) {
  console.log(JSON.stringify(Object.fromEntries(measured.map(([name, count]) => [name, Math.ceil(count * 1.2 / 100) * 100])), undefined, 2));
} else {
  for (const [name, count] of measured) {
    const budget = budgets[name];
    const fits = budget !== undefined && count <= budget;
    if (!fits) process.exitCode = 1;
    console.log(`${fits ? "ok  " : "OVER"}  ${name}: ${count} instantiations of ${budget ?? "no budget"}`);
  }
}
