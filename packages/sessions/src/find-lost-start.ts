import { foldTokenValue, type EndedFact } from "@cpokit/model";
import { encodeKey, type Unit } from "@cpokit/storage";
import { journals, sessions } from "./collections.ts";
import { evseOf } from "./decide/create.ts";
import { isLive } from "./decide/supersede.ts";
import { effectiveTime } from "./effective-time.ts";
import type { SessionPolicy } from "./policy.ts";
import type { SessionState } from "./session-state.ts";

/**
 * The session of a stop that names no transaction (−1, 0): the one session of the station that began offline or was
 * refused, whose number the station therefore never learnt, and which the stop fits. Never a guess between two (Q14, F9).
 */
export async function findLostStart(unit: Unit, fact: EndedFact, policy: SessionPolicy): Promise<SessionState | undefined> {
  const page = await unit.find(sessions, { index: "open", prefix: [fact.station], limit: 100, reverse: true });
  const fitting: SessionState[] = [];
  for (const { id } of page.items) {
    const candidate = await unit.get(sessions, id);
    if (candidate !== undefined && fits(candidate, fact, policy) && await isNumberUnknown(unit, candidate)) fitting.push(candidate);
  }
  return fitting.length === 1 ? fitting[0] : undefined;
}

function fits({ session, meter }: SessionState, fact: EndedFact, policy: SessionPolicy): boolean {
  const isOpen = session.lifecycle === "active" || (session.lifecycle === "ending" && session.provisional);
  const evse = evseOf(fact);
  if (!isOpen || meter.end !== undefined || (evse !== undefined && session.evse !== evse)) return false;
  if (fact.token !== undefined && session.token !== undefined && foldTokenValue(fact.token.value) !== foldTokenValue(session.token.value)) return false;
  const stop = Number(fact.readings.find((reading) => reading.context === "Transaction.End")?.value ?? Infinity);
  return effectiveTime(fact, policy).at >= session.startAt && (session.startRegister === undefined || stop >= session.startRegister);
}

/** A start that was refused, or that reached us long after it happened: the station was offline and has no answer to it. */
async function isNumberUnknown(unit: Unit, { session }: SessionState): Promise<boolean> {
  if (session.authorization?.result === "refused") return true;
  for (let seq = 0; seq < session.journalLength; seq += 1) {
    const entry = await unit.get(journals, encodeKey([session.id, seq]));
    if (entry?.cause.kind === "fact" && entry.cause.fact.fact === "started") return !isLive(entry.cause.fact, entry.cause.fact.stationTime);
    if (seq > 1) break;
  }
  return false;
}
