import type { Instant } from "@cpokit/kernel";
import type { VariableName } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** A watch that a 2.x station keeps on one of its variables. */
export interface Monitor {
  readonly station: string;
  readonly id: number;
  readonly of: VariableName;
  /** MonitorEnumType as the station says it, e.g. `UpperThreshold`. */
  readonly type: string;
  readonly value: number;
  /** 0 (danger) to 9 (debug), N04. */
  readonly severity: number;
  /** Only while a transaction runs. */
  readonly transaction: boolean;
}

/** `<station>/<id>`. */
export const monitors = collection<Monitor>("monitors", { indexes: { byStation: { keys: (monitor) => [[monitor.station, monitor.id]] } } });

/** The last that was heard of a watched variable. */
export interface MonitorState {
  readonly station: string;
  readonly of: VariableName;
  readonly monitor?: number;
  /** An alert that the station has not cleared. */
  readonly isActive: boolean;
  readonly value: string;
  readonly severity: number;
  readonly techCode?: string;
  readonly techInfo?: string;
  readonly transaction?: string;
  /** The station's time of the event. */
  readonly at: Instant;
  readonly receivedAt: Instant;
}

/** One per station, variable and monitor. */
export const monitorStates = collection<MonitorState>("monitorStates", {
  indexes: { byStation: { keys: (state) => [state.station] }, byActive: { keys: (state) => (state.isActive ? [[state.severity, state.at]] : []) } },
});

/** A stream of values that a 2.1 station sends without being answered (N11–N15). */
export interface EventStream {
  readonly station: string;
  readonly stream: number;
  readonly monitor?: number;
  /** Seconds between messages, and values per message, as agreed. */
  readonly interval?: number;
  readonly values?: number;
  readonly isOpen: boolean;
  readonly openedAt: Instant;
  readonly lastAt?: Instant;
  /** How many values came. */
  readonly received: number;
}

/** `<station>/<stream>`. */
export const eventStreams = collection<EventStream>("eventStreams", { indexes: { byStation: { keys: (stream) => [[stream.station, stream.stream]] } } });

/** The latest values of each stream: a ring. */
export const streamValues = collection<{ readonly station: string; readonly stream: number; readonly at: Instant; readonly value: string }>("streamValues", {
  indexes: { byStream: { keys: (entry) => [[entry.station, entry.stream, entry.at]] } },
});
