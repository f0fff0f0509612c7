import type { reasons as english } from "../en/reasons.ts";

type Values = readonly string[];
type Effect = Parameters<typeof english.effect>[0];

/** Sentences by the code of a suspicion; the values are the numbers of the English sentence in their order. */
const SUSPICIONS: Readonly<Record<string, (values: Values, reason: string) => string>> = {
  "missing-start": () => "Der Beginn des Ladevorgangs kam nie an; er wird aus dem ersten Beleg oder dem Ende genommen.",
  "missing-end": () => "Die Station hat nie gesagt, dass der Ladevorgang endete; als Ende gilt der letzte Beleg.",
  "missing-end-reading": () => "Das Ende kam ohne Zählerstand, und der letzte Stand ist zu alt, um dafür zu gelten.",
  "energy-unknown": (_, reason) => (reason.startsWith("The start register") ? "Der Zählerstand am Beginn ist unbekannt und damit auch die Energie." : "Nach dem Beginn kam kein brauchbarer Zählerstand; die Energie ist unbekannt."),
  "export-only": () => "Der Zähler meldet nur abgegebene Energie; die geladene ist unbekannt.",
  "energy-above-power": ([energy = "?", power = "?"]) => `${energy} Wh sind mehr, als ${power} W in dieser Zeit liefern können.`,
  "energy-above-limit": ([energy = "?", limit = "?"]) => `${energy} Wh liegen über der Grenze von ${limit} Wh für einen Ladevorgang.`,
  "token-refused": () => "Das Token wurde abgelehnt, und die Station hat dennoch geladen.",
  "signature-missing": (_, reason) => `Kein signierter Zählerstand ${sidesOf(reason)} wurde geprüft.`,
  "signature-invalid": (_, reason) => `Der signierte Zählerstand ${sidesOf(reason)} ${reason.includes("does not fit") ? "hat eine Signatur, die nicht passt" : reason.includes("not known") ? "ist mit einem Schlüssel signiert, der hier nicht bekannt ist" : "ist nicht lesbar"}.`,
  "signature-mismatch": () => "Die signierten Zählerstände sind andere als die gezählten.",
  "meter-below-last-stop": ([start = "?", last = "?"]) => `Der Zählerstand am Beginn (${start} Wh) liegt unter dem, bei dem der letzte Ladevorgang endete (${last} Wh).`,
  "duplicate-start": () => "Ein anderer Ladevorgang begann mit demselben Token und demselben Zählerstand; dieser Beginn könnte derselbe sein.",
  "transaction-reused": () => "Die Station hat diese Transaktionsnummer schon für einen anderen Ladevorgang verwendet.",
  "time-regression": () => "Das Ende liegt laut Station vor dem Beginn; als Ende gilt der letzte Beleg.",
  "time-unset": () => "Die Uhr der Station war nicht gestellt; es gilt die Zeit des Empfangs.",
  "time-future": () => "Die Uhr der Station ging vor; es gilt die Zeit des Empfangs.",
  "time-stale": () => "Die Zeit der Station ist zu alt, um zu stimmen; es gilt die Zeit des Empfangs.",
  "begin-above-sample": ([start = "?", later = "?"]) => `Der Zählerstand am Beginn (${start} Wh) kam spät und liegt über einem schon gemeldeten (${later} Wh).`,
  "energy-negative": ([end = "?", start = "?"]) => `Der Zählerstand am Ende (${end} Wh) liegt unter dem am Beginn (${start} Wh).`,
  "end-below-sample": ([end = "?", sample = "?"]) => `Der Zählerstand am Ende (${end} Wh) liegt unter einem schon gemeldeten (${sample} Wh).`,
  "register-rollover": ([at = "?"]) => `Der Zähler lief bei ${at} Wh über.`,
  "register-reset": ([stood = "?", on = "?"]) => `Der Zähler wurde während des Ladevorgangs zurückgesetzt: Er stand bei ${stood} Wh und lief ab ${on} Wh weiter.`,
  "register-leap": ([from = "?", to = "?"]) => `Der Zähler sprang von ${from} Wh auf ${to} Wh und lief dort weiter; der Sprung wird nicht gezählt.`,
  "interval-and-register": () => "Die Station schickte erst Energie je Zeitabschnitt und dann einen Zählerstand; er wird zum bisher Gezählten hinzugenommen.",
};

const COSTS: Readonly<Record<string, string>> = {
  "no-tariff": "Für diesen Ladevorgang gilt kein Tarif. Weisen Sie seinem Standort oder allem einen zu, und rechnen Sie ihn dann noch einmal ab.",
  "nothing-to-price": "Dieser Ladevorgang wird nicht abgerechnet.",
};

const REFUSALS: Readonly<Record<string, string>> = {
  invalid: "Das Token ist hier nicht bekannt.", blocked: "Das Token ist gesperrt.", expired: "Das Token ist abgelaufen.", concurrent: "Mit dem Token wird schon anderswo geladen.",
  notAllowedHere: "Mit dem Token darf hier nicht geladen werden.", noCredit: "Das Konto hat kein Guthaben.", notNow: "Mit dem Token darf zu dieser Zeit nicht geladen werden.", unavailable: "Niemand war zu erreichen, der darüber entscheidet.",
};

const ACCEPTED: Readonly<Record<string, string>> = {
  start: "Die Station nimmt es an. Der Ladevorgang erscheint, sobald das Auto lädt.",
  stop: "Die Station nimmt es an und beendet den Ladevorgang.",
  reset: "Die Station nimmt es an und startet neu.",
  unlock: "Der Stecker ist entriegelt.",
  changeAvailability: "Die Station hat die Änderung angenommen.",
  trigger: "Die Station nimmt es an und schickt die Nachricht.",
  setVariables: "Die Station hat die Einstellungen übernommen.",
};

const EFFECTS: Readonly<Record<Effect["expects"], Readonly<Record<Effect["state"], string>>>> = {
  session: { awaited: "Wartet darauf, dass der Ladevorgang beginnt.", confirmed: "Der Ladevorgang hat begonnen.", missing: "Kein Ladevorgang hat begonnen: War das Auto eingesteckt?" },
  sessionEnd: { awaited: "Wartet darauf, dass der Ladevorgang endet.", confirmed: "Der Ladevorgang ist beendet.", missing: "Der Ladevorgang endete nicht: Die Station nahm den Befehl an und lud weiter." },
  boot: { awaited: "Wartet darauf, dass die Station wiederkommt.", confirmed: "Die Station hat neu gestartet.", missing: "Die Station hat nicht neu gestartet." },
  status: { awaited: "Wartet darauf, dass die Station es zeigt.", confirmed: "Die Station zeigt die Änderung.", missing: "Die Station zeigt die Änderung nicht." },
};

export const reasons: typeof english = {
  suspicion: ({ code, reason }) => SUSPICIONS[code]?.([...reason.matchAll(/(-?[\d.]+) Wh?\b/g)].map(([, number = ""]) => number), reason) ?? reason,
  cost: ({ code, reason }) => COSTS[code] ?? reason,
  refusal: ({ code = "", reason = "" }) => REFUSALS[code] ?? reason,
  command({ command, state, outcome, text }) {
    // What the station itself said stays as it said it.
    const said = text.slice(text.indexOf(": ") + 2);
    switch (outcome) {
      case undefined: return state === "queued" ? "Die Station ist nicht verbunden: Der Befehl wartet, bis sie wiederkommt." : "Geschickt; die Station hat noch nicht geantwortet.";
      case "accepted": return ACCEPTED[String(command["command"])] ?? "Die Station hat geantwortet.";
      case "rejected": return `Die Station lehnt ab: ${said}`;
      case "error": return `Die Station antwortet mit einem Fehler: ${said}`;
      case "unsupported": return `Mit dieser Station nicht möglich: ${said}`;
      case "offline": return "Die Station ist nicht verbunden; nichts wurde geschickt.";
      case "cancelled": return "Zurückgenommen, bevor es geschickt wurde.";
      case "timeout": return "Die Station hat nicht rechtzeitig geantwortet. Vielleicht hat sie es dennoch getan: Sehen Sie nach ihrem Zustand.";
    }
  },
  effect: ({ expects, state }) => EFFECTS[expects][state],
};

/** Of a signed reading: its start, its end, or both. */
function sidesOf(reason: string): string {
  return [reason.includes("its start") ? "des Beginns" : "", reason.includes("its end") ? "des Endes" : ""].filter((side) => side !== "").join(" und ");
}
