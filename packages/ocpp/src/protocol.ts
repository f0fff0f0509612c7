/** The protocol versions that cpokit speaks. */
export type Version = "1.6" | "2.0.1" | "2.1";

/** The payload types of each action of one version, by action name. SEND messages have no response (`never`). */
export interface Messages {
  readonly [action: string]: { readonly request: unknown; readonly response: unknown };
}

/** What a payload breaks, in terms that are the same for all versions; each version spells it in its own error code. */
export type ViolationKind = "format" | "property" | "occurrence" | "type";

/** One broken rule of a payload. Carries no payload values, so that it can be sent and logged safely. */
export interface Violation {
  readonly kind: ViolationKind;
  /** JSON pointer to the field, `""` for the payload itself, e.g. `/meterValue/0/timestamp`. */
  readonly path: string;
  /** The rule in words: `is required`, `at most 20 characters`, `is not a field of this message`. */
  readonly rule: string;
}

/** Decides over one payload type. */
export interface Codec<Payload> {
  /** Straight-line check without allocation. */
  accepts(value: unknown): value is Payload;
  /** Every rule that the value breaks; empty exactly when `accepts` is true. Slow path. */
  violations(value: unknown): readonly Violation[];
}

/** One action of one version. */
export interface Action<Request = unknown, Response = unknown> {
  readonly name: string;
  /** The functional block of the specification, e.g. `transactions`. */
  readonly block: string;
  /** Who may send the request. */
  readonly from: "station" | "csms" | "both";
  /** `send` is the unanswered message type 6 of OCPP 2.1; everything else is a `call`. */
  readonly kind: "call" | "send";
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

/** What went wrong, neutrally; `Protocol.errorCode` gives the spelling that the version demands. */
export type ErrorKind =
  | "notImplemented"
  | "notSupported"
  | "internal"
  | "protocol"
  | "security"
  | "format"
  | "property"
  | "occurrence"
  | "type"
  | "generic"
  | "messageType"
  | "rpcFramework";

/** A protocol version as a value: pass `v16`, `v201` or `v21` wherever a version is needed. */
export interface Protocol<out M extends Messages = Messages> {
  readonly version: Version;
  /** The WebSocket subprotocol: `ocpp1.6`, `ocpp2.0.1`, `ocpp2.1`. */
  readonly subprotocol: string;
  /** The names of all actions. */
  readonly actions: readonly ActionName<M>[];
  /** The action of this name, or `undefined`; names like `__proto__` are just unknown. A name that the version has gives its types. */
  action<Name extends string>(name: Name): ActionOf<M, Name>;
  /** The error code of this version for a kind of error. */
  errorCode(kind: ErrorKind): string;
}

/** The names of the actions of a version; a conditional type, so that `Protocol<V16Messages>` is a `Protocol`. */
export type ActionName<M extends Messages> = M extends Messages ? keyof M & string : never;

/** The action of a known name, typed; of any other name, or of a protocol that is only known as `Protocol`, an untyped one or none. */
export type ActionOf<M extends Messages, Name extends string> = string extends Name
  ? Action | undefined
  : M extends { readonly [Known in Name]: { readonly request: infer Request; readonly response: infer Response } }
    ? Action<Request, Response>
    : Action | undefined;
