import type { NoticeFact } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { Hooks } from "../hooks.ts";
import type { StationJournal } from "./station-events.ts";

/** Statuses and events that an operator should see as trouble. */
const TROUBLE = /Fail|Invalid|Denied|Revoked|BadMessage|Rejected|Alarm|Fault/;

/** The block for messages that change nothing of ours. */
export interface Notices {
  note(unit: Unit, fact: NoticeFact): Promise<void>;
}

/** Keeps every other message of a station as an event that an operator can see. */
export function createNotices({ hooks, journal }: { readonly hooks: Hooks; readonly journal: StationJournal }): Notices {
  return {
    async note(unit, fact) {
      await hooks.notice?.(fact, unit);
      const severity = fact.action === "SecurityEventNotification" || TROUBLE.test(fact.summary) ? "warning" : "info";
      await journal.record(unit, { station: fact.station, severity, kind: fact.action, summary: fact.summary, content: fact.content });
    },
  };
}
