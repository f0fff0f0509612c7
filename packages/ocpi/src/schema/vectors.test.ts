import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { v211 } from "../v211/index.ts";
import { v221 } from "../v221/index.ts";
import { v230 } from "../v230/index.ts";
import { readObject } from "./reader.ts";

type Json = Readonly<Record<string, unknown>>;

interface Vectors {
  readonly valid: readonly Json[];
  readonly invalid: readonly { readonly why: string; readonly path: string; readonly set?: unknown; readonly remove?: boolean }[];
}

describe.each([v211, v221, v230])("the vectors of OCPI $version", (facts) => {
  const file = JSON.parse(readFileSync(new URL(`../../test/vectors/vectors-${facts.version}.json`, import.meta.url), "utf8")) as Readonly<Record<string, Vectors>>;
  const objects = Object.entries(file).filter(([name]) => name !== "$meta");

  it("are one set for each object", () => {
    expect(objects.map(([name]) => name).toSorted()).toEqual(Object.keys(facts.objects).filter((name) => name !== "ResponseEnvelope").toSorted());
  });

  it.each(objects)("%s", (name, { valid, invalid }) => {
    for (const value of valid) {
      expect(readObject(facts, name, value, "strict")).toEqual({ value, findings: [] });
      expect(readObject(facts, name, value, "lenient")).toEqual({ value, findings: [] });
    }
    for (const { why, path, set, remove } of invalid) {
      const { [path]: _, ...others } = valid[1]!;
      const changed = remove === true ? others : { ...others, [path]: set };
      const { value, findings } = readObject(facts, name, changed, "strict");
      expect([value, findings.map(({ pointer, severity }) => [pointer.split("/")[1], severity])], `${name}.${path}: ${why}`).toEqual([undefined, [[path, "error"]]]);
    }
  });
});
