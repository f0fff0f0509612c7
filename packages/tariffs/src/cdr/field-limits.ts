import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import type { OcpiCdrLocation } from "./ocpi-cdr.ts";

/** CdrLocation is still narrower than Location (errata E15): what is too long is cut, and told. */
export function fitLocation(location: OcpiCdrLocation, warnings: Finding[]): OcpiCdrLocation {
  const { address, city, state } = location;
  return {
    ...location,
    address: cut(address, 45, "/cdr_location/address", warnings),
    city: cut(city, 45, "/cdr_location/city", warnings),
    ...(state === undefined ? {} : { state: cut(state, 20, "/cdr_location/state", warnings) }),
  };
}

/** G6: a remark has at most 255 characters. */
export function fitRemark(remark: string, warnings: Finding[]): string {
  return cut(remark, 255, "/remark", warnings);
}

function cut(text: string, most: number, pointer: string, warnings: Finding[]): string {
  if (text.length <= most) return text;
  warnings.push(finding("FIELD_CUT", pointer, { length: text.length, most }));
  return text.slice(0, most);
}
