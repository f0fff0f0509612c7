import { hours, minutes } from "@cpokit/kernel";
import { unprocessedMessages } from "@cpokit/csms";
import type { VirtualTime } from "@cpokit/simulator";
import type { SessionState } from "@cpokit/sessions";
import type { Core } from "./core.ts";
import type { Machine } from "./machine.ts";
import type { Findings } from "./watch/findings.ts";
import type { Ledger } from "./watch/ledger.ts";

export interface BooksOptions {
  readonly time: VirtualTime;
  readonly machine: Machine;
  readonly ledger: Ledger;
  readonly findings: Findings;
  /** Somebody clears what is suspect and bills it. */
  readonly reviews: boolean;
}

/** After the last message: time passes, people do what is theirs, and then every session has come to its end (I9, I15). */
export async function closeTheBooks({ time, machine, ledger, findings, reviews }: BooksOptions): Promise<void> {
  const { expect } = findings;
  // What only a running process remembers is no part of the books.
  machine.kill();
  await time.advance(minutes(5));
  const now = machine.current?.core;
  expect("I9", now !== undefined, () => "The CPO does not run although nothing disturbs it.");
  if (now === undefined) return;
  await during(time, reprocess(now, findings));
  await time.advance(hours(26));
  if (reviews) await during(time, review(now));
  await time.advance(hours(1));
  // What nobody has settled by then raises its alarm.
  if ([...ledger.all("sessions").values()].some((state) => (state as SessionState).session.dueAt !== undefined)) await time.advance(hours(26));
  await during(time, now.store.outbox.idle());

  expect("I15", ledger.all("storage.deliveries").size === 0, () => `${ledger.all("storage.deliveries").size} messages were never delivered: ${[...ledger.all("storage.deliveries").keys()].slice(0, 3).join(", ")}.`);
  expect("I15", ledger.all("storage.failures").size === 0, () => `Deliveries failed for good: ${JSON.stringify([...ledger.all("storage.failures").values()].slice(0, 2))}.`);
  for (const [id, state] of ledger.all("sessions")) {
    const { session } = state as SessionState;
    const isTerminal = ["ended", "cancelled", "invalid"].includes(session.lifecycle);
    const isSettled = ["sealed", "corrected", "waived"].includes(session.settlement);
    expect("I9", isTerminal && isSettled === (session.alarm === undefined), () => `Session ${id} is still ${session.lifecycle}, ${session.review}, ${session.settlement}, its alarm is ${session.alarm?.code}.`);
    await during(time, checkRebuild(now, id, state, findings));
  }
}

/** I8 through the front door: the time-travel read of the last entry is the session; I5: its series never falls. */
async function checkRebuild({ store, sessions }: Core, id: string, state: unknown, { expect }: Findings): Promise<void> {
  const { session } = state as SessionState;
  const travelled = await sessions.timeTravel(store, id, session.journalLength - 1);
  expect("I8", JSON.stringify(travelled?.session) === JSON.stringify(session), () => `The journal of session ${id} rebuilds ${JSON.stringify(travelled?.session)}.`);
  const { points, states } = await sessions.readings(store, id);
  expect("I5", points.every((point, index) => index === 0 || (point.register >= points[index - 1]!.register && point.at >= points[index - 1]!.at)), () => `The series of session ${id} falls: ${JSON.stringify(points)}.`);
  expect("I14", states.every((mark, index) => index === 0 || mark.at > states[index - 1]!.at), () => `The states of session ${id} are out of order: ${JSON.stringify(states)}.`);
}

async function reprocess({ store, csms }: Core, { expect }: Findings): Promise<void> {
  const { items } = await store.find(unprocessedMessages, { limit: 1_000 });
  for (const { id } of items.toSorted((a, b) => a.body.receivedAt - b.body.receivedAt)) {
    const outcome = await csms.reprocess(id);
    expect("I8", outcome === "processed", () => `Message ${id} cannot be worked in, though nothing disturbs it.`);
  }
}

async function review({ store, sessions, bill }: Core): Promise<void> {
  const person = { actor: "operator", reason: "looked at it" };
  for (const session of await sessions.unsettled(store, { limit: 1_000 })) {
    await store.transaction((unit) => sessions.clearSuspicion(unit, session.id, person));
    if (session.energy === undefined) continue;
    await bill(session.id, person);
  }
}

/** Lets time pass until the work is done. @throws what the work throws. */
export async function during<Result>(time: VirtualTime, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  done.catch(() => undefined);
  for (let waited = 0; !isDone && waited < 600; waited += 1) await time.advance(waited < 5 ? 0 : minutes(1));
  return done;
}
