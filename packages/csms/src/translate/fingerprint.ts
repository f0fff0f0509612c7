/** JSON with sorted keys: equal content gives equal text, whatever order a station writes its fields in. */
export function canonical(value: unknown): string {
  let text = "";
  spell(value, (part) => (text += part));
  return text;
}

/**
 * Sixteen hex digits that stand for some content, to tell a repeated message from a new one. It protects a station
 * from itself and nothing else, so it need not be cryptographic (two rounds of MurmurHash3's mixing, 64 bits).
 */
export function fingerprint(content: unknown): string {
  const digest: Digest = { high: 0x9e3779b9, low: 0x85ebca6b, length: 0 };
  // Every reading comes through here: its text is taken in part by part and never written down.
  spell(content, (part) => takeIn(digest, part));
  const { high, low, length } = digest;
  return hex(mix(high ^ length) + low) + hex(mix(low ^ length) + high);
}

interface Digest {
  high: number;
  low: number;
  length: number;
}

function takeIn(digest: Digest, part: string): void {
  let { high, low } = digest;
  for (let index = 0; index < part.length; index += 1) {
    const unit = part.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    low = Math.imul(low ^ unit, 0xcc9e2d51);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  digest.high = high;
  digest.low = low;
  digest.length += part.length;
}

/** Spells JSON with sorted keys, part by part. */
function spell(value: unknown, take: (part: string) => void): void {
  if (typeof value === "string") spellText(value, take);
  else if (typeof value !== "object" || value === null) take(JSON.stringify(value) ?? "null");
  else if (Array.isArray(value)) spellList(value, take);
  else spellFields(value as Readonly<Record<string, unknown>>, take);
}

function spellList(values: readonly unknown[], take: (part: string) => void): void {
  take("[");
  for (let place = 0; place < values.length; place += 1) {
    if (place > 0) take(",");
    spell(values[place], take);
  }
  take("]");
}

function spellFields(fields: Readonly<Record<string, unknown>>, take: (part: string) => void): void {
  let separator = "{";
  for (const key of inOrder(Object.keys(fields))) {
    const field = fields[key];
    if (field === undefined) continue;
    take(separator);
    separator = ",";
    spellText(key, take);
    take(":");
    spell(field, take);
  }
  take(separator === "{" ? "{}" : "}");
}

function spellText(text: string, take: (part: string) => void): void {
  if (needsEscape(text)) {
    take(JSON.stringify(text));
    return;
  }
  take('"');
  take(text);
  take('"');
}

/** Names and values rarely do; a loop tells sooner than a pattern. */
function needsEscape(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return true;
  }
  return false;
}

/** Few names are sorted fastest by insertion. */
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

function mix(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
