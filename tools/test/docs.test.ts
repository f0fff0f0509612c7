import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const pages = globSync(["*.md", "docs/*.md", "docs/{guides,decisions}/*.md", "{packages,examples}/*/README.md", "packages/*/test/**/README.md", "simulation/*.md"], { cwd: root });
const sources = globSync(["{packages,examples,simulation}/**/*.ts"], { cwd: root, exclude: (name) => name === "node_modules" || name === "dist" || name === ".types" })
  .map((path) => readFileSync(join(root, path), "utf8"));

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");

  it("shows code that the tests run", () => {
    const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
    expect(blocks.filter((code) => !sources.some((source) => source.includes(code)))).toEqual([]);
  });

  it("has links that lead somewhere", () => {
    const targets = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});
