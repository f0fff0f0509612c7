/** Rules on the display of prices that a tariff keeps or breaks (tariffs D1, D2). */
export type DisplayRule = "PER_KWH" | "GROSS_KNOWN" | "COMPONENTS_SHOWN" | "ONLY_OCCUPANCY" | "NOT_BY_TIME" | "ONE_PRICE" | "NO_BUNDLE" | "UNIT_KWH";

/** Everything that this package can say in one language. Numbers arrive as written in it, times as 24-hour clock. */
export interface Texts {
  /** BCP 47 primary language. */
  readonly language: string;
  readonly decimalPoint: "." | ",";
  readonly energy: string;
  readonly chargingTime: string;
  readonly parkingTime: string;
  readonly startFee: string;
  readonly reservedTime: string;
  readonly reservationFee: string;
  readonly total: string;
  readonly minimumPrice: string;
  readonly maximumPrice: string;
  readonly rounding: string;
  readonly noPrice: string;
  /** Monday first, short. */
  readonly weekdays: readonly string[];
  readonly perHour: string;
  readonly perMinute: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly always: string;
  readonly element: (number: number) => string;
  readonly blocks: (size: string) => string;
  readonly plusTax: (name: string, percentage: string, amount: string) => string;
  readonly includingTax: (name: string, percentage: string, amount: string) => string;
  readonly between: (from: string, to: string) => string;
  readonly fromDate: (date: string) => string;
  readonly beforeDate: (date: string) => string;
  /** "from 10 kWh", "below 10 kWh": energy, power and current. */
  readonly atLeast: (amount: string) => string;
  readonly below: (amount: string) => string;
  readonly after: (duration: string) => string;
  readonly within: (duration: string) => string;
  readonly reserved: string;
  readonly reservedUnused: string;
  readonly inclusive: string;
  readonly exclusive: string;
  /** The worst price of a profile, the price of a kWh with the fees bundled with it, and fees that stand apart from it. */
  readonly worst: (price: string) => string;
  readonly equivalent: (price: string) => string;
  readonly separately: string;
  readonly displayRules: Readonly<Record<DisplayRule, string>>;
}
