import type { Instant } from "@cpokit/kernel";
import type { GivingBackReason, ShareReason, UncontrolledReason } from "../explain/explain.ts";
import type { Answer } from "./ports.ts";

/** By what a station was told: a profile of this purpose, or the configuration key of its vendor. */
export type SetPointMeans = "transaction" | "default" | "station" | "vendorKey";

/** One set-point as it was sent, and what became of it (smart-charging §12 "audit log"). Plain JSON. */
export interface SetPointRecord {
  /** Together with `at` it names the record: a later version of both replaces it. */
  readonly id: string;
  /** When it left. */
  readonly at: Instant;
  readonly station: string;
  readonly evse: string;
  /** The session it was for; absent for a fallback. */
  readonly transaction?: string;
  /** A per phase of the grid; below 0 the car gives back. */
  readonly amps: number;
  /** The same as it was said to the station. */
  readonly sent: { readonly value: number; readonly unit: "A" | "W" };
  readonly means: SetPointMeans;
  readonly change: "lower" | "raise" | "renew" | "fallback";
  /** First moment at which it holds no longer; absent = it stays. With renewals that of the last one. */
  readonly until?: Instant;
  /** Why this value, in plain words. */
  readonly why: string;
  /** The same as values; absent for a fallback. */
  readonly reason?: GivingBackReason | ShareReason | UncontrolledReason | undefined;
  /** `sent`: in flight, or the process ended before an answer came. `unknown`: no answer came in time. */
  readonly outcome: "sent" | Answer;
  readonly answeredAt?: Instant;
  /** How often the same value was sent again to prolong it, and what became of the last time; all before it were accepted. */
  readonly renewals?: { readonly times: number; readonly at: Instant; readonly outcome: "sent" | Answer };
  /** Whether the car stayed at or below it, by what its station measured once it had accepted. The last finding counts. */
  readonly followed?: { readonly isFollowed: boolean; readonly at: Instant; readonly drawnA?: number };
}

/** What leaves for a station. */
export type LeavingSetPoint = Omit<SetPointRecord, "outcome" | "answeredAt" | "renewals" | "followed">;

/** Follows each set-point from its sending to what the car makes of it. */
export interface SetPointLog {
  /** A set-point is about to leave; the answer is to be given to what is returned. A renewal of what was accepted is counted at its record. */
  leaves(setPoint: LeavingSetPoint): (answer: Answer, at: Instant) => void;
  /** What the car of an EVSE draws, A per phase; below 0 it gives back. */
  measured(evse: string, drawnA: number, at: Instant): void;
  /** Something else showed that a station does not do what it accepted. */
  ignored(evse: string, at: Instant): void;
  /** Records that are new or say something new since the last time, in the order of their change. */
  changes(): readonly SetPointRecord[];
}

/** How long a car may take to come down. */
const PATIENCE = 10_000;

export function createSetPointLog(): SetPointLog {
  /** The last record of each EVSE, fallbacks aside: what is measured and renewed belongs to it. */
  const open = new Map<string, SetPointRecord>();
  const changed = new Map<string, SetPointRecord>();

  function put(record: SetPointRecord): void {
    const key = `${record.at} ${record.id}`;
    changed.delete(key);
    changed.set(key, record);
    const last = open.get(record.evse);
    if (record.change !== "fallback" && (last === undefined || record.at >= last.at)) open.set(record.evse, record);
  }

  function find(evse: string, isFollowed: boolean, at: Instant, drawnA?: number): void {
    const record = open.get(evse);
    const before = record?.followed;
    if (record === undefined || (before?.isFollowed === isFollowed && (before.drawnA !== undefined) === (drawnA !== undefined))) return;
    put({ ...record, followed: { isFollowed, at, ...(drawnA !== undefined && { drawnA }) } });
  }

  return {
    leaves(setPoint) {
      const last = open.get(setPoint.evse);
      if (setPoint.change === "renew" && last !== undefined && prolongs(setPoint, last)) {
        const times = (last.renewals?.times ?? 0) + 1;
        put({ ...last, ...untilOf(setPoint), renewals: { times, at: setPoint.at, outcome: "sent" } });
        return (outcome) => {
          const record = open.get(setPoint.evse);
          if (record?.id === last.id && record.renewals?.times === times) put({ ...record, renewals: { times, at: setPoint.at, outcome } });
        };
      }
      let record: SetPointRecord = { ...setPoint, outcome: "sent" };
      put(record);
      return (outcome, at) => {
        // A late second answer changes nothing that was already said.
        if (record.outcome !== "sent") return;
        const present = open.get(setPoint.evse);
        record = { ...(present?.id === record.id && present.at === record.at ? present : record), outcome, answeredAt: at };
        put(record);
      };
    },
    measured(evse, drawnA, at) {
      const record = open.get(evse);
      if (record?.outcome !== "accepted") return;
      const isWithin = drawnA <= Math.max(0, record.amps) * 1.05 + 1 && -drawnA <= Math.max(0, -record.amps) * 1.05 + 1;
      if (isWithin) return find(evse, true, at);
      if (at - record.answeredAt! > PATIENCE) find(evse, false, at, drawnA);
    },
    ignored: (evse, at) => find(evse, false, at),
    changes() {
      const list = [...changed.values()];
      changed.clear();
      return list;
    },
  };
}

/** The same value by the same means to the same session, where all before was accepted. */
function prolongs(next: LeavingSetPoint, last: SetPointRecord): boolean {
  return last.transaction === next.transaction && last.means === next.means && last.sent.value === next.sent.value && last.sent.unit === next.sent.unit
    && (last.renewals?.outcome ?? last.outcome) === "accepted";
}

function untilOf({ until }: LeavingSetPoint): Pick<SetPointRecord, "until"> {
  return until === undefined ? {} : { until };
}
