import type { Clock } from "@cpokit/kernel";
import type { Protocol } from "../protocol.ts";
import type { ReportFault } from "./fault.ts";
import type { CallHandler, StationLink } from "./link.ts";
import type { MessageSigner, MessageVerifier } from "../signed/jws.ts";
import type { Repair } from "./payload.ts";
import { sizeLimits, type SizeLimits } from "./size-limits.ts";

/** How signed messages are made and judged (OCPP 2.x part 4 §7). OCPP 1.6 has none. */
export interface Signing {
  /** Judges every message that comes signed; what it does not know is refused with SecurityError. */
  readonly verifier: MessageVerifier;
  /** Signs CALLs that say `sign`, and the answers to signed CALLs. */
  readonly signer?: MessageSigner;
  /** The actions that are refused with SecurityError unless they come signed. */
  readonly required?: readonly string[];
}

/** What the peers of all connections of one version share. Make one object for all of them. Times are in milliseconds. */
export interface PeerOptions {
  readonly protocol: Protocol;
  /** Which side we are. */
  readonly role: "csms" | "station";
  /** Answers what the other side asks. A synchronous handler costs no promise. */
  readonly handler: CallHandler;
  readonly clock: Clock;
  /** A new id for a message of ours: at most 36 characters, unique across connections. */
  readonly newMessageId: () => string;
  /** `tolerant` overlooks extra elements, a missing payload and long message ids; `strict` when absent. */
  readonly mode?: "strict" | "tolerant";
  /** Mends incoming payloads that break their schema; none are mended when absent. */
  readonly repair?: Repair;
  /** How long a CALL of ours waits for its answer; 30 s when absent. */
  readonly callTimeout?: number;
  /** How long a handler may take before the other side is answered InternalError; 60 s when absent. */
  readonly handlerTimeout?: number;
  /**
   * How long an exact repeat (same id and content) of the last answered CALL gets the same answer without a second run of the
   * handler; 5 s when absent, 0 for never. Only responses are repeated: a refused request runs again.
   */
  readonly repeatWindow?: number;
  /** From how many waiting requests on reading stops; 32 when absent. */
  readonly inboundLimit?: number;
  /** How many characters of waiting requests are kept before the connection is closed; 1,048,576 when absent. */
  readonly inboundCharacters?: number;
  /** How many CALLs of ours may wait in line; 100 when absent. */
  readonly outboundLimit?: number;
  /** UTF-8 bytes of one message; no limit when absent, for the socket has its own. */
  readonly messageBytes?: number;
  /** The same for single actions, request and response alike; larger or smaller than `messageBytes`. */
  readonly actionBytes?: Readonly<Record<string, number>>;
  /** Signed messages; `<action>-Signed` is an unknown action when absent. */
  readonly signing?: Signing;
  /** Hears of faults; must not throw. */
  readonly report?: ReportFault;
}

/** What one peer writes to. */
export interface PeerPort {
  /** The connection as handlers see it. */
  readonly link: StationLink;
  write(text: string): void;
  /** Stop (`true`) or resume reading from the socket: too many requests wait for their answers. */
  hold?(held: boolean): void;
}

/** The options with all defaults filled in. */
export type PeerSettings = Required<Omit<PeerOptions, "repair" | "report" | "signing" | "messageBytes" | "actionBytes">> & {
  readonly sizes: SizeLimits;
  readonly signing: Signing | undefined;
  readonly repair: Repair | undefined;
  readonly report: ReportFault | undefined;
};

/** The settings of these options, made once for all peers that share them. */
export function settingsOf(options: PeerOptions): PeerSettings {
  let settings = known.get(options);
  if (settings === undefined) {
    const signing = options.protocol.version === "1.6" ? undefined : options.signing;
    settings = { ...DEFAULTS, repair: undefined, report: undefined, ...options, signing, sizes: sizeLimits(options.messageBytes, options.actionBytes) };
    known.set(options, settings);
  }
  return settings;
}

const DEFAULTS = {
  mode: "strict",
  callTimeout: 30_000,
  handlerTimeout: 60_000,
  repeatWindow: 5_000,
  inboundLimit: 32,
  inboundCharacters: 1_048_576,
  outboundLimit: 100,
} as const;

const known = new WeakMap<PeerOptions, PeerSettings>();
