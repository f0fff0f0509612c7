import type { Session } from "@cpokit/model";
import { evolve, type JournalEntry, type SessionState } from "@cpokit/sessions";
import { encodeKey } from "@cpokit/storage";
import type { Change, UnitRule } from "./rules.ts";

const of = (changes: readonly Change[], collection: string): readonly Change[] => changes.filter((change) => change.collection === collection);

/** I8: a session changes only by a journal entry in the same commit, and the entry rebuilds the new state byte for byte. */
export const checkJournals: UnitRule = (changes, _, { expect }) => {
  const entries = new Map(of(changes, "sessionJournal").map(({ after }) => [(after as JournalEntry).session, after as JournalEntry]));
  const changed = of(changes, "sessions");
  expect("I8", entries.size === changed.length, () => `A unit changed ${changed.length} sessions with ${entries.size} journal entries.`);
  for (const { id, before, after } of changed) {
    const entry = entries.get(id);
    if (entry === undefined) continue;
    let state = before as SessionState | undefined;
    for (const event of entry.events) state = evolve(state, event);
    const rebuilt = state === undefined ? undefined : { session: { ...state.session, journalLength: entry.seq + 1 }, meter: state.meter };
    expect("I8", JSON.stringify(rebuilt) === JSON.stringify(after), () => `Entry ${entry.seq} of session ${id} rebuilds ${JSON.stringify(rebuilt)}, stored is ${JSON.stringify(after)}.`);
  }
};

/** I3: at most one session is active on an EVSE, and the document of the EVSE names it. */
export const checkEvses: UnitRule = (changes, shadow, { expect }) => {
  const active = memory(shadow.memory, "active", () => new Map<string, Set<string>>());
  const touched = new Set(of(changes, "openSessions").map(({ id }) => id));
  for (const { id, before, after } of of(changes, "sessions")) {
    const [old, next] = [before, after].map((state) => evseOf((state as SessionState | undefined)?.session));
    if (old !== undefined) active.get(old)?.delete(id);
    if (next !== undefined) active.set(next, (active.get(next) ?? new Set()).add(id));
    for (const key of [old, next]) if (key !== undefined) touched.add(key);
  }
  for (const key of touched) {
    const here = [...(active.get(key) ?? [])];
    expect("I3", here.length <= 1, () => `Sessions ${here.join(" and ")} are active on EVSE ${key}.`);
    const named = (shadow.get("openSessions", key) as { readonly session?: string } | undefined)?.session;
    expect("I3", named === here[0], () => `The document of EVSE ${key} names ${named}, active is ${here[0]}.`);
  }
};

/** The EVSE that an active session holds. */
function evseOf(session: Session | undefined): string | undefined {
  return session?.lifecycle !== "active" || session.evse === undefined ? undefined : encodeKey([session.station, session.evse]);
}

/** I4: a reference belongs to one session of one incarnation for ever. */
export const checkReferences: UnitRule = (changes, shadow, { expect }) => {
  for (const { id, before, after } of of(changes, "transactions")) {
    const [old, next] = [before, after].map((pointer) => (pointer as { readonly session: string } | undefined)?.session);
    if (old === undefined || old === next) continue;
    const [one, other] = [old, next].map((session) => (shadow.get("sessions", session ?? "") as SessionState | undefined)?.session.incarnation);
    expect("I4", one !== undefined && other !== undefined && one < other, () => `Reference ${id} went from session ${old} to ${next}, of incarnations ${one} and ${other}.`);
  }
};

/** I18: one message changes its own session, and another one only by taking its EVSE with an accepted token. */
export const checkCauses: UnitRule = (changes, _, { expect }) => {
  const entries = of(changes, "sessionJournal").map(({ after }) => after as JournalEntry);
  const facts = entries.filter(({ cause }) => cause.kind === "fact");
  const successors = entries.filter(({ cause }) => cause.kind === "successor");
  expect("I18", facts.length <= 1, () => `One message changed ${facts.length} sessions as its own.`);
  const [fact] = facts;
  if (fact?.cause.kind !== "fact") return;
  const isRefused = fact.cause.fact.authorization?.result === "refused";
  const isRepeat = fact.events.some(({ event }) => event === "repeated");
  expect("I18", entries.length === 1 || (entries.length === 1 + successors.length && !isRefused && !isRepeat), () =>
    `A ${isRefused ? "refused " : ""}${isRepeat ? "repeated " : ""}${fact.cause.kind === "fact" ? fact.cause.fact.fact : ""} of session ${fact.session} changed ${entries.map(({ session, cause }) => `${session} (${cause.kind})`).join(", ")}.`);
};

/** I15: what changes a session, or issues a CDR, leaves with an outgoing message in the same commit. */
export const checkOutgoing: UnitRule = (changes, shadow, { expect }) => {
  const subscriptions = memory(shadow.memory, "partner", () => ({ begun: false }));
  const keys = of(changes, "storage.deliveries").flatMap(({ after }) => (after === undefined ? [] : [(after as { readonly key: string }).key]));
  if (keys.length > 0) subscriptions.begun = true;
  // Nobody subscribes before the first start is through.
  if (!subscriptions.begun) return;
  for (const { id } of of(changes, "sessions")) expect("I15", keys.includes(id), () => `Session ${id} changed without an outgoing message.`);
  for (const { id, after } of of(changes, "cdrs")) expect("I15", keys.includes((after as { readonly session: string }).session), () => `CDR ${id} was issued without an outgoing message.`);
};

/** I10: a settlement and the CDR ledger say the same after every commit. */
export const checkMoney: UnitRule = (changes, shadow, { expect }) => {
  for (const { id, after } of of(changes, "sessions")) {
    const { settlement } = (after as SessionState).session;
    const ledger = shadow.get("cdrLedgers", id) as { readonly current?: string; readonly revision: number } | undefined;
    const isSealed = settlement === "sealed" || settlement === "corrected";
    expect("I10", isSealed === (ledger?.current !== undefined), () => `Session ${id} is settled as ${settlement}, and its ledger says ${JSON.stringify(ledger)}.`);
  }
};

function memory<Value>(store: Map<string, unknown>, name: string, create: () => Value): Value {
  const known = store.get(name) as Value | undefined;
  if (known !== undefined) return known;
  const created = create();
  store.set(name, created);
  return created;
}
