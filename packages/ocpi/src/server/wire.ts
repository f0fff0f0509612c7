import { convertObject, type ConversionContext, type ConvertedName } from "../convert/convert-object.ts";
import type { Json } from "../convert/narrow.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion, VersionFacts } from "../schema/version-facts.ts";
import { v211 } from "../v211/index.ts";
import { v221 } from "../v221/index.ts";
import { v230 } from "../v230/index.ts";
import type { Incoming, OcpiCall, PartyId } from "./call.ts";
import { CODES, refuse } from "./reply.ts";

export const FACTS: Readonly<Record<OcpiVersion, VersionFacts>> = { "2.1.1": v211, "2.2.1": v221, "2.3.0": v230 };

/** Reads the body as an object of the version that is spoken; all errors are told at once. */
export function readWire({ call, body, findings }: Pick<Incoming, "call" | "body" | "findings">, name: string, isPartial = false): Json {
  const { value, findings: found } = readObject(FACTS[call.version], name, body, call.peer.profile.readMode ?? "lenient", isPartial);
  findings.push(...found);
  if (value !== undefined) return value;
  const errors = found.filter(({ severity }) => severity === "error");
  const told = errors.slice(0, 5).map(({ pointer, rule }) => `${pointer === "" ? "the body" : pointer}: ${rule}`);
  return refuse(200, CODES.invalid, `${told.join("; ")}${errors.length > told.length ? `; and ${errors.length - told.length} more` : ""}.`);
}

/** What a partner said, in the shape of 2.3.0. */
export function canonicalize(name: string, wire: Json, { version, peer }: OcpiCall): Json {
  // Newer versions can say all that older ones can.
  return convert(name, wire, version, "2.3.0", { party: ownerOf(peer) }).value!;
}

export interface Said {
  /** `undefined`: the version has no words for it. */
  readonly wire: Json | undefined;
  readonly losses: ReturnType<typeof convert>["losses"];
}

/** A canonical object in the version of a partner; sessions and CDRs of 2.1.1 carry the location that `location` finds. */
export function say(name: string, value: object, version: OcpiVersion, location?: ConversionContext["location"]): Said {
  const { country_code: country = "", party_id: party = "" } = value as { readonly country_code?: string; readonly party_id?: string };
  const { value: wire, losses } = convert(name, value as Json, "2.3.0", version, { party: { countryCode: country, partyId: party }, ...(location === undefined ? {} : { location }) });
  return { wire, losses };
}

/** Whose objects they are that a partner does not name the party of: those of its first party. */
export function ownerOf({ roles }: OcpiCall["peer"]): PartyId {
  const [first] = roles;
  return { countryCode: first?.country_code ?? "", partyId: first?.party_id ?? "" };
}

/** Objects without rules of their own keep what both versions know, which the converter does for every name. */
function convert(name: string, value: Json, from: OcpiVersion, to: OcpiVersion, context: ConversionContext) {
  const { value: converted, losses } = convertObject(name as ConvertedName, value as never, from, to, context);
  return { value: converted as unknown as Json | undefined, losses };
}
