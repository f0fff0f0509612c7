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
  worst: (price) => `hoogstens ${price} bij dit gebruik`, equivalent: (price) => `met alle kosten voor het laden ${price}`, separately: "apart",
  displayRules: {
    PER_KWH: "Energie heeft in elke situatie een prijs per kWh.",
    GROSS_KNOWN: "De prijzen kunnen inclusief alle belastingen worden getoond.",
    COMPONENTS_SHOWN: "Onder 50 kW worden alle onderdelen getoond in de volgorde kWh, minuut, sessie, overig.",
    ONLY_OCCUPANCY: "Vanaf 50 kW gelden ad-hocprijzen per kWh, met hoogstens een bezettingstarief per minuut.",
    NOT_BY_TIME: "Energie wordt niet per tijd verkocht.",
    ONE_PRICE: "De prijs per kWh is één bedrag dat voor de sessie vaststaat.",
    NO_BUNDLE: "Geen kosten voor tijd of start; een bundel vraagt om een gelijkwaardige prijs per kWh.",
    UNIT_KWH: "Energie wordt per kWh verkocht; kosten voor tijd staan apart.",
  },
};
