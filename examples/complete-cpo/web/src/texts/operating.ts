import { language } from "../language.ts";

/** What operators look after by hand: words that only their pages load. */
export const { operating } = await (language === "de" ? import("./de/operating.ts") : import("./en/operating.ts"));
