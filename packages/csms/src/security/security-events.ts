import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { Listener } from "../listeners.ts";
import { compact } from "../translate/compact.ts";

/** Something that concerns the security of a station, as it told it (1.6 security extension, 2.x A04). */
export interface SecurityEvent {
  readonly station: string;
  /** E.g. `TamperDetectionActivated`; vendors have words of their own. */
  readonly type: string;
  /** The station's time. */
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly info?: string;
  readonly severity: "info" | "warning" | "error";
}

/** Every security event, kept as evidence; a repeat is the same one. */
export const securityEvents = collection<SecurityEvent>("securityEvents", {
  indexes: { byStation: { keys: (event) => [[event.station, event.at]] }, byTime: { keys: (event) => [event.receivedAt] } },
});

/** Ordinary life of a station. */
const ORDINARY: ReadonlySet<string> = new Set(["FirmwareUpdated", "SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot", "ReconfigurationOfSecurityParameters"]);
/** Signs of an attack, or of evidence that is gone. */
const GRAVE: ReadonlySet<string> = new Set([
  "TamperDetectionActivated", "SecurityLogWasCleared", "MemoryExhaustion", "AttemptedReplayAttacks",
  "InvalidFirmwareSignature", "InvalidFirmwareSigningCertificate", "InvalidCsmsCertificate", "InvalidCentralSystemCertificate", "InvalidChargingStationCertificate", "InvalidChargePointCertificate",
]);

/** Keeps security events and tells whoever subscribed to `station.security`. */
export const securityEventListener: Listener = {
  async told(unit, fact) {
    if (fact.fact !== "securityEvent") return undefined;
    const { station, type, at, receivedAt, info } = fact;
    const id = `${station}/${at}/${type}`;
    if ((await unit.get(securityEvents, id)) !== undefined) return undefined;
    const event: SecurityEvent = compact({ station, type, at, receivedAt, info, severity: severityOf(type) });
    unit.put(securityEvents, id, event);
    unit.publish({ topic: "station.security", key: station, payload: event });
    return undefined;
  },
};

function severityOf(type: string): SecurityEvent["severity"] {
  return GRAVE.has(type) ? "error" : ORDINARY.has(type) ? "info" : "warning";
}
