/**
 * How bad a finding is. `error`: the value cannot be used. `warning`: a rule is broken, the value is kept. `repaired`: what was meant is
 * plain, and was put in its place. `note`: allowed, but unusual.
 */
export type Severity = "error" | "warning" | "repaired" | "note";

/** What can be wrong with a value. */
export type FindingCode =
  | "missing" | "null" | "type" | "list" | "not-a-list" | "empty-list" | "too-long" | "too-short" | "charset" | "pattern" | "range" | "fraction"
  | "date-time" | "enum" | "choice" | "prototype" | "unknown-member" | "erratum";

/** One thing that a reader noticed. */
export interface Finding {
  /** JSON pointer (RFC 6901) into the object that was read. */
  readonly pointer: string;
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The rule in words; never the value, which may be personal. */
  readonly rule: string;
}
