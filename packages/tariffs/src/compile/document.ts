import type { Finding } from "../finding.ts";

/** A JSON object of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The same document without fields that are null, which are absent (N1). */
export function withoutNulls<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => withoutNulls(each)) as Value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls<unknown>(each)]]))) as Value;
}

/** A number or numeric text, not exactly; NaN for anything else. Only to compare with: amounts are read by `readNumber`. */
export function plainNumber(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** A value of a document as text for a finding. */
export function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** Collects what reading a document found. */
export interface Findings {
  readonly problems: Finding[];
  readonly notes: Finding[];
  problem(code: string, pointer: string, values?: NonNullable<Finding["values"]>): void;
  note(code: string, pointer: string, values?: NonNullable<Finding["values"]>): void;
}

export function createFindings(): Findings {
  const problems: Finding[] = [];
  const notes: Finding[] = [];
  return {
    problems,
    notes,
    problem: (code, pointer, values) => void problems.push(finding(code, pointer, values)),
    note: (code, pointer, values) => void notes.push(finding(code, pointer, values)),
  };
}

export function finding(code: string, pointer: string, values?: Finding["values"]): Finding {
  return Object.freeze(values === undefined ? { code, pointer } : { code, pointer, values });
}
