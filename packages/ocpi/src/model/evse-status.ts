import type { ConnectorState, Station } from "@cpokit/model";
import type { Status } from "../v230/index.ts";

/** What a CPO knows of an EVSE at one moment. */
export interface EvseSituation {
  readonly lifecycle: Station["lifecycle"];
  /** The station has a connection. */
  readonly isOnline: boolean;
  /** Planned work is under way. */
  readonly isInMaintenance?: boolean;
  /** A session is under way. */
  readonly isInSession?: boolean;
  readonly isReserved?: boolean;
  /** What its connectors reported last. */
  readonly connectors: readonly ConnectorState[];
}

/**
 * The status that drivers of partners see, the first that holds of: PLANNED, REMOVED, UNKNOWN (nobody can say how it is now), INOPERATIVE
 * (planned work), OUTOFORDER (a fault), CHARGING (a session), RESERVED, INOPERATIVE (out of service), BLOCKED (a car without a session),
 * AVAILABLE (OCPI Locations, Status).
 */
export function evseStatus({ lifecycle, isOnline, isInMaintenance = false, isInSession = false, isReserved = false, connectors }: EvseSituation): Status {
  if (lifecycle === "retired") return "REMOVED";
  if (lifecycle === "planned") return "PLANNED";
  if (isInMaintenance) return "INOPERATIVE";
  if (!isOnline) return "UNKNOWN";
  const all = (...states: readonly ConnectorState[]): boolean => connectors.length > 0 && connectors.every((state) => states.includes(state));
  const some = (...states: readonly ConnectorState[]): boolean => connectors.some((state) => states.includes(state));
  if (all("faulted")) return "OUTOFORDER";
  if (isInSession || some("charging", "suspendedEv", "suspendedEvse")) return "CHARGING";
  if (isReserved || some("reserved")) return "RESERVED";
  if (all("faulted", "unavailable")) return "INOPERATIVE";
  if (some("preparing", "occupied", "finishing")) return "BLOCKED";
  return some("available") ? "AVAILABLE" : "UNKNOWN";
}
