import { language } from "../language.ts";

/** The editor of tariffs: words that only their pages load. */
export const { editor } = await (language === "de" ? import("./de/editor.ts") : import("./en/editor.ts"));
