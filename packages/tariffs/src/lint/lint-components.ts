import { fields, list, plainNumber, written, type Fields } from "../compile/document.ts";
import type { LintOptions, Report } from "./lint.ts";
import { readNumber } from "../numbers/read-number.ts";
import { decimalText } from "../numbers/whole.ts";

/** The largest steps that nobody minds: a minute, a kWh. */
const LARGEST_STEP: Readonly<Record<string, number>> = { TIME: 60, PARKING_TIME: 60, ENERGY: 1_000 };

/** What can be odd about the price components of one element. */
export function lintComponents(element: Fields, index: number, tariff: Fields, options: LintOptions, report: Report): void {
  const reservation = fields(element["restrictions"])?.["reservation"];
  const pricesParking = (list(tariff["elements"]) ?? []).some((each) => (list(fields(each)?.["price_components"]) ?? []).some((component) => fields(component)?.["type"] === "PARKING_TIME"));
  for (const [place, each] of (list(element["price_components"]) ?? []).entries()) {
    const component = fields(each);
    if (component === undefined) continue;
    const pointer = `/elements/${index}/price_components/${place}`;
    const type = written(component["type"]);
    const step = plainNumber(component["step_size"]);
    if (type === "FLAT") {
      if (step > 1) report("FLAT_STEP", `${pointer}/step_size`);
    } else if (step === 0) {
      report("STEP_ZERO", `${pointer}/step_size`);
    } else if (step > (LARGEST_STEP[type] ?? Infinity)) {
      report("LARGE_STEP", `${pointer}/step_size`, { step });
    }
    if (type === "TIME" && step > 1 && pricesParking && reservation === undefined) report("UNUSED_TIME_STEP", `${pointer}/step_size`); // B4
    if (reservation !== undefined && reservation !== null && (type === "ENERGY" || type === "PARKING_TIME")) report("RESERVATION_DIMENSION", `${pointer}/type`); // R9
    const price = readNumber(component["price"]);
    if (price !== undefined && (decimalText(price.units, price.scale).split(".")[1] ?? "").length > 4) report("PRECISE_PRICE", `${pointer}/price`);
    if (options.version === "2.3.0" && tariff["tax_included"] === "YES" && (component["vat"] === undefined || component["vat"] === null)) report("TAX_SPLIT_UNKNOWN", `${pointer}/vat`); // X3
  }
}
