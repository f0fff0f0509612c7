import type { FirmwareState, FleetFact } from "../fleet-fact.ts";
import { compact } from "./compact.ts";
import { stationTime, type Envelope } from "./envelope.ts";

/** The words of 1.6 (plain and signed) and 2.x for where an update stands; they share them. */
const FIRMWARE: ReadonlyMap<string, FirmwareState> = new Map<string, FirmwareState>([
  ["Idle", "idle"], ["DownloadScheduled", "scheduled"], ["Downloading", "downloading"], ["DownloadPaused", "paused"], ["Downloaded", "downloaded"],
  ["SignatureVerified", "verified"], ["InstallScheduled", "verified"], ["Installing", "installing"], ["InstallRebooting", "rebooting"], ["Installed", "installed"],
  ["DownloadFailed", "failed"], ["InstallationFailed", "failed"], ["InstallVerificationFailed", "failed"], ["InvalidSignature", "failed"],
]);

const LOGS: ReadonlyMap<string, Extract<FleetFact, { fact: "log" }>["state"]> = new Map([
  ["Idle", "idle"], ["Uploading", "uploading"], ["Uploaded", "uploaded"], ["AcceptedCanceled", "replaced"],
]);

interface Progress {
  readonly status: string;
  readonly requestId?: number;
}

function base({ station, receivedAt }: Envelope): Pick<Envelope, "station" | "receivedAt"> {
  return { station, receivedAt };
}

/** FirmwareStatusNotification of every version, SignedFirmwareStatusNotification of 1.6. */
export function firmwareFact({ status, requestId }: Progress, envelope: Envelope): FleetFact {
  return compact({ ...base(envelope), fact: "firmware" as const, request: requestId, state: FIRMWARE.get(status) ?? ("failed" as const), detail: status });
}

/** PublishFirmwareStatusNotification of 2.x. */
export function publishedFact({ status, requestId, location }: Progress & { readonly location?: readonly string[] }, envelope: Envelope): FleetFact {
  const state = status === "Published" ? "published" as const : /Failed|Invalid/.test(status) ? "failed" as const : "going" as const;
  return compact({ ...base(envelope), fact: "firmwarePublished" as const, request: requestId, state, detail: status, locations: location });
}

/** LogStatusNotification of every version, DiagnosticsStatusNotification of 1.6. What is no progress is a failure: each has its own word for why. */
export function logFact({ status, requestId }: Progress, envelope: Envelope): FleetFact {
  return compact({ ...base(envelope), fact: "log" as const, request: requestId, state: LOGS.get(status) ?? ("failed" as const), detail: status });
}

/** SecurityEventNotification of every version. */
export function securityEventFact(request: { readonly type: string; readonly timestamp: string; readonly techInfo?: string }, envelope: Envelope): FleetFact {
  return compact({ ...base(envelope), fact: "securityEvent" as const, type: request.type, at: stationTime(request.timestamp, envelope.receivedAt), info: request.techInfo });
}

/** ReservationStatusUpdate of 2.x. */
export function reservationOverFact(request: { readonly reservationId: number; readonly reservationUpdateStatus: string }, envelope: Envelope): FleetFact {
  const { reservationUpdateStatus: status } = request;
  const how = status === "Removed" ? "removed" as const : status === "NoTransaction" ? "unused" as const : "expired" as const;
  return { ...base(envelope), fact: "reservationOver", reservation: request.reservationId, how };
}
