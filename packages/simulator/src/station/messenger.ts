import type { Cancel, Scheduler } from "@cpokit/kernel";
import type { CallOutcome } from "@cpokit/ocpp";
import type { StationChannel } from "../channel/channel.ts";
import type { Settings } from "./settings.ts";

/** A CALL about to leave. */
export interface OutgoingCall {
  readonly action: string;
  readonly payload: object;
}

/** A message about a transaction: it survives disconnections and is told in order, again and again until it is answered. */
export interface TransactionMessage {
  readonly action: string;
  /** Made when it is sent, since OCPP 1.6 gives the transaction id only in the answer to the start. */
  payload(): object;
  answered?(response: unknown): void;
  /** All attempts failed; the message is dropped. */
  gaveUp?(): void;
}

/** What a messenger tells of each CALL. */
export interface MessengerEvents {
  sent(call: OutgoingCall): void;
  answered(call: OutgoingCall, outcome: CallOutcome): void;
}

export interface MessengerOptions {
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  readonly events: MessengerEvents;
  /** Changes what leaves: the first call takes the place of the given one, the others follow it. */
  readonly outgoing: (call: OutgoingCall) => readonly [OutgoingCall, ...OutgoingCall[]];
}

/** Sends one CALL at a time: transaction messages in order and durably, all others only while the line is open. */
export interface Messenger {
  /** Sends now or never: `closed` when the line is closed, or the boot is not accepted yet. */
  ask(action: string, payload: object, options?: { readonly beforeBoot?: boolean }): Promise<CallOutcome>;
  /** Queues a transaction message. */
  deliver(message: TransactionMessage): void;
  /** A line is open; only boot messages may use it until `release`. */
  attach(channel: StationChannel): void;
  /** The boot was accepted. */
  release(): void;
  /** The line is gone. */
  detach(): void;
  /** True when transaction messages can leave. */
  readonly online: boolean;
  /** Transaction messages that wait. */
  readonly queued: number;
}

interface Durable {
  readonly order: number;
  readonly message: TransactionMessage;
  failures: number;
}

interface Volatile {
  readonly order: number;
  readonly call: OutgoingCall;
  readonly beforeBoot: boolean;
  settle(outcome: CallOutcome): void;
}

const CLOSED: CallOutcome = { outcome: "closed", sent: false };

export function createMessenger({ scheduler, settings, events, outgoing }: MessengerOptions): Messenger {
  const durable: Durable[] = [];
  let volatile: Volatile[] = [];
  let channel: StationChannel | undefined;
  let released = false;
  let isBusy = false;
  let pausedUntilRetry: Cancel | undefined;
  let order = 0;

  const pump = (): void => {
    if (channel === undefined || isBusy) return;
    const urgent = volatile.find((entry) => released || entry.beforeBoot);
    const head = released && pausedUntilRetry === undefined ? durable[0] : undefined;
    if (head !== undefined && (urgent === undefined || head.order < urgent.order)) void sendDurable(channel, head);
    else if (urgent !== undefined) void sendVolatile(channel, urgent);
  };

  /** Sends on one channel; whatever comes of it after the channel was replaced is `closed`. */
  const transmit = async (line: StationChannel, given: OutgoingCall): Promise<CallOutcome> => {
    isBusy = true;
    const [first, ...others] = outgoing(given);
    const outcome = await exchange(line, first);
    for (const other of others) await exchange(line, other);
    if (line === channel) isBusy = false;
    return line === channel || outcome.outcome === "result" ? outcome : { outcome: "closed" };
  };

  const exchange = async (line: StationChannel, call: OutgoingCall): Promise<CallOutcome> => {
    events.sent(call);
    const outcome = await line.call(call.action, call.payload);
    events.answered(call, outcome);
    return outcome;
  };

  const sendVolatile = async (line: StationChannel, entry: Volatile): Promise<void> => {
    volatile = volatile.filter((other) => other !== entry);
    entry.settle(await transmit(line, entry.call));
    pump();
  };

  const sendDurable = async (line: StationChannel, entry: Durable): Promise<void> => {
    const outcome = await transmit(line, { action: entry.message.action, payload: entry.message.payload() });
    if (outcome.outcome === "result") {
      if (remove(durable, entry)) entry.message.answered?.(outcome.payload);
    } else if (outcome.outcome === "error" || outcome.outcome === "invalid" || outcome.outcome === "timeout") {
      failed(entry);
    }
    pump();
  };

  const failed = (entry: Durable): void => {
    entry.failures += 1;
    if (entry.failures >= settings.messageAttempts) {
      if (remove(durable, entry)) entry.message.gaveUp?.();
      return;
    }
    pausedUntilRetry = scheduler.after(settings.messageRetryInterval * entry.failures, () => {
      pausedUntilRetry = undefined;
      pump();
    });
  };

  const dropVolatile = (): void => {
    const dropped = volatile;
    volatile = [];
    for (const entry of dropped) entry.settle(CLOSED);
  };

  return {
    ask(action, payload, { beforeBoot = false } = {}) {
      if (channel === undefined || (!released && !beforeBoot)) return Promise.resolve(CLOSED);
      return new Promise((settle) => {
        volatile.push({ order: (order += 1), call: { action, payload }, beforeBoot, settle });
        pump();
      });
    },
    deliver(message) {
      durable.push({ order: (order += 1), message, failures: 0 });
      pump();
    },
    attach(line) {
      channel = line;
      released = false;
      isBusy = false;
    },
    release() {
      released = true;
      pump();
    },
    detach() {
      channel = undefined;
      released = false;
      pausedUntilRetry?.();
      pausedUntilRetry = undefined;
      dropVolatile();
    },
    get online() {
      return channel !== undefined && released;
    },
    get queued() {
      return durable.length;
    },
  };
}

/** False when it was not there any more. */
function remove<Item>(list: Item[], item: Item): boolean {
  const place = list.indexOf(item);
  if (place >= 0) list.splice(place, 1);
  return place >= 0;
}
