import { language } from "../language.ts";

/** Why something is as it is, by its code. */
export const { reasons } = await (language === "de" ? import("./de/reasons.ts") : import("./en/reasons.ts"));
