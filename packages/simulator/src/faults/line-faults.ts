import { hours, minutes, type Random } from "@cpokit/kernel";
import { between, pick } from "../random.ts";
import type { Station } from "../station/station.ts";
import type { Fault, FaultPorts } from "./fault.ts";
import { TRANSACTION_ACTIONS } from "./message-faults.ts";

/** The line is lost some minutes into each session, for some minutes; the station charges on. */
export const offlineMidSession: Fault = {
  name: "offlineMidSession",
  does: "The line is lost some minutes into each session, for some minutes, while the car charges on.",
  install: (station, ports) => midSession(station, ports, (random) => station.disconnect(minutes(between(random, 2, 10)))),
};

/** The supply fails some minutes into each session; the session goes on, ends or is forgotten (T11, T18, Q12). */
export const powerLossMidSession: Fault = {
  name: "powerLossMidSession",
  does: "The supply fails some minutes into each session; afterwards the session goes on, ends, or is never spoken of again.",
  install: (station, ports) =>
    midSession(station, ports, (random) => station.powerLoss(minutes(between(random, 1, 10)), pick(random, ["resumed", "ended", "lost"]))),
};

/** The line is lost when a session ends, so that the stop comes an hour late (T12). */
export const lateStop: Fault = {
  name: "lateStop",
  does: "The line is lost at the end of each session, so that the stop comes an hour late.",
  install(station) {
    station.observe((event) => {
      if (event.event === "transaction" && event.update.event === "ended") station.disconnect(hours(1));
    });
  },
};

/** The station's clock is an hour ahead, as if its local time were UTC (F10). */
export const clockSkew: Fault = {
  name: "clockSkew",
  does: "The station's clock is an hour ahead, as if its local time were UTC.",
  install: (station) => station.skewClock(hours(1)),
};

/** After each answered transaction message the same frame is sent once more (F6). */
export const repeatedFrames: Fault = {
  name: "repeatedFrames",
  does: "Every frame with a transaction message is sent once more, with the same message id.",
  install(station) {
    station.observe((event) => {
      if (event.event === "answered" && TRANSACTION_ACTIONS.includes(event.action)) station.channel?.repeat?.();
    });
  },
};

/** Now and then a frame that is no message (F25). */
export const garbageFrame: Fault = {
  name: "garbageFrame",
  does: "Every few minutes a frame is sent that is no message of OCPP.",
  install(station, { scheduler, random }) {
    const again = (): void => {
      scheduler.after(minutes(between(random, 2, 8)), () => {
        station.channel?.write?.(pick(random, GARBAGE));
        again();
      });
    };
    again();
  },
};

/** Frames that stations have been seen to send, or that break one rule each. */
const GARBAGE = [
  '[,{"a":1}]', "not json", "{}", "[]", "[2]", '[2,"","Heartbeat",{}]', '[9,"x","Heartbeat",{}]', '[2,"x","NoSuchAction",{}]', '[2,7,"Heartbeat",{}]',
] as const;

/** Does something once in each session, 3 to 15 minutes after its start, if it still runs. */
function midSession(station: Station, { scheduler, random }: FaultPorts, happens: (random: Random) => void): void {
  station.observe((event) => {
    if (event.event !== "transaction" || event.update.event !== "started") return;
    const { evse, reference } = event.update.transaction;
    scheduler.after(minutes(between(random, 3, 15)), () => {
      if (station.view(evse).transaction?.reference === reference) happens(random);
    });
  });
}
