import { readObject, type ReadMode } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { FACTS, type ReadObject } from "./wire.ts";

/** Credentials in the version that they were exchanged in: their shapes have little in common. */
export function readCredentials(data: unknown, version: OcpiVersion, mode: ReadMode): ReadObject<Readonly<Record<string, unknown>>> {
  const { value, findings } = readObject(FACTS[version], "Credentials", data, mode);
  return { value, findings, losses: [] };
}
