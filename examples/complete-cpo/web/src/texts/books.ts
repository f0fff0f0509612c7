import { language } from "../language.ts";

/** Invoices, payments and payouts: words that only their pages load. */
export const { books } = await (language === "de" ? import("./de/books.ts") : import("./en/books.ts"));
