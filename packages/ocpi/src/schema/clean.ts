/** Names that could reach a prototype when somebody copies an object carelessly. */
export const UNSAFE_MEMBERS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of JSON without unsafe members, however deep. */
export function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([member]) => !UNSAFE_MEMBERS.has(member)).map(([member, inner]) => [member, clean(inner)]));
}
