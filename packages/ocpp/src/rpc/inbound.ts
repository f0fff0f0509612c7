import type { Instant } from "@cpokit/kernel";
import type { SignedHeader } from "../signed/jws.ts";
import type { RequestFrame } from "./frame.ts";

/** An incoming CALL or SEND on its way to the handler. A class, since it waits for a commit (decision 0014). */
export class Arrival {
  readonly frame: RequestFrame;
  readonly text: string;
  readonly receivedAt: Instant;
  /** When its handler returned a promise. */
  startedAt = 0;
  /** How many exact repeats came meanwhile; each gets the answer too. */
  repeats = 0;
  /** Answered already, by the handler or for being too slow. */
  isDone = false;
  /** Who signed it, once that is known (OCPP 2.x part 4 §7). */
  signedBy: SignedHeader | undefined = undefined;

  constructor(frame: RequestFrame, text: string, receivedAt: Instant) {
    this.frame = frame;
    this.text = text;
    this.receivedAt = receivedAt;
  }
}

/** What the lane asks of its owner. */
export interface LanePort {
  /** Runs the handler; true when it is still running on return. Never throws. */
  start(arrival: Arrival): boolean;
  /** True while a running handler may be waiting for an answer of the other side, which may first need ours. */
  mayOvertake(): boolean;
  /** Stop or resume reading. */
  hold(held: boolean): void;
}

/**
 * The lane of incoming requests of one connection: one handler at a time, in order of arrival. While a running handler waits for a
 * CALL of its own, the next request may overtake it, because the other side may need our answer before it gives its own.
 * A class, because every connection has one.
 */
export class Inbound {
  readonly #port: LanePort;
  readonly #limit: number;
  /** Handlers that are on the call stack right now. */
  #starting = 0;
  #running: Arrival[] | undefined;
  #waiting: Arrival[] | undefined;
  #waitingCharacters = 0;
  #isHeld = false;
  #answeredText = "";
  #answer = "";
  #answeredAt = 0;

  constructor(port: LanePort, limit: number) {
    this.#port = port;
    this.#limit = limit;
  }

  get isIdle(): boolean {
    return this.isFree && this.#waiting === undefined;
  }

  /** No handler is running. */
  get isFree(): boolean {
    return this.#starting === 0 && this.#running === undefined;
  }

  /** Length of all waiting texts, for the limit on memory. */
  get waitingCharacters(): number {
    return this.#waitingCharacters;
  }

  /** Starts the request, or puts it in line. */
  take(arrival: Arrival): void {
    if (this.#waiting === undefined && this.#isOpen()) {
      this.#start(arrival);
      this.advance();
      return;
    }
    const waiting = (this.#waiting ??= []);
    waiting.push(arrival);
    this.#waitingCharacters += arrival.text.length;
    if (waiting.length >= this.#limit) this.#hold(true);
  }

  /** A running handler is done: the next may start. */
  finish(arrival: Arrival): void {
    const rest = this.#running?.filter((other) => other !== arrival);
    this.#running = rest?.length === 0 ? undefined : rest;
    this.advance();
  }

  /** Starts what may start now. */
  advance(): void {
    while (this.#waiting !== undefined && this.#starting === 0 && this.#isOpen()) {
      const next = this.#waiting.shift()!;
      this.#waitingCharacters -= next.text.length;
      if (this.#waiting.length <= this.#limit / 2) this.#hold(false);
      if (this.#waiting.length === 0) this.#waiting = undefined;
      this.#start(next);
    }
  }

  /** The running handlers that started before this moment. */
  startedBefore(moment: number): readonly Arrival[] {
    return this.#running?.filter(({ startedAt }) => startedAt < moment) ?? [];
  }

  /**
   * For an exact repeat, with the same id and content (a constant id alone says nothing, Q15): the answer that was given within the
   * window, or `""` when the first one is still being answered and will be answered twice.
   */
  repeated(text: string, now: Instant, window: number): string | undefined {
    if (text === this.#answeredText) return now - this.#answeredAt <= window ? this.#answer : undefined;
    if (this.#running === undefined) return undefined;
    const isSame = (arrival: Arrival): boolean => arrival.text === text && arrival.frame.frame === "call";
    const first = this.#running.find(isSame) ?? this.#waiting?.find(isSame);
    if (first === undefined) return undefined;
    first.repeats += 1;
    return "";
  }

  /** Keeps the last answer for a repeat. */
  remember(text: string, answer: string, now: Instant): void {
    this.#answeredText = text;
    this.#answer = answer;
    this.#answeredAt = now;
  }

  /** Lets go of the kept answer when its window is over. */
  sweep(now: Instant, window: number): void {
    if (this.#answeredText !== "" && now - this.#answeredAt > window) this.remember("", "", now);
  }

  #start(arrival: Arrival): void {
    this.#starting += 1;
    const isRunning = this.#port.start(arrival);
    this.#starting -= 1;
    if (isRunning) this.#running = [...(this.#running ?? []), arrival];
  }

  #isOpen(): boolean {
    return this.isFree || (this.#port.mayOvertake() && (this.#running?.length ?? 0) < this.#limit);
  }

  #hold(held: boolean): void {
    if (held === this.#isHeld) return;
    this.#isHeld = held;
    this.#port.hold(held);
  }
}
