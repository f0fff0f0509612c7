import type { Session } from "@cpokit/model";

/** What the rest of the house hears about a session; every event has the payload `{ session: id }` and the session's id as its key. */
export type SessionTopic = "session.started" | "session.updated" | "session.ended" | "session.corrected" | "session.alarmed" | "session.alarmCleared";

/** The events of one change, in order. */
export function topicsOf(before: Session | undefined, after: Session): readonly SessionTopic[] {
  const topics: SessionTopic[] = [];
  if (isReal(after) && !isReal(before)) topics.push("session.started");
  if (hasEnded(before, after)) topics.push("session.ended");
  if (needsCorrection(before, after)) topics.push("session.corrected");
  if (after.alarm !== undefined && before?.alarm === undefined) topics.push("session.alarmed");
  else if (topics.length === 0) topics.push("session.updated");
  if (after.alarm === undefined && before?.alarm !== undefined) topics.push("session.alarmCleared");
  return topics;
}

/** Some evidence of the station confirmed it. */
function isReal(session: Session | undefined): boolean {
  return session !== undefined && session.lifecycle !== "pending" && session.lifecycle !== "cancelled";
}

/** Ended now, or ended before and billable now: a suspicion is gone, or better facts came. */
function hasEnded(before: Session | undefined, after: Session): boolean {
  if (after.lifecycle !== "ended" || isBilled(after)) return false;
  if (before?.lifecycle !== "ended") return true;
  return after.review !== "suspect" && (before.review === "suspect" || hasMoneyChanged(before, after));
}

/** The money of a sealed session changed (T13). What came while it was suspect counts once a person has looked (T15). */
function needsCorrection(before: Session | undefined, after: Session): boolean {
  if (before === undefined || !isBilled(before) || !isBilled(after)) return false;
  return hasMoneyChanged(before, after) || (before.review === "suspect" && after.review !== "suspect");
}

function isBilled(session: Session): boolean {
  return session.settlement === "sealed" || session.settlement === "corrected";
}

function hasMoneyChanged(before: Session, after: Session): boolean {
  return before.startAt !== after.startAt || before.endAt !== after.endAt || before.energy !== after.energy;
}
