import type { Cancel, Scheduler } from "@cpokit/kernel";
import type { CallOutcome } from "@cpokit/ocpp";

/** How messages are tried again that the central system fails to process. What a lost connection interrupts is not counted as a try. */
export interface DeliveryPolicy {
  /** TransactionMessageAttempts of 1.6, MessageAttempts of 2.x: how often it is sent; 3 when absent. */
  readonly attempts?: number;
  /**
   * TransactionMessageRetryInterval of 1.6, MessageAttemptInterval of 2.x, in ms: the wait before the next try, times the number of
   * tries so far; 60,000 when absent.
   */
  readonly retryInterval?: number;
  /**
   * How many messages wait at most; 1,000 when absent. Beyond that every second one in the middle of a transaction (MeterValues,
   * TransactionEvent of type Updated) is dropped (2.x E04.FR.07), and when there is none, the new one.
   */
  readonly limit?: number;
}

/** A payload, or how to make it when it is sent. */
export type PayloadToDeliver = object | (() => object);

/** A message that waits for its delivery. */
export interface Undelivered {
  readonly action: string;
  readonly payload: object;
  /** How often the central system has failed to process it. */
  readonly attempts: number;
}

/** What came of a delivery. */
export type Delivery =
  | { readonly outcome: "delivered"; readonly payload: unknown; readonly attempts: number }
  /** The last try failed, too; the next message is delivered now. */
  | { readonly outcome: "abandoned"; readonly last: CallOutcome; readonly attempts: number }
  /** There was no room for it. */
  | { readonly outcome: "dropped" }
  /** The client was closed first; it is still in `undelivered()`. */
  | { readonly outcome: "undelivered" };

/** Delivers messages one after the other, in order. */
export interface Deliveries {
  add(action: string, payload: PayloadToDeliver): Promise<Delivery>;
  waiting(): readonly Undelivered[];
  /** There is a connection on which messages may be sent, or there is none any more. */
  open(isOpen: boolean): void;
  /** Nothing is sent any more. */
  stop(): void;
}

interface DeliveryPorts {
  readonly scheduler: Scheduler;
  readonly policy: DeliveryPolicy | ((action: string) => DeliveryPolicy);
  readonly undelivered: readonly Undelivered[];
  send(action: string, payload: object): Promise<CallOutcome>;
}

interface Message {
  readonly action: string;
  readonly payload: PayloadToDeliver;
  attempts: number;
  readonly settle: (delivery: Delivery) => void;
  readonly fail: (error: unknown) => void;
}

export function createDeliveries({ scheduler, policy, undelivered, send }: DeliveryPorts): Deliveries {
  let messages: Message[] = undelivered.map((message) => ({ ...message, settle: nobody, fail: nobody }));
  let isOpen = false;
  let isStopped = false;
  /** A message is on its way, or waits for its next try. */
  let isBusy = false;
  let cancelRetry: Cancel | undefined;

  return {
    add(action, payload) {
      if (isStopped) return Promise.resolve({ outcome: "undelivered" });
      return new Promise((settle, fail) => {
        if (!makeRoom(policyOf(action).limit ?? 1_000)) return settle({ outcome: "dropped" });
        messages.push({ action, payload, attempts: 0, settle, fail });
        next();
      });
    },
    waiting: () => messages.map((message) => ({ action: message.action, payload: payloadOf(message), attempts: message.attempts })),
    open(isNowOpen) {
      isOpen = isNowOpen;
      next();
    },
    stop() {
      isStopped = true;
      cancelRetry?.();
      for (const { settle } of messages) settle({ outcome: "undelivered" });
    },
  };

  function policyOf(action: string): DeliveryPolicy {
    return typeof policy === "function" ? policy(action) : policy;
  }

  function next(): void {
    const [first] = messages;
    if (first === undefined || isBusy || !isOpen || isStopped) return;
    isBusy = true;
    void deliver(first);
  }

  /** Never rejects. */
  async function deliver(message: Message): Promise<void> {
    const { attempts: most = 3, retryInterval = 60_000 } = policyOf(message.action);
    try {
      const outcome = await send(message.action, payloadOf(message));
      if (outcome.outcome === "result") {
        message.attempts += 1;
        return leave(message, () => message.settle({ outcome: "delivered", payload: outcome.payload, attempts: message.attempts }));
      }
      if (outcome.outcome === "closed") {
        isBusy = false;
        return next();
      }
      if (outcome.outcome !== "unsent") message.attempts += 1;
      if (message.attempts >= most) return leave(message, () => message.settle({ outcome: "abandoned", last: outcome, attempts: message.attempts }));
      cancelRetry = scheduler.after(retryInterval * Math.max(message.attempts, 1), () => {
        isBusy = false;
        next();
      });
    } catch (error) {
      leave(message, () => message.fail(error));
    }
  }

  /** It is done with; whoever waits for it hears of it before the next one is sent. */
  function leave(message: Message, tell: () => void): void {
    messages = messages.filter((other) => other !== message);
    tell();
    scheduler.afterTurn(() => {
      isBusy = false;
      next();
    });
  }

  function makeRoom(limit: number): boolean {
    if (messages.length < limit) return true;
    let place = 0;
    // The first may be on its way.
    messages = messages.filter((message, index) => {
      if (index === 0 || !isIntermediate(message) || (place += 1) % 2 === 0) return true;
      message.settle({ outcome: "dropped" });
      return false;
    });
    return messages.length < limit;
  }
}

function payloadOf({ payload }: Pick<Message, "payload">): object {
  return typeof payload === "function" ? (payload as () => object)() : payload;
}

function isIntermediate({ action, payload }: Message): boolean {
  if (action === "MeterValues") return true;
  return action === "TransactionEvent" && typeof payload === "object" && "eventType" in payload && payload.eventType === "Updated";
}

function nobody(): void {}
