import type { CallRefusal } from "@cpokit/ocpp";
import type { LiveStation } from "./live-stations.ts";

/**
 * Refuses what a station may not send before its boot is accepted (OCPP 2.0.1 B02.FR.09, B03.FR.08): everything but
 * BootNotification and what we triggered. A 1.6 station that never booted with us passes, for 1.6 has no such rule and
 * a station that moves here without a restart must not lose its transactions.
 */
export function registrationRefusal(live: LiveStation, action: string): CallRefusal | undefined {
  const { registration } = live;
  if (action === "BootNotification" || registration === "accepted" || isServed(live)) return undefined;
  if (registration === "pending" && live.triggered.has(action)) return undefined;
  return { refusal: "security", description: REASONS[registration] };
}

/** The station's boot is accepted, or it need not boot. */
export function isServed({ registration, link }: LiveStation): boolean {
  return registration === "accepted" || (registration === "none" && link.protocol.version === "1.6");
}

const REASONS = {
  none: "Send a BootNotification first.",
  pending: "The boot is pending: only BootNotification and triggered messages are allowed.",
  rejected: "The boot was rejected: send a BootNotification after the interval.",
} as const;

/** The messages that a request of ours makes a station send. */
const TRIGGERS: ReadonlyMap<string, string> = new Map([
  ["GetBaseReport", "NotifyReport"],
  ["GetReport", "NotifyReport"],
  ["GetMonitoringReport", "NotifyMonitoringReport"],
  ["CustomerInformation", "NotifyCustomerInformation"],
  ["GetDisplayMessages", "NotifyDisplayMessages"],
  ["GetChargingProfiles", "ReportChargingProfiles"],
  ["GetLog", "LogStatusNotification"],
  ["GetDiagnostics", "DiagnosticsStatusNotification"],
  ["UpdateFirmware", "FirmwareStatusNotification"],
  ["SignedUpdateFirmware", "SignedFirmwareStatusNotification"],
  ["PublishFirmware", "PublishFirmwareStatusNotification"],
]);

/** The action that the station will send because of this call, if any; TriggerMessage names it itself. */
export function triggeredAction(action: string, payload: unknown): string | undefined {
  if (action !== "TriggerMessage" && action !== "ExtendedTriggerMessage") return TRIGGERS.get(action);
  const requested = typeof payload === "object" && payload !== null && "requestedMessage" in payload ? payload.requestedMessage : undefined;
  if (typeof requested !== "string") return undefined;
  // SignChargePointCertificate, SignChargingStationCertificate, SignV2GCertificate … all make a SignCertificate.
  return requested.startsWith("Sign") ? "SignCertificate" : requested;
}
