import { language } from "../language.ts";

/** Long work with partners: words that only their page loads. */
export const { work } = await (language === "de" ? import("./de/work.ts") : import("./en/work.ts"));
