import type { Instant } from "@cpokit/kernel";
import { compositeSchedule, type CompositePeriod } from "../composite/composite.ts";
import { DIALECTS } from "../composite/dialect.ts";
import { installProfile } from "../composite/install.ts";
import type { OcppVersion, Profile } from "../composite/profile.ts";
import type { EvseModel } from "../site/site-model.ts";
import { activeFault, type SimulatedFault } from "./faults.ts";

/** A station of the simulation: it obeys what it holds by the composite engine. */
export interface SimulatedStation {
  readonly profiles: () => readonly Profile[];
  set(profile: Profile, transaction: string | undefined, at: Instant): "accepted" | "rejected";
  /** Sets a limit by the vendor's configuration key, where the station has one. */
  setVendorLimit(connector: number, amps: number, at: Instant): "accepted" | "rejected";
  /** A per phase that the EVSE offers its car, below 0 where it shall give back; Infinity = only the hardware limits. */
  offer(evse: EvseModel, transaction: { readonly id: string; readonly startedAt: Instant } | undefined, at: Instant): number;
  /** The most phases that it offers by what it holds. */
  phases(evse: EvseModel, transaction: { readonly id: string; readonly startedAt: Instant } | undefined, at: Instant): 1 | 2 | 3;
  /** Something else installs a profile, past its central system. */
  intrude(profile: Profile): void;
  endTransaction(transaction: string): void;
  reboot(all: boolean): void;
}

const WINDOW = 300;

export function createSimulatedStation(id: string, version: OcppVersion, voltage: number, faults: readonly SimulatedFault[]): SimulatedStation {
  let profiles: readonly Profile[] = [];
  const vendorLimits = new Map<number, number>();
  const cache = new Map<string, { readonly from: number; readonly key: string; readonly periods: readonly CompositePeriod[] }>();
  const change = (next: readonly Profile[]): void => {
    profiles = next;
    cache.clear();
  };
  /** What the composite engine says of an EVSE now; asked for some minutes at once. */
  function periodAt(evse: EvseModel, transaction: { readonly id: string; readonly startedAt: Instant } | undefined, at: Instant): CompositePeriod | undefined {
    const own = (at + (activeFault(faults, "clockSkew", id, at)?.seconds ?? 0) * 1_000) as Instant;
    const key = `${transaction?.id}/${own - at}`;
    let known = cache.get(evse.id);
    const second = Math.floor(own / 1_000);
    if (known === undefined || known.key !== key || second < known.from || second >= known.from + WINDOW) {
      const dc = evse.dc === undefined ? undefined : 3 * voltage * evse.dc.efficiency;
      const supply = dc === undefined ? { kind: "ac", volts: voltage, lowVolts: voltage, phases: evse.phases } as const : { kind: "dc", volts: dc, lowVolts: dc } as const;
      known = { from: second, key, periods: compositeSchedule(profiles, { evse: evse.connector, from: own, seconds: WINDOW, unit: "A", supply, ...(transaction !== undefined && { transaction }) }, DIALECTS[version]) };
      cache.set(evse.id, known);
    }
    return known.periods.findLast(({ start }) => start <= second - known.from);
  }

  return {
    profiles: () => profiles,
    set(profile, transaction, at) {
      const is = (kind: SimulatedFault["kind"]): boolean => activeFault(faults, kind, id, at) !== undefined;
      if (is("rejectsAll") || is("vendorKeyOnly")) return "rejected";
      if (is("rejectsDischarge") && profile.periods.some(({ setpoint = 0 }) => setpoint < 0)) return "rejected";
      if (is("rejectsZero") && profile.periods.some(({ limit }) => limit === 0)) return "rejected";
      if (is("rejectsSecond") && profiles.some((held) => held.id === profile.id && held.purpose === "transaction" && profile.purpose === "transaction")) return "rejected";
      const outcome = installProfile(profiles, profile, version, transaction === undefined ? {} : { transaction });
      if (!outcome.accepted) return "rejected";
      change(outcome.profiles);
      return "accepted";
    },
    setVendorLimit(connector, amps, at) {
      if (activeFault(faults, "vendorKeyOnly", id, at) === undefined) return "rejected";
      vendorLimits.set(connector, amps);
      return "accepted";
    },
    phases(evse, transaction, at) {
      if (evse.phases !== 3 || evse.canSwitchPhases !== true) return 3;
      return periodAt(evse, transaction, at)?.phases === 1 ? 1 : 3;
    },
    intrude: (profile) => change([...profiles, profile]),
    offer(evse, transaction, at) {
      if (activeFault(faults, "ignores", id, at) !== undefined) return Infinity;
      const period = periodAt(evse, transaction, at);
      if (period?.setpoint !== undefined && period.setpoint < 0) return period.setpoint;
      const limit = Math.min(period?.limit ?? Infinity, vendorLimits.get(evse.connector) ?? Infinity);
      return activeFault(faults, "wattsAsAmps", id, at) === undefined || !profiles.some(({ unit }) => unit === "W") ? limit : limit * voltage;
    },
    endTransaction: (transaction) => change(profiles.filter((profile) => profile.purpose !== "transaction" || profile.transaction !== transaction)),
    reboot: (all) => change(all ? [] : profiles.filter(({ purpose }) => purpose !== "transaction")),
  };
}
