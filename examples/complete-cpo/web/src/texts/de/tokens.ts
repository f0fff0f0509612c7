import type { Texts } from "../../texts.ts";

export const tokens: Pick<Texts, "tokens"> = {
  tokens: {
    title: "Karten und Token",
    add: "Token hinzufügen",
    empty: "Noch keine Token.",
    emptyHint: "Mit einem Token weist sich ein Fahrer aus, etwa mit einer RFID-Karte. Ohne eines kann niemand laden.",
    value: "Wert",
    valueHint: "Wie die Station ihn liest. Eine RFID-Karte zeigt ihre UID in Hex.",
    holder: "Inhaber",
    visual: "Aufgedruckte Nummer",
    group: "Gruppe",
    groupHint: "Token einer Gruppe dürfen die Ladevorgänge der anderen stoppen.",
    from: "Gültig ab",
    until: "Gültig bis",
    accepted: "Angenommen",
    blocked: "Gesperrt",
    expired: "Gerade nicht gültig",
    block: "Sperren",
    unblock: "Entsperren",
    removeHint: "Ladevorgänge, die es benutzten, behalten es.",
    type: "Art",
    types: { RFID: "Karte (RFID)", APP_USER: "App", AD_HOC_USER: "Direkt bezahlt", EMAID: "Plug & Charge", OTHER: "Anderes" },
  },
};
