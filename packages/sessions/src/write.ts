import { CpoError, type Instant } from "@cpokit/kernel";
import { encodeKey, type Unit } from "@cpokit/storage";
import { journals, openSessions, readings, sessions, SNAPSHOT_EVERY, snapshots, transactions } from "./collections.ts";
import type { SessionChange } from "./decide/draft.ts";
import { evseKey } from "./load.ts";
import { topicsOf } from "./topic.ts";

/** Writes what an input did to one session: state, journal entry, readings, pointers and event, all in the caller's unit (I15). */
export async function write(unit: Unit, change: SessionChange, now: Instant): Promise<void> {
  const { before, after, cause, events, points, states, quarantined } = change;
  const { session } = after;
  const seq = session.journalLength - 1;
  const id = encodeKey([session.id, seq]);
  unit.put(sessions, session.id, after);
  unit.put(journals, id, { session: session.id, seq, at: now, cause, events, ...(quarantined.length > 0 && { quarantined }) });
  if (session.journalLength % SNAPSHOT_EVERY === 0) unit.put(snapshots, id, after);
  if (points.length > 0 || states.length > 0) unit.put(readings, id, { points, states });
  if (session.transaction !== "" && before?.session.transaction !== session.transaction) {
    unit.put(transactions, encodeKey([session.station, session.transaction]), { session: session.id });
  }
  if (session.evse !== undefined && movesEvse(change)) await holdEvse(unit, change, session.evse);
  for (const topic of topicsOf(before?.session, session)) unit.publish({ topic, key: session.id, payload: { session: session.id } });
}

/** Whether the change makes the session the one that is ACTIVE on its EVSE, or ends that. */
function movesEvse(change: SessionChange): boolean {
  const { before, after: { session } } = change;
  const wasHolder = before?.session.lifecycle === "active" && before.session.evse === session.evse;
  return wasHolder !== (session.lifecycle === "active") || hasEnded(change);
}

function hasEnded({ before, after: { session } }: SessionChange): boolean {
  return session.lifecycle === "ended" && !session.provisional && (before?.session.lifecycle !== "ended" || before.session.provisional);
}

/** Keeps the document of the EVSE in step with who is ACTIVE on it. @throws `sessions.evse-occupied` should two be (I3). */
async function holdEvse(unit: Unit, change: SessionChange, evse: number): Promise<void> {
  const { session } = change.after;
  const isHolder = session.lifecycle === "active";
  const key = evseKey(session.station, evse);
  const document = (await unit.get(openSessions, key)) ?? {};
  if (isHolder && document.session !== undefined && document.session !== session.id) {
    throw new CpoError(
      "sessions.evse-occupied", `Session ${document.session} is active on EVSE ${evse} of ${session.station}; end it before another becomes active.`,
      { station: session.station, evse, active: document.session, session: session.id },
    );
  }
  const holder = isHolder ? session.id : document.session === session.id ? undefined : document.session;
  const { startRegister, lastRegister } = session;
  const lastStop = hasEnded(change) && startRegister !== undefined && lastRegister !== undefined ? { startRegister, lastRegister } : document.lastStop;
  unit.put(openSessions, key, { ...(holder !== undefined && { session: holder }), ...(lastStop !== undefined && { lastStop }) });
}
