/** Every rule of the tariff specification is named by the code that implements it, and by a vector or the title of a test that pins it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../", import.meta.url);

/** How many rules each chapter has. */
const CHAPTERS: Readonly<Record<string, number>> = { N: 6, Z: 4, V: 6, S: 7, R: 10, F: 4, Q: 6, B: 8, X: 6, L: 6, M: 5, G: 6, Y: 5, O: 3, D: 3, P: 8 };
const RULES = Object.entries(CHAPTERS).flatMap(([chapter, count]) => Array.from({ length: count }, (_, index) => `${chapter}${index + 1}`));

const files = (folder: string): string[] => readdirSync(new URL(folder, root), { recursive: true }).map((name) => `${folder}/${String(name)}`).filter((name) => name.endsWith(".ts"));
const sources = files("src").filter((name) => !name.endsWith(".test.ts"));
const tests = [...files("src"), ...files("test")].filter((name) => name.endsWith(".test.ts") && !name.endsWith("rules.test.ts"));
const textOf = (name: string): string => readFileSync(new URL(name, root), "utf8");

/** The rules that a text names, one by one or as a range: `N4`, `X1–X3`, `R1-4`. */
function rulesIn(text: string): Set<string> {
  const named = new Set<string>();
  for (const [, chapter = "", first, last] of text.matchAll(/\b([NZVSRFQBXLMGYODP])(\d{1,2})(?:[–-]\1?(\d{1,2}))?\b/g)) {
    for (let number = Number(first); number <= Number(last ?? first); number += 1) named.add(`${chapter}${number}`);
  }
  return named;
}

/** Titles of tests, and of the groups around them. */
function titlesIn(text: string): string {
  return [...text.matchAll(/\b(?:it|describe)(?:\.each\([^\n]*\))?\((["`])((?:(?!\1).)*)\1/g)].map(([, , title]) => title).join("\n");
}

it("every rule is written down, and no other", () => {
  expect([...textOf("RULES.md").matchAll(/^- \*\*(\w\d+)\*\*/gm)].map(([, rule]) => rule).toSorted()).toEqual(RULES.toSorted());
});

it("every rule is named in the code", () => {
  const named = rulesIn(sources.map(textOf).join("\n"));
  expect(RULES.filter((rule) => !named.has(rule))).toEqual([]);
});

it("every rule is pinned by a vector or a test that names it", () => {
  const vectors = readdirSync(new URL("test/vectors", root), { withFileTypes: true }).filter((each) => each.isDirectory()).map(({ name }) => name);
  const named = rulesIn([...tests.map((name) => titlesIn(textOf(name))), ...vectors].join("\n"));
  expect(RULES.filter((rule) => !named.has(rule))).toEqual([]);
});
