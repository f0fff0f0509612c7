import { formatInstant, parseInstant, type Clock, type Instant } from "@cpokit/kernel";
import type { ChargingProfileHandlers, Peer, Results } from "@cpokit/ocpi";
import type { ChargingProfile, ChargingProfileResponse } from "@cpokit/ocpi/v230";
import type { Sessions } from "@cpokit/sessions";
import type { PartnerProfile } from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import type { Balancing } from "../balancing/balanced.ts";
import { sessionProfiles } from "../balancing/documents.ts";
import { partnerOf } from "./partner-tokens.ts";

export interface ServingProfilesPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly results: Results;
  readonly balancing: Pick<Balancing, "carOfSession" | "cap" | "modelOf" | "locations">;
}

/** Seconds that a partner waits for a result. */
const TIMEOUT = 30;
const taken: ChargingProfileResponse = { result: "ACCEPTED", timeout: TIMEOUT };
const refused = (result: ChargingProfileResponse["result"]): ChargingProfileResponse => ({ result, timeout: 0 });

/** Charging profiles of partners for sessions of their drivers here (OCPI module chargingprofiles): one more cap, answered with what the car gets. */
export function createServingProfiles({ store, clock, sessions, results, balancing }: ServingProfilesPorts): ChargingProfileHandlers {
  return {
    async set(id, { charging_profile: wire }, { peer, commandId }) {
      if (!(await isTheirs(peer, id))) return refused("UNKNOWN_SESSION");
      const car = balancing.carOfSession(id);
      if (car === undefined) return refused("NOT_SUPPORTED");
      const profile = profileOf(wire, clock.now());
      // Amperes of a DC car are those of its battery, which nobody here knows the voltage of.
      const isDc = balancing.locations().some((location) => balancing.modelOf(location)!.evses.some(({ id: evse, dc }) => evse === car.evse && dc !== undefined));
      if (profile === undefined || (isDc && profile.unit === "A")) return refused("REJECTED");
      await store.transaction(async (unit) => {
        unit.put(sessionProfiles, id, profile);
        await results.report(unit, commandId, { result: "ACCEPTED" });
      });
      balancing.cap(id, profile);
      return taken;
    },
    async clear(id, { peer, commandId }) {
      if (!(await isTheirs(peer, id))) return refused("UNKNOWN_SESSION");
      await store.transaction(async (unit) => {
        const before = await unit.get(sessionProfiles, id);
        unit.delete(sessionProfiles, id);
        await results.report(unit, commandId, { result: before === undefined ? "UNKNOWN" : "ACCEPTED" });
      });
      balancing.cap(id, { start: clock.now(), unit: "A", periods: [] });
      return taken;
    },
    async active(id, duration, { peer, commandId }) {
      if (!(await isTheirs(peer, id))) return refused("UNKNOWN_SESSION");
      const car = balancing.carOfSession(id);
      if (car === undefined) return refused("NOT_SUPPORTED");
      const limit = Math.floor(car.heldA * 10 + 1e-6) / 10;
      await store.transaction((unit) => results.report(unit, commandId, {
        result: "ACCEPTED",
        profile: { start_date_time: formatInstant(clock.now()), charging_profile: { charging_rate_unit: "A", duration, charging_profile_period: [{ start_period: 0, limit }] } },
      }));
      return taken;
    },
  };

  async function isTheirs(peer: Peer, id: string): Promise<boolean> {
    const session = await sessions.get(store, id);
    const partner = await partnerOf(store, session?.token?.value);
    return session?.lifecycle === "active" && partner?.peer === peer.id;
  }
}

/** Absent for periods that do not follow each other. */
function profileOf({ start_date_time: begin, duration, charging_rate_unit: unit, charging_profile_period: given = [] }: ChargingProfile, now: Instant): PartnerProfile | undefined {
  const start = begin === undefined ? now : parseInstant(begin);
  const periods = given.map(({ start_period: at, limit }) => ({ start: at, limit }));
  if (start === undefined || periods.some(({ limit, start: at }, index) => limit < 0 || at <= (periods[index - 1]?.start ?? -1))) return undefined;
  return { start, unit, periods, ...(duration !== undefined && { durationSeconds: duration }) };
}
