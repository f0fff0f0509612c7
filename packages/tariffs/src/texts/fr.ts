import type { Texts } from "./texts.ts";

export const fr: Texts = {
  language: "fr", decimalPoint: ",",
  energy: "énergie", chargingTime: "temps de charge", parkingTime: "temps de stationnement", startFee: "frais de session", reservedTime: "temps de réservation", reservationFee: "frais de réservation",
  total: "total", minimumPrice: "prix minimum", maximumPrice: "prix maximum", rounding: "arrondi", noPrice: "gratuit",
  weekdays: ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
  perHour: "/h", perMinute: "/min", hour: "h", minute: "min", second: "s", always: "toujours",
  element: (number) => `élément ${number}`,
  blocks: (size) => `par tranches de ${size}`,
  plusTax: (name, percentage, amount) => `+ ${percentage} % ${name} ${amount}`,
  includingTax: (name, percentage, amount) => `dont ${percentage} % ${name} ${amount}`,
  between: (from, to) => `${from}–${to}`,
  fromDate: (date) => `à partir du ${date}`, beforeDate: (date) => `avant le ${date}`,
  atLeast: (amount) => `à partir de ${amount}`, below: (amount) => `en dessous de ${amount}`,
  after: (duration) => `après ${duration}`, within: (duration) => `pendant les premières ${duration}`,
  reserved: "réservation", reservedUnused: "réservation non utilisée", inclusive: "TTC", exclusive: "HT",
};
