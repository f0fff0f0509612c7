import { language } from "../language.ts";

/** The accounts of drivers: words that only the driver pages load. */
export const { account } = await (language === "de" ? import("./de/account.ts") : import("./en/account.ts"));
