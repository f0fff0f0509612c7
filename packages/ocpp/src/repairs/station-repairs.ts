import type { Clock } from "@cpokit/kernel";
import type { StationLink } from "../rpc/link.ts";
import type { Repair } from "../rpc/payload.ts";
import { repair, type UsedRepair } from "./repair.ts";
import type { RepairName } from "./rule.ts";

/** Which stations get which repairs. What is absent matches every station; letters match in any case. */
export interface RepairChoice {
  readonly vendor?: string;
  readonly model?: string;
  /** The identity of one station. */
  readonly station?: string;
  readonly repairs: readonly RepairName[];
}

/** What a station says of itself. */
export interface StationTraits {
  readonly station: string;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
}

/** The repairs of every choice that matches the station. */
export function chooseRepairs(choices: readonly RepairChoice[], { station, vendor, model }: StationTraits): readonly RepairName[] {
  const isMatch = (wanted: string | undefined, given: string | undefined) => wanted === undefined || wanted.toLowerCase() === given?.toLowerCase();
  const matching = choices.filter((choice) => isMatch(choice.station, station) && isMatch(choice.vendor, vendor) && isMatch(choice.model, model));
  return [...new Set(matching.flatMap(({ repairs }) => repairs))];
}

export interface StationRepairsOptions {
  readonly clock: Clock;
  /** The repairs of a station, e.g. from `chooseRepairs`; none means strict. */
  readonly repairsFor: (link: StationLink) => readonly RepairName[];
  /** Hears of every repaired message, with what stood there before. */
  readonly onRepaired?: (link: StationLink, action: string, used: readonly UsedRepair[]) => void;
}

/** The tolerant mode of a peer: its `repair` option. */
export function createStationRepairs({ clock, repairsFor, onRepaired }: StationRepairsOptions): Repair {
  return (link, action, part, payload) => {
    const repaired = repair(link.protocol, action.name, payload, repairsFor(link), { part, receivedAt: clock.now() });
    if (repaired.used.length === 0) return undefined;
    onRepaired?.(link, action.name, repaired.used);
    const repairs = [...new Set(repaired.used.map(({ name }) => name))];
    return repaired.isVoid === true ? { response: {}, repairs } : { payload: repaired.payload, repairs };
  };
}
