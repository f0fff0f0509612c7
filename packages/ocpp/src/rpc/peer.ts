import type { Instant } from "@cpokit/kernel";
import { Answering } from "./answering.ts";
import { Calling, UNREADABLE_ID } from "./calling.ts";
import { errorText, FRAME_RULES, readFrame, type ErrorFrame, type RequestFrame, type ResultFrame, type UnreadableFrame } from "./frame.ts";
import type { CallOptions, CallOutcome } from "./link.ts";
import { settingsOf, type PeerOptions, type PeerPort, type PeerSettings } from "./options.ts";

/** One end of an OCPP-J connection, without a socket. */
export interface Peer {
  /** Nothing is being handled, waiting or in flight. */
  readonly isIdle: boolean;
  /** Takes one received text and answers whatever it is as its version demands. False when it was no message. */
  receive(text: string): boolean;
  /** As `StationLink.call`; rejects with `ocpp.unknownAction`, `ocpp.wrongDirection`, `ocpp.invalidPayload` or `ocpp.noSigner`. */
  call(action: string, payload: unknown, options?: CallOptions): Promise<CallOutcome>;
  /** Sends an unanswered SEND of OCPP 2.1. @throws `ocpp.unknownAction`, `ocpp.wrongDirection` or `ocpp.invalidPayload`. */
  send(action: string, payload: unknown): void;
  /** Applies all timeouts; to be called about once a second. */
  sweep(now: Instant): void;
  /** The connection is gone: our CALLs settle as `closed`, requests that have arrived are still handled (Q20), nothing is written. */
  close(): void;
}

/**
 * The peer of one connection (OCPP-J 1.6 §4, OCPP 2.0.1 and 2.1 part 4). It validates both directions, keeps one CALL in flight,
 * answers crossing CALLs, and never answers a CALLRESULT or CALLERROR but by the CALLRESULTERROR of 2.1.
 */
export function createPeer(options: PeerOptions, port: PeerPort): Peer {
  return new RpcPeer(settingsOf(options), port);
}

/** A class, so that ten thousand connections share their functions. */
class RpcPeer implements Peer {
  readonly #settings: PeerSettings;
  readonly #port: PeerPort;
  readonly #calling: Calling;
  readonly #answering: Answering;
  #isClosed = false;

  constructor(settings: PeerSettings, port: PeerPort) {
    this.#settings = settings;
    this.#port = port;
    this.#calling = new Calling(settings, port);
    this.#answering = new Answering(settings, port, this.#calling);
  }

  get isIdle(): boolean {
    return this.#answering.isIdle && this.#calling.isIdle;
  }

  receive(text: string): boolean {
    if (this.#isClosed) return true;
    const { clock, protocol, mode } = this.#settings;
    const now = clock.now();
    if (this.#answering.takeRepeat(text, now)) return true;
    const frame = readFrame(text, protocol.version, mode);
    if (frame.frame === "unreadable") {
      this.#takeUnreadable(frame);
      return false;
    }
    if ("action" in frame) this.#takeRequest(frame, text, now);
    else if (frame.frame === "result") this.#takeResult(frame, text);
    else this.#takeError(frame);
    return true;
  }

  call(action: string, payload: unknown, options?: CallOptions): Promise<CallOutcome> {
    const byHandler = this.#answering.isHandling;
    const outcome = this.#calling.call(action, payload, options, byHandler);
    if (byHandler) this.#answering.advance();
    return outcome;
  }

  send(action: string, payload: unknown): void {
    if (!this.#isClosed) this.#calling.send(action, payload);
  }

  sweep(now: Instant): void {
    this.#calling.sweep(now);
    this.#answering.sweep(now);
  }

  close(): void {
    this.#isClosed = true;
    this.#answering.close();
    this.#calling.close();
  }

  #takeRequest(frame: RequestFrame, text: string, now: Instant): void {
    if (frame.overlooked !== undefined) this.#reportOverlooked(frame.id, frame.action, frame.overlooked);
    this.#answering.take(frame, text, now);
  }

  #takeResult(frame: ResultFrame, text: string): void {
    if (frame.overlooked !== undefined) this.#reportOverlooked(frame.id, "", frame.overlooked);
    this.#calling.takeResult(frame, text);
  }

  #takeError(frame: ErrorFrame): void {
    if (frame.frame === "error") {
      this.#calling.takeError(frame);
      return;
    }
    const { id, code, description, details } = frame;
    this.#settings.report?.(this.#port.link, { fault: "resultRefused", messageId: id, code, description, details });
  }

  /**
   * What a version answers to a text that is no message of it: 2.x always CALLERROR, with the id `-1` when there is none to be read;
   * 1.6 only when the id can be read, and it ignores unknown message types (OCPP-J 1.6 §4.1.3). A CALLRESULT is answered by
   * CALLRESULTERROR in 2.1; it and all others that are answers themselves, or SEND, are never answered otherwise.
   */
  #takeUnreadable(frame: UnreadableFrame): void {
    const { protocol, report } = this.#settings;
    const { problem, meant } = frame;
    if (meant === "result" || meant === "error") this.#calling.takeUnreadable(frame);
    const isOld = protocol.version === "1.6";
    const id = frame.id ?? (isOld ? undefined : UNREADABLE_ID);
    const isRequest = meant === "call" || (meant === "unknown" && !(isOld && problem === "messageType"));
    const isResult = meant === "result" && protocol.version === "2.1";
    const answered = id !== undefined && (isRequest || isResult);
    report?.(this.#port.link, { fault: "unreadable", problem, messageId: frame.id, answered });
    if (!answered) return;
    const code = protocol.errorCode(problem === "messageType" ? "messageType" : "rpcFramework");
    this.#port.write(errorText(isRequest ? "error" : "resultError", id, code, FRAME_RULES[problem], {}));
  }

  #reportOverlooked(messageId: string, action: string, repairs: readonly string[]): void {
    this.#settings.report?.(this.#port.link, { fault: "repaired", messageId, action, repairs });
  }
}
