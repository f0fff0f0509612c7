import type { DeciAmpere } from "@cpokit/kernel";

/** A current in ampere as decimal text with one place, exactly. */
export function amperesText(current: DeciAmpere): string {
  return `${Math.trunc(current / 10)}.${current % 10}`;
}
