import type { Texts } from "./texts.ts";

export const nl: Texts = {
  language: "nl", decimalPoint: ",",
  energy: "energie", chargingTime: "laadtijd", parkingTime: "parkeertijd", startFee: "starttarief", reservedTime: "reserveringstijd", reservationFee: "reserveringskosten",
  total: "totaal", minimumPrice: "minimumprijs", maximumPrice: "maximumprijs", rounding: "afronding", noPrice: "gratis",
  weekdays: ["ma", "di", "wo", "do", "vr", "za", "zo"],
  perHour: "/uur", perMinute: "/min", hour: "u", minute: "min", second: "s", always: "altijd",
  element: (number) => `element ${number}`,
  blocks: (size) => `per ${size}`,
  plusTax: (name, percentage, amount) => `+ ${percentage} % ${name} ${amount}`,
  includingTax: (name, percentage, amount) => `incl. ${percentage} % ${name} ${amount}`,
  between: (from, to) => `${from}–${to}`,
  fromDate: (date) => `vanaf ${date}`, beforeDate: (date) => `vóór ${date}`,
  atLeast: (amount) => `vanaf ${amount}`, below: (amount) => `onder ${amount}`,
  after: (duration) => `na ${duration}`, within: (duration) => `in de eerste ${duration}`,
  reserved: "reservering", reservedUnused: "niet gebruikte reservering", inclusive: "incl. btw", exclusive: "excl. btw",
};
