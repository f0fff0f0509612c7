import { language } from "../language.ts";

/** What stations were told and why, and how sessions and the grid are steered: words that only these parts load. */
export const { control } = await (language === "de" ? import("./de/control.ts") : import("./en/control.ts"));
