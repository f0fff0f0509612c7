import { readFileSync } from "node:fs";
import type { OcpiVersion } from "../../src/schema/version-facts.ts";

export type Json = Readonly<Record<string, unknown>>;

const files = new Map<OcpiVersion, Readonly<Record<string, { readonly valid: readonly Json[] }>>>();

/** A valid object with all its members, of the party NL EXA. */
export function vector(version: OcpiVersion, name: string): Json {
  let file = files.get(version);
  if (file === undefined) {
    file = JSON.parse(readFileSync(new URL(`../vectors/vectors-${version}.json`, import.meta.url), "utf8")) as Readonly<Record<string, { readonly valid: readonly Json[] }>>;
    files.set(version, file);
  }
  return structuredClone(file[name]!.valid[1]!);
}
