/** The languages of the console, by their own names. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const STORED = "cpokit.language";

/** What the reader chose here, else the first language of the browser that there is a catalogue for. */
export const language: Language = [localStorage.getItem(STORED) ?? "", ...navigator.languages].map((tag) => tag.split("-", 1)[0] ?? "").find(isLanguage) ?? "en";
document.documentElement.lang = language;

/** The browser's own region where it is of that language, for dates and figures. */
export const locale = navigator.languages.find((tag) => tag.split("-", 1)[0] === language) ?? language;

/** Keeps the choice in this browser and begins the page anew in that language. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(STORED, chosen);
  location.reload();
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag);
}
