/** `Value` without the keys whose value is `undefined`. */
export type Compact<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};

/** Leaves out what is `undefined`: wire messages and facts are JSON, where an absent field is absent. */
export function compact<Value extends object>(value: Value): Compact<Value> {
  // A plain loop: every message of every station comes through here several times.
  const kept: Record<string, unknown> = {};
  for (const key in value) {
    const field: unknown = value[key];
    if (field !== undefined) kept[key] = field;
  }
  return kept as Compact<Value>;
}
