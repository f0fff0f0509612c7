import type { Letter } from "../mail/mailer.ts";

/** The languages in which drivers are written to. */
export type LetterLanguage = "en" | "de";

interface SignInLetter {
  readonly to: string;
  readonly language: LetterLanguage;
  readonly code: string;
  readonly link: string;
}

/** The code and the link with which somebody signs in. */
export function signInLetter({ to, language, code, link }: SignInLetter): Letter {
  const [subject, ...paragraphs] = language === "de"
    ? [`Ihr Anmeldecode: ${code}`, `Geben Sie diesen Code auf der Seite ein: ${code}`, `Oder öffnen Sie diesen Link: ${link}`, "Beides gilt eine Viertelstunde und einmal. Wenn Sie sich nicht anmelden wollten, brauchen Sie nichts zu tun."]
    : [`Your sign-in code: ${code}`, `Enter this code on the page: ${code}`, `Or open this link: ${link}`, "Both work for a quarter of an hour, and once. If you did not want to sign in, there is nothing to do."];
  return { to, subject, text: paragraphs.join("\n\n") };
}

/** A charging point that somebody waited for is free. */
export function freeLetter({ to, language, name, link }: { readonly to: string; readonly language: LetterLanguage; readonly name: string; readonly link: string }): Letter {
  return language === "de"
    ? { to, subject: `Frei: ${name}`, text: `Dieser Ladepunkt ist jetzt frei: ${name}\n\n${link}\n\nEr ist nicht für Sie reserviert.` }
    : { to, subject: `Free: ${name}`, text: `This charging point is free now: ${name}\n\n${link}\n\nIt is not reserved for you.` };
}
