import { decimal, formatDecimal, instant, parseInstant } from "@cpokit/kernel";
import type { VariableName } from "@cpokit/model";
import type { ComponentType, EventDataType, VariableType } from "@cpokit/ocpp/v21";
import type { FleetFact, MonitoredEvent, ReportedDerControl } from "../../fleet-fact.ts";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";
import type { V2Request } from "./messages.ts";

type Fact<Name extends FleetFact["fact"]> = Extract<FleetFact, { fact: Name }>;

export function monitoredFact({ eventData }: V2Request<"NotifyEvent">, { station, receivedAt }: Envelope): Fact<"monitored"> {
  return { fact: "monitored", station, receivedAt, events: eventData.map((event) => monitoredEvent(event, receivedAt)) };
}

function monitoredEvent(event: EventDataType, receivedAt: Envelope["receivedAt"]): MonitoredEvent {
  const { component, variable, variableMonitoringId: monitor, trigger, cleared = false, actualValue: value, severity, techCode, techInfo, transactionId: transaction } = event;
  return compact({
    of: nameOf(component, variable), monitor, trigger, cleared, value, severity, techCode, techInfo, transaction, at: stationTime(event.timestamp, receivedAt), receivedAt,
  });
}

export function monitorsFact({ monitor = [], requestId, seqNo, tbc }: V2Request<"NotifyMonitoringReport">, { station, receivedAt }: Envelope): Fact<"monitors"> {
  const monitors = monitor.flatMap(({ component, variable, variableMonitoring }) =>
    variableMonitoring.map(({ id, type, value, severity, transaction }) => ({ id, of: nameOf(component, variable), type, value, severity, transaction })));
  return { fact: "monitors", station, receivedAt, request: requestId, part: seqNo, isLast: tbc !== true, monitors };
}

export function customerInformationFact({ requestId, seqNo, tbc, data }: V2Request<"NotifyCustomerInformation">, { station, receivedAt }: Envelope): Fact<"customerInformation"> {
  return { fact: "customerInformation", station, receivedAt, request: requestId, part: seqNo, isLast: tbc !== true, data };
}

export function displayMessagesFact({ requestId, messageInfo = [], tbc }: V2Request<"NotifyDisplayMessages">, { station, receivedAt }: Envelope): Fact<"displayMessages"> {
  return { fact: "displayMessages", station, receivedAt, request: requestId, isLast: tbc !== true, messages: messageInfo };
}

export function streamOpenedFact({ constantStreamData: { id, variableMonitoringId, params } }: V2Request<"OpenPeriodicEventStream">, { station, receivedAt }: Envelope): Fact<"streamOpened"> {
  return compact({ fact: "streamOpened" as const, station, receivedAt, stream: id, monitor: variableMonitoringId, interval: params.interval, values: params.values });
}

/** `t` counts seconds from `basetime`. */
export function streamedFact({ id, basetime, data }: V2Request<"NotifyPeriodicEventStream">, { station, receivedAt }: Envelope): Fact<"streamed"> {
  const from = stationTime(basetime, receivedAt);
  return { fact: "streamed", station, receivedAt, stream: id, values: data.map(({ t, v }) => ({ at: instant(Math.round(from + t * 1_000)), value: v })) };
}

const DER_LISTS = ["curve", "enterService", "fixedPFAbsorb", "fixedPFInject", "fixedVar", "freqDroop", "gradient", "limitMaxDischarge"] as const;
/** The control types of the lists whose entries do not say it themselves. */
const DER_TYPES: Readonly<Record<(typeof DER_LISTS)[number], string>> = {
  curve: "", enterService: "EnterService", fixedPFAbsorb: "FixedPFAbsorb", fixedPFInject: "FixedPFInject", fixedVar: "FixedVar", freqDroop: "FreqDroop", gradient: "Gradients",
  limitMaxDischarge: "LimitMaxDischarge",
};

/** The entries share id, default and superseded (but for those of the return to service); only curves have a type of their own. */
export function derControlsFact(request: V2Request<"ReportDERControl">, { station, receivedAt }: Envelope): Fact<"derControls"> {
  const controls = DER_LISTS.flatMap((list) => (request[list] ?? []).map((entry): ReportedDerControl => ({
    id: entry.id, type: "curveType" in entry ? entry.curveType : DER_TYPES[list], isDefault: "isDefault" in entry && entry.isDefault, isSuperseded: "isSuperseded" in entry && entry.isSuperseded, content: entry,
  })));
  return { fact: "derControls", station, receivedAt, request: request.requestId, isLast: request.tbc !== true, controls };
}

export function derAlarmFact({ controlType, gridEventFault, alarmEnded, timestamp, extraInfo }: V2Request<"NotifyDERAlarm">, { station, receivedAt }: Envelope): Fact<"derAlarm"> {
  return compact({ fact: "derAlarm" as const, station, receivedAt, type: controlType, fault: gridEventFault, ended: alarmEnded === true, at: stationTime(timestamp, receivedAt), info: extraInfo });
}

export function batterySwapFact({ eventType, requestId, idToken, batteryData }: V2Request<"BatterySwap">, { station, receivedAt }: Envelope): Fact<"batterySwap"> {
  const event = eventType === "BatteryIn" ? "in" as const : eventType === "BatteryOut" ? "out" as const : "timeout" as const;
  const batteries = batteryData.map(({ evseId, serialNumber, soC, soH }) => ({ evse: evseId, serial: serialNumber, soc: soC, soh: soH }));
  return { fact: "batterySwap", station, receivedAt, request: requestId, token: { value: idToken.idToken, type: idToken.type }, event, batteries };
}

const SETTLED: Readonly<Record<V2Request<"NotifySettlement">["status"], Fact<"settled">["status"]>> = { Settled: "settled", Canceled: "canceled", Rejected: "rejected", Failed: "failed" };

/** @throws `kernel.decimal` when the amount is no number that decimals can hold. */
export function settledFact(request: V2Request<"NotifySettlement">, { station, receivedAt }: Envelope): Fact<"settled"> {
  const { pspRef, transactionId, status, settlementAmount, settlementTime, receiptId, receiptUrl, statusInfo } = request;
  const receipt = receiptId === undefined && receiptUrl === undefined ? undefined : compact({ id: receiptId, url: receiptUrl });
  return compact({
    fact: "settled" as const, station, receivedAt, reference: pspRef, transaction: transactionId, status: SETTLED[status], amount: formatDecimal(decimal(settlementAmount)),
    at: parseInstant(settlementTime) ?? receivedAt, receipt, detail: statusInfo,
  });
}

function nameOf(component: ComponentType, variable: VariableType): VariableName {
  return compact({
    component: component.name, componentInstance: component.instance, evse: component.evse?.id, connector: component.evse?.connectorId,
    variable: variable.name, variableInstance: variable.instance,
  });
}
