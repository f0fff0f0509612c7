import type { Version } from "@cpokit/ocpp";
import { collection } from "@cpokit/storage";

/** What stations may or may not be able to do, under one name for all versions. */
export type Capability =
  | "localList" | "cache" | "reservation" | "smartCharging" | "remoteTrigger" | "firmware" | "security" | "displayMessages" | "tariff" | "monitoring"
  | "iso15118" | "v2x" | "der" | "batterySwap" | "webPayments" | "periodicEventStreams";

/** What is known of one station; what is absent is not known. */
export interface StationCapabilities {
  readonly station: string;
  readonly version: Version;
  readonly can: Readonly<Partial<Record<Capability, boolean>>>;
  /** How many tokens its local list takes, in all and in one message. */
  readonly localListEntries?: number;
  readonly localListItems?: number;
  readonly localListBytes?: number;
}

/** By station. */
export const stationCapabilities = collection<StationCapabilities>("stationCapabilities");

/** Whether a station has tasks of a kind at all; unknown counts as yes, for only trying tells. */
export function mayHave(capabilities: StationCapabilities | undefined, capability: Capability): boolean {
  return capabilities?.can[capability] !== false;
}
