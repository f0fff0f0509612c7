import type { Instant } from "@cpokit/kernel";
import type { Action } from "../protocol.ts";
import { baseAction, isSignedAction, openPayload, signPayload, type SignedHeader, type SignedPayload } from "../signed/jws.ts";
import type { PeerFault } from "./fault.ts";
import { errorText, resultText, type RequestFrame } from "./frame.ts";
import { Arrival, Inbound, type LanePort } from "./inbound.ts";
import type { CallRefusal, CallReply, IncomingCall, StationLink } from "./link.ts";
import type { PeerPort, PeerSettings, Signing } from "./options.ts";
import { mend, refuseAction, refuseViolations } from "./payload.ts";
import { oversize } from "./size-limits.ts";

/** Tells what the handlers of a connection may be waiting for. */
export interface OwnCalls {
  /** A CALL that a running handler made is not settled yet. */
  hasCallOfHandler(): boolean;
}

const INTERNAL: CallRefusal = { refusal: "internal", description: "The request could not be processed." };
const TOO_SLOW: CallRefusal = { refusal: "internal", description: "The request took too long to process." };

/**
 * Answers the requests of the other side: checks action, direction and payload, runs the handler in its lane, checks the response.
 * Every CALL is answered exactly once, or once per repeat. A class, because every connection has one.
 */
export class Answering implements LanePort {
  readonly #settings: PeerSettings;
  readonly #port: PeerPort;
  readonly #ownCalls: OwnCalls;
  readonly #lane: Inbound;
  #isClosed = false;

  constructor(settings: PeerSettings, port: PeerPort, ownCalls: OwnCalls) {
    this.#settings = settings;
    this.#port = port;
    this.#ownCalls = ownCalls;
    this.#lane = new Inbound(this, settings.inboundLimit);
  }

  get isIdle(): boolean {
    return this.#lane.isIdle;
  }

  get isHandling(): boolean {
    return !this.#lane.isFree;
  }

  /** Answers an exact repeat of the last answered or a running CALL. False when the text is neither. */
  takeRepeat(text: string, now: Instant): boolean {
    if (this.#settings.repeatWindow === 0) return false;
    const answer = this.#lane.repeated(text, now, this.#settings.repeatWindow);
    if (answer === undefined) return false;
    this.#report({ fault: "repeated" });
    if (answer !== "") this.#port.write(answer);
    return true;
  }

  /** Takes a CALL or SEND. */
  take(frame: RequestFrame, text: string, receivedAt: Instant): void {
    this.#lane.take(new Arrival(frame, text, receivedAt));
    if (this.#lane.waitingCharacters <= this.#settings.inboundCharacters) return;
    this.#report({ fault: "overflow" });
    this.#port.link.close(1008, "Too many requests are waiting for an answer.");
  }

  /** A handler made a CALL: it may be waiting for it now. */
  advance(): void {
    this.#lane.advance();
  }

  /** Answers for handlers that take too long. */
  sweep(now: Instant): void {
    const { repeatWindow, handlerTimeout } = this.#settings;
    this.#lane.sweep(now, repeatWindow);
    for (const arrival of this.#lane.startedBefore(now - handlerTimeout)) {
      this.#report({ fault: "handlerTimeout", messageId: arrival.frame.id, action: arrival.frame.action });
      this.#refuse(arrival, TOO_SLOW);
      this.#lane.finish(arrival);
    }
  }

  /** Nothing is written any more; what has arrived is still handled (Q20). */
  close(): void {
    this.#isClosed = true;
  }

  start(arrival: Arrival): boolean {
    const { signing } = this.#settings;
    const { action, payload } = arrival.frame;
    if (signing === undefined) return this.#judge(arrival, action, payload);
    if (isSignedAction(action)) {
      arrival.startedAt = this.#settings.clock.now();
      void this.#openAndJudge(arrival, signing);
      return true;
    }
    if (signing.required?.includes(action) !== true) return this.#judge(arrival, action, payload);
    this.#refuseUnhandled(arrival, { refusal: "security", description: `${action} must be signed.` });
    return false;
  }

  mayOvertake(): boolean {
    return this.#ownCalls.hasCallOfHandler();
  }

  hold(held: boolean): void {
    this.#port.hold?.(held);
  }

  /** Verifies a signed request, then treats it as any other. Never rejects. */
  async #openAndJudge(arrival: Arrival, { verifier }: Signing): Promise<void> {
    const { frame, action, payload } = arrival.frame;
    const name = baseAction(action);
    try {
      const opened = await openPayload(payload, { action: name, messageType: frame === "call" ? 2 : 6 }, verifier, this.#port.link);
      if (opened.outcome === "opened") {
        arrival.signedBy = opened.header;
        if (!arrival.isDone && this.#judge(arrival, name, opened.payload)) return;
      } else {
        this.#refuseUnhandled(arrival, { refusal: opened.outcome === "forged" ? "security" : "format", description: `${name}: ${opened.rule}.` });
      }
    } catch (error) {
      this.#fail(arrival, error);
    }
    this.#lane.finish(arrival);
  }

  /** Checks and handles a request; true when its handler is still running. */
  #judge(arrival: Arrival, name: string, payload: unknown): boolean {
    const { protocol, role, sizes } = this.#settings;
    const { frame, id } = arrival.frame;
    const action = protocol.action(name);
    const refusal = refuseAction(action, frame, role === "csms" ? "station" : "csms");
    if (action === undefined || refusal !== undefined) {
      this.#refuseUnhandled(arrival, refusal ?? INTERNAL);
      return false;
    }
    const tooLarge = oversize(sizes, name, arrival.text);
    if (tooLarge !== undefined) {
      this.#refuseUnhandled(arrival, { refusal: "generic", description: tooLarge });
      return false;
    }
    if (action.request.accepts(payload)) return this.#handle(arrival, action, payload);
    const mended = mend(this.#settings, this.#port.link, action, "request", { id, payload });
    if (mended !== undefined && "payload" in mended) return this.#handle(arrival, action, mended.payload);
    if (mended !== undefined) {
      this.#answer(arrival, action, mended);
      return false;
    }
    const violations = action.request.violations(payload);
    this.#refuseUnhandled(arrival, refuseViolations(violations), violations);
    return false;
  }

  #handle(arrival: Arrival, action: Action, payload: unknown): boolean {
    const { signedBy } = arrival;
    try {
      const reply = this.#settings.handler(new HandledCall(this.#port.link, action.name, payload, arrival));
      if (isPromise(reply) || signedBy !== undefined) {
        arrival.startedAt = this.#settings.clock.now();
        void this.#answerLater(arrival, action, reply);
        return true;
      }
      this.#answer(arrival, action, reply);
    } catch (error) {
      this.#fail(arrival, error);
    }
    return false;
  }

  /** Never rejects. */
  async #answerLater(arrival: Arrival, action: Action, reply: CallReply | Promise<CallReply>): Promise<void> {
    try {
      const settled = await reply;
      const signer = arrival.signedBy && this.#settings.signing?.signer;
      const signed = signer && "response" in settled && action.response.accepts(settled.response)
        ? await signPayload(settled.response, { action: action.name, messageType: 3 }, signer)
        : undefined;
      this.#answer(arrival, action, settled, signed);
    } catch (error) {
      this.#fail(arrival, error);
    }
    this.#lane.finish(arrival);
  }

  /** Writes the answer; `signed` stands for the response when it is given. */
  #answer(arrival: Arrival, action: Action, reply: CallReply, signed?: SignedPayload): void {
    if (arrival.frame.frame === "send") return;
    if ("refusal" in reply) {
      this.#refuse(arrival, reply);
      return;
    }
    const { id, action: name } = arrival.frame;
    if (!action.response.accepts(reply.response)) {
      this.#report({ fault: "invalidResponse", messageId: id, action: name, violations: action.response.violations(reply.response) });
      this.#refuse(arrival, INTERNAL);
      return;
    }
    const text = resultText(id, signed ?? reply.response);
    this.#write(arrival, text);
    this.#lane.remember(arrival.text, text, this.#settings.clock.now());
  }

  #fail(arrival: Arrival, error: unknown): void {
    this.#report({ fault: "handlerFailed", messageId: arrival.frame.id, action: arrival.frame.action, error });
    this.#refuse(arrival, INTERNAL);
  }

  #refuseUnhandled(arrival: Arrival, refusal: CallRefusal, violations: (PeerFault & { fault: "refused" })["violations"] = []): void {
    const { id, action } = arrival.frame;
    this.#report({ fault: "refused", messageId: id, action, kind: refusal.refusal, description: refusal.description, violations });
    this.#refuse(arrival, refusal);
  }

  #refuse(arrival: Arrival, { refusal, description, details = {} }: CallRefusal): void {
    if (arrival.frame.frame === "send") return;
    this.#write(arrival, errorText("error", arrival.frame.id, this.#settings.protocol.errorCode(refusal), description, details));
  }

  #write(arrival: Arrival, text: string): void {
    if (this.#isClosed || arrival.isDone) return;
    arrival.isDone = true;
    for (let time = 0; time <= arrival.repeats; time += 1) this.#port.write(text);
  }

  #report(fault: PeerFault): void {
    this.#settings.report?.(this.#port.link, fault);
  }
}

/** What a handler gets. A class, since it waits for a commit (decision 0014). */
class HandledCall implements IncomingCall {
  readonly link: StationLink;
  readonly action: string;
  readonly payload: unknown;
  readonly messageId: string;
  readonly receivedAt: Instant;
  declare readonly signedBy?: SignedHeader;

  constructor(link: StationLink, action: string, payload: unknown, { frame, receivedAt, signedBy }: Arrival) {
    this.link = link;
    this.action = action;
    this.payload = payload;
    this.messageId = frame.id;
    this.receivedAt = receivedAt;
    if (signedBy !== undefined) this.signedBy = signedBy;
  }
}

function isPromise(reply: CallReply | Promise<CallReply>): reply is Promise<CallReply> {
  return "then" in reply;
}
