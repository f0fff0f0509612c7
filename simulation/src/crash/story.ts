import { instant, formatInstant, watts, type Instant } from "@cpokit/kernel";
import type { CallReply, Version } from "@cpokit/ocpp";
import type { Core } from "../core.ts";
import type { KnownStation } from "../place.ts";
import type { WireMessage, WireStation } from "./wire-station.ts";

/** 2026-11-20 15:30 in Amsterdam: second 0 of every story. */
export const T0 = Date.UTC(2026, 10, 20, 14, 30);
export const at = (second: number): Instant => instant(T0 + second * 1_000);
export const stamp = (second: number): string => formatInstant(at(second));

/** Something that happens at a second of a story. */
export type Step =
  | { readonly at: number; readonly tell: WireMessage }
  /** The line is down until then. */
  | { readonly at: number; readonly offlineUntil: number }
  | { readonly at: number; readonly boot: string }
  /** A person or the app acts through the core; tried again until it went through. */
  | { readonly at: number; readonly act: (core: Core, station: WireStation, attempt: number) => Promise<boolean> };

/** What one station goes through, told on the wire, second by second. */
export interface WireStory {
  readonly name: string;
  readonly version: Version;
  readonly tariff?: "DAY" | "ENERGY";
  readonly steps: readonly Step[];
  /** The station's clock is not believed: when its messages arrive, and so when we recover, decides over times. */
  readonly timesOfReceipt?: boolean;
  /** How long to wait after the last step, in seconds; 1 500 when absent. */
  readonly wait?: number;
  /** Makes what answers the calls of the central system; `Accepted` to everything when absent. */
  readonly answers?: () => (action: string, payload: unknown, station: WireStation) => CallReply | undefined;
}

/** The one station of a wire story: two EVSEs. */
export const WIRE_STATION: KnownStation = {
  identity: "CS-1",
  evses: [{ number: 1, connectors: 1, maxPower: watts(22_080) }, { number: 2, connectors: 1, maxPower: watts(22_080) }],
};
