import { seconds, type Milliseconds } from "@cpokit/kernel";

/** When a transaction of OCPP 2.x begins (TxStartPoint). OCPP 1.6 always begins with the power path closed. */
export type StartPoint = "EVConnected" | "Authorized" | "PowerPathClosed";

/** When a transaction of OCPP 2.x ends (TxStopPoint): as soon as it is no longer authorized, or only when the car is gone. */
export type StopPoint = "Authorized" | "EVConnected";

/** What the central system can change on a station, neutral over the versions; configuration keys and variables are windows on it. */
export interface Settings {
  heartbeatInterval: Milliseconds;
  /** Between two meter samples of a transaction; 0 sends none. */
  meterInterval: Milliseconds;
  /** How long an authorization waits for a car. */
  connectionTimeout: Milliseconds;
  /** How often a transaction message is tried before it is given up. */
  messageAttempts: number;
  /** The pause after a failed try, times the number of failed tries. */
  messageRetryInterval: Milliseconds;
  startPoint: StartPoint;
  stopPoint: StopPoint;
  authorizeRemoteStart: boolean;
  /** Stops energy and transaction when the central system refuses the token after the start. */
  stopOnInvalidToken: boolean;
  /** Starts with a token of the local list or cache without asking. */
  localPreAuthorize: boolean;
  /** Starts with a token of the local list or cache while offline. */
  localAuthorizeOffline: boolean;
  /** Starts with any token while offline. */
  offlineUnknownTokens: boolean;
  cacheEnabled: boolean;
  localListEnabled: boolean;
  /** Members of this group may stop any transaction (OCPP 2.x C16). */
  masterPassGroup: string;
  /** The measurands of periodic samples. */
  measurands: readonly string[];
  /** The measurands of the first and last sample in the message that ends a transaction; none is allowed. */
  endMeasurands: readonly string[];
}

/** Measurands that a simulated meter has. */
export const KNOWN_MEASURANDS = ["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage", "SoC"] as const;

/** The settings of a station as it leaves the factory. */
export function createSettings(changes: Partial<Settings> = {}): Settings {
  return {
    heartbeatInterval: seconds(300),
    meterInterval: seconds(60),
    connectionTimeout: seconds(60),
    messageAttempts: 3,
    messageRetryInterval: seconds(30),
    startPoint: "PowerPathClosed",
    stopPoint: "Authorized",
    authorizeRemoteStart: false,
    stopOnInvalidToken: true,
    localPreAuthorize: false,
    localAuthorizeOffline: true,
    offlineUnknownTokens: true,
    cacheEnabled: true,
    localListEnabled: true,
    masterPassGroup: "",
    measurands: KNOWN_MEASURANDS,
    endMeasurands: ["Energy.Active.Import.Register"],
    ...changes,
  };
}
