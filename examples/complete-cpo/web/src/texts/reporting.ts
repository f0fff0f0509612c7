import { language } from "../language.ts";

/** Reports and their schedules: words that only their pages load. */
export const { reporting } = await (language === "de" ? import("./de/reporting.ts") : import("./en/reporting.ts"));
