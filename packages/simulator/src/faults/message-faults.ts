import type { MeterValue, MeterValuesRequest, StopTransactionRequest } from "@cpokit/ocpp/v16";
import { v16 } from "@cpokit/ocpp/v16";
import { v21, type AuthorizeRequest, type MeterValueType, type TransactionEventRequest } from "@cpokit/ocpp/v21";
import type { OutgoingCall } from "../station/messenger.ts";
import type { Fault } from "./fault.ts";

/** Every TransactionEvent has seqNo 0 (Q1). */
export const seqNoZero = rewriting("seqNoZero", "Every TransactionEvent has seqNo 0 (2.x).", {
  event: (event) => ({ ...event, seqNo: 0 }),
});

/** A transaction ends twice, the second time with the next seqNo (Q4). */
export const twoEnded: Fault = {
  name: "twoEnded",
  does: "A transaction ends twice, the second time with the next seqNo (2.x).",
  outgoing(call) {
    if (call.action !== "TransactionEvent" || !isEvent(call.payload) || call.payload.eventType !== "Ended") return [call];
    return [call, { ...call, payload: { ...call.payload, seqNo: call.payload.seqNo + 1 } }];
  },
};

/** Updated and Ended carry neither EVSE nor token nor meter values (Q10). */
export const bareUpdates = rewriting("bareUpdates", "Updated and Ended carry neither EVSE nor token nor meter values (2.x).", {
  event({ evse, idToken, meterValue, ...rest }) {
    return rest.eventType === "Started" ? { ...rest, ...(evse && { evse }), ...(idToken && { idToken }), ...(meterValue && { meterValue }) } : rest;
  },
});

/** Authorize says `Local` where the events say `ISO14443` for the same tag (Q5). */
export const localTokenType = rewriting("localTokenType", "Authorize says token type Local where the events say ISO14443 (2.x).", {
  authorize: (request) => ({ ...request, idToken: { ...request.idToken, type: "Local" } }),
});

/** Stops and meter values have transactionId 0 (Q14). */
export const transactionIdZero = rewriting("transactionIdZero", "StopTransaction and MeterValues have transactionId 0 (1.6).", {
  stop: (request) => ({ ...request, transactionId: 0 }),
  meterValues: (request) => ({ ...request, transactionId: 0 }),
});

/** Periodic energy says kWh while the number is Wh (Q2). */
export const wrongUnit = rewriting("wrongUnit", "Periodic energy samples say kWh while the number is in Wh.", {
  event: (event) => (event.eventType !== "Updated" ? event : withMeterValues(event, (value) => mapV2(value, (sample) => ({ ...sample, unitOfMeasure: { unit: "kWh" } })))),
  meterValues: (request) => ({ ...request, meterValue: request.meterValue.map((value) => mapV16(value, (sample) => ({ ...sample, unit: "kWh" }))) }),
});

/** Energy is in kWh with the tail of a binary float (Q3). */
export const kilowattHours = rewriting("kilowattHours", "Energy is in kWh with the tail of a binary float.", {
  event: (event) => withMeterValues(event, (value) => mapV2(value, (sample) => ({ ...sample, value: sample.value / 1_000, unitOfMeasure: { unit: "kWh" } }))),
  meterValues: (request) => ({
    ...request,
    meterValue: request.meterValue.map((value) => mapV16(value, (sample) => ({ ...sample, value: (Number(sample.value) / 1_000).toPrecision(17), unit: "kWh" }))),
  }),
});

/** The meter knows only the export register (Q13). */
export const exportRegister = rewriting("exportRegister", "Energy comes as the export register, so that there is no import energy at all.", {
  event: (event) => withMeterValues(event, (value) => mapV2(value, (sample) => ({ ...sample, measurand: "Energy.Active.Export.Register" }))),
  meterValues: (request) => ({
    ...request, meterValue: request.meterValue.map((value) => mapV16(value, (sample) => ({ ...sample, measurand: "Energy.Active.Export.Register" }))),
  }),
});

/** Every transaction message is sent twice, as two messages (F6). */
export const duplicateMessages: Fault = {
  name: "duplicateMessages",
  does: "Every transaction message is sent again with a new message id.",
  outgoing: (call) => (TRANSACTION_ACTIONS.includes(call.action) ? [call, call] : [call]),
};

/** The actions whose loss or repetition costs money. */
export const TRANSACTION_ACTIONS: readonly string[] = ["StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"];

interface Rewrites {
  event?(event: TransactionEventRequest): TransactionEventRequest;
  meterValues?(request: MeterValuesRequest): MeterValuesRequest;
  stop?(request: StopTransactionRequest): StopTransactionRequest;
  authorize?(request: AuthorizeRequest): AuthorizeRequest;
}

function rewriting(name: string, does: string, rewrites: Rewrites): Fault {
  const rewritten = ({ action, payload }: OutgoingCall): object | undefined => {
    if (action === "TransactionEvent" && isEvent(payload)) return rewrites.event?.(payload);
    if (action === "MeterValues" && v16.action("MeterValues").request.accepts(payload)) return rewrites.meterValues?.(payload);
    if (action === "StopTransaction" && v16.action("StopTransaction").request.accepts(payload)) return rewrites.stop?.(payload);
    if (action === "Authorize" && v21.action("Authorize").request.accepts(payload)) return rewrites.authorize?.(payload);
    return undefined;
  };
  return { name, does, outgoing: (call) => [{ action: call.action, payload: rewritten(call) ?? call.payload }] };
}

function isEvent(payload: object): payload is TransactionEventRequest {
  return v21.action("TransactionEvent").request.accepts(payload);
}

function withMeterValues(event: TransactionEventRequest, change: (value: MeterValueType) => MeterValueType): TransactionEventRequest {
  return event.meterValue === undefined ? event : { ...event, meterValue: event.meterValue.map(change) };
}

type SampleV2 = MeterValueType["sampledValue"][number];
type SampleV16 = MeterValue["sampledValue"][number];
const ENERGY = "Energy.Active.Import.Register";

function mapV2(value: MeterValueType, change: (sample: SampleV2) => SampleV2): MeterValueType {
  return { ...value, sampledValue: value.sampledValue.map((sample) => (sample.measurand === ENERGY ? change(sample) : sample)) };
}

function mapV16(value: MeterValue, change: (sample: SampleV16) => SampleV16): MeterValue {
  return { ...value, sampledValue: value.sampledValue.map((sample) => (sample.measurand === ENERGY ? change(sample) : sample)) };
}
