import type { work as english } from "../en/work.ts";

export const work: typeof english = {
  title: "Längere Arbeiten",
  none: "Noch nichts wurde begonnen.",
  what: "Was",
  begun: "Begonnen",
  outcome: "Ergebnis",
  by: (person) => `von ${person}`,
  kinds: { conformance: "Konformitätsprüfung", push: "Alles neu melden", pull: "Änderungen holen", pullAll: "Alles holen" },
  states: { running: "Läuft", done: "Fertig", failed: "Fehlgeschlagen", cancelled: "Abgebrochen", interrupted: "Unterbrochen" },
  interrupted: "Das System wurde währenddessen beendet. Bitte neu beginnen; ein Abruf macht dort weiter, wo er stand.",
  cancelled: (person) => `Von ${person} abgebrochen. Was bis dahin geschehen ist, bleibt.`,
  parts: (done, total) => `${done} von ${total} Teilen`,
  steps: {
    versions: "Versionen und Zugang", details: "Angebot", credentials: "Zugangsdaten", locations: "Standorte", sessions: "Ladevorgänge", cdrs: "Ladebelege", tariffs: "Tarife", tokens: "Tokens", commands: "Befehle", hubclientinfo: "Teilnehmer des Hubs",
  },
  asOwner: "als Eigentümer",
  asReader: "als Empfänger",
  counted: { conformance: (count) => `${count} Prüfungen`, push: (count) => `${count} Objekte`, pull: (count) => `${count} Objekte` },
  pulled: (objects, changed) => `${objects} gelistet, ${changed} neu oder geändert`,
  unreadable: (count) => `${count} nicht lesbar`,
  vanished: (count) => `${count} nicht mehr gelistet`,
  pushed: (objects) => (objects === "1" ? "Ein Objekt wird dem Partner neu gemeldet" : `${objects} Objekte werden dem Partner neu gemeldet`),
  tested: (passed, failed, warned) => `${passed} bestanden, ${failed} nicht bestanden, ${warned} zu prüfen`,
  pullEverything: "Aus allen Modulen holen",
};
