import { hours, minutes, type Instant } from "@cpokit/kernel";
import type { SessionAnswer, SessionFact, StatusFact } from "@cpokit/model";
import { collection, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import { enterChange } from "./ledger-months.ts";

/** The block that keeps the evidence from which availability is reckoned. */
export interface AvailabilityLedger {
  status(unit: Unit, fact: StatusFact): Promise<void>;
  /** A whole session is proof that its EVSE worked, also where its station was away. */
  session(unit: Unit, fact: SessionFact, answer: SessionAnswer): Promise<void>;
  connectivity(unit: Unit, station: string, online: boolean, at: Instant): Promise<void>;
}

/** What is known of a session whose two ends are not both known yet. */
const sessionEnds = collection<{ readonly evse?: number; readonly startAt?: number; readonly endAt?: number }>("availabilitySessions");

/** A station that was away may tell of what was up to this long ago; older times are those of a clock that is wrong (F10). */
const OLDEST = hours(30 * 24);
/** A message that comes this long after what it tells of was kept back. */
const KEPT_BACK = minutes(1);

export function createAvailabilityLedger(options: { readonly records: boolean }): AvailabilityLedger {
  if (!options.records) return { status: async () => {}, session: async () => {}, connectivity: async () => {} };
  return {
    async status(unit, fact) {
      const track = fact.evse === 0 ? "station" as const : fact.connector;
      await enterChange(unit, fact.station, fact.evse, { at: effective(fact.stationTime, fact.receivedAt), track, value: fact.state });
    },
    async session(unit, fact, answer) {
      if (fact.fact === "metered" || answer.session === undefined || answer.outcome === "refused") return;
      const before = (await unit.get(sessionEnds, answer.session)) ?? {};
      const at = effective(fact.stationTime, fact.receivedAt);
      const evse = fact.evse ?? before.evse;
      const startAt = before.startAt ?? (fact.fact === "started" ? at : undefined);
      const endAt = before.endAt ?? (fact.fact === "ended" ? at : undefined);
      if (evse === undefined || startAt === undefined || endAt === undefined) return unit.put(sessionEnds, answer.session, compact({ evse, startAt, endAt }));
      unit.delete(sessionEnds, answer.session);
      if (endAt <= startAt) return;
      await enterChange(unit, fact.station, evse, { at: startAt, track: "session", value: "on" });
      await enterChange(unit, fact.station, evse, { at: endAt, track: "session", value: "off" });
    },
    connectivity: (unit, station, online, at) => enterChange(unit, station, 0, { at, track: "online", value: online ? "on" : "off" }),
  };
}

/**
 * When it happened: what arrives at once happened when it arrived, for clocks of stations tick in seconds and err by some (Q12); what was kept
 * back happened when the station says, unless its clock cannot be right.
 */
function effective(stationTime: Instant, receivedAt: Instant): number {
  const late = receivedAt - stationTime;
  return late >= KEPT_BACK && late <= OLDEST ? stationTime : receivedAt;
}
