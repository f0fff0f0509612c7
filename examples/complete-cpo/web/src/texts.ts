import type { catalogue } from "./texts/en/catalogue.ts";
import { language } from "./language.ts";

/** The shape of every catalogue: the English one sets it, the others miss nothing or do not compile. */
export type Texts = typeof catalogue;

/** Every text of the console, in the reader's language; only that catalogue is loaded. */
export const text: Texts = (await (language === "de" ? import("./texts/de/catalogue.ts") : import("./texts/en/catalogue.ts"))).catalogue;
