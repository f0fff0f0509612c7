import type { Evse } from "../evse/evse.ts";
import type { StationToken } from "../evse/transaction.ts";
import type { Authorization } from "./authorization.ts";
import type { Bookings } from "./bookings.ts";
import type { Settings } from "./settings.ts";

/** What holding a token against the reader led to. */
export type SwipeOutcome =
  | { readonly outcome: "authorized" }
  | { readonly outcome: "stopped" }
  /** The word of the central system, or of the station itself: `Invalid`, `Blocked`, `Expired`, `Reserved`, … */
  | { readonly outcome: "refused"; readonly status: string };

/** What a reader asks the station. */
export interface ReaderPorts {
  readonly number: number;
  readonly evse: Evse;
  readonly settings: Settings;
  readonly bookings: Bookings;
  authorize(token: StationToken): Promise<Authorization>;
}

/** A token at the reader of an EVSE: it stops what it, its group or a master pass may stop, else it asks to charge (2.x C01, C09, C16). */
export async function swipe({ number, evse, settings, bookings, authorize }: ReaderPorts, token: StationToken): Promise<SwipeOutcome> {
  const { grant } = evse.view();
  if (grant?.token.value.toLowerCase() === token.value.toLowerCase()) {
    evse.stop("local", "StopAuthorized", token);
    return { outcome: "stopped" };
  }
  const { status, group } = await authorize(token);
  if (status !== "Accepted") return { outcome: "refused", status };
  const current = evse.view().grant;
  if (current === undefined) {
    if (bookings.isClosedTo(number, token, group)) return { outcome: "refused", status: "Reserved" };
    const reservationId = bookings.use(number, token, group);
    evse.authorize({ token, ...(group === undefined ? {} : { group }), ...(reservationId === undefined ? {} : { reservationId }) }, "Authorized");
    return { outcome: "authorized" };
  }
  const isMaster = settings.masterPassGroup !== "" && group === settings.masterPassGroup;
  if (!isMaster && (group === undefined || group !== current.group)) return { outcome: "refused", status: "InUse" };
  evse.stop(isMaster ? "masterPass" : "local", "StopAuthorized", token);
  return { outcome: "stopped" };
}
