import type { Texts } from "../../texts.ts";

export const overview: Pick<Texts, "overview"> = {
  overview: {
    title: "Übersicht",
    online: "Stationen online",
    of: (part: number, whole: number) => `${part} von ${whole}`,
    charging: "Laden gerade",
    sessions: (count: number) => (count === 1 ? "1 Ladevorgang" : `${count} Ladevorgänge`),
    power: "Leistung jetzt",
    day: "Abgerechnet in 24 Stunden, ohne Steuer",
    records: (count: number) => (count === 1 ? "1 Ladebeleg" : `${count} Ladebelege`),
    attention: "Braucht Aufmerksamkeit",
    calm: "Gerade braucht Sie nichts.",
    stations: "Ladestationen",
    running: "Laufende Ladevorgänge",
    noRunning: "Kein Auto lädt.",
    noRunningHint: "Ladevorgänge erscheinen hier, sobald eine Station einen meldet.",
    finished: "Beendete Ladevorgänge",
    noFinished: "Noch ist kein Ladevorgang beendet.",
    noFinishedHint: "Endet ein Ladevorgang, ist er nach wenigen Sekunden bepreist und besiegelt und erscheint hier.",
  },
};
