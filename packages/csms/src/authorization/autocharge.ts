import type { TokenReference } from "@cpokit/model";

/**
 * The MAC address behind an identification by the car itself: 2.x names the type MacAddress, 1.6 stations of the field send `VID:` and the
 * address as the idTag. Twelve or sixteen hex digits in capitals; nothing for any other token.
 */
export function vehicleAddress({ value, type }: TokenReference): string | undefined {
  const bare = /^vid:/i.test(value) ? value.slice(4) : type === "MacAddress" ? value : undefined;
  const digits = bare?.replaceAll(/[:\-. ]/g, "").toUpperCase();
  return digits !== undefined && /^([0-9A-F]{12}|[0-9A-F]{16})$/.test(digits) ? digits : undefined;
}

/** A car identifies itself, whether we can read how or not. */
export function isVehicle({ value, type }: TokenReference): boolean {
  return type === "MacAddress" || /^vid:/i.test(value);
}
