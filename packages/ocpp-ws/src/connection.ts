import { CpoError, type Instant, type Scheduler } from "@cpokit/kernel";
import { createPeer, type CallOptions, type CallOutcome, type Peer, type PeerFault, type PeerOptions, type PeerPort, type Protocol, type StationLink } from "@cpokit/ocpp";
import { asciiFrame } from "./ascii-frame.ts";
import { isOpen, type MessageSocket } from "./message-socket.ts";
import type { PingPolicy } from "./ping-policy.ts";

/** What went wrong on a connection: by the rules of OCPP-J (`PeerFault`), or below them. */
export type ConnectionFault =
  | PeerFault
  /** The WebSocket broke a rule (bad UTF-8, too large, not masked …) or failed; it is closed. */
  | { readonly fault: "socket"; readonly code: string; readonly reason: string }
  /** A binary message; the connection is closed. */
  | { readonly fault: "binary" }
  /** Too many texts that are no messages; the connection is closed. */
  | { readonly fault: "garbage" }
  /** The other side does not read what we send; the connection is cut. */
  | { readonly fault: "slowReader"; readonly bytes: number }
  /** No answer to a ping in time; the connection is cut. */
  | { readonly fault: "silent" }
  /** Code that must not throw did, such as the `review` of a call; the connection is closed and the process lives. */
  | { readonly fault: "internal"; readonly error: unknown };

/** What the connections of one server or client share. */
export interface ConnectionSettings {
  readonly peer: PeerOptions;
  /** How many texts that are no messages are borne; one is forgiven with every sweep. */
  readonly unreadableFrames: number;
  /** How many bytes may wait to be sent before the connection is cut. */
  readonly outputBytes: number;
  readonly report: (link: StationLink, fault: ConnectionFault) => void;
  /** Hears every message. */
  readonly trace: (link: StationLink, direction: "in" | "out", text: string) => void;
  /** Hears of every BootNotification that we send. */
  readonly booting?: (outcome: Promise<CallOutcome>) => void;
  /** Called once, when the connection is over or we begin to close it. */
  readonly ended: (connection: Connection, code: number, reason: string) => void;
  /** Called once, after `ended`, when the socket is closed. */
  readonly closed: (connection: Connection) => void;
}

/** Who is at the other end. */
export interface ConnectionOrigin {
  readonly id: string;
  readonly identity: string;
  /** Asked for the address only when somebody wants to know it. */
  readonly tcp: { readonly remoteAddress?: string | undefined };
  readonly since: Instant;
  readonly ping: PingPolicy;
  /** Where whole frames may be written past the WebSocket: the server's end of a connection without extensions. */
  readonly frames?: { write(frame: string, encoding: "latin1"): unknown } | undefined;
}

/** One open WebSocket with its peer. A class, because there is one per station. */
export class Connection implements StationLink, PeerPort {
  readonly id: string;
  readonly identity: string;
  readonly since: Instant;
  readonly peer: Peer;
  readonly #tcp: ConnectionOrigin["tcp"];
  readonly #frames: ConnectionOrigin["frames"];
  readonly #socket: MessageSocket;
  readonly #settings: ConnectionSettings;
  readonly #ping: PingPolicy;
  #isEnded = false;
  #unreadable = 0;
  /** Something was received since the last sweep. */
  #wasHeard = true;
  #heardAt = 0;
  /** 0 while no pong is awaited. */
  #pingedAt = 0;

  constructor(origin: ConnectionOrigin, socket: MessageSocket, settings: ConnectionSettings) {
    this.id = origin.id;
    this.identity = origin.identity;
    this.since = origin.since;
    this.#ping = origin.ping;
    this.#tcp = origin.tcp;
    this.#frames = origin.frames;
    this.#socket = socket;
    this.#settings = settings;
    this.peer = createPeer(settings.peer, this);
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => void (this.#wasHeard = true));
    socket.on("error", (error) => this.#report({ fault: "socket", code: codeOf(error), reason: error.message }));
    socket.on("close", (code, reason) => {
      this.#end(code, reason.toString());
      settings.closed(this);
    });
  }

  get link(): StationLink {
    return this;
  }

  get remoteAddress(): string {
    return this.#tcp.remoteAddress ?? "";
  }

  get protocol(): Protocol {
    return this.#settings.peer.protocol;
  }

  call(action: string, payload: unknown, options?: CallOptions): Promise<CallOutcome> {
    const outcome = this.peer.call(action, payload, options);
    if (action === "BootNotification") this.#settings.booting?.(outcome);
    return outcome;
  }

  /** As `Peer.send`. @throws `ocpp-ws.offline` when the connection is over. */
  send(action: string, payload: unknown): void {
    if (this.#isEnded) throw new CpoError("ocpp-ws.offline", "There is no connection to send on; wait for the next one.", { action });
    this.peer.send(action, payload);
  }

  close(code: number, reason: string): void {
    this.#end(code, reason);
    this.#socket.resume();
    this.#socket.close(code, clip(reason));
  }

  /** Cuts the connection without a closing handshake. */
  cut(code: number, reason: string): void {
    this.#end(code, reason);
    this.#socket.terminate();
  }

  write(text: string): void {
    const socket = this.#socket;
    if (!isOpen(socket)) return;
    this.#settings.trace(this, "out", text);
    const frame = this.#frames && asciiFrame(text);
    if (frame === undefined) socket.send(text);
    else this.#frames?.write(frame, "latin1");
    if (socket.bufferedAmount > this.#settings.outputBytes) {
      this.#report({ fault: "slowReader", bytes: socket.bufferedAmount });
      this.cut(1008, "The other side does not read.");
    }
  }

  hold(held: boolean): void {
    if (held) {
      this.#socket.pause();
    } else {
      this.#wasHeard = true;
      this.#socket.resume();
    }
  }

  /** Pings, and tells whether a pong came within the time. */
  answersWithin(milliseconds: number, scheduler: Scheduler): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = scheduler.after(milliseconds, () => resolve(false));
      this.#socket.once("pong", () => {
        cancel();
        resolve(true);
      });
      if (isOpen(this.#socket)) this.#socket.ping();
    });
  }

  /** Timeouts of calls, then pings. `isLate` spares the other side when it was we who could not run. */
  sweep(now: Instant, isLate: boolean): void {
    if (this.#unreadable > 0) this.#unreadable -= 1;
    this.peer.sweep(now);
    if (this.#wasHeard || isLate || this.#socket.isPaused) {
      this.#wasHeard = false;
      this.#heardAt = now;
      this.#pingedAt = 0;
    } else if (this.#ping !== "off") {
      this.#checkLife(now, this.#ping.interval, this.#ping.within);
    }
  }

  #checkLife(now: Instant, interval: number, within: number): void {
    if (this.#pingedAt === 0) {
      if (now - this.#heardAt < interval || !isOpen(this.#socket)) return;
      this.#pingedAt = now;
      this.#socket.ping();
    } else if (now - this.#pingedAt >= within) {
      this.#report({ fault: "silent" });
      this.cut(1006, "No answer to a ping.");
    }
  }

  #receive(data: { toString(): string }, isBinary: boolean): void {
    this.#wasHeard = true;
    if (isBinary) {
      this.#report({ fault: "binary" });
      this.close(1003, "OCPP messages are text.");
      return;
    }
    const text = data.toString();
    this.#settings.trace(this, "in", text);
    try {
      if (!this.peer.receive(text)) this.#countUnreadable();
    } catch (error) {
      this.#report({ fault: "internal", error });
      this.close(1011, "The message could not be processed.");
    }
  }

  #countUnreadable(): void {
    this.#unreadable += 1;
    if (this.#unreadable <= this.#settings.unreadableFrames || this.#isEnded) return;
    this.#report({ fault: "garbage" });
    this.close(1008, "Too many texts that are no OCPP messages.");
  }

  #end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.peer.close();
    this.#settings.ended(this, code, reason);
  }

  #report(fault: ConnectionFault): void {
    this.#settings.report(this, fault);
  }
}

/** Close reasons have at most 123 bytes (RFC 6455 §5.5); a character may have three of them per code unit. */
function clip(reason: string): string {
  return /^[ -~]*$/.test(reason) ? reason.slice(0, 123) : reason.slice(0, 41).replace(/[\uD800-\uDBFF]$/, "");
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
