import type { AuthorizationResult, Session, SessionAnswer } from "@cpokit/model";
import { carried, encodeKey, firstPart, mergeRule, type MergeNames, type MergePart } from "@cpokit/storage";
import { expectedStarts, inbox, journals, naturalStarts, openSessions, orphans, readings, sessions, snapshots, stationRecords, transactionNumbers, transactions } from "./collections.ts";
import type { JournalCause, JournalEntry } from "./journal.ts";
import type { SessionEvent, SessionState } from "./session-state.ts";

/** The multiplier and modulus of the generator of Lehmer: it visits every number from 1 to 2^31 − 2. */
const MULTIPLIER = 48_271;
const MODULUS = 2 ** 31 - 1;

/**
 * How sessions are merged into another tenant (F24). Only sessions at rest are: over, and with their money in a lasting state. A 1.6
 * number that is taken is replaced in the books; the station goes on to use its own, which leads to its session as before (I4).
 * Journals still rebuild their sessions byte for byte (I8).
 */
export const sessionsMerge: MergePart = {
  kinds: [
    { kind: "session", isTaken: async (reader, name) => (await reader.get(sessions, name)) !== undefined },
    { kind: "transaction", isTaken: async (reader, name) => (await reader.get(transactionNumbers, numberIn(name))) !== undefined, propose: nextNumber },
  ],
  rules: [
    mergeRule(sessions, {
      names: ({ id }) => [{ kind: "session", name: id }],
      obstacle: ({ body }) => obstacleIn(body.session),
      carry: ({ id, body }, names) => [carried(sessions, names.of("session", id), mergedState(body, names))],
    }),
    mergeRule(transactionNumbers, {
      names: ({ id, body }) => [{ kind: "transaction", name: transactionName(id, body.session) }],
      carry: ({ id, body }, names) => {
        const number = numberIn(names.of("transaction", transactionName(id, body.session)));
        const [session, station] = [names.of("session", body.session), names.of("station", body.station)];
        return [carried(transactionNumbers, number, { session, station }), ...(number === id ? [] : [carried(transactions, encodeKey([station, number]), { session })])];
      },
    }),
    mergeRule(transactions, { carry: ({ id, body }, names) => [carried(transactions, ofStation(id, names), { session: names.of("session", body.session) })] }),
    mergeRule(journals, {
      carry: ({ body }, names) => {
        const entry = mergedEntry(body, names);
        return [carried(journals, encodeKey([entry.session, entry.seq]), entry)];
      },
    }),
    mergeRule(snapshots, { carry: ({ id, body }, names) => [carried(snapshots, ofSession(id, names), mergedState(body, names))] }),
    mergeRule(readings, { carry: ({ id, body }, names) => [carried(readings, ofSession(id, names), body)] }),
    mergeRule(openSessions, { carry: ({ id, body }, names) => [carried(openSessions, ofStation(id, names), withSession(body, names))] }),
    mergeRule(inbox, { carry: ({ id, body }, names) => [carried(inbox, ofStation(id, names), { ...body, answer: mergedAnswer(body.answer, names) })] }),
    mergeRule(naturalStarts, { carry: ({ id, body }, names) => [carried(naturalStarts, ofStation(id, names), { session: names.of("session", body.session) })] }),
    mergeRule(expectedStarts, { carry: ({ id, body }, names) => [carried(expectedStarts, ofStation(id, names), { session: names.of("session", body.session) })] }),
    mergeRule(stationRecords, { carry: ({ id, body }, names) => [carried(stationRecords, names.of("station", id), body)] }),
    mergeRule(orphans, { carry: ({ id, body }, names) => [carried(orphans, ofStation(id, names), { fact: ofOurStation(body.fact, names) })] }),
  ],
};

/** Why a session cannot be carried yet: what its station or its bill still have to say would go to the tenant that it left. */
function obstacleIn({ lifecycle, settlement }: Session): string | undefined {
  if (lifecycle === "pending" || lifecycle === "active" || lifecycle === "ending") return `The session is ${lifecycle}; wait for its end, or close it in the books.`;
  const isOpen = settlement === "none" || settlement === "rated" || settlement === "held";
  return lifecycle === "ended" && isOpen ? "The session is not billed; bill, clear or waive it first." : undefined;
}

/** A number belongs to its session: a 2.x station may use the same text by chance. */
function transactionName(number: string, session: string): string {
  return `${number}/${session}`;
}

function numberIn(name: string): string {
  return name.slice(0, name.indexOf("/"));
}

function nextNumber(name: string, attempt: number): string {
  let number = Number(numberIn(name));
  for (let step = 1; step < attempt; step += 1) number = (number * MULTIPLIER) % MODULUS || 1;
  return `${number}${name.slice(name.indexOf("/"))}`;
}

function ofStation(id: string, names: MergeNames): string {
  const { first, rest } = firstPart(id);
  return encodeKey([names.of("station", first)]) + rest;
}

function ofSession(id: string, names: MergeNames): string {
  const { first, rest } = firstPart(id);
  return encodeKey([names.of("session", first)]) + rest;
}

function mergedState({ session, meter }: SessionState, names: MergeNames): SessionState {
  return { session: mergedSession(session, session.id, names), meter };
}

/** The session, or the part of it that an event sets. */
function mergedSession<Part extends Partial<Session>>(part: Part, id: string, names: MergeNames): Part {
  const { station, transaction, authorization } = part;
  return {
    ...part,
    ...(part.id !== undefined && { id: names.of("session", part.id) }),
    ...(station !== undefined && { station: names.of("station", station) }),
    ...(transaction !== undefined && { transaction: numberIn(names.of("transaction", transactionName(transaction, id))) }),
    ...(authorization !== undefined && { authorization: mergedDecision(authorization, names) }),
  };
}

function mergedDecision(decision: AuthorizationResult, names: MergeNames): AuthorizationResult {
  const { group, tokenId } = decision;
  return { ...decision, ...(group !== undefined && { group: names.of("group", group) }), ...(tokenId !== undefined && { tokenId: names.of("token", tokenId) }) };
}

function mergedEntry(entry: JournalEntry, names: MergeNames): JournalEntry {
  return { ...entry, session: names.of("session", entry.session), cause: mergedCause(entry.cause, names), events: entry.events.map((event) => mergedEvent(event, entry.session, names)) };
}

function mergedEvent(event: SessionEvent, id: string, names: MergeNames): SessionEvent {
  const { create, set } = event;
  return { ...event, ...(create !== undefined && { create: mergedSession(create, id, names) }), ...(set !== undefined && { set: mergedSession(set, id, names) }) };
}

/** Evidence keeps the words of the station, its transaction reference among them; only what we call the station changes. */
function mergedCause(cause: JournalCause, names: MergeNames): JournalCause {
  switch (cause.kind) {
    case "fact":
      return { ...cause, fact: ofOurStation(cause.fact, names) };
    case "booted":
      return { ...cause, fact: ofOurStation(cause.fact, names) };
    case "status":
      return { ...cause, fact: ofOurStation(cause.fact, names) };
    case "transactionStatus":
      return { ...cause, status: ofOurStation(cause.status, names) };
    case "expected":
      return { ...cause, start: ofOurStation(cause.start, names) };
    case "successor":
      return { ...cause, session: names.of("session", cause.session) };
    case "deadline":
    case "person":
    case "settlement":
      return cause;
  }
}

function ofOurStation<Evidence extends { readonly station: string; readonly authorization?: AuthorizationResult }>(evidence: Evidence, names: MergeNames): Evidence {
  const { station, authorization } = evidence;
  return { ...evidence, station: names.of("station", station), ...(authorization !== undefined && { authorization: mergedDecision(authorization, names) }) };
}

/** The answer that a repeat gets again: the station knows its transaction by the number that it was told (I2). */
function mergedAnswer(answer: SessionAnswer, names: MergeNames): SessionAnswer {
  const { authorization } = answer;
  return { ...withSession(answer, names), ...(authorization !== undefined && { authorization: mergedDecision(authorization, names) }) };
}

function withSession<Body extends { readonly session?: string }>(body: Body, names: MergeNames): Body {
  return { ...body, ...(body.session !== undefined && { session: names.of("session", body.session) }) };
}
