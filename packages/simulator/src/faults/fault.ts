import type { Random, Scheduler } from "@cpokit/kernel";
import type { OutgoingCall } from "../station/messenger.ts";
import type { Station } from "../station/station.ts";

/** Something that a real station does wrong, or that happens to it. */
export interface Fault {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly does: string;
  /** Changes what leaves: the first call takes the place of the given one, the others follow it. */
  readonly outgoing?: (call: OutgoingCall) => readonly [OutgoingCall, ...OutgoingCall[]];
  /** Charging profiles are refused; limits are set by a key of the vendor. */
  readonly limitsByKey?: true;
  /** Makes things happen; called once, when the station starts. */
  readonly install?: (station: Station, ports: FaultPorts) => void;
}

export interface FaultPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
}
