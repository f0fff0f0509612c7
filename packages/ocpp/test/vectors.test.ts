import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Protocol, ViolationKind } from "../src/protocol.ts";
import { v16 } from "../src/v16/index.ts";
import { v201 } from "../src/v201/index.ts";
import { v21 } from "../src/v21/index.ts";

interface PartVectors {
  readonly valid: readonly unknown[];
  /** Changes of the last valid payload. */
  readonly invalid: readonly { readonly about: string; readonly at: string; readonly value?: unknown; readonly breaks: ViolationKind }[];
}

const PROTOCOLS: readonly Protocol[] = [v16, v201, v21];

describe.each(PROTOCOLS)("vectors of OCPP $version", (protocol) => {
  const folder = new URL(`vectors/${protocol.version}/`, import.meta.url);

  it("has a file for each action", () => {
    expect(readdirSync(folder).toSorted()).toEqual(protocol.actions.map((action) => `${action}.json`).toSorted());
  });

  it.each(protocol.actions)("%s", (name) => {
    const action = protocol.action(name)!;
    const vectors: Partial<Record<"request" | "response", PartVectors>> = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
    expect(Object.keys(vectors)).toEqual(action.kind === "send" ? ["request"] : ["request", "response"]);
    for (const [part, { valid, invalid }] of Object.entries(vectors)) {
      const codec = part === "request" ? action.request : action.response;
      for (const payload of valid) expect([codec.accepts(payload), codec.violations(payload)]).toEqual([true, []]);
      for (const { about, at, value, breaks } of invalid) {
        const payload = changed(valid.at(-1), at, value);
        expect(codec.accepts(payload), about).toBe(false);
        expect(codec.violations(payload).map(({ kind, path }) => ({ kind, path })), about).toEqual([{ kind: breaks, path: at }]);
      }
    }
  });
});

function changed(payload: unknown, at: string, value: unknown): unknown {
  const copy: unknown = structuredClone(payload);
  const keys = at.slice(1).split("/");
  const parent = Object(keys.slice(0, -1).reduce<unknown>((outer, key) => Reflect.get(Object(outer), key), copy));
  if (value === undefined) Reflect.deleteProperty(parent, keys.at(-1)!);
  else Reflect.set(parent, keys.at(-1)!, value);
  return copy;
}
