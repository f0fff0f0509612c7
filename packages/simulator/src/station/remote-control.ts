import type { Scheduler } from "@cpokit/kernel";
import type { Grant } from "../evse/transaction.ts";
import type { Evse } from "../evse/evse.ts";
import type { ProfileStore } from "../profiles/profile-store.ts";
import type { Authorization } from "./authorization.ts";
import type { Bookings } from "./bookings.ts";
import type { RemoteStart, StationEvse } from "./core.ts";
import type { Settings } from "./settings.ts";

export interface RemoteControlOptions {
  readonly evses: readonly StationEvse[];
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  readonly profiles: ProfileStore;
  readonly bookings: Bookings;
  authorize(token: Grant["token"]): Promise<Authorization>;
}

/** Starts and stops that the central system asks for (1.6 §5.11, 5.12; 2.x F01–F04). They happen after the answer has left. */
export interface RemoteControl {
  start(request: RemoteStart): number | undefined;
  stop(reference: string): "accepted" | "rejected";
}

export function createRemoteControl({ evses, scheduler, settings, profiles, bookings, authorize }: RemoteControlOptions): RemoteControl {
  /** EVSEs that have accepted a start and not begun it. */
  const reserved = new Set<number>();

  const isFree = ({ hardware, evse }: StationEvse): boolean => {
    const view = evse.view();
    return view.operative && view.grant === undefined && !reserved.has(hardware.number);
  };

  const begin = async (number: number, evse: Evse, request: RemoteStart): Promise<void> => {
    const { token, remoteStartId, profile } = request;
    const authorization = settings.authorizeRemoteStart ? await authorize(token) : { status: "Accepted" };
    reserved.delete(number);
    if (authorization.status !== "Accepted" || evse.view().grant !== undefined) return;
    if (profile !== undefined) profiles.set(profile(number));
    const group = authorization.group === undefined ? {} : { group: authorization.group };
    const reservationId = bookings.use(number, token, authorization.group);
    evse.authorize({ token, ...group, ...(reservationId === undefined ? {} : { reservationId }), ...(remoteStartId === undefined ? {} : { remoteStartId }) }, "RemoteStart");
  };

  return {
    start(request) {
      const free = evses.filter((entry) => (request.evse === undefined || request.evse === entry.hardware.number) && isFree(entry) && !bookings.isClosedTo(entry.hardware.number, request.token));
      const chosen = free.find(({ evse }) => evse.view().connector !== undefined) ?? free[0];
      if (chosen === undefined) return undefined;
      reserved.add(chosen.hardware.number);
      scheduler.afterTurn(() => void begin(chosen.hardware.number, chosen.evse, request));
      return chosen.hardware.number;
    },
    stop(reference) {
      const entry = evses.find(({ evse }) => evse.view().transaction?.reference === reference);
      if (entry === undefined) return "rejected";
      scheduler.afterTurn(() => {
        if (entry.evse.view().transaction?.reference === reference) entry.evse.stop("remote", "RemoteStop");
      });
      return "accepted";
    },
  };
}
