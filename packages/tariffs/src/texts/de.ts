import type { Texts } from "./texts.ts";

export const de: Texts = {
  language: "de", decimalPoint: ",",
  energy: "Energie", chargingTime: "Ladezeit", parkingTime: "Standzeit", startFee: "Startgebühr", reservedTime: "Reservierungszeit", reservationFee: "Reservierungsgebühr",
  total: "Gesamt", minimumPrice: "Mindestpreis", maximumPrice: "Höchstpreis", rounding: "Rundung", noPrice: "kostenlos",
  weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
  perHour: "/Std.", perMinute: "/Min.", hour: "Std.", minute: "Min.", second: "Sek.", always: "immer",
  element: (number) => `Element ${number}`,
  blocks: (size) => `in Schritten von ${size}`,
  plusTax: (name, percentage, amount) => `+ ${percentage} % ${name} ${amount}`,
  includingTax: (name, percentage, amount) => `inkl. ${percentage} % ${name} ${amount}`,
  between: (from, to) => `${from}–${to}`,
  fromDate: (date) => `ab ${date}`, beforeDate: (date) => `vor ${date}`,
  atLeast: (amount) => `ab ${amount}`, below: (amount) => `unter ${amount}`,
  after: (duration) => `nach ${duration}`, within: (duration) => `in den ersten ${duration}`,
  reserved: "Reservierung", reservedUnused: "nicht genutzte Reservierung", inclusive: "inkl. Steuer", exclusive: "zzgl. Steuer",
  worst: (price) => `höchstens ${price} bei dieser Nutzung`, equivalent: (price) => `mit allen Gebühren für das Laden ${price}`, separately: "gesondert",
  displayRules: {
    PER_KWH: "Energie hat in jedem Fall einen Preis je kWh.",
    GROSS_KNOWN: "Die Preise können einschließlich aller Steuern angegeben werden.",
    COMPONENTS_SHOWN: "Unter 50 kW werden alle Bestandteile in der Reihenfolge kWh, Minute, Ladevorgang, Sonstiges angegeben.",
    ONLY_OCCUPANCY: "Ab 50 kW gelten beim Ad-hoc-Laden Preise je kWh, daneben höchstens eine Belegungsgebühr je Minute.",
    NOT_BY_TIME: "Energie wird nicht nach Zeit verkauft.",
    ONE_PRICE: "Der Preis je kWh ist ein einziger Wert, der für den Ladevorgang feststeht.",
    NO_BUNDLE: "Keine Gebühren für Zeit oder Start; ein Paket braucht einen gleichwertigen Preis je kWh.",
    UNIT_KWH: "Energie wird je kWh verkauft; Zeitgebühren stehen gesondert.",
  },
};
