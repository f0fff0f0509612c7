/**
 * Everything that must hold besides the tests. Run by `npm run check`; each step prints its outcome and time,
 * and all steps run even when one fails.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Names of steps whose output it reads. */
  readonly after?: readonly string[];
}

const TYPES = "types";
const BUILD = "packages build";
const RELEASE = "a release can be made";

const node = process.execPath;
const steps: readonly Step[] = [
  { name: TYPES, command: node, args: ["node_modules/typescript7/bin/tsc", "-b"] },
  { name: "types of the console", command: node, args: ["node_modules/typescript7/bin/tsc", "-p", "examples/complete-cpo/web"] },
  { name: "API reports match", command: node, args: ["tools/api-report.ts", "--check"], after: [TYPES] },
  { name: "the page of errors matches", command: node, args: ["tools/error-report.ts", "--check"] },
  { name: "the typed client of the complete CPO matches", command: node, args: ["--conditions=@cpokit/source", "examples/complete-cpo/client/generate.ts", "--check"] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "boundaries", command: node, args: ["tools/boundaries.ts"] },
  { name: "generated code leaves no difference", command: node, args: ["tools/no-diff.ts"] },
  { name: "lock file is complete", command: node, args: ["tools/lock-complete.ts"] },
  { name: "the site of the documentation builds, complete and by itself", command: node, args: ["tools/site.ts"] },
  { name: "nothing is unused or undeclared", command: "knip", args: ["--no-config-hints"] },
  { name: BUILD, command: node, args: ["tools/build.ts"], after: [TYPES] },
  { name: "imports stay within their size budgets", command: node, args: ["tools/sizes.ts"], after: [BUILD] },
  { name: "types stay within their budgets", command: node, args: ["tools/type-budgets.ts"], after: [BUILD] },
  { name: RELEASE, command: node, args: ["tools/release-dry-run.ts"], after: [BUILD] },
  { name: "packed packages install, import and type-check", command: node, args: ["tools/published/main.ts"], after: [BUILD, RELEASE] },
];

const started = new Map<Step, Promise<boolean>>();
const waiting: (() => void)[] = [];
let free = availableParallelism();
for (const step of steps) started.set(step, begin(step));
const passed = (await Promise.all(started.values())).filter(Boolean).length;
console.log(`check: ${passed} passed, ${steps.length - passed} failed`);
process.exitCode = passed === steps.length ? 0 : 1;

/** Waits for what it needs and for a free core, in the order of the list. */
async function begin(step: Step): Promise<boolean> {
  for (const name of step.after ?? []) await started.get(steps.find((each) => each.name === name)!);
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free -= 1;
  const start = performance.now();
  const { isGood, output } = await run(step);
  if (!isGood) console.log(output);
  console.log(`${isGood ? "ok    " : "FAILED"}  ${step.name}  (${((performance.now() - start) / 1_000).toFixed(1)} s)`);
  const next = waiting.shift();
  if (next === undefined) free += 1;
  else next();
  return isGood;
}

function run({ command, args }: Step): Promise<{ readonly isGood: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", (error) => resolve({ isGood: false, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ isGood: code === 0, output }));
  });
}
