import type { FleetFact, FleetReply } from "../../fleet-fact.ts";
import type { Envelope } from "../envelope.ts";
import { summarize } from "../notice.ts";
import { firmwareFact, logFact, publishedFact, reservationOverFact, securityEventFact } from "../progress.ts";
import type { V2Action, V2Request, V2Response } from "./messages.ts";

/** A message of 2.x that we take note of: what it says in one line, and the answer it gets. */
export interface V2Notice<Action extends V2Action> {
  readonly summary: (request: V2Request<Action>) => string;
  /** What it is besides; `becomes` names that. */
  readonly fact?: (request: V2Request<Action>, envelope: Envelope) => FleetFact;
  readonly becomes?: string;
  readonly response: (request: V2Request<Action>, envelope: Envelope, reply?: FleetReply) => V2Response<Action>;
}

const acknowledged = () => ({});

/** The messages of 2.x that we only take note of. A refusal here is deliberate: the service behind it is not connected. */
export const V2_NOTICES: { readonly [Action in V2Action]?: V2Notice<Action> } = {
  // Firmware, logs, security
  FirmwareStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), fact: firmwareFact, becomes: "firmware progress", response: acknowledged },
  PublishFirmwareStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), fact: publishedFact, becomes: "firmware publishing", response: acknowledged },
  LogStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), fact: logFact, becomes: "log progress", response: acknowledged },
  SecurityEventNotification: { summary: ({ type, techInfo }) => summarize(type, techInfo), fact: securityEventFact, becomes: "security event", response: acknowledged },

  // Device model and monitoring
  NotifyMonitoringReport: { summary: (report) => part(report), response: acknowledged },
  NotifyPeriodicEventStream: { summary: ({ id, data }) => `stream ${id}: ${data.length} values`, response: acknowledged },
  OpenPeriodicEventStream: { summary: ({ constantStreamData }) => `stream ${constantStreamData.id}`, response: () => ({ status: "Rejected" }) },
  ClosePeriodicEventStream: { summary: ({ id }) => `stream ${id}`, response: acknowledged },
  NotifyCustomerInformation: { summary: (report) => part(report), response: acknowledged },
  NotifyDisplayMessages: { summary: ({ requestId, messageInfo }) => `request ${requestId}: ${messageInfo?.length ?? 0} messages`, response: acknowledged },

  // Reservations
  ReservationStatusUpdate: {
    summary: ({ reservationId, reservationUpdateStatus }) => `${reservationId} ${reservationUpdateStatus}`,
    fact: reservationOverFact, becomes: "the end of a reservation", response: acknowledged,
  },

  // Smart charging, energy
  NotifyChargingLimit: { summary: ({ chargingLimit, evseId }) => summarize(chargingLimit.chargingLimitSource, evse(evseId)), response: acknowledged },
  ClearedChargingLimit: { summary: ({ chargingLimitSource, evseId }) => summarize(chargingLimitSource, evse(evseId)), response: acknowledged },
  ReportChargingProfiles: { summary: ({ requestId, chargingProfile }) => `request ${requestId}: ${chargingProfile.length} profiles`, response: acknowledged },
  NotifyPriorityCharging: { summary: ({ transactionId, activated }) => `${transactionId} ${activated ? "on" : "off"}`, response: acknowledged },
  PullDynamicScheduleUpdate: { summary: ({ chargingProfileId }) => `profile ${chargingProfileId}`, response: () => ({ status: "Rejected" }) },
  NotifyDERAlarm: {
    summary: ({ controlType, gridEventFault, alarmEnded }) => summarize(controlType, gridEventFault, alarmEnded === true ? "ended" : ""),
    response: acknowledged,
  },
  NotifyDERStartStop: { summary: ({ controlId, started }) => `${controlId} ${started ? "started" : "stopped"}`, response: acknowledged },
  ReportDERControl: { summary: ({ requestId }) => `request ${requestId}`, response: acknowledged },
  BatterySwap: { summary: ({ eventType, requestId }) => summarize(eventType, requestId), response: acknowledged },

  // Payment
  NotifySettlement: { summary: ({ status, pspRef, transactionId }) => summarize(status, pspRef, transactionId), response: acknowledged },
  NotifyWebPaymentStarted: { summary: ({ evseId }) => evse(evseId) ?? "", response: acknowledged },
  VatNumberValidation: { summary: ({ vatNumber }) => vatNumber, response: ({ vatNumber }) => ({ vatNumber, status: "Rejected" }) },
};

function part({ requestId, seqNo, tbc }: { readonly requestId: number; readonly seqNo: number; readonly tbc?: boolean }): string {
  return `request ${requestId}, part ${seqNo}${tbc === true ? "" : ", last"}`;
}

function evse(id: number | undefined): string | undefined {
  return id === undefined ? undefined : `EVSE ${id}`;
}
