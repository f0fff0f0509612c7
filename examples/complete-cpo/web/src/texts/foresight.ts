import { language } from "../language.ts";

/** Who comes, what a location can offer and what is to be expected: words that only its pages load. */
export const { foresight } = await (language === "de" ? import("./de/foresight.ts") : import("./en/foresight.ts"));
