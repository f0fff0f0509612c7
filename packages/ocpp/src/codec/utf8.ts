/** How many bytes the text has as UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (isPair(text, at)) {
      length += 2;
      at += 1;
    } else length += 2;
  }
  return length;
}

/** The text as UTF-8; a lone surrogate becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    at = put(bytes, at, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  }
  return bytes;
}

/** The text that these bytes are as UTF-8; `undefined` when they are not (RFC 3629: no overlong forms, no surrogates). */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (size === 0 || at + size > bytes.length) return undefined;
    let code = size === 1 ? first : first & (0x7f >>> size);
    for (let step = 1; step < size; step += 1) {
      const next = bytes[at + step]!;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    const isOverlong = (size === 3 && code < 0x800) || (size === 4 && code < 0x10000);
    if (isOverlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    text += String.fromCodePoint(code);
    at += size;
  }
  return text;
}

function isPair(text: string, at: number): boolean {
  const [first, second] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}

function put(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  const size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  bytes[at] = (0xf00 >>> size) & 0xff | (code >>> (6 * (size - 1)));
  for (let step = 1; step < size; step += 1) bytes[at + step] = 0x80 | ((code >>> (6 * (size - 1 - step))) & 0x3f);
  return at + size;
}
