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
  worst: (price) => `at most ${price} for this use`, equivalent: (price) => `with all fees for charging ${price}`, separately: "separately",
  displayRules: {
    PER_KWH: "Energy has a price per kWh in every situation.",
    GROSS_KNOWN: "Prices can be shown with all taxes.",
    COMPONENTS_SHOWN: "Below 50 kW all components are shown in the order kWh, minute, session, other.",
    ONLY_OCCUPANCY: "From 50 kW on, ad hoc prices are per kWh, with at most an occupancy fee per minute.",
    NOT_BY_TIME: "Energy is not sold by time.",
    ONE_PRICE: "The price per kWh is one figure that is fixed for the session.",
    NO_BUNDLE: "No fees for time or start; a bundle needs an equivalent price per kWh.",
    UNIT_KWH: "Energy is sold by the kWh; time fees are separate.",
  },
};
