import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { closed, integer, oneOf, text } from "./schema.ts";

describe("schemas", () => {
  it("are built on first use, and once", () => {
    let built = 0;
    const schema = closed<{ id: number }>(() => {
      built += 1;
      return { id: integer() };
    });
    expect(built).toBe(0);
    expect([schema(), schema()].map((each) => each.safeParse({ id: 1 }).success)).toEqual([true, true]);
    expect(built).toBe(1);
  });

  it("judge alone as the accept functions do", () => {
    expect(text(2).safeParse("😀😀").success).toBe(true);
    expect(oneOf(["A", "B"])().safeParse("C").success).toBe(false);
  });
});

describe("importing one version", () => {
  it.each([["v16", /v2/], ["v201", /v16|v21\b/], ["v21", /v16|v201/]])("%s loads no other", (version, others) => {
    const loaded = graph(new URL(`../${version}/index.ts`, import.meta.url));
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((path) => others.test(path.slice(path.indexOf("/src/"))))).toEqual([]);
  });

  it("the entry without version loads none and no zod", () => {
    const loaded = graph(new URL("../index.ts", import.meta.url));
    expect(loaded.filter((path) => /generated|schema\.ts$/.test(path))).toEqual([]);
  });
});

/** Every file that is loaded with this one; type imports load nothing. */
function graph(entry: URL, seen = new Set<string>()): readonly string[] {
  if (seen.has(entry.pathname)) return [];
  seen.add(entry.pathname);
  expect(existsSync(entry)).toBe(true);
  const loads = readFileSync(entry, "utf8").matchAll(/^(?:import|export)\s+(?!type\b)(\{[^}]*\})[^;]*?from "(\.[^"]+)"/gm);
  const values = [...loads].filter(([, names = ""]) => names.replaceAll(/[{}]/g, "").split(",").some((name) => name.trim() !== "" && !name.trim().startsWith("type ")));
  for (const [, , path = ""] of values) graph(new URL(path, entry), seen);
  return [...seen];
}
