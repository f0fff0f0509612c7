import type { FleetFact, FleetReply } from "../../fleet-fact.ts";
import type { Envelope } from "../envelope.ts";
import { summarize } from "../notice.ts";
import { compact } from "../compact.ts";
import {
  batterySwapFact, customerInformationFact, derAlarmFact, derControlsFact, displayMessagesFact, monitorsFact, settledFact, streamedFact, streamOpenedFact,
} from "./fleet-facts.ts";
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
  NotifyMonitoringReport: { summary: (report) => part(report), fact: monitorsFact, becomes: "part of the monitors", response: acknowledged },
  NotifyPeriodicEventStream: { summary: ({ id, data }) => `stream ${id}: ${data.length} values`, fact: streamedFact, becomes: "values of a stream", response: acknowledged },
  OpenPeriodicEventStream: {
    summary: ({ constantStreamData }) => `stream ${constantStreamData.id}`,
    fact: streamOpenedFact, becomes: "a stream", response: (_request, _envelope, reply) => ({ status: taken(reply) }),
  },
  ClosePeriodicEventStream: {
    summary: ({ id }) => `stream ${id}`,
    fact: ({ id }, { station, receivedAt }) => ({ fact: "streamClosed", station, receivedAt, stream: id }), becomes: "the end of a stream", response: acknowledged,
  },
  NotifyCustomerInformation: { summary: (report) => part(report), fact: customerInformationFact, becomes: "part of customer information", response: acknowledged },
  NotifyDisplayMessages: {
    summary: ({ requestId, messageInfo }) => `request ${requestId}: ${messageInfo?.length ?? 0} messages`,
    fact: displayMessagesFact, becomes: "part of the display messages", response: acknowledged,
  },

  // Reservations
  ReservationStatusUpdate: {
    summary: ({ reservationId, reservationUpdateStatus }) => `${reservationId} ${reservationUpdateStatus}`,
    fact: reservationOverFact, becomes: "the end of a reservation", response: acknowledged,
  },

  // Smart charging, energy
  NotifyChargingLimit: { summary: ({ chargingLimit, evseId }) => summarize(chargingLimit.chargingLimitSource, evse(evseId)), response: acknowledged },
  ClearedChargingLimit: { summary: ({ chargingLimitSource, evseId }) => summarize(chargingLimitSource, evse(evseId)), response: acknowledged },
  ReportChargingProfiles: { summary: ({ requestId, chargingProfile }) => `request ${requestId}: ${chargingProfile.length} profiles`, response: acknowledged },
  NotifyPriorityCharging: {
    summary: ({ transactionId, activated }) => `${transactionId} ${activated ? "on" : "off"}`,
    fact: ({ transactionId, activated }, { station, receivedAt }) => ({ fact: "priorityCharging", station, receivedAt, transaction: transactionId, isActive: activated }),
    becomes: "priority charging", response: acknowledged,
  },
  PullDynamicScheduleUpdate: {
    summary: ({ chargingProfileId }) => `profile ${chargingProfileId}`,
    fact: ({ chargingProfileId }, { station, receivedAt }) => ({ fact: "schedulePulled", station, receivedAt, profile: chargingProfileId }),
    becomes: "a question to `on.dynamicSchedule`", response: (_request, _envelope, reply) => compact({ status: taken(reply), scheduleUpdate: reply?.schedule }),
  },
  NotifyDERAlarm: {
    summary: ({ controlType, gridEventFault, alarmEnded }) => summarize(controlType, gridEventFault, alarmEnded === true ? "ended" : ""),
    fact: derAlarmFact, becomes: "a grid event", response: acknowledged,
  },
  NotifyDERStartStop: {
    summary: ({ controlId, started }) => `${controlId} ${started ? "started" : "stopped"}`,
    fact: ({ controlId, started, supersededIds = [] }, { station, receivedAt }) => ({ fact: "derStartStop", station, receivedAt, control: controlId, started, superseded: supersededIds }),
    becomes: "the state of a grid control", response: acknowledged,
  },
  ReportDERControl: { summary: ({ requestId }) => `request ${requestId}`, fact: derControlsFact, becomes: "part of the grid controls", response: acknowledged },
  BatterySwap: { summary: ({ eventType, requestId }) => summarize(eventType, requestId), fact: batterySwapFact, becomes: "a battery swap", response: acknowledged },

  // Payment
  NotifySettlement: {
    summary: ({ status, pspRef, transactionId }) => summarize(status, pspRef, transactionId),
    fact: settledFact, becomes: "a settlement", response: (_request, _envelope, reply) => compact({ receiptId: reply?.receipt?.id, receiptUrl: reply?.receipt?.url }),
  },
  NotifyWebPaymentStarted: {
    summary: ({ evseId }) => evse(evseId) ?? "",
    fact: ({ evseId, timeout }, { station, receivedAt }) => ({ fact: "webPayment", station, receivedAt, evse: evseId, timeout }), becomes: "a web payment", response: acknowledged,
  },
  VatNumberValidation: {
    summary: ({ vatNumber }) => vatNumber,
    fact: ({ vatNumber, evseId }, { station, receivedAt }) => compact({ fact: "vatNumber" as const, station, receivedAt, number: vatNumber, evse: evseId }),
    becomes: "a question to `on.vatNumber`", response: ({ vatNumber, evseId }, _envelope, reply) => compact({ vatNumber, evseId, status: taken(reply), company: reply?.company }),
  },
};

function taken(reply: FleetReply | undefined): "Accepted" | "Rejected" {
  return reply?.accept === true ? "Accepted" : "Rejected";
}

function part({ requestId, seqNo, tbc }: { readonly requestId: number; readonly seqNo: number; readonly tbc?: boolean }): string {
  return `request ${requestId}, part ${seqNo}${tbc === true ? "" : ", last"}`;
}

function evse(id: number | undefined): string | undefined {
  return id === undefined ? undefined : `EVSE ${id}`;
}
