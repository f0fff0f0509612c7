import { hours, instant, minutes, watts } from "@cpokit/kernel";
import type { EvseHardware } from "@cpokit/simulator";
import { createDice } from "../dice.ts";
import { CALM, type NetworkOptions } from "../network.ts";
import type { KnownStation } from "../place.ts";
import { createWorld, type World } from "../world.ts";

/** 2026-11-20 in Amsterdam, 06:00. */
export const START = instant(Date.UTC(2026, 10, 20, 5));

const outlet = { connectors: 1, maxPower: watts(22_080), powerType: "AC_3_PHASE" } as const;
export const EVSES: readonly EvseHardware[] = [{ number: 1, ...outlet }, { number: 2, ...outlet }];
/** The station of all recordings. */
export const STATION: KnownStation = { identity: "CS-1", evses: EVSES };

/** The same CPO for recording and replay: what it writes depends on the traffic alone. */
export function createGoldenWorld(frame?: NetworkOptions["frame"]): Promise<World> {
  const dice = createDice(26);
  return createWorld({
    start: START, dice, numbers: dice("numbers"), stations: [STATION], tariff: "DAY", tells: false, weather: () => CALM, fate: () => "commits",
    downtime: () => 1_000, sweepEvery: () => minutes(5), poll: () => hours(1), ...(frame && { frame }),
  });
}

/** The journals of all sessions, in the order of their commits. Ids that were drawn are told apart by when they first appear: what else drew one meanwhile does not matter. */
export function journalOf({ ledger }: World): readonly string[] {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? `id-${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  return [...ledger.all("sessionJournal").values()].map((entry) => JSON.stringify(entry).replace(/\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, nameOf));
}
