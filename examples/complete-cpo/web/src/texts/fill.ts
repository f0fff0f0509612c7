import type { Said } from "../../../src/wire/common.ts";
import { dateTimeExact, decimal, localZone } from "../format.ts";

/** Words of the reader for codes that stand at a place of a sentence, by the name of the place. */
export type Vocabulary = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A sentence by its template and what was said: numbers, moments and codes as the reader writes them. */
export function fill(template: string, { values }: Pick<Said, "values">, vocabulary: Vocabulary = {}): string {
  return template.replace(/{(\w+)}/g, (_, place: string) => {
    const value = values[place] ?? "";
    return value.split(", ").map((word) => vocabulary[place]?.[word] ?? written(word)).join(", ");
  });
}

function written(value: string): string {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return decimal(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? dateTimeExact(value, localZone) : value;
}
