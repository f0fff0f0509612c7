import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { machine } from "../../bench/page/machine.ts";
import { aboutOf, renderPage } from "../../bench/page/render-page.ts";

const bench = join(import.meta.dirname, "../../bench");
const sources = globSync("*/*.ts", { cwd: bench }).map((path) => [path, readFileSync(join(bench, path), "utf8")] as const).filter(([, source]) => /export (?:async )?function run\b/.test(source));

describe("the page of benchmarks", () => {
  it.each(sources)("has words about %s", (_path, source) => {
    expect(aboutOf(source)).toMatch(/^[A-Z\d].{30,}/);
    expect(aboutOf(source)).not.toMatch(/\*|\n/);
  });

  it("shows the machine, the peers with their versions, and what each bench said as it said it", () => {
    const here = machine();
    expect(here.peers).toEqual(expect.arrayContaining([expect.stringMatching(/^ocpp-rpc \d/), expect.stringMatching(/^decimal\.js \d/), expect.stringMatching(/^highs \d/)]));
    const page = renderPage({ ...here, date: "2026-11-21", load: "0.10" }, "", [
      { path: "tariffs/calculation.ts", about: "Prices per second.", output: "\n   totals: cpokit   700,000/s   6.1 × decimal.js\n", seconds: 61.2, code: 0 },
      { path: "ocpp/decode.ts", about: "Decoding.", output: "1.17x\n", seconds: 130, code: 0 },
    ]);
    expect(page).toContain("| date | 2026-11-21 |\n");
    expect(page).toContain(`| Node.js | ${process.version} |\n`);
    expect(page).toContain("`npm run bench -- --write docs/benchmarks.md` (3 min here), or one of them with `npm run bench -- tariffs/calculation`");
    expect(page).toContain("\n## tariffs/calculation\n\nPrices per second.\n\n```\n   totals: cpokit   700,000/s   6.1 × decimal.js\n```\n\n[bench/tariffs/calculation.ts](../bench/tariffs/calculation.ts), 61 s.\n");
  });
});
