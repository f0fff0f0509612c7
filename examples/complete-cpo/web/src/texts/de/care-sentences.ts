import type { alertSentences, firmwareSentences, healthSentences, recoverySentences, reservationSentences } from "@cpokit/csms";
import type { fallOutSentences } from "@cpokit/smart-charging";

type Of<Sentences extends { readonly templates: object }> = Readonly<Record<keyof Sentences["templates"], string>>;

export const ALERTS: Of<typeof alertSentences> = {
  "station-offline": "{station} ist nicht verbunden",
  "station-faulted": "{station} ist gestört",
  "evse-faulted": "Ladepunkt {evse} von {station} ist gestört",
  security: "{station} meldet {event}",
  monitor: "{station}: {variable} ist {value}",
  "grid-event": "{station}: Netzereignis {event}",
  "firmware-halted": "Die Firmware-Kampagne „{name}“ wurde angehalten",
  "no-effect": "{station} nahm den Befehl „{command}“ an und tat nichts",
  "message-put-aside": "Eine Nachricht von {station} ließ sich nicht verarbeiten",
  "delivery-parked": "„{subscription}“ hat es mit {topic} aufgegeben",
};

export const HEALTH: Of<typeof healthSentences> = {
  "faulted-once": "einmal in einer Woche gestört",
  faulted: "{count}-mal in einer Woche gestört",
  "restarted-once": "einmal in einer Woche neu gestartet",
  restarted: "{count}-mal in einer Woche neu gestartet",
  unanswered: "{failed} von {count} Befehlen einer Woche blieben ohne Antwort oder bekamen einen Fehler",
  "security-event": "ein Sicherheitsereignis in einer Woche",
  "security-events": "{count} Sicherheitsereignisse in einer Woche",
  usable: "{percent} % der Woche nutzbar",
  delivered: "{percent} % von {count} Ladevorgängen einer Woche lieferten Energie",
  "faults-rise": "Störungen nehmen zu: {count} in einer Woche, zuvor {before} je Woche",
  "restarts-rise": "Neustarts nehmen zu: {count} in einer Woche, zuvor {before} je Woche",
  unused: "kein Ladevorgang in einer Woche, sonst {before} je Woche: Vielleicht können Fahrer nicht starten",
  "use-falls": "Nutzung nimmt ab: {count} Ladevorgänge in einer Woche, zuvor {before} je Woche",
};

export const RECOVERY: Of<typeof recoverySentences> = {
  toggle: "Außer Betrieb genommen und zurück",
  unlock: "Entriegelt",
  softReset: "Neu gestartet, sobald frei",
  hardReset: "Sofort neu gestartet",
  would: "Würde: {step}",
  answered: "{step} – {outcomes}",
  "waits-offline": "Wartet: Die Station ist nicht verbunden",
  "waits-here": "Wartet: Hier lädt ein Auto",
  "waits-station": "Wartet: An der Station laden Autos",
  again: "Wieder {state}",
  "nothing-helped": "Nichts half",
  "too-long-offline": "{step} musste zu lange warten: Die Station ist nicht verbunden",
  "too-long-here": "{step} musste zu lange warten: Hier lädt ein Auto",
  "too-long-station": "{step} musste zu lange warten: An der Station laden Autos",
  aborted: "Von {person} angehalten",
  "daily-limit": "Hier wurde an einem Tag schon {count}-mal geholfen",
  "hourly-limit": "In einer Stunde begannen schon {count} Hilfen",
  "keeps-failing": "Ladepunkt {evse} fällt immer wieder aus",
  "does-not-recover": "Ladepunkt {evse} ist gestört und erholt sich nicht",
};

export const RESERVATIONS: Of<typeof reservationSentences> = {
  occupied: "der Ladepunkt ist belegt",
  faulted: "der Ladepunkt ist gestört",
  unavailable: "der Ladepunkt ist außer Betrieb",
  rejected: "die Station nimmt dort keine Reservierung an",
  answered: "die Station antwortete {error}",
  offline: "die Station ist nicht verbunden",
  "taken-back": "von {person} zurückgenommen",
};

export const FIRMWARE: Of<typeof firmwareSentences> = {
  cancelled: "Von {person} abgebrochen",
  resumed: "Von {person} fortgesetzt",
  halted: "{failed} von {size} Stationen sind in Welle {wave} gescheitert",
  unknown: "Diese Station gibt es nicht",
  current: "Sie hat diese Version schon",
  refused: "Die Station lehnt ab: {reason}",
  answered: "Die Station antwortete {error}",
  away: "Die Station kam nicht rechtzeitig wieder",
  "taken-back": "Von {person} zurückgenommen",
  "other-version": "Sie startete mit {version}, nachdem sie {wanted} als installiert gemeldet hatte",
};

export const FALL_OUTS: Of<typeof fallOutSentences> = {
  refuses: "sie lehnt jedes Profil ab",
  reckons: "sie rechnet mit {amps} A, wo {most} A gesetzt waren",
  gives: "sie gibt {amps} A zurück, wo {most} A gesetzt waren",
  draws: "sie zieht {amps} A, wo {most} A gesetzt waren",
};
