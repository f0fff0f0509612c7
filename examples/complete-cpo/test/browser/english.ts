import { readdirSync } from "node:fs";
import type { Page } from "playwright-core";

/** Words that every English sentence is full of and that no German one has; `am`, `an`, `was`, `so` and `in` are German too. */
const ENGLISH = new Set("the is are were been being of and not for with without this that these those to from by has have had be it its until than which does did because or but only after before into there their they can could may must would should when where what who how any other since while then if on out you your".split(" "));

/** What the demonstration calls its things and what its people wrote: data, not texts of the console. */
const DATA: readonly RegExp[] = [
  /^(?:Standard, day and night|Free, sponsored by the city|Maaskantoor, staff and guests|Maaskantoor staff)$/,
  /^“?(?:the card was reported stolen|The plug does not come out of the socket\.|The screen is dark, but it charges\.|Nobody answers at the station\. The car park looks after its breaker\.|Opening of Lisboa Oriente)”?/,
  /^Standard, from the new year/,
  // Modules of OCPI, by their names in its addresses.
  /^(?:credentials|locations|sessions|tariffs|tokens|commands|cdrs)$/,
  /^(?:A tenth off everywhere, and half an hour of standing free\.|100 kWh in every month, for a year\.|1,000 kWh within a year, whenever you drive, and five per cent off the rest\.|Two cars, billed together\.)$/,
];

/** Everything that a reader sees or hears of the page as it stands: texts, and the labels of what has none. Code is code. */
export function textsOf(opened: Page): Promise<readonly string[]> {
  return opened.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) if (node.parentElement?.closest("style, script, noscript, code, pre") === null) found.add(node.textContent ?? "");
    for (const name of ["aria-label", "title", "placeholder", "alt"]) for (const element of document.querySelectorAll(`[${name}]`)) found.add(element.getAttribute(name) ?? "");
    return [...found].map((text) => text.replace(/\s+/g, " ").trim()).filter((text) => text !== "");
  });
}

/** The texts of a page that are English: with a word that German lacks, or one that only the English catalogue has. */
export function englishOf(texts: readonly string[], catalogue: ReadonlySet<string>): readonly string[] {
  return texts.filter((text) => !DATA.some((data) => data.test(text)) && (catalogue.has(text) || (text.match(/\p{L}+/gu) ?? []).some((word, index) => ENGLISH.has(index === 0 ? word.toLowerCase() : word))));
}

/** The texts of the English catalogue that the German one has nowhere. */
export async function onlyEnglish(): Promise<ReadonlySet<string>> {
  const [english, german] = await Promise.all([leavesIn("en"), leavesIn("de")]);
  return new Set([...english].filter((text) => !german.has(text)));
}

async function leavesIn(language: "en" | "de"): Promise<ReadonlySet<string>> {
  const folder = new URL(`../../web/src/texts/${language}/`, import.meta.url);
  // Those that hold functions alone need the page around them.
  const files = readdirSync(folder).filter((file) => readdirSync(new URL("../en/", folder)).includes(file) && !["said.ts", "reasons.ts", "catalogue.ts"].includes(file));
  return new Set((await Promise.all(files.map(async (file) => leavesOf({ ...((await import(new URL(file, folder).href)) as object) })))).flat());
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
