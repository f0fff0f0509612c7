import { language } from "../language.ts";

/** Planned work, certificates, tokens of stations and their rarer functions: words that only their pages load. */
export const { care } = await (language === "de" ? import("./de/care.ts") : import("./en/care.ts"));
