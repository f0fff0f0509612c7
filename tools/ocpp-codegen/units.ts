import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Field } from "./facts.ts";

/** The unit of the field `name` of the type `owner`; `undefined` when it has none. */
export type UnitOf = (owner: string, name: string, field: Field) => string | undefined;

/** Reads `facts/units.json`: by unit the fields that have it, in one type (`CostType.amount`) or, when it is a number, in all. */
export function readUnits(): UnitOf {
  const listed: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(join(import.meta.dirname, "facts/units.json"), "utf8"));
  const units = new Map(Object.entries(listed).flatMap(([unit, fields]) => fields.map((field) => [field, unit] as const)));
  return (owner, name, { type }) => units.get(`${owner}.${name}`) ?? (type === "integer" || type === "number" ? units.get(name) : undefined);
}
