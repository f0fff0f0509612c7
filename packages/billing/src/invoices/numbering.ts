import { collection, type Unit } from "@cpokit/storage";

/** The last number of each series; one document, so that numbers have no gaps and no twins. */
const invoiceSeries = collection<{ readonly last: number }>("invoiceSeries");

/** The next number of a series, taken in the commit that issues the document. */
export async function nextNumber(unit: Unit, series: string): Promise<{ readonly series: string; readonly sequence: number; readonly id: string }> {
  const sequence = ((await unit.get(invoiceSeries, series))?.last ?? 0) + 1;
  unit.put(invoiceSeries, series, { last: sequence });
  return { series, sequence, id: `${series}-${String(sequence).padStart(6, "0")}` };
}
