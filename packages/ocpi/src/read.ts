import { readObject, type ReadMode, type ReadResult } from "./schema/reader.ts";
import type { OcpiVersion, VersionFacts } from "./schema/version-facts.ts";
import type { ObjectsOf } from "./convert/convert-object.ts";

/** How to read. */
export interface ReadOptions {
  /** `lenient` when absent: what partners send is repaired where it is plain what they meant. */
  readonly mode?: ReadMode;
}

/**
 * Reads what a partner sent as an object of a version: with pointers to all that is wrong, without what could harm, with all that is
 * unknown kept. `value` is `undefined` when there is an error.
 *
 * @example
 * const { value, findings } = readOcpi(v221, "Location", await request.json());
 */
export function readOcpi<Version extends OcpiVersion, Name extends keyof ObjectsOf[Version] & string>(
  facts: VersionFacts<Version>, name: Name, value: unknown, { mode = "lenient" }: ReadOptions = {},
): ReadResult<ObjectsOf[Version][Name]> {
  return readObject(facts, name, value, mode) as ReadResult<ObjectsOf[Version][Name]>;
}
