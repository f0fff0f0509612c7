import type { Context } from "hono";
import type { Language } from "../views/words.ts";

/** The language in which whoever asks reads prices: the first of `accept-language` that we write, else English. */
export function languageOf(context: Context): Language {
  const wanted = (context.req.header("accept-language") ?? "").split(",").map((range) => range.trim().slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag === "en" || tag === "de") ?? "en";
}
