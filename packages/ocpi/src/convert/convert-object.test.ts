import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion, VersionFacts } from "../schema/version-facts.ts";
import { v211 } from "../v211/index.ts";
import { v221 } from "../v221/index.ts";
import { v230 } from "../v230/index.ts";
import { convertObject, type ConvertedName } from "./convert-object.ts";

type Json = Readonly<Record<string, unknown>>;

const FACTS: Readonly<Record<OcpiVersion, VersionFacts>> = { "2.1.1": v211, "2.2.1": v221, "2.3.0": v230 };
const NAMES: readonly ConvertedName[] = ["Location", "EVSE", "Connector", "Session", "CDR", "Tariff", "Token"];
const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const party = { countryCode: "NL", partyId: "CPO" };

function vector(version: OcpiVersion, name: ConvertedName, place: number): Json {
  const file = JSON.parse(readFileSync(new URL(`../../test/vectors/vectors-${version}.json`, import.meta.url), "utf8")) as Readonly<Record<string, { readonly valid: readonly Json[] }>>;
  const value = file[name]!.valid[place]!;
  // What was measured is said in all versions; what the vectors have there is not.
  return name === "CDR" ? { ...value, charging_periods: [{ start_date_time: "2026-03-01T10:15:30Z", dimensions: [{ type: "ENERGY", volume: 1.5 }] }] } : value;
}

/** The location that the sessions and CDRs of a version speak of. */
function locationFor(version: OcpiVersion): Json {
  const location = vector(version === "2.1.1" ? "2.2.1" : version, "Location", 1);
  return location;
}

function converted(name: ConvertedName, value: Json, from: OcpiVersion, to: OcpiVersion) {
  const { value: there, losses } = convertObject(name, value as never, from, to, {
    party, ...(name === "CDR" ? {} : { location: (id: string, uid: string, connector: string) => placed(locationFor(from), id, uid, connector) }),
  });
  return { value: there as unknown as Json | undefined, losses };
}

function placed(location: Json, id: string, uid: string, connector: string): Json {
  const [evse] = location["evses"] as readonly Json[];
  const [plug] = evse!["connectors"] as readonly Json[];
  return { ...location, id, evses: [{ ...evse, uid, connectors: [{ ...plug, id: connector }] }] };
}

const pairs = VERSIONS.flatMap((from) => VERSIONS.filter((to) => to !== from).map((to) => [from, to] as const));

/** Vectors that the other version cannot say at all. */
const unsaid: string[] = [];

describe.each(pairs)("from %s to %s", (from, to) => {
  it.each(NAMES)("%s is valid in the other version, and what both can say comes back", (name) => {
    for (const place of [0, 1]) {
      const value = vector(from, name, place);
      const there = converted(name, value, from, to);
      if (there.value === undefined) {
        unsaid.push(`${name} ${place} ${from} ${to}`);
        continue;
      }
      const errors = readObject(FACTS[to], name, there.value, "strict").findings.filter(({ severity }) => severity === "error");
      expect(errors).toEqual([]);
      const back = converted(name, there.value, to, from);
      // All that differs on the way back was told: as a loss of one of the two ways.
      const told = new Set([...there.losses, ...back.losses].map(({ pointer }) => pointer.split("/")[1]).flatMap((member = "") => ALSO[member] ?? [member]));
      const differs = [...new Set([...Object.keys(value), ...Object.keys(back.value!)])].filter((member) => JSON.stringify(sorted(value[member])) !== JSON.stringify(sorted(back.value![member])));
      const silent = differs.filter((member) => !told.has(member) && !partyMembers.has(member));
      expect(silent).toEqual([]);
    }
  });
});

it("says all of them but credit CDRs and tariffs for reservations only in 2.1.1", () => {
  expect(unsaid).toEqual(["CDR 1 2.2.1 2.1.1", "Tariff 1 2.2.1 2.1.1", "CDR 1 2.3.0 2.1.1", "Tariff 1 2.3.0 2.1.1"]);
});

/** Told under one name, seen under others: 2.1.1 says the place of a CDR as a location, and net prices stand in other elements. */
const ALSO: Readonly<Record<string, readonly string[]>> = { location: ["location", "cdr_location"], tax_included: ["tax_included", "elements"] };

/** 2.1.1 does not have these members; they come from the credentials. */
const partyMembers = new Set(["country_code", "party_id"]);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([member, inner]) => [member, sorted(inner)]));
}

describe("what cannot be said", () => {
  it("a credit CDR has no place in 2.1.1", () => {
    expect(converted("CDR", { ...vector("2.3.0", "CDR", 0), credit: true, credit_reference_id: "CDR-1" }, "2.3.0", "2.1.1")).toEqual({
      value: undefined, losses: [{ pointer: "/credit", code: "dropped", rule: "2.1.1 has no credit CDRs" }],
    });
  });

  it("is told, and the nearest value stands in its place", () => {
    const token = { ...vector("2.3.0", "Token", 1), type: "EMAID" };
    const { value, losses } = converted("Token", token, "2.3.0", "2.1.1");
    expect(value).toMatchObject({ type: "OTHER", auth_id: token["contract_id" as keyof typeof token] });
    expect(losses).toContainEqual({ pointer: "/type", code: "replaced", rule: "OTHER is the nearest TokenType of 2.2.1" });
  });

  it("a connector of a kind that the version does not know is left out, and an EVSE without connectors too", () => {
    const location = vector("2.3.0", "Location", 1);
    const [evse] = location["evses"] as readonly Json[];
    const [plug] = evse!["connectors"] as readonly Json[];
    const both = { ...location, evses: [{ ...evse, connectors: [plug, { ...plug, id: "2", standard: "MCS" }] }, { ...evse, uid: "X", connectors: [{ ...plug, standard: "MCS" }] }] };
    const { value, losses } = converted("Location", both, "2.3.0", "2.2.1");
    const kept = (value as { readonly evses: readonly { readonly connectors: readonly unknown[] }[] }).evses;
    expect(kept.map(({ connectors }) => connectors.length)).toEqual([1]);
    expect(losses.filter(({ code }) => code === "dropped").map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(["/evses/0/connectors/1/standard", "/evses/1/connectors/0/standard", "/evses/1/connectors"]));
  });

  it("members that no version knows stay", () => {
    expect(converted("Token", { ...vector("2.3.0", "Token", 0), x_vendor: { a: 1 } }, "2.3.0", "2.1.1").value).toMatchObject({ x_vendor: { a: 1 } });
  });

  it("long ids of 2.1.1 stay one of their kind", () => {
    const location = vector("2.1.1", "Location", 0);
    const ids = ["A".repeat(38) + "1", "A".repeat(38) + "2"].map((id) => converted("Location", { ...location, id }, "2.1.1", "2.3.0").value!["id"]);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => typeof id === "string" && id.length === 36)).toBe(true);
  });
});
