/**
 * What a conversion could not say in the other version. `dropped`: the target has no place for it. `replaced`: the nearest value of the
 * target stands there. `shortened`: cut to the length of the target. `assumed`: the target demands what the source does not tell.
 */
export interface Loss {
  /** JSON pointer into the source for what is lost, into the result for what was assumed. */
  readonly pointer: string;
  readonly code: "dropped" | "replaced" | "shortened" | "assumed";
  readonly rule: string;
}

/** A converted object; `undefined` when the target version cannot say it at all. */
export interface Converted<Value> {
  readonly value: Value | undefined;
  readonly losses: readonly Loss[];
}
