import type { Session, SessionAnswer, SessionFact } from "@cpokit/model";
import { encodeKey } from "@cpokit/storage";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSessions } from "../src/collections.ts";
import { at, available, booted, createWorld, ended, meter16, start16, started, stop16, updated, type World } from "./world.ts";

/** A transaction of a station: what it would send, in order; a 1.6 one needs its number first. */
interface Plan {
  readonly version: "1.6" | "2.x";
  readonly evse: number;
  readonly second: number;
  readonly length: number;
  readonly samples: number;
  readonly refused: boolean;
  readonly hasEndReading: boolean;
}

/** What happens next: a station sends its next message (or skips one, or repeats an old one), or time and people act. */
type Action = Sending | Signal;

interface Sending {
  readonly do: "next" | "skip" | "repeat" | "rekey";
  readonly plan: number;
  readonly which: number;
}

interface Signal {
  readonly do: "boot" | "swap" | "available" | "sweep" | "close" | "clear" | "seal" | "reject";
  readonly which: number;
}

const plans = fc.array(
  fc.record<Plan>({
    version: fc.constantFrom("1.6", "2.x"),
    evse: fc.integer({ min: 1, max: 2 }),
    second: fc.integer({ min: 0, max: 2_000 }),
    length: fc.integer({ min: 10, max: 1_200 }),
    samples: fc.integer({ min: 0, max: 4 }),
    refused: fc.boolean(),
    hasEndReading: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

const sendings: fc.Arbitrary<Sending> = fc.record({ do: fc.constantFrom<Sending["do"][]>("next", "next", "next", "next", "skip", "repeat", "rekey"), plan: fc.nat(4), which: fc.nat(20) });
const signals: fc.Arbitrary<Signal> = fc.record({ do: fc.constantFrom<Signal["do"][]>("boot", "swap", "available", "sweep", "sweep", "close", "clear", "seal", "reject"), which: fc.nat(20) });
const actions = fc.array(fc.oneof<[fc.WeightedArbitrary<Action>, fc.WeightedArbitrary<Action>]>({ weight: 8, arbitrary: sendings }, { weight: 2, arbitrary: signals }), { minLength: 1, maxLength: 40 });

interface Station {
  readonly plan: Plan;
  readonly index: number;
  step: number;
  number?: string;
}

/** The next message of a plan; received now, whenever it happened. */
function message({ plan, index, step, number }: Station, now: number): SessionFact | undefined {
  const { evse, second, length, samples } = plan;
  const base = 10_000 * (index + 1);
  const of = (part: number): number => second + Math.floor((length * part) / (samples + 1));
  const wh = (part: number): number => base + part * 20;
  const received = Math.max(now, 0);
  const token = { value: `T-${index % 3}` };
  const authorization = plan.refused ? { result: "refused", reason: "invalid" } as const : { result: "accepted" } as const;
  const transaction = plan.version === "1.6" ? number ?? "-1" : `tx-${index}`;
  if (step === 0) {
    return plan.version === "1.6" ? start16(second, { evse, wh: base, received, token, authorization }) : started(second, transaction, { evse, wh: base, received, token, authorization });
  }
  if (step <= samples) {
    return plan.version === "1.6" ? meter16(of(step), transaction, wh(step), { evse, received }) : updated(of(step), transaction, { wh: wh(step), received });
  }
  if (step === samples + 1) {
    const end = wh(samples + 1);
    if (plan.version === "1.6") return stop16(second + length, transaction, { wh: end, received, token });
    return ended(second + length, transaction, { received, ...(plan.hasEndReading && { wh: end }) });
  }
  return undefined;
}

/** One run of a whole station, with all that must hold after every commit. */
async function run(planned: readonly Plan[], todo: readonly Action[]): Promise<World> {
  const world = createWorld({ sessions: { maxPower: () => 22_000 } });
  const stations: Station[] = planned.map((plan, index) => ({ plan, index, step: 0 }));
  const sent: { readonly fact: SessionFact; readonly answer: SessionAnswer }[] = [];
  const journals = new Map<string, readonly string[]>();
  const frozen = new Map<string, string>();
  let now = 3_000;
  let serial = 1;

  async function send(station: Station | undefined): Promise<void> {
    const fact = station === undefined ? undefined : message(station, now);
    if (station === undefined || fact === undefined) return;
    const answer = await world.record(fact);
    if (station.step === 0 && answer.transaction !== undefined) station.number = answer.transaction;
    station.step += 1;
    sent.push({ fact, answer });
  }

  async function repeat(which: number, isOtherKey: boolean): Promise<void> {
    const old = sent[which % Math.max(sent.length, 1)];
    if (old === undefined) return;
    const before = isOtherKey ? "" : JSON.stringify(await world.all());
    const fact = { ...old.fact, receivedAt: at(now), ...(isOtherKey && { key: `${old.fact.key}/again/${now}` }) };
    const answer = await world.record(fact);
    if (isOtherKey) return;
    expect({ ...answer, outcome: "" }, "I2: the answer to a repeat is the first answer").toEqual({ ...old.answer, outcome: "" });
    expect(JSON.stringify(await world.all()), "I2: a repeat changes nothing").toBe(before);
  }

  async function actOn(action: Action): Promise<void> {
    const session = (await world.all())[action.which % 5];
    const person = { actor: "ops", reason: "model" };
    switch (action.do) {
      case "next": case "skip": {
        const station = stations[action.plan % stations.length];
        if (action.do === "skip" && station !== undefined) station.step += 1;
        return send(station);
      }
      case "repeat": return repeat(action.which, false);
      case "rekey": return repeat(action.which, true);
      case "boot": return void await world.at(now, (unit) => world.sessions.stationBooted(unit, booted(now, { serial: `S-${serial}` })));
      case "swap": return void await world.at(now, (unit) => world.sessions.stationBooted(unit, booted(now, { serial: `S-${(serial += 1)}` })));
      case "available": return void await world.at(now, (unit) => world.sessions.connectorAvailable(unit, available(now, { evse: 1 + (action.which % 2) })));
      case "sweep": now += 400; return void await world.at(now, (unit) => world.sessions.sweep(unit, at(now)));
      case "close": return session && void await world.at(now, (unit) => world.sessions.closeInBooks(unit, session.id, person));
      case "clear": return session && void await world.at(now, (unit) => world.sessions.clearSuspicion(unit, session.id, person));
      case "reject": return session && void await world.at(now, (unit) => world.sessions.reject(unit, session.id, person));
      case "seal": return session && void await world.at(now, (unit) => world.sessions.settle(unit, session.id, "sealed", "model"));
    }
  }

  for (const action of todo) {
    now += 5;
    await actOn(action);
    await check(world, journals, frozen);
  }
  // I9: with nothing more to come, time alone brings every session to its end.
  for (const pause of [100_000, 100_000, 100_000]) {
    now += pause;
    await world.at(now, (unit) => world.sessions.sweep(unit, at(now)));
  }
  await check(world, journals, frozen);
  for (const { lifecycle, settlement, review, alarm } of await world.all()) {
    expect(["ended", "invalid", "cancelled"]).toContain(lifecycle);
    if (lifecycle === "ended" && review === "suspect") expect(["held", "sealed"]).toContain(settlement);
    if (lifecycle !== "ended") expect(settlement).toBe("waived");
    expect(alarm !== undefined, "I9: and its money, or an alarm says that it does not").toBe(settlement === "none" || settlement === "held");
  }
  return world;
}

async function check(world: World, journals: Map<string, readonly string[]>, frozen: Map<string, string>): Promise<void> {
  const sessions = await world.all();
  const active = sessions.filter(({ lifecycle }) => lifecycle === "active");
  for (const evse of [1, 2]) {
    const here = active.filter((session) => session.evse === evse);
    expect(here.length, "I3: at most one session is active on an EVSE").toBeLessThanOrEqual(1);
    const document = await world.store.get(openSessions, encodeKey(["CS-1", evse]));
    expect(document?.session, "I3: and the document of the EVSE names it").toBe(here[0]?.id);
  }
  const references = sessions.filter(({ transaction }) => transaction !== "").map(({ incarnation, transaction }) => `${incarnation}/${transaction}`);
  expect(new Set(references).size, "I4: references are unique within an incarnation").toBe(references.length);

  for (const session of sessions) {
    checkFacts(session, frozen);
    const journal = (await world.sessions.journal(world.store, session.id)).map((entry) => JSON.stringify(entry));
    const known = journals.get(session.id) ?? [];
    expect(journal.slice(0, known.length), "I8: the journal only grows").toEqual(known);
    expect(journal).toHaveLength(session.journalLength);
    journals.set(session.id, journal);
    const { stored, replayed } = await world.bytes(session.id);
    expect(replayed, "I8: the journal rebuilds the state byte for byte").toBe(stored);
  }
}

function checkFacts(session: Session, frozen: Map<string, string>): void {
  const { id, startAt, endAt, startRegister, lastRegister, energy, lifecycle, review, suspicions, settlement, provisional } = session;
  if (energy !== undefined) expect(energy, "I6: energy is the difference of registers, never negative").toBe(lastRegister! - startRegister!);
  expect(energy ?? 0).toBeGreaterThanOrEqual(0);
  expect(endAt ?? startAt, "I7: the end is not before the start").toBeGreaterThanOrEqual(startAt);
  if (lifecycle === "ended" || lifecycle === "ending") expect(endAt).toBeDefined();
  if (lifecycle === "active") expect({ provisional, endAt }).toEqual({ provisional: false, endAt: undefined });
  if (review !== "rejected") expect(review === "suspect").toBe(suspicions.some(({ clearedBy }) => clearedBy === undefined));
  if (lifecycle === "ended" && review === "suspect") expect(["held", "sealed"]).toContain(settlement);
  const facts = JSON.stringify([startAt, endAt, startRegister, lastRegister, energy, session.closure]);
  const isFinal = settlement === "sealed" && !provisional && !suspicions.some(({ code }) => code === "missing-start");
  if (frozen.has(id)) expect(facts, "I7: sealed facts do not change").toBe(frozen.get(id));
  else if (isFinal) frozen.set(id, facts);
}

describe("any interleaving of a station's stories (I2 to I9)", () => {
  it("keeps every invariant after every commit", async () => {
    await fc.assert(fc.asyncProperty(plans, actions, async (planned, todo) => void await run(planned, todo)), { numRuns: 400 });
  }, 120_000);

  it("I2: repeats and undelivered answers leave the very same bytes", async () => {
    await fc.assert(fc.asyncProperty(plans, actions, async (planned, todo) => {
      const quiet = todo.map((action): Action => (action.do === "repeat" ? { do: "available", which: 0 } : action)).filter((action) => action.do !== "available");
      const noisy = quiet.flatMap((action): Action[] => [action, { do: "repeat", plan: 0, which: 3 }]);
      const [one, two] = [await run(planned, quiet), await run(planned, noisy)];
      expect(await facts(two)).toEqual(await facts(one));
    }), { numRuns: 80 });
  }, 120_000);
});

/** What sessions came to, without when exactly our side heard of it: repeats take time. */
async function facts(world: World): Promise<readonly object[]> {
  return (await world.all()).map(({ startAt, endAt, startRegister, lastRegister, energy, transaction }) => ({ startAt, endAt, startRegister, lastRegister, energy, isNumbered: transaction !== "" }));
}
