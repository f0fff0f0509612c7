import type { Texts } from "./texts.ts";

export const es: Texts = {
  language: "es", decimalPoint: ",",
  energy: "energía", chargingTime: "tiempo de carga", parkingTime: "tiempo de estacionamiento", startFee: "tarifa de inicio", reservedTime: "tiempo de reserva", reservationFee: "tarifa de reserva",
  total: "total", minimumPrice: "precio mínimo", maximumPrice: "precio máximo", rounding: "redondeo", noPrice: "gratis",
  weekdays: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
  perHour: "/h", perMinute: "/min", hour: "h", minute: "min", second: "s", always: "siempre",
  element: (number) => `elemento ${number}`,
  blocks: (size) => `en bloques de ${size}`,
  plusTax: (name, percentage, amount) => `+ ${percentage} % ${name} ${amount}`,
  includingTax: (name, percentage, amount) => `incluye ${percentage} % ${name} ${amount}`,
  between: (from, to) => `${from}–${to}`,
  fromDate: (date) => `desde el ${date}`, beforeDate: (date) => `antes del ${date}`,
  atLeast: (amount) => `desde ${amount}`, below: (amount) => `por debajo de ${amount}`,
  after: (duration) => `después de ${duration}`, within: (duration) => `durante los primeros ${duration}`,
  reserved: "reserva", reservedUnused: "reserva no utilizada", inclusive: "impuestos incl.", exclusive: "sin impuestos",
  worst: (price) => `como máximo ${price} con este uso`, equivalent: (price) => `con todas las tarifas de la carga ${price}`, separately: "aparte",
  displayRules: {
    PER_KWH: "La energía tiene un precio por kWh en toda situación.",
    GROSS_KNOWN: "Los precios pueden mostrarse con todos los impuestos.",
    COMPONENTS_SHOWN: "Por debajo de 50 kW se muestran todos los componentes en el orden kWh, minuto, sesión, otros.",
    ONLY_OCCUPANCY: "Desde 50 kW, los precios ad hoc son por kWh, con una tarifa de ocupación por minuto como máximo.",
    NOT_BY_TIME: "La energía no se vende por tiempo.",
    ONE_PRICE: "El precio por kWh es una sola cifra, fija durante la sesión.",
    NO_BUNDLE: "Sin tarifas de tiempo ni de inicio; un paquete exige un precio equivalente por kWh.",
    UNIT_KWH: "La energía se vende por kWh; las tarifas de tiempo van aparte.",
  },
};
