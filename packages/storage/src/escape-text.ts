const SPECIAL = /[\u0000\u0001\uffff\ud800-\udfff]/;
const LAST = "\u{10ffff}";

/**
 * Turns any JavaScript text into well-formed Unicode without U+0000, keeping texts apart and in the order of `compareKeys`:
 * for drivers whose database refuses or merges lone surrogates or U+0000. Ordinary text comes back unchanged.
 */
export function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  let escaped = "";
  for (const character of text) escaped += escapeCharacter(character);
  return escaped;
}

/** The inverse of `escapeText`. */
export function unescapeText(escaped: string): string {
  if (!SPECIAL.test(escaped)) return escaped;
  const characters = Array.from(escaped);
  let text = "";
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index]!;
    const point = character.codePointAt(0)!;
    if (point === 1) {
      index += 1;
      text += characters[index] === "\u0001" ? "\u0000" : "\u0001";
    } else if (!endsBlock(point)) {
      text += character;
    } else {
      index += 1;
      const mark = characters[index];
      if (mark === "\u0001") text += character;
      else if (mark === "\u0002") text += String.fromCharCode(0xd800 + ((point - 0xffff) >> 10));
      else text += String.fromCharCode(0xdc00 - 0x100 + characters[(index += 1)]!.charCodeAt(0));
    }
  }
  return text;
}

// A lone high surrogate sorts between the pairs of the one before it and its own, a lone low one above all pairs.
// So the last character of every block of 1 024 gets a mark, and the lone surrogate behind it borrows that character.
function escapeCharacter(character: string): string {
  const point = character.codePointAt(0)!;
  if (point <= 1) return point === 0 ? "\u0001\u0001" : "\u0001\u0002";
  if (point >= 0xdc00 && point <= 0xdfff) return `${LAST}\u0003${String.fromCharCode(point - 0xdc00 + 0x100)}`;
  if (point >= 0xd800 && point <= 0xdbff) return `${String.fromCodePoint(0xffff + ((point - 0xd800) << 10))}\u0002`;
  return endsBlock(point) ? `${character}\u0001` : character;
}

function endsBlock(point: number): boolean {
  return point >= 0xffff && (point & 0x3ff) === 0x3ff;
}
