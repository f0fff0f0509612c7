import type { Evse } from "../evse/evse.ts";
import type { StationToken } from "../evse/transaction.ts";
import type { Authorization } from "./authorization.ts";
import type { Settings } from "./settings.ts";

/** What holding a token against the reader led to. */
export type SwipeOutcome =
  | { readonly outcome: "authorized" }
  | { readonly outcome: "stopped" }
  /** The word of the central system, or of the station's own memory: `Invalid`, `Blocked`, `Expired`, … */
  | { readonly outcome: "refused"; readonly status: string };

/** A token at the reader of an EVSE: it stops what it, its group or a master pass may stop, else it asks to charge (2.x C01, C09, C16). */
export async function swipe(evse: Evse, token: StationToken, settings: Settings, authorize: (token: StationToken) => Promise<Authorization>): Promise<SwipeOutcome> {
  const { grant } = evse.view();
  if (grant?.token.value.toLowerCase() === token.value.toLowerCase()) {
    evse.stop("local", "StopAuthorized", token);
    return { outcome: "stopped" };
  }
  const { status, group } = await authorize(token);
  if (status !== "Accepted") return { outcome: "refused", status };
  const current = evse.view().grant;
  if (current === undefined) {
    evse.authorize({ token, ...(group === undefined ? {} : { group }) }, "Authorized");
    return { outcome: "authorized" };
  }
  const isMaster = settings.masterPassGroup !== "" && group === settings.masterPassGroup;
  if (!isMaster && (group === undefined || group !== current.group)) return { outcome: "refused", status: "InUse" };
  evse.stop(isMaster ? "masterPass" : "local", "StopAuthorized", token);
  return { outcome: "stopped" };
}
