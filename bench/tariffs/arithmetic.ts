import BigJs from "big.js";
import { Decimal } from "decimal.js";

/** The numbers of a decimal library, as far as prices need them. */
export interface Arithmetic<N> {
  read(value: number | string): N;
  plus(a: N, b: N): N;
  minus(a: N, b: N): N;
  times(a: N, b: N): N;
  over(a: N, b: N): N;
  ceil(a: N): N;
  /** Half away from zero. */
  round(a: N, decimals: number): N;
  isLess(a: N, b: N): boolean;
  text(a: N): string;
}

const Exact = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_UP });

export const DECIMAL_JS: Arithmetic<Decimal> = {
  read: (value) => new Exact(value),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  over: (a, b) => a.div(b),
  ceil: (a) => a.ceil(),
  round: (a, decimals) => a.toDecimalPlaces(decimals),
  isLess: (a, b) => a.lt(b),
  text: (a) => a.toFixed(),
};

const HALF_UP = 1;
const UP = 3;

export const BIG_JS: Arithmetic<BigJs> = {
  read: (value) => new BigJs(value),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  over: (a, b) => a.div(b),
  ceil: (a) => a.round(0, UP),
  round: (a, decimals) => a.round(decimals, HALF_UP),
  isLess: (a, b) => a.lt(b),
  text: (a) => a.toFixed(),
};
