interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
}

/** A description in which a named schema that may also be null says so: what the generator makes of it, all of the named schema and of something that is an object or null, no null fits. */
export function withNullable<Description>(description: Description): Description {
  return told(description) as Description;
}

function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== "object" || value === null) return value;
  const { allOf, ...rest } = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, told(inner)]));
  if (!Array.isArray(allOf)) return { ...rest, ...(allOf !== undefined && { allOf }) };
  const [named, other, ...more] = allOf as Schema[];
  const { type, ...shown } = other ?? {};
  const mayBeNull = named?.$ref !== undefined && Array.isArray(type) && type.includes("null") && more.length === 0;
  return mayBeNull ? { ...rest, ...shown, anyOf: [named, { type: "null" }] } : { ...rest, allOf };
}
