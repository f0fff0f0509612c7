/** TariffType of OCPP 2.1, with the fields that prices depend on. Energy in Wh, power in W, time in seconds. */
export interface Ocpp21Tariff {
  readonly tariffId: string;
  readonly currency: string;
  readonly validFrom?: string;
  readonly description?: readonly { readonly format: "UTF8"; readonly language?: string; readonly content: string }[];
  readonly energy?: Ocpp21Group<{ readonly priceKwh: number; readonly conditions?: Ocpp21Conditions }>;
  readonly chargingTime?: Ocpp21Group<Ocpp21TimePrice>;
  readonly idleTime?: Ocpp21Group<Ocpp21TimePrice>;
  readonly reservationTime?: Ocpp21Group<Ocpp21TimePrice>;
  readonly fixedFee?: Ocpp21Group<Ocpp21FixedPrice>;
  readonly reservationFixed?: Ocpp21Group<Ocpp21FixedPrice>;
  readonly minCost?: Ocpp21Price;
  readonly maxCost?: Ocpp21Price;
}

export interface Ocpp21Group<Price> {
  readonly prices: readonly Price[];
  readonly taxRates?: readonly Ocpp21TaxRate[];
}

export interface Ocpp21TimePrice {
  readonly priceMinute: number;
  readonly conditions?: Ocpp21Conditions;
}

export interface Ocpp21FixedPrice {
  readonly priceFixed: number;
  readonly conditions?: Ocpp21Conditions;
}

export interface Ocpp21TaxRate {
  readonly type: string;
  readonly tax: number;
  readonly stack?: number;
}

export interface Ocpp21Price {
  readonly exclTax?: number;
  readonly inclTax?: number;
  readonly taxRates?: readonly Ocpp21TaxRate[];
}

export interface Ocpp21Conditions {
  readonly startTimeOfDay?: string;
  readonly endTimeOfDay?: string;
  readonly dayOfWeek?: readonly string[];
  readonly validFromDate?: string;
  readonly validToDate?: string;
  readonly evseKind?: "AC" | "DC";
  readonly minEnergy?: number;
  readonly maxEnergy?: number;
  readonly minCurrent?: number;
  readonly maxCurrent?: number;
  readonly minPower?: number;
  readonly maxPower?: number;
  readonly minTime?: number;
  readonly maxTime?: number;
  readonly minChargingTime?: number;
  readonly maxChargingTime?: number;
  readonly minIdleTime?: number;
  readonly maxIdleTime?: number;
  readonly paymentBrand?: string;
  readonly paymentRecognition?: string;
}
