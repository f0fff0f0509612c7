/** `Value` without the keys whose value is `undefined`. */
export type Compact<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};

/** Leaves out what is `undefined`: wire messages and facts are JSON, where an absent field is absent. */
export function compact<Value extends object>(value: Value): Compact<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Compact<Value>;
}
