import { readdirSync, readFileSync } from "node:fs";

/** Your validator: true when it takes the payload. */
export type Validate = (action: string, part: "request" | "response", payload: unknown) => boolean;

interface Vectors {
  readonly valid: readonly object[];
  readonly invalid: readonly { readonly about: string; readonly at: string; readonly value?: unknown; readonly breaks: string }[];
}

/** Runs all vectors of one version (a folder, such as `2.0.1/`) through a validator, and tells where it is wrong. */
export function judgeVectors(folder: URL, validate: Validate): { readonly judged: number; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  let judged = 0;
  const judge = (action: string, part: "request" | "response", payload: unknown, expected: boolean, about: string): void => {
    judged += 1;
    if (validate(action, part, payload) !== expected) wrong.push(`${action} ${part}: ${about} should be ${expected ? "taken" : "refused"}`);
  };
  for (const file of readdirSync(folder)) {
    const action = file.replace(/\.json$/, "");
    const vectors: Partial<Record<"request" | "response", Vectors>> = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    for (const part of ["request", "response"] as const) {
      const { valid, invalid } = vectors[part] ?? { valid: [], invalid: [] };
      for (const payload of valid) judge(action, part, payload, true, "a payload");
      for (const { about, at, value } of invalid) judge(action, part, changed(valid.at(-1)!, at, value), false, `${about} (${at})`);
    }
  }
  return { judged, wrong };
}

/** A copy with `value` at the JSON pointer, or without what stands there. */
function changed(payload: object, at: string, value: unknown): object {
  const copy: object = structuredClone(payload);
  const keys = at.slice(1).split("/");
  const parent = keys.slice(0, -1).reduce<object>((outer, key) => Object(Reflect.get(outer, key)), copy);
  if (value === undefined) Reflect.deleteProperty(parent, keys.at(-1)!);
  else Reflect.set(parent, keys.at(-1)!, value);
  return copy;
}
