import type { AccessPolicyDraft } from "../../../src/wire/access-policy.ts";
import { text } from "../texts.ts";
import { accessRules as words } from "../texts/access-rules.ts";

export type Rule = AccessPolicyDraft["rules"][number];
/** Names of groups by their ids. */
export type Names = ReadonlyMap<string, string>;

/** Whom a rule is about, one value each; none are everybody. */
export function whoOf(who: Rule["who"]): string[] {
  if (who === "everybody") return [];
  return [...(who.groups ?? []).map((id) => `group/${id}`), ...(who.types ?? []).map((type) => `type/${type}`), ...(who.roaming ? ["roaming"] : []), ...(who.tokens ?? []).map((id) => `token/${id}`)];
}

export function whoFrom(values: readonly string[]): Rule["who"] {
  if (values.length === 0) return "everybody";
  const of = (kind: string): string[] => values.filter((value) => value.startsWith(`${kind}/`)).map((value) => value.slice(kind.length + 1));
  const [groups, tokens, types] = [of("group"), of("token"), of("type").filter(isType)];
  return { ...(groups.length === 0 ? {} : { groups }), ...(types.length === 0 ? {} : { types }), ...(tokens.length === 0 ? {} : { tokens }), ...(values.includes("roaming") ? { roaming: true as const } : {}) };
}

function isType(type: string): type is keyof typeof words.types {
  return Object.hasOwn(words.types, type);
}

export function nameOf(value: string, names: Names): string {
  if (value === "roaming") return words.roaming;
  const id = value.slice(value.indexOf("/") + 1);
  return value.startsWith("type/") && isType(id) ? words.types[id] : names.get(id) ?? id;
}

/** When a rule holds, as it is written after it; nothing where it always does. */
export function whenOf({ when }: Rule): string {
  if (when === undefined) return "";
  const days = when.weekdays?.map((day) => text.locationPage.weekdays[day - 1]).join(", ");
  const clock = when.from === undefined && when.to === undefined ? undefined : `${when.from ?? "00:00"} – ${when.to ?? "24:00"}`;
  const dates = when.notBefore === undefined && when.notAfter === undefined ? undefined : `${when.notBefore?.slice(0, 10) ?? ""} – ${when.notAfter?.slice(0, 10) ?? ""}`;
  const said = [days, clock, dates].filter((part) => part !== undefined);
  return said.length === 0 ? "" : `, ${said.join(", ")}`;
}

export function withoutEmpty(when: NonNullable<Rule["when"]>): Rule["when"] {
  const given = Object.entries(when).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A place as people call it; locations by their names. */
export function placeName(place: string, locations: ReadonlyMap<string, string>): string {
  const [, kind = "all", id = ""] = /^([a-z]+)(?:\/(.+))?$/.exec(place) ?? [];
  if (kind === "location") return locations.get(id) ?? id;
  if (kind === "station") return id;
  if (kind === "all") return words.allPlaces;
  const cut = id.lastIndexOf("/");
  return `${id.slice(0, cut)} · ${text.common.evse} ${id.slice(cut + 1)}`;
}
