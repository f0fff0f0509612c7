import type { Wh } from "@cpokit/kernel";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { readNumber } from "../numbers/read-number.ts";
import { powerOfTen, times } from "../numbers/whole.ts";
import type { OcpiSignedData } from "./ocpi-cdr.ts";

/** The registers that the signed begin and end values state. */
export interface SignedEnergy {
  readonly begin: Wh;
  readonly end: Wh;
  /** The last digit of the signed values, in Wh. Default 1. */
  readonly resolution?: Wh;
}

/** G6: longest `plain_data` and `signed_data` since the corrected editions (errata E16). */
const LONGEST = 5_000;

/** Y4: signed values stay untouched; their difference must be the billed energy at their own resolution. */
export function checkSignedData(data: OcpiSignedData | undefined, signed: SignedEnergy | undefined, totalEnergy: string): { readonly warnings: readonly Finding[]; readonly contradicts: boolean } {
  const warnings: Finding[] = [];
  for (const [index, value] of (data?.signed_values ?? []).entries()) {
    for (const field of ["plain_data", "signed_data"] as const) {
      if (value[field].length > LONGEST) warnings.push(finding("FIELD_TOO_LONG", `/signed_data/signed_values/${index}/${field}`, { length: value[field].length, most: LONGEST }));
    }
  }
  if (signed === undefined) return { warnings, contradicts: false };
  const energy = readNumber(totalEnergy) ?? { units: 0, scale: 0 };
  const one = powerOfTen(energy.scale);
  const difference = BigInt(times(energy.units, 1_000)) - BigInt(times(signed.end - signed.begin, one));
  const tolerated = BigInt(times(signed.resolution ?? 1, one));
  const contradicts = difference >= tolerated || difference <= -tolerated;
  if (contradicts) warnings.push(finding("SIGNED_ENERGY_DIFFERS", "/signed_data", { signed: signed.end - signed.begin, billed: totalEnergy }));
  return { warnings, contradicts };
}
