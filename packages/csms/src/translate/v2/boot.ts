import { formatInstant, type Instant } from "@cpokit/kernel";
import type { BootedFact } from "@cpokit/model";
import type { BootNotificationResponse, HeartbeatResponse } from "@cpokit/ocpp/v201";
import type { BootNotificationRequest } from "@cpokit/ocpp/v21";
import type { BootDecision } from "../../provisioning/boot-decision.ts";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

/** A 2.x BootNotification as a fact. */
export function bootedFact(request: BootNotificationRequest, envelope: Envelope): BootedFact {
  const { chargingStation, reason } = request;
  return compact({
    fact: "booted" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    protocol: envelope.protocol,
    vendor: chargingStation.vendorName,
    model: chargingStation.model,
    serial: chargingStation.serialNumber,
    firmware: chargingStation.firmwareVersion,
    reason,
  });
}

/** Our decision about a boot as 2.x says it; the interval is in seconds. */
export function bootResponse(decision: BootDecision, now: Instant): BootNotificationResponse {
  return { status: decision.registration, currentTime: formatInstant(now), interval: decision.interval };
}

/** Our time, as the answer to a Heartbeat. */
export function heartbeatResponse(now: Instant): HeartbeatResponse {
  return { currentTime: formatInstant(now) };
}
