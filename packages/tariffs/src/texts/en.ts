import type { Texts } from "./texts.ts";

export const en: Texts = {
  language: "en", decimalPoint: ".",
  energy: "energy", chargingTime: "charging time", parkingTime: "parking time", startFee: "start fee", reservedTime: "reserved time", reservationFee: "reservation fee",
  total: "total", minimumPrice: "minimum price", maximumPrice: "maximum price", rounding: "rounding", noPrice: "free of charge",
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  perHour: "/h", perMinute: "/min", hour: "h", minute: "min", second: "s", always: "always",
  element: (number) => `element ${number}`,
  blocks: (size) => `in blocks of ${size}`,
  plusTax: (name, percentage, amount) => `+ ${percentage} % ${name} ${amount}`,
  includingTax: (name, percentage, amount) => `including ${percentage} % ${name} ${amount}`,
  between: (from, to) => `${from}–${to}`,
  fromDate: (date) => `from ${date}`, beforeDate: (date) => `before ${date}`,
  atLeast: (amount) => `from ${amount}`, below: (amount) => `below ${amount}`,
  after: (duration) => `after ${duration}`, within: (duration) => `in the first ${duration}`,
  reserved: "reservation", reservedUnused: "unused reservation", inclusive: "incl. tax", exclusive: "excl. tax",
};
