import { parseInstant, type Instant } from "@cpokit/kernel";
import type { Fault } from "./fault.ts";
import type { Row } from "./read-rows.ts";

/** Reads the fields of one row, each by any of its names; what breaks a rule becomes a fault and reads as absent. */
export interface FieldReader {
  text(names: readonly string[], most: number): string | undefined;
  required(names: readonly string[], most: number): string;
  number(names: readonly string[], unit: string): string | undefined;
  count(names: readonly string[]): number | undefined;
  time(names: readonly string[]): Instant | undefined;
  /** Refuses what was given for a field. */
  refuse(names: readonly string[], rule: string): void;
}

export function createFieldReader({ file, place, values }: Row, faults: Fault[]): FieldReader {
  const nameIn = (names: readonly string[]): string => names.find((name) => values[name] !== undefined) ?? names[0]!;
  const refuse = (names: readonly string[], rule: string): void => {
    faults.push({ file, place, field: nameIn(names), rule });
  };
  const text = (names: readonly string[], most: number): string | undefined => {
    const value = values[nameIn(names)];
    if (value === undefined || value.length <= most) return value;
    refuse(names, `may have ${most} characters; it has ${value.length}`);
    return undefined;
  };
  const matching = (names: readonly string[], pattern: RegExp, rule: string): string | undefined => {
    const value = values[nameIn(names)];
    if (value === undefined || pattern.test(value)) return value;
    refuse(names, `${rule}; it is "${value}"`);
    return undefined;
  };
  return {
    text, refuse,
    required(names, most) {
      if (values[nameIn(names)] === undefined) refuse(names, `must be given${names.length === 1 ? "" : ` (also as ${names.slice(1).join(" or ")})`}`);
      return text(names, most) ?? "";
    },
    number: (names, unit) => matching(names, /^\d{1,12}(\.\d{1,6})?$/, `must be a number of ${unit}, such as 12500`),
    count(names) {
      const value = matching(names, /^\d{1,6}$/, "must be a whole number");
      return value === undefined ? undefined : Number(value);
    },
    time(names) {
      const value = values[nameIn(names)];
      const at = value === undefined ? undefined : parseInstant(value);
      if (value !== undefined && at === undefined) refuse(names, `must be a time in UTC or with an offset, such as 2026-03-02 08:01:12 or 2026-03-02T09:01:12+01:00; it is "${value}"`);
      return at;
    },
  };
}
