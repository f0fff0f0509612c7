import { CpoError } from "./errors.ts";

declare const unit: unique symbol;
/** An integer whose unit is part of its type. At run time it is a plain number. */
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** Energy in watt-hours, integer. */
export type Wh = Quantity<"Wh">;
/** Power in watts, integer. */
export type W = Quantity<"W">;
/** Current in tenths of an ampere, integer: the resolution that OCPP limits have. */
export type DeciAmpere = Quantity<"dA">;
/** A duration in milliseconds, integer. */
export type Milliseconds = Quantity<"ms">;

export const wh = (value: number): Wh => whole(value, "Wh") as Wh;
export const watts = (value: number): W => whole(value, "W") as W;
export const deciAmperes = (value: number): DeciAmpere => whole(value, "dA") as DeciAmpere;
export const milliseconds = (value: number): Milliseconds => whole(value, "ms") as Milliseconds;
export const seconds = (value: number): Milliseconds => whole(value * 1_000, "ms") as Milliseconds;
export const minutes = (value: number): Milliseconds => whole(value * 60_000, "ms") as Milliseconds;
export const hours = (value: number): Milliseconds => whole(value * 3_600_000, "ms") as Milliseconds;

function whole(value: number, name: string): number {
  if (!Number.isSafeInteger(value)) {
    throw new CpoError("kernel.quantity", `${value} ${name} is not a whole number of ${name}.`, { value, unit: name });
  }
  return value;
}
