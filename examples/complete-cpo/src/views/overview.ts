import type { EvseState } from "@cpokit/csms";
import { decimal, divideDecimal, formatDecimal } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { dayBegan, readRecord, readTakings, recordView, takingsView } from "../overview/figures.ts";
import { needs } from "../overview/needs.ts";
import { readNetwork, type Network } from "../overview/network.ts";
import { remembered } from "../overview/remembered.ts";
import type { OverviewView } from "../wire/overview.ts";

/** Who asks for the front page, and how much of it. */
export interface OverviewQuestion {
  /** Locations that the account is limited to. */
  readonly within: readonly string[] | undefined;
  readonly seesMoney: boolean;
  /** IANA name: where the day of the reader begins. */
  readonly timeZone: string;
  /** Shown of each kind of need. */
  readonly limit: number;
}

const USABLE: ReadonlySet<EvseState> = new Set(["available", "occupied", "reserved"]);

/** Makes the front page of a CPO; what is dear to reckon is kept for a while. */
export function createOverview({ store, sessions, billing, clock }: Pick<Cpo, "store" | "sessions" | "billing" | "clock">): (question: OverviewQuestion) => Promise<OverviewView> {
  const network = remembered(clock, (_: "now") => readNetwork(store));
  const power = remembered(clock, (_: "now") => readPower());
  const takings = remembered(clock, (since: number) => readTakings({ store, billing }, since));
  const record = remembered(clock, (_: "now") => readRecord({ store, sessions, clock }));

  return async ({ within, seesMoney, timeZone, limit }) => {
    const now = clock.now();
    const since = dayBegan(now, timeZone);
    const [all, running, taken, kept] = await Promise.all([network("now"), power("now"), takings(since), record("now")]);
    const seesPlace = (location: string): boolean => within === undefined || within.includes(location);
    const sees = (station: string): boolean => within === undefined || [...(all.stations.get(station)?.places ?? [])].some(seesPlace);
    const own = running.filter(({ station }) => sees(station));
    const { plugIns, percent30 } = recordView(kept, seesPlace);
    return {
      needs: [...(await needs({ store, sessions, network: all, now, asker: { sees, isEverywhere: within === undefined, seesMoney } }, limit))],
      stations: stationsOf(all, sees), charging: { sessions: own.length, powerW: own.reduce((sum, session) => sum + session.power, 0) },
      today: { since: instantText(since), ...takingsView(taken, seesPlace) },
      plugIns, availability: { ...evsesOf(all, sees), ...(percent30 !== undefined && { percent30 }) },
    };
  };

  async function readPower(): Promise<readonly { readonly station: string; readonly power: number }[]> {
    const found: { readonly station: string; readonly power: number }[] = [];
    let after: string | undefined;
    do {
      const page = await sessions.list(store, { lifecycle: "active", limit: 1_000, ...(after === undefined ? {} : { after }) });
      found.push(...page.items.map(({ station, power: watts = 0 }) => ({ station, power: watts })));
      after = page.next;
    } while (after !== undefined);
    return found;
  }
}

function stationsOf({ stations }: Network, sees: (station: string) => boolean): OverviewView["stations"] {
  const own = [...stations.values()].filter(({ id }) => sees(id));
  return { total: own.length, online: own.filter(({ online }) => online).length };
}

function evsesOf({ evses }: Network, sees: (station: string) => boolean): OverviewView["availability"] {
  const states: Partial<Record<EvseState, number>> = {};
  const own = evses.filter(({ station }) => sees(station.id));
  for (const { state } of own) states[state] = (states[state] ?? 0) + 1;
  const usable = own.filter(({ state }) => USABLE.has(state)).length;
  const total = own.length;
  return { total, usable, states, ...(total > 0 && { percent: formatDecimal(divideDecimal(decimal(usable * 100), decimal(total), 1, "down")) }) };
}
