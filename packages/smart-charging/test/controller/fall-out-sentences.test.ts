import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fallOutSentences } from "../../src/index.ts";

it("reads every sentence that the controller writes of a station that does not follow", () => {
  const source = ["sender", "following"].map((file) => readFileSync(new URL(`../../src/controller/${file}.ts`, import.meta.url), "utf8")).join("");
  const written = [...source.matchAll(/(?:strike|onFault)\(car, `([^`]+)`|onQuarantine\([\w.]+, "([^"]+)"/g)].map(([, template, plain]) => (template ?? plain ?? "").replaceAll(/\$\{[^}]+\}/g, "1.5"));
  expect(written.map((text) => fallOutSentences.read(text)?.code).sort()).toEqual(Object.keys(fallOutSentences.templates).sort());
});
