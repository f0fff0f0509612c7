import { language } from "../language.ts";

/** Drivers, groups, subscriptions and vouchers: words that only their pages load. */
export const { customers } = await (language === "de" ? import("./de/customers.ts") : import("./en/customers.ts"));
