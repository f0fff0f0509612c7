import type { Instant } from "@cpokit/kernel";

/** One line of recorded traffic between one station and the CPO, as JSON. */
export type RecordedLine =
  | { readonly at: Instant; readonly line: "connected" | "disconnected" }
  /** A frame of the station, and one of the central system. */
  | { readonly at: Instant; readonly in: string }
  | { readonly at: Instant; readonly out: string };

export const toLines = (values: readonly unknown[]): string => values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
export const fromLines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");
