import type { Texts } from "../../texts.ts";

export const tariffs: Pick<Texts, "tariffs"> = {
  tariffs: {
    title: "Tarife",
    add: "Neuer Tarif",
    empty: "Noch keine Tarife.",
    emptyHint: "Ohne Tarif lassen sich Ladevorgänge nicht bepreisen. Sie warten in der Übersicht unter Braucht Sie jetzt.",
    id: "Tarifkennung",
    name: "Name",
    json: "OCPI-Tarifobjekt",
    publish: "Version veröffentlichen",
    publishHint: "Eine Version ändert sich nie. Ladevorgänge behalten die Version, die bei ihrem Beginn galt.",
    findings: "Befunde",
    findingCount: (count: number) => (count === 1 ? "1 Befund" : `${count} Befunde`),
    noFindings: "Nichts zu beanstanden.",
    versions: "Versionen",
    version: (number: number) => `Version ${number}`,
    validFrom: (when: string) => `ab ${when}`,
    applies: "Gilt für",
    appliesNowhere: "Noch nirgends: weisen Sie ihn einem Standort oder allem zu.",
    assign: "Zuweisen",
    newVersion: "Neue Version",
    object: "OCPI-Tarifobjekt",
    inWords: "In einfachen Worten",
    ocpiVersion: "OCPI-Version",
  },
};
