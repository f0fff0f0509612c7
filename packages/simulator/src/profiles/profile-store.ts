import { deciAmperes, instant, watts, type Instant } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import type { EvseHardware, PowerLimit } from "../evse/hardware.ts";
import type { Transaction } from "../evse/transaction.ts";
import { nextChange, periodAt, type ActivePeriod, type ChargingProfile, type ProfilePurpose } from "./charging-profile.ts";

/** The profiles that a station holds. */
export interface ProfileStore {
  /** Adds a profile; one with the same id, or the same place in the stack, is replaced. */
  set(profile: ChargingProfile): void;
  /** Removes all that match and gives their number. */
  clear(matches: (profile: ChargingProfile) => boolean): number;
  list(): readonly ChargingProfile[];
  /** The limit of an EVSE at a moment. */
  limitAt(evse: number, at: Instant, transaction: Transaction | undefined): PowerLimit;
}

/** Purposes that bound an EVSE one beside the other; of the first group only the leading one counts. */
const SESSION_PURPOSES: readonly ProfilePurpose[] = ["transaction", "default"];
const STATION_PURPOSES: readonly ProfilePurpose[] = ["station", "external"];

/** What stands for a station's own reading of its profiles, e.g. that of `@cpokit/smart-charging` (`obeyProfiles`). */
export type LimitEngine = (profiles: readonly ChargingProfile[], question: LimitQuestion) => PowerLimit;

/** Whose limit is asked for, and when. */
export interface LimitQuestion {
  readonly version: Version;
  readonly hardware: EvseHardware;
  readonly at: Instant;
  readonly transaction?: Pick<Transaction, "reference" | "startedAt">;
}

/** `engine` says what profiles mean for an EVSE, instead of the store itself. */
export function createProfileStore(engine?: (profiles: readonly ChargingProfile[], evse: number, at: Instant, transaction: Transaction | undefined) => PowerLimit): ProfileStore {
  let profiles: readonly ChargingProfile[] = [];

  const relevant = (evse: number, transaction: Transaction | undefined): readonly ChargingProfile[] =>
    profiles.filter((profile) => {
      if (profile.evse !== 0 && profile.evse !== evse) return false;
      if (STATION_PURPOSES.includes(profile.purpose)) return true;
      if (transaction === undefined) return false;
      return profile.purpose === "default" || (profile.purpose === "transaction" && (profile.transaction ?? transaction.reference) === transaction.reference);
    });

  return {
    set(profile) {
      profiles = [...profiles.filter((other) => other.id !== profile.id && !samePlace(other, profile)), profile];
    },
    clear(matches) {
      const kept = profiles.filter((profile) => !matches(profile));
      const removed = profiles.length - kept.length;
      profiles = kept;
      return removed;
    },
    list: () => profiles,
    limitAt(evse, at, transaction) {
      if (engine !== undefined) return engine(profiles, evse, at, transaction);
      const candidates = relevant(evse, transaction);
      const leading = (purpose: ProfilePurpose): ActivePeriod | undefined =>
        leader(candidates.filter((profile) => profile.purpose === purpose), at, transaction?.startedAt);
      const session = SESSION_PURPOSES.map(leading).find((active) => active !== undefined);
      const active = [session, ...STATION_PURPOSES.map(leading)].filter((period) => period !== undefined);
      const changes = candidates.map((profile) => nextChange(profile, at, transaction?.startedAt)).filter((change) => change !== undefined);
      return { ...lowest(active), ...(changes.length === 0 ? {} : { until: instant(Math.min(...changes)) }) };
    },
  };
}

/** The valid profile with the highest stack level leads; one for the EVSE goes before one for the whole station. */
function leader(profiles: readonly ChargingProfile[], at: Instant, transactionStart: Instant | undefined): ActivePeriod | undefined {
  const valid = profiles.flatMap((profile) => {
    const period = periodAt(profile, at, transactionStart);
    return period === undefined ? [] : [{ profile, period }];
  });
  return valid.sort((a, b) => b.profile.stackLevel - a.profile.stackLevel || b.profile.evse - a.profile.evse)[0];
}

/** The lowest limit of each unit; a negative one means no limit (Q9). */
function lowest(active: readonly ActivePeriod[]): { power?: ReturnType<typeof watts>; current?: ReturnType<typeof deciAmperes> } {
  const limits = (unit: "A" | "W") => active.filter(({ profile, period }) => profile.unit === unit && period.limit >= 0).map(({ period }) => period.limit);
  const [currents, powers] = [limits("A"), limits("W")];
  return {
    ...(currents.length === 0 ? {} : { current: deciAmperes(Math.floor(Math.min(...currents) * 10 + 1e-6)) }),
    ...(powers.length === 0 ? {} : { power: watts(Math.floor(Math.min(...powers))) }),
  };
}

function samePlace(a: ChargingProfile, b: ChargingProfile): boolean {
  return a.purpose === b.purpose && a.stackLevel === b.stackLevel && a.evse === b.evse && a.transaction === b.transaction;
}
