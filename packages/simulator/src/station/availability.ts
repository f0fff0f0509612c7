import type { StationEvse } from "./core.ts";

/** Operative and inoperative EVSEs; a change waits for a running transaction. */
export interface Availability {
  change(operative: boolean, evse?: number): "accepted" | "scheduled";
  /** A transaction on this EVSE is over. */
  transactionEnded(evse: number): void;
}

export function createAvailability(evses: readonly StationEvse[]): Availability {
  const scheduled = new Map<number, boolean>();
  return {
    change(operative, wanted) {
      const meant = evses.filter(({ hardware }) => wanted === undefined || wanted === 0 || wanted === hardware.number);
      for (const { hardware, evse } of meant) {
        scheduled.delete(hardware.number);
        if (evse.view().transaction === undefined) evse.setOperative(operative);
        else scheduled.set(hardware.number, operative);
      }
      return meant.some(({ hardware }) => scheduled.has(hardware.number)) ? "scheduled" : "accepted";
    },
    transactionEnded(number) {
      const operative = scheduled.get(number);
      scheduled.delete(number);
      if (operative !== undefined) evses.find(({ hardware }) => hardware.number === number)?.evse.setOperative(operative);
    },
  };
}
