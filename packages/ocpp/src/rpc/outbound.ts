import type { Instant } from "@cpokit/kernel";
import type { Action } from "../protocol.ts";
import type { CallOptions, CallOutcome } from "./link.ts";

/** A CALL of ours. */
export interface OwnCall {
  readonly id: string;
  readonly action: Action;
  readonly text: string;
  readonly options: CallOptions | undefined;
  readonly queuedAt: Instant;
  /** Made while a handler of ours was running, which may be waiting for it. */
  readonly byHandler: boolean;
  readonly settle: (outcome: CallOutcome) => void;
  deadline: number;
}

/** A CALL that timed out, remembered so that its late answer can be named. */
type LateCall = Pick<OwnCall, "id" | "action">;

/** What the line needs from its peer. */
export interface OutboundPort {
  /** Sets the deadline and writes the text. */
  transmit(call: OwnCall): void;
}

const REMEMBERED_LATE_CALLS = 8;

/** Our CALLs: one in flight, the others in line (OCPP-J 4.1.1). A class, because every connection has one. */
export class Outbound {
  /** How many unsettled CALLs were made by running handlers. */
  byHandlers = 0;
  #inFlight: OwnCall | undefined;
  #waiting: OwnCall[] | undefined;
  #late: LateCall[] | undefined;
  #isClosed = false;
  readonly #port: OutboundPort;
  readonly #limit: number;

  constructor(port: OutboundPort, limit: number) {
    this.#port = port;
    this.#limit = limit;
  }

  get inFlight(): OwnCall | undefined {
    return this.#inFlight;
  }

  /** Sends the CALL, or puts it in line; a full line settles it as unsent. */
  add(call: OwnCall): void {
    if (this.#isClosed) {
      call.settle({ outcome: "closed", sent: false });
    } else if (this.#inFlight === undefined) {
      this.#count(call, 1);
      this.#send(call);
    } else {
      const waiting = (this.#waiting ??= []);
      if (waiting.length >= this.#limit) return call.settle({ outcome: "unsent", reason: "full" });
      this.#count(call, 1);
      const place = call.options?.priority === "high" ? waiting.findIndex(({ options }) => options?.priority !== "high") : -1;
      if (place === -1) waiting.push(call);
      else waiting.splice(place, 0, call);
    }
  }

  /** Settles the CALL in flight and sends the next. */
  settle(outcome: CallOutcome): void {
    const call = this.#inFlight;
    if (call === undefined) return;
    this.#inFlight = undefined;
    this.#count(call, -1);
    call.settle(outcome);
    this.#sendNext();
  }

  /** The CALL of this id that timed out, once. */
  takeLate(id: string): LateCall | undefined {
    const place = this.#late?.findIndex((late) => late.id === id) ?? -1;
    return place === -1 ? undefined : this.#late?.splice(place, 1)[0];
  }

  /** Times out the CALL in flight and drops those that waited longer than their expiry. */
  sweep(now: Instant): void {
    this.#dropExpired(now);
    const call = this.#inFlight;
    if (call === undefined || now < call.deadline) return;
    const late = (this.#late ??= []);
    late.push({ id: call.id, action: call.action });
    if (late.length > REMEMBERED_LATE_CALLS) late.shift();
    this.settle({ outcome: "timeout", messageId: call.id });
  }

  /** Settles everything as closed; later CALLs at once. */
  close(): void {
    this.#isClosed = true;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.settle({ outcome: "closed", sent: true });
    for (const call of waiting) {
      this.#count(call, -1);
      call.settle({ outcome: "closed", sent: false });
    }
  }

  #send(call: OwnCall): void {
    this.#inFlight = call;
    this.#port.transmit(call);
  }

  #sendNext(): void {
    const next = this.#inFlight === undefined ? this.#waiting?.shift() : undefined;
    if (next !== undefined) this.#send(next);
  }

  #dropExpired(now: Instant): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.length === 0) return;
    const isExpired = ({ options, queuedAt }: OwnCall): boolean => options?.expiry !== undefined && now >= queuedAt + options.expiry;
    const expired = waiting.filter(isExpired);
    if (expired.length === 0) return;
    this.#waiting = waiting.filter((call) => !isExpired(call));
    for (const call of expired) {
      this.#count(call, -1);
      call.settle({ outcome: "unsent", reason: "expired" });
    }
  }

  #count(call: OwnCall, step: number): void {
    if (call.byHandler) this.byHandlers += step;
  }
}
