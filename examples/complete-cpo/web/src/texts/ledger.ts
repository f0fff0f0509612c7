import { language } from "../language.ts";

/** Charge records, their deliveries and the price of a session: words that only their pages load. */
export const { ledger } = await (language === "de" ? import("./de/ledger.ts") : import("./en/ledger.ts"));
