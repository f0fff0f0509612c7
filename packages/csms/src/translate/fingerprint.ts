/** JSON with sorted keys: equal content gives equal text, whatever order a station writes its fields in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${text}}`;
}

/**
 * Sixteen hex digits that stand for some content, to tell a repeated message from a new one. It protects a station
 * from itself and nothing else, so it need not be cryptographic (two rounds of MurmurHash3's mixing, 64 bits).
 */
export function fingerprint(content: unknown): string {
  const text = canonical(content);
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    low = Math.imul(low ^ unit, 0xcc9e2d51);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  return hex(mix(high ^ text.length) + low) + hex(mix(low ^ text.length) + high);
}

function mix(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
