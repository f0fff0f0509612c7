/** True for a JSON object; `Field` names the fields that the caller is about to look at. */
export function isObject<Field extends string>(value: unknown): value is Partial<Record<Field, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a JSON array with an allowed number of items. */
export function isList(value: unknown, minimum: number, maximum: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= minimum && value.length <= maximum;
}

/** True for an object without fields. */
export function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

/**
 * True when the text has more than `maximum` Unicode code points, the unit in which JSON Schema counts `maxLength`.
 * UTF-16 length is never smaller than that, so most texts are judged by their length alone.
 */
export function isLonger(text: string, maximum: number): boolean {
  return text.length > maximum && codePoints(text) > maximum;
}

/**
 * True for a whole multiple of 0.1. A number read from one-decimal text is the double nearest to tenths / 10, and so is the quotient,
 * hence the comparison is exact where dividing by 0.1 is not (ocpp.md §2 row 1).
 */
export function isTenths(value: number): boolean {
  return Math.round(value * 10) / 10 === value;
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) at += 1;
    count += 1;
  }
  return count;
}
