import { hours, milliseconds, minutes, type Clock, type Instant } from "@cpokit/kernel";
import { FAULTS, type Fault } from "@cpokit/simulator";
import type { DemoStation } from "./network.ts";

/** When the troubles of the demonstration begin, before the end of its history. */
const BROKE = hours(47);
export const LOST = hours(71);
const WRONG_UNIT = [hours(130), hours(112)] as const;
const FLAPS = hours(50);

/** The trouble of a station as faults of the simulator; `until` is the end of the history, after which what is broken stays so. */
export function faultsOf({ trouble }: DemoStation, clock: Clock, until: Instant): readonly Fault[] {
  if (trouble === "faulted") return [brokenEvse(() => clock.now() >= until - BROKE)];
  if (trouble === "flapping") return [flapping(clock, until)];
  if (trouble === "wrongUnit") {
    const [from, to] = WRONG_UNIT;
    return [{ ...FAULTS.wrongUnit, outgoing: (call) => (clock.now() >= until - from && clock.now() < until - to ? FAULTS.wrongUnit.outgoing?.(call) ?? [call] : [call]) }];
  }
  if (trouble === "opened") return [opened()];
  return [];
}

/** Its door is opened after it has told its states: somebody looks inside, or should not. */
function opened(): Fault {
  let isTold = false;
  return {
    name: "opened",
    does: "It reports that its housing was opened.",
    outgoing(call) {
      if (isTold || call.action !== "StatusNotification") return [call];
      isTold = true;
      const { timestamp } = call.payload as { readonly timestamp?: string };
      return [call, { action: "SecurityEventNotification", payload: { type: "TamperDetectionActivated", timestamp: timestamp ?? "", techInfo: "door contact" } }];
    },
  };
}

/** The first EVSE reports a ground failure, whatever else it would say. */
function brokenEvse(isBroken: () => boolean): Fault {
  return {
    name: "brokenEvse",
    does: "Its first EVSE is faulted.",
    outgoing(call) {
      if (call.action !== "StatusNotification" || !isBroken()) return [call];
      const payload = call.payload as { readonly connectorId?: number; readonly evseId?: number };
      if (payload.evseId === 1) return [{ ...call, payload: { ...payload, connectorStatus: "Faulted" } }];
      return [payload.evseId === undefined && payload.connectorId === 1 ? { ...call, payload: { ...payload, status: "Faulted", errorCode: "GroundFailure", info: "residual current" } } : call];
    },
  };
}

/** The line drops for a minute or two, every twenty minutes or so. */
function flapping(clock: Clock, until: Instant): Fault {
  return {
    name: "flapping",
    does: "Its line drops several times an hour.",
    install(station, { scheduler, random }) {
      const again = (): void => {
        scheduler.after(minutes(15) + Math.floor(random() * minutes(20)), () => {
          if (clock.now() >= until - FLAPS) station.disconnect(milliseconds(minutes(1) + Math.floor(random() * minutes(1))));
          again();
        });
      };
      again();
    },
  };
}
