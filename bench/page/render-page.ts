import type { Machine } from "./machine.ts";

/** What one bench said. */
export interface BenchResult {
  /** `tariffs/calculation.ts` */
  readonly path: string;
  /** What it measures, from its own words. */
  readonly about: string;
  readonly output: string;
  readonly seconds: number;
  readonly code: number;
}

/** The page of benchmarks; `wanted` is the word by which benches were chosen, empty for all. */
export function renderPage(machine: Machine, wanted: string, results: readonly BenchResult[]): string {
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0);
  return `# Benchmarks

What each bench said on one machine, unedited. Peers run in the same turn on the same machine, so that **ratios** can be compared with those of another machine; absolute figures cannot. Where a bench names a target, it is ours, not a standard's.

| | |
|---|---|
| date | ${machine.date} |
| commit | ${machine.commit} |
| processor | ${machine.processor}, ${machine.cores} cores |
| memory | ${machine.memory} |
| system | ${machine.system} |
| Node.js | ${machine.node} |
| load before | ${machine.load} |
| peers | ${machine.peers.join(", ")} |

Repeat it with \`npm run bench -- --write docs/benchmarks.md${wanted === "" ? "" : ` ${wanted}`}\` (${duration(total)} here), or one of them with \`npm run bench -- ${results[0]?.path.replace(/\.ts$/, "") ?? "<name>"}\`. Those that use PostgreSQL take it from \`CPOKIT_POSTGRES_URL\`, and say so when there is none.
${results.map(section).join("")}`;
}

function section({ path, about, output, seconds }: BenchResult): string {
  return `
## ${path.replace(/\.ts$/, "")}

${about}

\`\`\`
${output.replace(/^\n+/, "").trimEnd()}
\`\`\`

[bench/${path}](../bench/${path}), ${duration(seconds)}.
`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** The words at the head of a bench, or above its `run`, in one paragraph. */
export function aboutOf(source: string): string {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:async )?function run\b/.exec(source)?.[1] ?? "";
  return comment.split("\n").map((line) => line.replace(/^\s*\*\s?/, "").trim()).filter((line) => line !== "").join(" ");
}
