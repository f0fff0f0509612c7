import type { Location } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** The sites. An EVSE uid belongs to one place for ever (I24), and an EVSE of a station to one location. */
export const locations = collection<Location>("locations", {
  indexes: {
    byStation: { keys: (location) => [...new Set(location.evses.map((evse) => evse.stationId))] },
    byEvse: { keys: (location) => location.evses.map((evse) => evse.id), unique: true },
    byStationEvse: { keys: (location) => location.evses.map((evse) => [evse.stationId, evse.number]), unique: true },
  },
});

/** What this CPO remembers about itself; one document. */
export interface Installation {
  /** scrypt hash of the operator key. */
  readonly keyHash: string;
  /** Whether it was begun as a demonstration. */
  readonly demo: boolean;
}

export const installations = collection<Installation>("installations");

/** The id of the one installation document. */
export const THIS = "this";
