import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";
import type { Texts } from "./texts.ts";

const CATALOGUE: Readonly<Record<string, Texts>> = { en, de, fr, nl, es };

/** The languages that `explain` and `describe` speak. */
export const LANGUAGES: readonly string[] = Object.freeze(Object.keys(CATALOGUE));

/** The texts for a locale like `de-AT`, by its language; English for a language without texts. */
export function textsFor(locale: string): Texts {
  return CATALOGUE[locale.slice(0, 2).toLowerCase()] ?? en;
}
