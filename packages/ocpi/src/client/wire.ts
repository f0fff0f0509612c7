import { convertObject, type ConversionContext, type ConvertedName } from "../convert/convert-object.ts";
import type { Loss } from "../convert/loss.ts";
import type { Json } from "../convert/narrow.ts";
import type { Finding } from "../schema/finding.ts";
import { readObject, type ReadMode } from "../schema/reader.ts";
import type { OcpiVersion, VersionFacts } from "../schema/version-facts.ts";
import { v211 } from "../v211/index.ts";
import { v221 } from "../v221/index.ts";
import { v230, type Objects } from "../v230/index.ts";

/** The facts of each version that is spoken. */
export const FACTS: Readonly<Record<OcpiVersion, VersionFacts>> = { "2.1.1": v211, "2.2.1": v221, "2.3.0": v230 };

/** What was made of an object that a partner sent. */
export interface ReadObject<Value> {
  /** In the shape of 2.3.0; `undefined` when it could not be read. */
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
  readonly losses: readonly Loss[];
  /** In the partner's version, read and clean. */
  readonly wire?: Json;
}

/** Reads an object in the version of a partner and says it in the shape of 2.3.0. */
export function readWire<Name extends keyof Objects>(name: Name, wire: unknown, version: OcpiVersion, mode: ReadMode, context: ConversionContext): ReadObject<Objects[Name]> {
  const { value, findings } = readObject(FACTS[version], name, wire, mode);
  if (value === undefined) return { value: undefined, findings, losses: [] };
  const { value: canonical, losses } = convert(name, value, version, "2.3.0", context);
  return { value: canonical as Objects[Name] | undefined, findings, losses, wire: value };
}

/** What is sent of an object. */
export interface WrittenObject {
  /** `undefined` when the version cannot say it, or when it breaks a rule of the version. */
  readonly wire: Json | undefined;
  readonly losses: readonly Loss[];
  /** The rule that it breaks, with the pointer. */
  readonly broken?: string;
}

/** Says an object of the shape of 2.3.0 in the version of a partner. What leaves us follows the version to the letter. */
export function writeWire<Name extends keyof Objects>(name: Name, value: Objects[Name], version: OcpiVersion, context: ConversionContext): WrittenObject {
  const { value: wire, losses } = convert(name, value, "2.3.0", version, context);
  if (wire === undefined) return { wire: undefined, losses, broken: losses.at(-1)?.rule ?? `${version} has no words for it` };
  const { findings } = readObject(FACTS[version], name, wire, "strict");
  const error = findings.find(({ severity }) => severity === "error");
  return error === undefined ? { wire, losses } : { wire: undefined, losses, broken: `${error.pointer}: ${error.rule}` };
}

function convert(name: string, value: unknown, from: OcpiVersion, to: OcpiVersion, context: ConversionContext): { readonly value: Json | undefined; readonly losses: readonly Loss[] } {
  if (FACTS[to].objects[name] === undefined) return { value: undefined, losses: [{ pointer: "", code: "dropped", rule: `${to} has no ${name}` }] };
  // Objects without rules of their own keep what both versions know, which the converter does for every name.
  const { value: converted, losses } = convertObject(name as ConvertedName, value as never, from, to, context);
  return { value: converted as unknown as Json | undefined, losses };
}
