import type { OidcRefusal } from "../access/oidc.ts";
import type { Problem } from "./errors.ts";

interface Words {
  readonly title: string;
  readonly again: string;
  readonly sentences: Readonly<Partial<Record<OidcRefusal | "elsewhere", string>>>;
}

/** English sentences are those of the problem. */
const WORDS: Readonly<Record<"en" | "de", Words>> = {
  en: { title: "You are not signed in", again: "Back to the sign-in", sentences: {} },
  de: {
    title: "Sie sind nicht angemeldet", again: "Zurück zur Anmeldung",
    sentences: {
      unreachable: "Der Anmeldedienst antwortet nicht; melden Sie sich mit einem Passwort an oder versuchen Sie es später noch einmal.",
      over: "Diese Anmeldung ist vorbei; beginnen Sie noch einmal.",
      unconfirmed: "Der Anmeldedienst hat die Anmeldung nicht bestätigt; beginnen Sie noch einmal.",
      unnamed: "Der Anmeldedienst hat nicht gesagt, wer Sie sind; fragen Sie einen Administrator.",
      "no-role": "Ihr Konto hat hier keine Rolle; bitten Sie einen Administrator, es in eine Gruppe aufzunehmen, die eine hat.",
      "name-taken": "Es gibt schon ein Konto mit diesem Namen und einem Passwort; bitten Sie einen Administrator, es zuerst zu entfernen.",
      blocked: "Ihr Konto ist gesperrt; fragen Sie einen Administrator.",
      elsewhere: "Diese Anmeldung wurde nicht in diesem Browser begonnen; beginnen Sie noch einmal.",
    },
  },
};

/** A plain page for a sign-in that came to nothing: what happened, and the way back. */
export function signInPage({ message, rule }: Problem, { language, home }: { readonly language: string; readonly home: string }): string {
  const code = /^de\b/i.test(language.trim()) ? "de" : "en";
  const { title, again, sentences } = WORDS[code];
  const sentence = sentences[rule as keyof Words["sentences"]] ?? message;
  return `<!doctype html>
<html lang="${code}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto 0;padding:0 1.25rem}a{font-weight:600}</style></head>
<body><main><h1>${title}</h1><p>${escaped(sentence)}</p><p><a href="${escaped(home)}">${again}</a></p></main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;");
}
