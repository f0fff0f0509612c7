/** JSON with sorted keys: equal content gives equal text, whatever order a station writes its fields in. */
export function canonical(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = "";
  if (Array.isArray(value)) {
    for (let place = 0; place < value.length; place += 1) text += `${place === 0 ? "" : ","}${canonical(value[place])}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of inOrder(Object.keys(fields))) {
    const field = fields[key];
    if (field !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${canonical(field)}`;
  }
  return `{${text}}`;
}

/** Every reading comes through here: names and values rarely need an escape, and few names are sorted fastest by insertion. */
function quoted(text: string): string {
  return /^[\w .:+-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

function inOrder(names: string[]): string[] {
  if (names.length > 16) return names.sort();
  for (let end = 1; end < names.length; end += 1) {
    const name = names[end]!;
    let place = end;
    for (; place > 0 && names[place - 1]! > name; place -= 1) names[place] = names[place - 1]!;
    names[place] = name;
  }
  return names;
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
