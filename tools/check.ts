/**
 * Everything that must hold besides the tests. Run by `npm run check`; each step prints its outcome and time,
 * and all steps run even when one fails.
 */
import { spawnSync } from "node:child_process";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const node = process.execPath;
const steps: readonly Step[] = [
  { name: "types", command: node, args: ["node_modules/typescript7/bin/tsc", "-b"] },
  { name: "types of the console", command: node, args: ["node_modules/typescript7/bin/tsc", "-p", "examples/complete-cpo/web"] },
  { name: "API reports match", command: node, args: ["tools/api-report.ts", "--check"] },
  { name: "the page of errors matches", command: node, args: ["tools/error-report.ts", "--check"] },
  { name: "the typed client of the complete CPO matches", command: node, args: ["--conditions=@cpokit/source", "examples/complete-cpo/client/generate.ts", "--check"] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "boundaries", command: node, args: ["tools/boundaries.ts"] },
  { name: "generated code leaves no difference", command: node, args: ["tools/no-diff.ts"] },
  { name: "lock file is complete", command: node, args: ["tools/lock-complete.ts"] },
  { name: "the site of the documentation builds, complete and by itself", command: node, args: ["tools/site.ts"] },
  { name: "nothing is unused or undeclared", command: "knip", args: ["--no-config-hints"] },
  { name: "packages build", command: node, args: ["tools/build.ts"] },
  { name: "imports stay within their size budgets", command: node, args: ["tools/sizes.ts"] },
  { name: "types stay within their budgets", command: node, args: ["tools/type-budgets.ts"] },
  { name: "a release can be made", command: node, args: ["tools/release-dry-run.ts"] },
  { name: "packed packages install, import and type-check", command: node, args: ["tools/published/main.ts"] },
];

let failed = 0;
for (const step of steps) {
  const start = performance.now();
  const run = spawnSync(step.command, step.args, { encoding: "utf8", shell: false });
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const passed = run.status === 0;
  if (!passed) {
    failed += 1;
    console.log(`${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}`);
  }
  console.log(`${passed ? "ok    " : "FAILED"}  ${step.name}  (${seconds} s)`);
}
console.log(`check: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
