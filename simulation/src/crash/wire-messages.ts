import type { Learnt, WireMessage } from "./wire-station.ts";
import { stamp, type Step } from "./story.ts";

/** The tokens of the stories. */
export const [A, B] = ["04A2B3C4", "04D5E6F7"];
export const BLOCKED = "04FFFFFF";

interface Common {
  /** When it is sent, if not when it happens. */
  readonly sent?: number;
  /** The transaction it belongs to, by the story's own name. */
  readonly of?: string;
}

const step = (second: number, { sent }: Common, tell: WireMessage): Step => ({ at: sent ?? second, tell });

/** The number that the central system gave a 1.6 transaction of the story; −1 while it is unknown (Q14). */
export function numberOf(learnt: Learnt, name: string): number {
  return Number(learnt.get(name)?.["transactionId"] ?? -1);
}

/** 1.6 StartTransaction. */
export function start(second: number, wh: number, options: Common & { readonly connector?: number; readonly tag?: string } = {}): Step {
  const { of = "a", connector = 1, tag = A } = options;
  return step(second, options, { action: "StartTransaction", name: of, payload: { connectorId: connector, idTag: tag, meterStart: wh, timestamp: stamp(second) } });
}

/** 1.6 MeterValues with one register. */
export function meter(second: number, value: number | string, options: Common & { readonly connector?: number; readonly number?: number; readonly unit?: string } = {}): Step {
  const { of = "a", connector = 1, number, unit = "Wh" } = options;
  return step(second, options, {
    action: "MeterValues",
    payload: (learnt) => ({
      connectorId: connector, transactionId: number ?? numberOf(learnt, of),
      meterValue: [{ timestamp: stamp(second), sampledValue: [{ value: String(value), measurand: "Energy.Active.Import.Register", unit, context: "Sample.Periodic" }] }],
    }),
  });
}

/** 1.6 StopTransaction. */
export function stop(second: number, wh: number, options: Common & { readonly number?: number; readonly reason?: string; readonly tag?: string } = {}): Step {
  const { of = "a", number, reason = "Local", tag } = options;
  return step(second, options, {
    action: "StopTransaction",
    payload: (learnt) => ({ transactionId: number ?? numberOf(learnt, of), meterStop: wh, timestamp: stamp(second), reason, ...(tag === undefined ? {} : { idTag: tag }) }),
  });
}

/** 1.6 StatusNotification. */
export function status(second: number, word: string, options: Common & { readonly connector?: number } = {}): Step {
  return step(second, options, { action: "StatusNotification", payload: { connectorId: options.connector ?? 1, errorCode: "NoError", status: word, timestamp: stamp(second) } });
}

export interface EventOptions extends Common {
  readonly type: "Started" | "Updated" | "Ended";
  readonly seq: number;
  readonly wh?: number;
  readonly unit?: string;
  readonly measurand?: string;
  readonly context?: string;
  readonly evse?: number;
  readonly tag?: string;
  readonly tagType?: string;
  readonly trigger?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly offline?: boolean;
  readonly remoteStartId?: (learnt: Learnt) => number;
}

const CONTEXTS = { Started: "Transaction.Begin", Updated: "Sample.Periodic", Ended: "Transaction.End" } as const;
const TRIGGERS = { Started: "Authorized", Updated: "MeterValuePeriodic", Ended: "StopAuthorized" } as const;

/** 2.x TransactionEvent. */
export function event(second: number, options: EventOptions): Step {
  const { of = "a", type, seq, wh, unit = "Wh", measurand = "Energy.Active.Import.Register", evse, tag, tagType = "ISO14443", context = CONTEXTS[type], trigger, state, reason, offline, remoteStartId } = options;
  return step(second, options, {
    action: "TransactionEvent",
    payload: (learnt) => ({
      eventType: type, timestamp: stamp(second), triggerReason: trigger ?? TRIGGERS[type], seqNo: seq,
      transactionInfo: {
        transactionId: `tx-${of}`,
        ...(state === undefined ? {} : { chargingState: state }),
        ...(reason === undefined ? {} : { stoppedReason: reason }),
        ...(remoteStartId === undefined ? {} : { remoteStartId: remoteStartId(learnt) }),
      },
      ...(offline === undefined ? {} : { offline }),
      ...(evse === undefined ? {} : { evse: { id: evse, connectorId: 1 } }),
      ...(tag === undefined ? {} : { idToken: { idToken: tag, type: tagType } }),
      ...(wh === undefined ? {} : { meterValue: [{ timestamp: stamp(second), sampledValue: [{ value: wh, context, measurand, unitOfMeasure: { unit } }] }] }),
    }),
  });
}

/** A 2.x start on EVSE 1 by token A. */
export const began = (second: number, wh: number, options: Partial<EventOptions> = {}): Step => event(second, { type: "Started", seq: 0, wh, evse: 1, tag: A, state: "Charging", ...options });
export const went = (second: number, seq: number, wh: number | undefined, options: Partial<EventOptions> = {}): Step =>
  event(second, { type: "Updated", seq, ...(wh === undefined ? {} : { wh }), state: "Charging", ...options });
export const over = (second: number, seq: number, wh: number | undefined, options: Partial<EventOptions> = {}): Step =>
  event(second, { type: "Ended", seq, ...(wh === undefined ? {} : { wh }), state: "EVConnected", reason: "Local", ...options });

/** 2.x MeterValues of an EVSE, which name no transaction. */
export function evseMeter(second: number, wh: number, context: string, options: Common = {}): Step {
  return step(second, options, {
    action: "MeterValues",
    payload: { evseId: 1, meterValue: [{ timestamp: stamp(second), sampledValue: [{ value: wh, context, measurand: "Energy.Active.Import.Register", unitOfMeasure: { unit: "Wh" } }] }] },
  });
}

/** 2.x StatusNotification. */
export function status2(second: number, word: string, options: Common = {}): Step {
  return step(second, options, { action: "StatusNotification", payload: { evseId: 1, connectorId: 1, connectorStatus: word, timestamp: stamp(second) } });
}
