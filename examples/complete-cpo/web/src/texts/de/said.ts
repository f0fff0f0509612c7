import type { Said } from "../../../../src/wire/common.ts";
import type { ConnectionCheckView } from "../../../../src/wire/fleet.ts";
import type { LogRequestView, ReservationView } from "../../../../src/wire/operations.ts";
import type { said as english } from "../en/said.ts";
import { fill, type Vocabulary } from "../fill.ts";
import { ALERTS, FIRMWARE, HEALTH, RECOVERY, RESERVATIONS } from "./care-sentences.ts";
import { chargingReason } from "./charging-reason.ts";
import { JOURNAL, SETTLEMENT } from "./journal.ts";
import { LINT } from "./lint.ts";
import { reasons } from "./reasons.ts";
import { states } from "./states.ts";

const VERDICTS = { valid: "gültig", invalid: "ungültig", unknownKey: "mit unbekanntem Schlüssel", unreadable: "nicht lesbar" };
const STEPS = { toggle: "Außer Betrieb und zurück", unlock: "Entriegeln", softReset: "Neustart, wenn frei", hardReset: "Neustart sofort" };

const WORDS: Vocabulary = {
  step: STEPS, start: VERDICTS, end: VERDICTS,
  state: { ...states.state, preparing: "bereit", finishing: "beim Abschluss", reserved: "reserviert", available: "frei", occupied: "belegt", charging: "beim Laden" },
  outcomes: { accepted: "angenommen", rejected: "abgelehnt", error: "Fehler", unsupported: "nicht möglich", offline: "nicht verbunden", timeout: "ohne Antwort", cancelled: "zurückgenommen", sent: "geschickt" },
  refusal: { invalid: "unbekannt", blocked: "gesperrt", expired: "abgelaufen", concurrent: "lädt schon anderswo", notAllowedHere: "hier nicht erlaubt", noCredit: "kein Guthaben", notNow: "jetzt nicht erlaubt", unavailable: "niemand zu erreichen" },
  command: { start: "Starten", stop: "Beenden", reset: "Neu starten", unlock: "Entriegeln", changeAvailability: "Verfügbarkeit ändern", trigger: "Nachricht verlangen", setVariables: "Einstellen" },
};

const LOGS: Readonly<Record<LogRequestView["state"], string>> = {
  requested: "Die Station ist gefragt, oder wird es, sobald sie wieder da ist.", uploading: "Die Station lädt es hoch.", received: "Es ist da.",
  uploaded: "Die Station hat es anderswo hochgeladen.", failed: "Die Station konnte es nicht", expired: "Es kam nicht rechtzeitig",
};

const RESERVED: Readonly<Record<ReservationView["state"], string>> = {
  requested: "Die Station hat nicht geantwortet; vielleicht hält sie den Platz frei.", active: "Der Platz ist freigehalten.", consumed: "Sie wurde genutzt.", expired: "Ihre Zeit ist vorbei.",
  cancelled: "Sie wurde aufgehoben", failed: "Die Station hält den Platz nicht frei",
};

const PROBLEMS: Readonly<Record<NonNullable<ConnectionCheckView["problem"]>, string>> = {
  subprotocol: "Die Station bietet keine OCPP-Version an, die diese Zentrale spricht. Stellen Sie sie auf OCPP 1.6 (JSON), 2.0.1 oder 2.1; SOAP geht nicht.",
  password: "Das Passwort fehlt oder ist falsch. Geben Sie das Passwort dieser Station ein, wie es angezeigt wurde, und als Benutzernamen ihre Kennung; oder machen Sie ein neues.",
  certificate: "Das Zertifikat der Station fehlt, ist widerrufen oder gehört einer anderen. Geben Sie ihr ein neues, oder lassen Sie sie sich erst mit einem Passwort verbinden.",
  profile: "Die Station kam mit einem niedrigeren Sicherheitsprofil, als sie haben muss. Stellen Sie sie auf das bisherige, oder senken Sie hier ihr Mindestprofil.",
  retired: "Diese Station ist außer Dienst. Setzen Sie sie erst wieder in Betrieb, wenn sie dienen soll.",
  identity: "Keine Station hat diese Kennung. Vergleichen Sie sie Zeichen für Zeichen mit dem letzten Teil der Adresse in der Station.",
  busy: "Die Zentrale war einen Augenblick beschäftigt. Die Station versucht es von selbst noch einmal.",
  other: "Sie wurde abgewiesen",
};

const REFUSED: Readonly<Record<Exclude<NonNullable<ConnectionCheckView["problem"]>, "other">, string>> = {
  subprotocol: "bietet keine OCPP-Version an, die hier gesprochen wird", password: "das Passwort fehlt oder ist falsch", certificate: "das Zertifikat fehlt oder gilt nicht", profile: "das Sicherheitsprofil ist zu niedrig",
  retired: "die Station ist außer Dienst", identity: "keine Station hat diese Kennung", busy: "die Zentrale war beschäftigt",
};

export const said: typeof english = {
  journal: ({ kind, reasons: all }) => all.map((reason) => reason.suspicions?.map(reasons.suspicion).join(" ") ?? told(kind === "settlement" ? SETTLEMENT : JOURNAL, reason.said) ?? reason.text).join(" "),
  charging: ({ reason }) => (reason === undefined ? "Hat gerade begonnen." : chargingReason(reason)),
  setPoint: ({ reason, change, why }) => (reason !== undefined ? chargingReason(reason) : change === "fallback" ? "worauf der Ladepunkt zurückfällt, wenn er nichts mehr hört" : why),
  alert: (alert) => told(ALERTS, alert.said) ?? alert.title,
  alertDetail: (alert) => told(FIRMWARE, alert.detailSaid) ?? alert.detail,
  caseTitle: (value) => told(RECOVERY, value.said) ?? value.title,
  health: (finding) => told(HEALTH, finding.said) ?? finding.reason,
  log: ({ state, detail }) => (state === "failed" || state === "expired" ? ended(LOGS[state], detail) : LOGS[state]),
  reservation({ state, reason, said: why, endsWhenBack }) {
    if (state === "cancelled" || state === "failed") return ended(RESERVED[state], told(RESERVATIONS, why) ?? reason);
    return `${RESERVED[state]}${endsWhenBack ? " Sie wird aufgehoben, sobald die Station wieder da ist." : ""}`;
  },
  campaign: (campaign) => told(FIRMWARE, campaign.said) ?? campaign.reason,
  recovery: (entry) => told(RECOVERY, entry.said) ?? entry.text,
  bulk({ state, total, outcomes, open, waiting, cancelledBy = "niemandem" }) {
    const { accepted = 0, ...others } = outcomes;
    const done = [`${accepted} von ${total} Stationen nahmen ihn an`, ...Object.entries(others).map(([word, count]) => `${count} ${WORDS["outcomes"]?.[word] ?? word}`)].join(", ");
    if (state === "running") return `${done}; ${open} unterwegs, ${waiting} stehen aus.`;
    return state === "done" ? `${done}.` : `Von ${cancelledBy} angehalten: ${done}; ${waiting} wurden nie gefragt.`;
  },
  check({ state, problem, protocol, reason }) {
    if (state === "connected") return `Die Station ist verbunden und spricht OCPP ${protocol ?? ""}.`;
    if (state === "waiting") return "In den letzten zehn Minuten hat niemand versucht, sich mit dieser Kennung zu verbinden. Prüfen Sie die Adresse in der Station und ihr Netz.";
    return problem === undefined || problem === "other" ? ended(PROBLEMS.other, reason) : PROBLEMS[problem];
  },
  refusal: ({ problem, reason, remoteAddress }) => [(REFUSED as Readonly<Record<string, string>>)[problem] ?? reason, remoteAddress].filter((part) => part !== undefined).join(", "),
  finding: ({ code, message, fix }) => (LINT as Readonly<Record<string, string>>)[code] ?? `${message} ${fix}`,
};

function told(sentences: Readonly<Record<string, string>>, what: Said | undefined): string | undefined {
  const template = what === undefined ? undefined : sentences[what.code];
  return what === undefined || template === undefined ? undefined : fill(template, what, WORDS);
}

function ended(text: string, why: string | undefined): string {
  return `${text}${why === undefined || why === "" ? "" : `: ${why}`}.`;
}
