import type { CallOutcome, CallReply, Protocol } from "@cpokit/ocpp";

/** An open line from a station to its central system. A new connection is a new channel. */
export interface StationChannel {
  /** Sends one CALL. Calls that are pending when the line closes come out as `closed`. */
  call(action: string, payload: unknown): Promise<CallOutcome>;
  /** Sends a text frame as it is, however broken; absent where the line knows no frames. */
  write?(text: string): void;
  /** Sends the last CALL once more, with the same message id; absent where the line knows no frames. */
  repeat?(): void;
  /** Closes as a station does that goes away on purpose. */
  close(): void;
  /** Cuts the line without a word, as a power loss does. */
  cut(): void;
}

/** What a channel tells its station. */
export interface ChannelEvents {
  /** The central system asks; the payload is valid for the version. */
  answer(action: string, payload: unknown): CallReply | Promise<CallReply>;
  /** The line is gone, for whatever reason. Told once. */
  closed(): void;
}

/** A network profile that a central system gave the station (2.x B09). */
export interface ConnectionOrder {
  readonly ocppCsmsUrl: string;
  readonly securityProfile: number;
}

/** Opens a line, the way that `connection` says where there is one; `undefined` when the central system cannot be reached or refuses. */
export type OpenChannel = (station: { readonly identity: string; readonly protocol: Protocol; readonly connection?: ConnectionOrder }, events: ChannelEvents) => Promise<StationChannel | undefined>;
