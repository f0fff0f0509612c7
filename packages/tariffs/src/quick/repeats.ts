import { skipValue } from "./json-text.ts";

/**
 * The list of tariffs as it stood in the CDR before, by the id that its periods name: a file repeats each tariff in thousands of CDRs,
 * and comparing a text is many times quicker than reading it.
 */
export type Repeats = Map<string | undefined, string>;

const MOST_REPEATS = 1_000;

/** As `skipValue`, of a value that may have come before: text that begins with a whole list or object ends it at the same place. */
export function skipRepeated(text: string, from: number, id: string | undefined, repeats: Repeats): number {
  const known = repeats.get(id);
  if (known !== undefined && text.slice(from, from + known.length) === known) return from + known.length;
  const end = skipValue(text, from);
  if (end < 0) return -1;
  if (repeats.size >= MOST_REPEATS) repeats.clear();
  repeats.set(id, text.slice(from, end));
  return end;
}
