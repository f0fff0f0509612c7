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
  worst: (price) => `au plus ${price} pour cette utilisation`, equivalent: (price) => `avec tous les frais de recharge ${price}`, separately: "séparément",
  displayRules: {
    PER_KWH: "L’énergie a un prix par kWh dans toutes les situations.",
    GROSS_KNOWN: "Les prix peuvent être affichés toutes taxes comprises.",
    COMPONENTS_SHOWN: "En dessous de 50 kW, toutes les composantes sont affichées dans l’ordre kWh, minute, session, autres.",
    ONLY_OCCUPANCY: "À partir de 50 kW, les prix ad hoc sont au kWh, avec au plus des frais d’occupation à la minute.",
    NOT_BY_TIME: "L’énergie n’est pas vendue au temps.",
    ONE_PRICE: "Le prix par kWh est un seul chiffre, fixe pour la session.",
    NO_BUNDLE: "Pas de frais de temps ni de démarrage ; une offre groupée exige un prix équivalent par kWh.",
    UNIT_KWH: "L’énergie est vendue au kWh ; les frais de temps sont séparés.",
  },
};
