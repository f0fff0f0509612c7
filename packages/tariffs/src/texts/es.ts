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
};
