import { instant, type Instant } from "@cpokit/kernel";
import { withoutToken, type Session, type TokenIdentity } from "@cpokit/model";
import { encodeKey, type Collection, type Reader, type Store, type Unit } from "@cpokit/storage";
import { expectedStarts, inbox, journals, naturalStarts, orphans, sessions, SNAPSHOT_EVERY, snapshots } from "./collections.ts";
import { createDraft } from "./decide/draft.ts";
import { say } from "./journal-sentences.ts";
import type { JournalEntry } from "./journal.ts";
import { readJournal } from "./read-session.ts";
import { write } from "./write.ts";

/** Whose token is to be erased, who says so, and why. */
export interface ErasureRequest extends TokenIdentity {
  readonly actor: string;
  readonly reason: string;
}

/** What an erasure came to. */
export interface ErasureOutcome {
  /** Sessions in which the token cannot be found any more. */
  readonly erased: readonly string[];
  /** Sessions that still need it: they are not over, not settled, or so young that their station may repeat itself. Ask again later. */
  readonly waiting: readonly string[];
}

/** Everything that is kept of one session that knows a token. */
export interface ExportedSession {
  readonly session: Session;
  readonly journal: readonly JournalEntry[];
}

const PAGE = 200;

/** All sessions that know the token, with their journals, for its owner to take along. Reads every journal there is. */
export async function* exportToken(reader: Reader, identity: TokenIdentity): AsyncGenerator<ExportedSession> {
  for await (const id of sessionsWith(reader, identity)) {
    const state = await reader.get(sessions, id);
    if (state !== undefined) yield { session: state.session, journal: await readJournal(reader, id) };
  }
}

/**
 * Takes a token out of the sessions that know it: out of their state, out of the evidence in their journals, and out of the
 * keys by which repeats are recognised. What happened, when, and how much energy it took stays, the journal still rebuilds the
 * state byte for byte (I8), and says who erased what and why (I27). This is the one change of evidence that the law demands.
 */
export async function eraseToken(store: Store, request: ErasureRequest, now: Instant, replayLag: number): Promise<ErasureOutcome> {
  const oldest = instant(now - replayLag);
  const erased: string[] = [];
  const waiting: string[] = [];
  for await (const id of sessionsWith(store, request)) {
    const isErased = await store.transaction((unit) => eraseFrom(unit, id, request, oldest, now));
    (isErased ? erased : waiting).push(id);
  }
  await forgetInputs(store, oldest);
  await eraseOrphans(store, request, oldest);
  return { erased, waiting };
}

/**
 * Deletes the answers and keys by which repeats of messages from before this instant are recognised. Choose one further back
 * than `policy.replayLag`: what a station sends later than that is not believed anyway. Returns how many.
 */
export async function forgetInputs(store: Store, before: Instant): Promise<number> {
  const isOld = async (unit: Reader, { session }: { readonly session: string }): Promise<boolean> => {
    const state = await unit.get(sessions, session);
    return state === undefined || isOverSince(state.session, before);
  };
  return (await sweep(store, inbox, async (_, { at }) => at < before)) + (await sweep(store, naturalStarts, isOld)) + (await sweep(store, expectedStarts, isOld));
}

/** Ids of the sessions whose journal knows the token; a journal is never split, as its ids begin with its session. */
async function* sessionsWith(reader: Reader, identity: TokenIdentity): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const entry of eachOf(reader, journals)) {
    if (entry.body.session === last || withoutToken(entry.body, identity) === entry.body) continue;
    last = entry.body.session;
    yield last;
  }
}

async function eraseFrom(unit: Unit, id: string, request: ErasureRequest, oldest: Instant, now: Instant): Promise<boolean> {
  const state = await unit.get(sessions, id);
  if (state === undefined || !isOverSince(state.session, oldest) || !isSettled(state.session)) return false;
  for (let seq = 0; seq < state.session.journalLength; seq += 1) {
    await eraseIn(unit, journals, encodeKey([id, seq]), request);
    if ((seq + 1) % SNAPSHOT_EVERY === 0) await eraseIn(unit, snapshots, encodeKey([id, seq]), request);
  }
  const draft = createDraft(withoutToken(state, request));
  draft.apply({ event: "tokenErased", reason: say("erased", request) });
  await write(unit, draft.finish({ kind: "person", action: "eraseToken", actor: request.actor, reason: request.reason }), now);
  return true;
}

async function eraseIn<Body>(unit: Unit, from: Collection<Body>, id: string, identity: TokenIdentity): Promise<void> {
  const body = await unit.get(from, id);
  const without = body && withoutToken(body, identity);
  if (without !== undefined && without !== body) unit.put(from, id, without);
}

function isOverSince({ lifecycle, endAt, lastEvidenceAt }: Session, instantOfRest: Instant): boolean {
  return (lifecycle === "ended" || lifecycle === "cancelled" || lifecycle === "invalid") && Math.max(endAt ?? 0, lastEvidenceAt) < instantOfRest;
}

/** Nobody needs the token any more to find out who owes what. */
function isSettled({ lifecycle, settlement }: Session): boolean {
  return lifecycle !== "ended" || (settlement !== "none" && settlement !== "rated" && settlement !== "held");
}

/** Evidence that belongs to no session stays, without the token, under a key that does not name it either. */
async function eraseOrphans(store: Store, identity: TokenIdentity, oldest: Instant): Promise<void> {
  for await (const { id, body } of eachOf(store, orphans)) {
    const without = withoutToken(body, identity);
    if (without === body || body.fact.receivedAt >= oldest) continue;
    await store.transaction((unit) => {
      unit.delete(orphans, id);
      unit.put(orphans, encodeKey([without.fact.station, without.fact.key]), without);
    });
  }
}

/** Deletes the documents of which this is true, some in one unit. */
async function sweep<Body>(store: Store, from: Collection<Body>, isOld: (unit: Reader, body: Body) => Promise<boolean>): Promise<number> {
  let swept = 0;
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await store.find(from, { limit: PAGE, ...(after !== undefined && { after }) });
    const old: string[] = [];
    for (const { id, body } of page.items) if (await isOld(store, body)) old.push(id);
    if (old.length > 0) await store.transaction((unit) => old.forEach((id) => unit.delete(from, id)));
    swept += old.length;
    after = page.next;
    isLast = after === undefined;
  }
  return swept;
}

async function* eachOf<Body>(reader: Reader, from: Collection<Body>): AsyncGenerator<{ readonly id: string; readonly body: Body }> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(from, { limit: PAGE, ...(after !== undefined && { after }) });
    yield* page.items;
    after = page.next;
    isLast = after === undefined;
  }
}
