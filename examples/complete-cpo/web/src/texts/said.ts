import { language } from "../language.ts";

/** What libraries and the server say in sentences, by their codes. */
export const { said } = await (language === "de" ? import("./de/said.ts") : import("./en/said.ts"));
