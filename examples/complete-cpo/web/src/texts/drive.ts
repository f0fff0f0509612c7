import { language } from "../language.ts";

/** The pages of drivers: words that only they load. */
export const { drive } = await (language === "de" ? import("./de/drive.ts") : import("./en/drive.ts"));
