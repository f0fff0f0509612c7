import { formatInstant, type Instant } from "@cpokit/kernel";
import type { BootedFact } from "@cpokit/model";
import type { BootNotificationRequest, BootNotificationResponse, HeartbeatResponse } from "@cpokit/ocpp/v16";
import type { BootDecision } from "../../provisioning/boot-decision.ts";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

/** A 1.6 BootNotification as a fact. */
export function bootedFact(request: BootNotificationRequest, envelope: Envelope): BootedFact {
  return compact({
    fact: "booted" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    protocol: envelope.protocol,
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    // chargeBoxSerialNumber is the older name of the same thing (1.6 §6.7).
    serial: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber,
    firmware: request.firmwareVersion,
  });
}

/** Our decision about a boot as 1.6 says it. The interval is in seconds; 0 would leave it to the station. */
export function bootResponse(decision: BootDecision, now: Instant): BootNotificationResponse {
  return { status: decision.registration, currentTime: formatInstant(now), interval: decision.interval };
}

/** Our time, as the answer to a Heartbeat. */
export function heartbeatResponse(now: Instant): HeartbeatResponse {
  return { currentTime: formatInstant(now) };
}
