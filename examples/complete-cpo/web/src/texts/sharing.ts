import { language } from "../language.ts";

/** How a location shares its power: words that only its pages load. */
export const { sharing } = await (language === "de" ? import("./de/sharing.ts") : import("./en/sharing.ts"));
