import { addMoney, decimal, formatDecimal, formatMoney, money, multiplyDecimals, parseInstant, roundMoney, zone } from "@cpokit/kernel";

const energy = decimal("12.4"); // kWh, exactly
const price = decimal("0.25"); // EUR per kWh
const cost = money(multiplyDecimals(energy, price), "EUR");
const startFee = money("0.35", "EUR");

const start = parseInstant("2026-10-25T00:30:00Z")!;
const local = zone("Europe/Amsterdam").localTime(start);

export const shown = [
  formatDecimal(energy, 3), // 12.400
  formatMoney(roundMoney(addMoney(cost, startFee))), // EUR 3.45
  `${local.day}.${local.month}. ${Math.floor(local.minuteOfDay / 60)}:${local.minuteOfDay % 60}`, // 25.10. 2:30
];
