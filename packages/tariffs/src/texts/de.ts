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
};
