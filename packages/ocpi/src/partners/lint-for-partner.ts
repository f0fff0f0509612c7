import type { ConversionContext, ConvertedName } from "../convert/convert-object.ts";
import type { Json } from "../convert/narrow.ts";
import type { Kinds } from "../peers/kinds.ts";
import { isPlainObject } from "../schema/clean.ts";
import type { Finding } from "../schema/finding.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { FACTS, say } from "../server/wire.ts";
import type { Demand, NamedPartner } from "./named-partner.ts";

/** What a partner will say to an object of ours. */
export interface PartnerLint {
  /** The partner's version that it was looked at in. */
  readonly version: OcpiVersion;
  /** With JSON pointers into the object as the partner gets it; an `error` is what it refuses. */
  readonly findings: readonly (Finding | { readonly pointer: string; readonly code: "demanded"; readonly severity: "error"; readonly rule: string })[];
  /** What the partner does not hear of it. */
  readonly losses: ReturnType<typeof say>["losses"];
}

export interface LintOptions {
  /** The newest that the partner speaks when absent. */
  readonly version?: OcpiVersion;
  /** For sessions and CDRs of 2.1.1. */
  readonly location?: ConversionContext["location"];
}

const NEWEST_FIRST: readonly OcpiVersion[] = ["2.3.0", "2.2.1", "2.1.1"];

/**
 * Says which objects a partner will refuse before it is connected: in its version, by the rules of OCPI and by its own demands.
 *
 * @example
 * for (const { pointer, rule } of lintForPartner(namedPartners["dot-nl"], "Location", location).findings) console.log(`${pointer}: ${rule}`);
 */
export function lintForPartner<Name extends ConvertedName & keyof Kinds>({ versions, demands }: Pick<NamedPartner, "versions" | "demands">, kind: Name, object: Kinds[Name], options: LintOptions = {}): PartnerLint {
  const version = options.version ?? NEWEST_FIRST.find((each) => versions.includes(each)) ?? "2.2.1";
  const { wire, losses } = say(kind, object, version, options.location);
  if (wire === undefined) {
    return { version, losses, findings: [{ pointer: "", code: "demanded", severity: "error", rule: `OCPI ${version} has no words for it: ${losses.at(-1)?.rule ?? "it cannot be said"}` }] };
  }
  const { findings } = readObject(FACTS[version], kind, wire, "strict");
  return { version, losses, findings: [...findings, ...demands.flatMap((demand) => broken(demand, kind, wire))] };
}

/** Where each part of an object is found. */
const PARTS: Readonly<Partial<Record<Demand["object"], readonly string[]>>> = { EVSE: ["evses"], Connector: ["evses", "connectors"] };

function broken(demand: Demand, kind: string, wire: Json): PartnerLint["findings"] {
  const lists = PARTS[demand.object];
  if (lists === undefined ? demand.object !== kind : kind !== "Location") return [];
  return partsOf(wire, lists ?? [], "").flatMap(([part, pointer]) =>
    isMet(demand, part[demand.member]) ? [] : [{ pointer: `${pointer}/${demand.member}`, code: "demanded" as const, severity: "error" as const, rule: demand.rule }]);
}

function partsOf(object: Json, [list, ...lists]: readonly string[], pointer: string): readonly (readonly [Json, string])[] {
  if (list === undefined) return [[object, pointer]];
  const elements = object[list];
  if (!Array.isArray(elements)) return [];
  return (elements as readonly unknown[]).flatMap((element, place) => (isPlainObject(element) ? partsOf(element, lists, `${pointer}/${list}/${place}`) : []));
}

function isMet({ matches }: Demand, value: unknown): boolean {
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) return false;
  return matches === undefined || (typeof value === "string" && new RegExp(matches).test(value));
}
