/** The part of big.js that the bench uses; the package has no types of its own. */
declare module "big.js" {
  export default class Big {
    constructor(value: number | string);
    plus(value: Big): Big;
    minus(value: Big): Big;
    times(value: Big): Big;
    div(value: Big): Big;
    round(decimals: number, mode: number): Big;
    lt(value: Big): boolean;
    toFixed(): string;
  }
}
