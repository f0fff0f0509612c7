import { language } from "../language.ts";

/** Who may charge at a location: words that only its page loads. */
export const { accessRules } = await (language === "de" ? import("./de/access-rules.ts") : import("./en/access-rules.ts"));
