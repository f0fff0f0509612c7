import { CpoError, type Instant } from "@cpokit/kernel";
import type { Action, Violation } from "../protocol.ts";
import { isSignedPayload, openPayload, signedAction, signPayload, type SignedHeader } from "../signed/jws.ts";
import type { OwnCalls } from "./answering.ts";
import type { PeerFault } from "./fault.ts";
import { errorText, FRAME_RULES, requestText, type ErrorFrame, type ResultFrame, type UnreadableFrame } from "./frame.ts";
import type { CallOptions, CallOutcome, CallRefusal } from "./link.ts";
import type { PeerPort, PeerSettings, Signing } from "./options.ts";
import { Outbound, type OutboundPort, type OwnCall } from "./outbound.ts";
import { mend, refuseAction, refuseViolations, violationSentence } from "./payload.ts";
import { oversize } from "./size-limits.ts";

/** OCPP 2.x: the message id of an answer to a message whose id could not be read. */
export const UNREADABLE_ID = "-1";

/** Our own requests and what is answered to them. A class, because every connection has one. */
export class Calling implements OwnCalls, OutboundPort {
  readonly #settings: PeerSettings;
  readonly #port: PeerPort;
  readonly #line: Outbound;

  constructor(settings: PeerSettings, port: PeerPort) {
    this.#settings = settings;
    this.#port = port;
    this.#line = new Outbound(this, settings.outboundLimit);
  }

  get isIdle(): boolean {
    return this.#line.inFlight === undefined;
  }

  hasCallOfHandler(): boolean {
    return this.#line.byHandlers > 0;
  }

  /** Sends a CALL or puts it in line. Rejects with `ocpp.unknownAction`, `ocpp.wrongDirection`, `ocpp.invalidPayload` or `ocpp.noSigner`. */
  call(name: string, payload: unknown, options: CallOptions | undefined, byHandler: boolean): Promise<CallOutcome> {
    if (options?.sign === true) return this.#callSigned(name, payload, options, byHandler);
    return new Promise((settle) => {
      const action = this.#ownAction("call", name, payload);
      const id = this.#settings.newMessageId();
      const text = this.#requestText("call", id, name, payload);
      this.#line.add({ id, action, text, options, queuedAt: this.#settings.clock.now(), byHandler, settle, deadline: 0 });
    });
  }

  async #callSigned(name: string, payload: unknown, options: CallOptions, byHandler: boolean): Promise<CallOutcome> {
    const { signing, newMessageId, clock, protocol } = this.#settings;
    const action = this.#ownAction("call", name, payload);
    const signer = signing?.signer;
    if (signer === undefined) {
      const sentence = `This ${name} cannot be signed: OCPP 1.6 has no signed messages, and 2.x needs signing.signer.`;
      throw new CpoError("ocpp.noSigner", sentence, { action: name, version: protocol.version });
    }
    const signed = await signPayload(payload, { action: name, messageType: 2 }, signer);
    const id = newMessageId();
    const text = this.#requestText("call", id, signedAction(name), signed);
    return new Promise((settle) => this.#line.add({ id, action, text, options, queuedAt: clock.now(), byHandler, settle, deadline: 0 }));
  }

  /** Sends a SEND at once; it may overtake a CALL in flight (OCPP 2.1 part 4). @throws as `call`. */
  send(name: string, payload: unknown): void {
    this.#ownAction("send", name, payload);
    this.#port.write(this.#requestText("send", this.#settings.newMessageId(), name, payload));
  }

  takeResult(frame: ResultFrame, text: string): void {
    const { signing, sizes } = this.#settings;
    const call = this.#line.inFlight;
    if (call?.id !== frame.id) {
      this.#takeLateResult(frame);
      return;
    }
    const tooLarge = oversize(sizes, call.action.name, text);
    if (tooLarge !== undefined) this.#refuseAnswer(call, { refusal: "generic", description: tooLarge });
    else if (signing !== undefined && isSignedPayload(frame.payload)) void this.#takeSignedResult(call, frame, signing);
    else this.#line.settle(this.#judge(call, frame, true));
  }

  /** Verifies a signed answer while its CALL stays in flight. Never rejects. */
  async #takeSignedResult(call: OwnCall, frame: ResultFrame, { verifier }: Signing): Promise<void> {
    const { name } = call.action;
    try {
      const opened = await openPayload(frame.payload, { action: name, messageType: 3 }, verifier, this.#port.link);
      const isAwaited = this.#line.inFlight === call;
      if (opened.outcome !== "opened") {
        if (isAwaited) this.#refuseAnswer(call, { refusal: opened.outcome === "forged" ? "security" : "format", description: `${name}: ${opened.rule}.` });
        return;
      }
      const inner = { ...frame, payload: opened.payload };
      if (isAwaited) this.#line.settle(this.#judge(call, inner, true, opened.header));
      else this.#takeLateResult(inner);
    } catch (error) {
      this.#report({ fault: "handlerFailed", messageId: frame.id, action: name, error });
      if (this.#line.inFlight === call) this.#line.settle({ outcome: "invalid", payload: undefined, rule: "The signature could not be verified." });
    }
  }

  #takeLateResult(frame: ResultFrame): void {
    const late = this.#line.takeLate(frame.id);
    if (late === undefined) this.#report({ fault: "unsolicited", messageId: frame.id });
    else this.#reportLate(late, this.#judge(late, frame, false));
  }

  /** Refuses an answer without a look at its content. */
  #refuseAnswer(call: OwnCall, refusal: CallRefusal): void {
    this.#report({ fault: "invalidAnswer", messageId: call.id, action: call.action.name, violations: [{ kind: "format", path: "", rule: refusal.description }] });
    this.#answerResult(call.id, refusal);
    this.#line.settle({ outcome: "invalid", payload: undefined, rule: refusal.description });
  }

  /** An error with an unreadable id can only mean the CALL in flight. */
  takeError({ id, code, description, details }: ErrorFrame): void {
    const outcome: CallOutcome = { outcome: "error", code, description, details };
    if (this.#line.inFlight !== undefined && (id === this.#line.inFlight.id || id === UNREADABLE_ID)) {
      this.#line.settle(outcome);
      return;
    }
    const late = this.#line.takeLate(id);
    if (late === undefined) this.#report({ fault: "unsolicited", messageId: id });
    else this.#reportLate(late, outcome);
  }

  /** An answer of the wrong form still ends its CALL. */
  takeUnreadable({ id, problem }: UnreadableFrame): void {
    if (id !== undefined && this.#line.inFlight?.id === id) {
      this.#line.settle({ outcome: "invalid", payload: undefined, rule: FRAME_RULES[problem] });
    }
  }

  sweep(now: Instant): void {
    this.#line.sweep(now);
  }

  close(): void {
    this.#line.close();
  }

  transmit(call: OwnCall): void {
    call.deadline = this.#settings.clock.now() + (call.options?.timeout ?? this.#settings.callTimeout);
    this.#port.write(call.text);
  }

  /**
   * The action, when we may send this request.
   *
   * @throws `ocpp.wrongDirection` when our side does not send this action, or not as such a frame
   */
  #ownAction(frame: "call" | "send", name: string, payload: unknown): Action {
    const { protocol, role } = this.#settings;
    const action = protocol.action(name);
    const where = { action: name, version: protocol.version };
    if (action === undefined) throw new CpoError("ocpp.unknownAction", `OCPP ${protocol.version} has no action ${name}.`, where);
    const refusal = refuseAction(action, frame, role);
    if (refusal !== undefined) throw new CpoError("ocpp.wrongDirection", refusal.description, where);
    if (!action.request.accepts(payload)) {
      const violation = firstOf(action.request.violations(payload));
      throw new CpoError("ocpp.invalidPayload", `This ${name} request may not be sent: ${violation}.`, { ...where, violation });
    }
    return action;
  }

  #requestText(frame: "call" | "send", id: string, name: string, payload: unknown): string {
    try {
      return requestText(frame, id, name, payload);
    } catch (error) {
      throw new CpoError("ocpp.invalidPayload", `This ${name} request holds a value that JSON cannot express.`, { action: name }, error);
    }
  }

  #judge(call: Pick<OwnCall, "id" | "action"> & Partial<OwnCall>, frame: ResultFrame, mayRefuse: boolean, signedBy?: SignedHeader): CallOutcome {
    const { action } = call;
    let { payload } = frame;
    if (!action.response.accepts(payload)) {
      const mended = mend(this.#settings, this.#port.link, action, "response", frame);
      if (mended === undefined || "response" in mended) return this.#refuseResult(frame, action, mayRefuse);
      payload = mended.payload;
    }
    const refusal = call.options?.review?.(payload);
    if (refusal === undefined) return signedBy === undefined ? { outcome: "result", payload } : { outcome: "result", payload, signedBy };
    if (mayRefuse) this.#answerResult(frame.id, refusal);
    return { outcome: "invalid", payload, rule: refusal.description };
  }

  #refuseResult(frame: ResultFrame, action: Action, mayRefuse: boolean): CallOutcome {
    const violations = action.response.violations(frame.payload);
    this.#report({ fault: "invalidAnswer", messageId: frame.id, action: action.name, violations });
    if (mayRefuse) this.#answerResult(frame.id, refuseViolations(violations));
    return { outcome: "invalid", payload: frame.payload, rule: firstOf(violations) };
  }

  /** CALLRESULTERROR exists since OCPP 2.1; before, nothing may be answered to a CALLRESULT. */
  #answerResult(id: string, { refusal, description, details = {} }: CallRefusal): void {
    const { protocol } = this.#settings;
    if (protocol.version !== "2.1") return;
    this.#port.write(errorText("resultError", id, protocol.errorCode(refusal), description, details));
  }

  #reportLate({ id, action }: Pick<OwnCall, "id" | "action">, outcome: CallOutcome): void {
    this.#report({ fault: "lateAnswer", messageId: id, action: action.name, outcome });
  }

  #report(fault: PeerFault): void {
    this.#settings.report?.(this.#port.link, fault);
  }
}

function firstOf(violations: readonly Violation[]): string {
  return violations[0] === undefined ? "it breaks its schema" : violationSentence(violations[0]);
}
