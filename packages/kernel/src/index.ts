export { CpoError, isCpoError, type ErrorValues } from "./errors.ts";
export {
  addDecimals, compareDecimals, decimal, divideDecimal, divideRounded, formatDecimal, multiplyDecimals, negateDecimal, roundDecimal, subtractDecimal,
  tryDecimal, ZERO, type Decimal, type RoundingMode,
} from "./decimal.ts";
export { addMoney, formatMoney, minorUnit, money, roundMoney, type Money } from "./money.ts";
export {
  deciAmperes, hours, milliseconds, minutes, seconds, watts, wh, type DeciAmpere, type Milliseconds, type Quantity, type W, type Wh,
} from "./quantity.ts";
export { formatInstant, instant, parseInstant, type Instant } from "./instant.ts";
export { dayNumberOf, weekdayOf, zone, type LocalTime, type Zone } from "./calendar.ts";
export { createSentences, type Said, type Sentences } from "./sentences.ts";
export { createUlids } from "./ids.ts";
export { silentLogger, type Cancel, type Clock, type Ids, type Logger, type Random, type Scheduler } from "./ports.ts";
