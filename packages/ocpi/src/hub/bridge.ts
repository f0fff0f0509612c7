import { convertObject, type ConvertedName } from "../convert/convert-object.ts";
import { isPlainObject } from "../schema/clean.ts";
import { readObject, type ReadMode } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { PartyId } from "../server/call.ts";
import { FACTS } from "../server/wire.ts";

/** An object on its way through the hub. */
export interface Bridged {
  /** `undefined`: it cannot be said in the other version, for this reason. */
  readonly wire: unknown;
  readonly rule?: string;
}

/** Whose objects they are: 2.1.1 does not tell. */
export interface Bridge {
  readonly from: OcpiVersion;
  readonly to: OcpiVersion;
  readonly owner: PartyId;
  readonly mode: ReadMode;
}

/** Says what one partner sent in the version of another; the same version passes as it is. */
export function bridge(name: string | undefined, value: unknown, { from, to, owner, mode }: Bridge): Bridged {
  if (from === to || name === undefined || value === undefined || value === null || !isPlainObject(value)) return { wire: value };
  if (FACTS[from].objects[name] === undefined) return { wire: value };
  const { value: read, findings } = readObject(FACTS[from], name, value, mode);
  const error = findings.find(({ severity }) => severity === "error");
  if (read === undefined) return { wire: undefined, rule: error === undefined ? "it cannot be read" : `${error.pointer}: ${error.rule}` };
  if (FACTS[to].objects[name] === undefined) return { wire: undefined, rule: `${to} has no ${name}` };
  const { value: wire, losses } = convertObject(name as ConvertedName, read as never, from, to, { party: owner });
  return wire === undefined ? { wire, rule: losses.at(-1)?.rule ?? `${to} has no words for it` } : { wire };
}
