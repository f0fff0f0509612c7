// The grammar of JSON as far as a scan needs it, for texts without escapes: a string ends at the next quote. Each function takes a
// place and answers the next one, or -1 where the text is not as expected; -1 in, -1 out.

export const QUOTE = 34;
export const COMMA = 44;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const OPEN = 123;
export const CLOSE = 125;
const COLON = 58;

export function isAt(text: string, at: number, code: number): boolean {
  return at < text.length && text.charCodeAt(at) === code;
}

/** Behind any space. */
export function space(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 32 || (code !== 32 && code !== 10 && code !== 13 && code !== 9)) return at;
    at += 1;
  }
  return at;
}

/** At the first item of a list or object, or at its end. */
export function opened(text: string, from: number, code: number): number {
  const at = space(text, from);
  return isAt(text, at, code) ? space(text, at + 1) : -1;
}

/** At the quote that closes a string. */
export function closingQuote(text: string, from: number): number {
  return text.indexOf("\"", from);
}

/** At the value of a key, given the key's closing quote. */
export function valueAfter(text: string, keyEnd: number): number {
  if (keyEnd < 0) return -1;
  const at = space(text, keyEnd + 1);
  return isAt(text, at, COLON) ? space(text, at + 1) : -1;
}

/** Behind digits and a point, where the value ends there. */
export function numberEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if ((code < 48 || code > 57) && code !== 46) return at > from && (code === COMMA || code === CLOSE || code === CLOSE_LIST || code <= 32) ? at : -1;
    at += 1;
  }
  return -1;
}

/** Behind a value of any kind. */
export function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) {
    const last = closingQuote(text, from + 1);
    return last < 0 ? -1 : last + 1;
  }
  if (first === OPEN || first === OPEN_LIST) return skipNested(text, from);
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE || code === CLOSE_LIST || code <= 32) return at > from ? at : -1;
    at += 1;
  }
  return -1;
}

const MOST_LEVELS = 30;

function skipNested(text: string, from: number): number {
  // One bit for each open bracket, innermost last: 1 for a list.
  let kinds = 0;
  let levels = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === QUOTE) {
      at = closingQuote(text, at) + 1;
      if (at === 0) return -1;
    } else if (code === OPEN || code === OPEN_LIST) {
      levels += 1;
      if (levels > MOST_LEVELS) return -1;
      kinds = (kinds << 1) | (code === OPEN_LIST ? 1 : 0);
    } else if (code === CLOSE || code === CLOSE_LIST) {
      if ((kinds & 1) !== (code === CLOSE_LIST ? 1 : 0)) return -1;
      kinds >>= 1;
      levels -= 1;
      if (levels === 0) return at;
    }
  }
  return -1;
}
