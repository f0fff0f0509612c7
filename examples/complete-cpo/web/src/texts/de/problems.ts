import type { Problem } from "../../../../src/http/errors.ts";

type Values = Readonly<Record<string, string | number>>;

/** Sentences by the stable code of a problem. What has none is shown in English. */
const SENTENCES: Readonly<Record<string, (problem: Problem, values: Values) => string | undefined>> = {
  "unauthorized": () => "Dafür brauchen Sie ein Konto: Melden Sie sich an.",
  "forbidden": ({ rule }) => (rule === "all locations" ? "Ihr Konto ist auf einige Standorte beschränkt, und das hier betrifft alle." : `Ihr Konto darf das nicht: Es braucht ${rule ?? "ein anderes Recht"}. Bitten Sie einen Administrator um eine Rolle, die es hat.`),
  "password-change": () => "Ersetzen Sie zuerst das Passwort, das Sie bekommen haben.",
  "payment-service": () => "Der Zahlungsdienst antwortet nicht. Versuchen Sie es gleich noch einmal.",
  "csrf": () => "Diese Seite gehört zu einer anderen Anmeldung: Laden Sie sie neu.",
  "wrong-key": () => "Dieser Betreiberschlüssel ist falsch. „npm start -- --new-key“ macht einen neuen.",
  "wrong-password": () => "Der Name, das Passwort oder der Code ist falsch.",
  "code-needed": () => "Geben Sie den Code ein, den Ihre Authenticator-App zeigt, oder einen Ihrer Wiederherstellungscodes.",
  "too-many-attempts": (_, { seconds }) => `Zu viele falsche Versuche${waitText(seconds)}.`,
  "too-many-requests": (_, { seconds }) => `Zu viele Anfragen${waitText(seconds)}.`,
  "too-many-reports": (_, { seconds }) => `Danke, wir haben davon gehört${waitText(seconds, "eine weitere Meldung geht")}.`,
  "no-account": () => "Ein Schlüssel hat kein eigenes Konto; melden Sie sich als Benutzer an.",
  "own-account": () => "Niemand entfernt sein eigenes Konto; bitten Sie einen anderen Administrator.",
  "not-found": (_, { what, id }) => (what === undefined ? undefined : `${THINGS[what] ?? `„${what}“`} „${id ?? ""}“ gibt es nicht.`),
  "no-route": () => "Diese Adresse gibt es nicht; /docs zählt auf, was es gibt.",
  "no-tenant": () => "Unter dieser Adresse gibt es keinen Betreiber.",
  "conflict": ({ field, rule }) => (field !== undefined && rule === "must not be taken" ? `„${field}“ ist schon vergeben.` : undefined),
  "invalid": ({ field, rule }) => {
    const said = rule === undefined ? undefined : ruleText(rule);
    return said === undefined ? undefined : `${field === undefined || field === "" ? "Die Anfrage" : `„${field}“`} ${said}.`;
  },
  "idempotency-key": () => "Dieser Schlüssel stand schon für eine andere Anfrage; nehmen Sie für eine neue einen neuen.",
  "too-large": () => "Das ist zu groß, um geschickt zu werden.",
  "too-much": () => "Es sind zu viele Ladevorgänge, um sie gleich zusammenzuzählen. Wählen Sie weniger Tage oder einen Standort, oder lassen Sie den Bericht nach Plan erstellen.",
  "media-type": () => "Die Anfrage muss JSON sein: Schicken Sie die Kopfzeile content-type: application/json.",
  "busy": () => "Zu viele änderten zugleich dasselbe; versuchen Sie es noch einmal.",
  "job-running": (_, { by }) => `Dasselbe läuft schon${by === undefined ? "" : `, begonnen von ${by}`}. Warten Sie, bis es fertig ist, oder brechen Sie es ab.`,
  "starting": () => "Der Dienst startet gerade; versuchen Sie es gleich noch einmal.",
  "stopping": () => "Der Dienst hält gerade an; versuchen Sie es noch einmal, wenn er wieder da ist.",
  "internal": () => "Bei uns ging etwas schief; das Protokoll des Dienstes sagt mehr.",
  "secrets": () => "Das Geheimnis eines zweiten Faktors ist nicht lesbar: CPOKIT_SECRETS_KEY ist nicht der Schlüssel, mit dem es verwahrt wurde.",
  "not-empty": () => "Der Standort hat Ladepunkte; verlegen oder entfernen Sie sie zuerst.",
  "no-receipt": () => "Es gibt noch keinen Beleg: Er entsteht, wenn der Ladevorgang vorbei und bezahlt ist.",
  "nothing-charged": () => "Mit dieser Zahlung wurde nichts abgebucht, also gibt es nichts zurückzuzahlen.",
  "station-offline": () => "Die Station ist nicht erreichbar. Halten Sie Ihre Karte an sie, oder rufen Sie den Betreiber an.",
  "occupied": () => "An diesem Ladepunkt lädt schon jemand.",
  "not-here": () => "An diesem Ladepunkt darf nicht jeder laden, oder nicht zu dieser Zeit.",
  "no-price": () => "Diesen Ladepunkt gibt es nicht, oder er hat keinen Preis.",
  "blocked": () => "Das Konto ist gesperrt. Fragen Sie den Betreiber.",
  "no-method": () => "Hinterlegen Sie zuerst ein Zahlungsmittel in Ihrem Konto.",
  "no-cards": () => "Hier ist kein Zahlungsdienst eingerichtet.",
  "wrong-code": () => "Dieser Code oder Link ist falsch, schon benutzt oder älter als eine Viertelstunde. Fordern Sie einen neuen an.",
  "nothing-stands": () => "Kein Ladebeleg dieses Ladevorgangs ist gültig.",
  "ocpi.registration": () => "Der Partner nimmt die Anmeldung nicht an; das Protokoll sagt, warum. Prüfen Sie seine Adresse und seinen Schlüssel, oder entfernen Sie ihn und melden Sie ihn neu an.",
};

const THINGS: Readonly<Record<string, string>> = {
  "forecast": "Die Vorhersage", "location that shares its power": "Den Standort mit Lastmanagement", "roster entry": "Das angekündigte Fahrzeug",
  "API key": "Den API-Schlüssel", "access policy": "Die Zugangsregel", "EVSE": "Den Ladepunkt", "charging point": "Den Ladepunkt", "certificate": "Das Zertifikat", "charge record": "Den Ladebeleg", "charge": "Den Ladevorgang", "command": "Den Befehl", "driver": "Den Fahrer",
  "group": "Die Gruppe", "location": "Den Standort", "maintenance window": "Die geplante Arbeit", "partner": "Den Partner", "payment": "Die Zahlung", "plan": "Das Abonnement", "proposal": "Den Vorschlag", "report schedule": "Den Plan", "report run": "Den Lauf",
  "means of payment": "Das Zahlungsmittel", "payment page": "Die Zahlungsseite", "run": "Den Lauf", "session": "Den Ladevorgang", "station": "Die Station", "tariff": "Den Tarif", "tenant": "Den Betreiber", "token": "Die Ladekarte", "user": "Den Benutzer", "webhook": "Den Webhook",
};

const RULES: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^is required$/, () => "fehlt"],
  [/^is not a field here$/, () => "ist hier kein Feld"],
  [/^must not be empty$/, () => "darf nicht leer sein"],
  [/^must not be shorter than (\d+)(?: characters)?$/, (least) => `darf nicht kürzer sein als ${least}`],
  [/^must be at most (\d+) characters$/, (most) => `darf höchstens ${most} Zeichen haben`],
  [/^must be at most a year after from$/, () => "darf höchstens ein Jahr nach dem Beginn liegen"],
  [/^must be at most (-?[\d.]+)$/, (most) => `darf höchstens ${most} sein`],
  [/^must be at least (-?[\d.]+)$/, (least) => `muss mindestens ${least} sein`],
  [/^must be a whole number$/, () => "muss eine ganze Zahl sein"],
  [/^must be a whole number from (-?\d+) to (-?\d+)$/, (from, to) => `muss eine ganze Zahl von ${from} bis ${to} sein`],
  [/^must be text$/, () => "muss Text sein"],
  [/^must be a list$/, () => "muss eine Liste sein"],
  [/^must be an object$/, () => "muss ein Objekt sein"],
  [/^must be true or false$/, () => "muss wahr oder falsch sein"],
  [/^must be one of (.+)$/, (all) => `muss eines von ${all} sein`],
  [/^must be (?:after from|later than validFrom|after its beginning)$/, () => "muss nach dem Beginn liegen"],
  [/^must not be before from$/, () => "darf nicht vor dem Beginn liegen"],
  [/^must be over$/, () => "muss vorbei sein"],
  [/^must not be taken$/, () => "ist schon vergeben"],
  [/^must be your password$/, () => "muss Ihr Passwort sein"],
  [/^must not be the one before$/, () => "darf nicht das bisherige sein"],
  [/^must be the six digits that the app shows now$/, () => "müssen die sechs Ziffern sein, die die App jetzt zeigt"],
  [/^must be (?:a name of the IANA list|the name of a time zone|the IANA name of a time zone)/, () => "muss der Name einer Zeitzone sein, zum Beispiel Europe/Amsterdam"],
  [/^must be a date-time like (.+)$/, (example) => `muss Datum und Uhrzeit sein wie ${example}`],
  [/^must be a day like (.+)$/, (example) => `muss ein Tag sein wie ${example}`],
  [/^must be a decimal number like (.+)$/, (example) => `muss eine Dezimalzahl sein wie ${example}`],
  [/^must be a location; there is no "(.*)"$/, (id) => `muss ein Standort sein; „${id}“ gibt es nicht`],
  [/^must be a tariff; there is no "(.*)"$/, (id) => `muss ein Tarif sein; „${id}“ gibt es nicht`],
  [/^must be empty: no mail server is set up$/, () => "muss leer sein: Es ist kein Mailserver eingerichtet"],
  [/^must have exactly one of (.+)$/, (all) => `braucht genau eines von ${all}`],
  [/^must have a line below its header$/, () => "braucht unter der Kopfzeile mindestens eine Zeile"],
  [/^must close the quote of line (\d+)$/, (line) => `hat in Zeile ${line} ein Anführungszeichen, das nicht endet`],
  [/^must name the columns at and (\w+) in its first line$/, (values) => `muss in der ersten Zeile die Spalten at und ${values} nennen`],
  [/^must have a moment like (\S+) in line (\d+)$/, (example, line) => `braucht in Zeile ${line} einen Zeitpunkt wie ${example}`],
  [/^must have a number for (\w+) in line (\d+)$/, (values, line) => `braucht in Zeile ${line} eine Zahl für ${values}`],
  [/^must have a later moment in line (\d+) than in the one before$/, (line) => `braucht in Zeile ${line} einen späteren Zeitpunkt als in der Zeile davor`],
  [/^must have (\w+) from (\S+) to (\S+); it has (\S+)$/, (values, least, most, value) => `braucht bei ${values} Werte von ${least} bis ${most}; es steht ${value} da`],
  [/^must have 168 values/, () => "braucht 168 Werte, einen für jede Stunde der Woche"],
  [/^must match at least one station$/, () => "muss auf mindestens eine Station passen"],
];

/** The sentence of a problem; `undefined` where there is none in this language. */
export function sentence(problem: Problem): string | undefined {
  return SENTENCES[problem.code]?.(problem, problem.values ?? {});
}

function ruleText(rule: string): string | undefined {
  for (const [pattern, said] of RULES) {
    const found = pattern.exec(rule);
    if (found !== null) return said(...found.slice(1));
  }
  return undefined;
}

function waitText(seconds: string | number | undefined, what = "versuchen Sie es"): string {
  if (typeof seconds !== "number") return "";
  const wait = seconds < 120 ? `${seconds} Sekunden` : `${Math.ceil(seconds / 60)} Minuten`;
  return what === "versuchen Sie es" ? `; versuchen Sie es in ${wait} noch einmal` : `; ${what} in ${wait}`;
}
