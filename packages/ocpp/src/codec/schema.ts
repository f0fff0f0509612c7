import * as z from "zod/mini";
import type { ViolationKind } from "../protocol.ts";
import { isLonger, isTenths } from "./checks.ts";
import { isDateTime } from "./date-time.ts";
import { isUri } from "./uri.ts";

/** A schema that is built on first use, so that importing a version builds none. */
export type Schema<T> = () => z.ZodMiniType<T>;

/** What a field needs, for the words of a violation and for the repairs. */
export type Need =
  | { readonly need: "present" }
  | { readonly need: "absent" }
  | { readonly need: "type"; readonly type: "text" | "number" | "integer" | "boolean" | "list" | "object" }
  | { readonly need: "value"; readonly values: readonly string[] }
  | { readonly need: "length"; readonly maximum: number }
  | { readonly need: "items"; readonly minimum: number; readonly maximum: number }
  | { readonly need: "range"; readonly minimum: number; readonly maximum: number }
  | { readonly need: "tenths" }
  | { readonly need: "dateTime" }
  | { readonly need: "uri" };

/** What a refinement of ours leaves in a zod issue. */
export interface Broken {
  readonly kind: ViolationKind;
  readonly need: Need;
}

type Shape = Readonly<Record<string, z.ZodMiniType>>;

/** An object that refuses unknown fields. */
export function closed<T>(shape: () => Shape): Schema<T> {
  return lazy<T>(() => z.strictObject(shape()));
}

/** An object that is open by design and keeps unknown fields (`CustomDataType`). */
export function open<T>(shape: () => Shape): Schema<T> {
  return lazy<T>(() => z.looseObject(shape()));
}

/** A field that may be missing. */
export function optional(schema: z.ZodMiniType): z.ZodMiniType {
  return z.optional(schema);
}

/** Text of at most `maximum` code points. */
export function text(maximum = Number.POSITIVE_INFINITY): z.ZodMiniType {
  if (maximum === Number.POSITIVE_INFINITY) return z.string();
  return z.string().check(rule("property", { need: "length", maximum }, (value: string) => !isLonger(value, maximum)));
}

/** An RFC 3339 date-time. */
export function dateTime(): z.ZodMiniType {
  return z.string().check(rule("property", { need: "dateTime" }, isDateTime));
}

/** An absolute URI. */
export function uri(): z.ZodMiniType {
  return z.string().check(rule("property", { need: "uri" }, isUri));
}

/** A number with bounds. */
export function number(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): z.ZodMiniType {
  return z.number().check(inRange(minimum, maximum));
}

/** A multiple of 0.1. */
export function tenths(): z.ZodMiniType {
  return z.number().check(rule("property", { need: "tenths" }, isTenths));
}

/** A whole number with bounds; as in JSON Schema 5.0 is one, and no size is too large. */
export function integer(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): z.ZodMiniType {
  return z.number().check(rule("type", { need: "type", type: "integer" }, Number.isInteger), inRange(minimum, maximum));
}

/** True or false. */
export function boolean(): z.ZodMiniType {
  return z.boolean();
}

/** Any JSON value. */
export function anything(): z.ZodMiniType {
  return z.unknown();
}

/** A list with an allowed number of items. */
export function list(item: z.ZodMiniType, minimum = 0, maximum = Number.POSITIVE_INFINITY): z.ZodMiniType {
  const isAllowed = (value: readonly unknown[]) => value.length >= minimum && value.length <= maximum;
  return z.array(item).check(rule("occurrence", { need: "items", minimum, maximum }, isAllowed));
}

/** One of the listed texts. */
export function oneOf<T extends string>(values: readonly T[]): Schema<T> {
  return lazy<T>(() => z.enum(values));
}

function inRange(minimum: number, maximum: number): z.core.$ZodCheck<number> {
  return rule("property", { need: "range", minimum, maximum }, (value: number) => value >= minimum && value <= maximum);
}

function rule<T>(kind: ViolationKind, need: Need, test: (value: T) => boolean): z.core.$ZodCheck<T> {
  const params: Broken = { kind, need };
  return z.refine(test, { params: { ...params } });
}

/**
 * The interface `T` and the schema are printed from the same facts, so the generator vouches for the match: a checked
 * `z.ZodType<T>` makes type-checking five times slower and every consumer pay for it.
 */
function lazy<T>(build: () => z.ZodMiniType): Schema<T> {
  let built: z.ZodMiniType<T> | undefined;
  return () => (built ??= build() as z.ZodMiniType<T>);
}
