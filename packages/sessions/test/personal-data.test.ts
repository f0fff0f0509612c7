import { describe, expect, it } from "vitest";
import { instant } from "@cpokit/kernel";
import type { Collection } from "@cpokit/storage";
import { inbox, journals, naturalStarts, orphans, sessions, snapshots } from "../src/collections.ts";
import { createWorld, meter16, start16, started, stop16, T0, type World } from "./world.ts";

const DAY = 86_400;
const ADA = "04A2B3C4";
const request = { value: ADA, id: "T1", actor: "privacy@cpo", reason: "asked for it on 2026-12-24" };

async function later(world: World, days: number, work: () => Promise<unknown>): Promise<void> {
  await world.at(days * DAY, async () => undefined);
  await work();
}

/** Everything that is stored, as text. */
async function everything(world: World): Promise<string> {
  const textOf = async <Body>(collection: Collection<Body>): Promise<string> => {
    const parts: string[] = [];
    for await (const { id, body } of world.store.each(collection)) parts.push(id, JSON.stringify(body));
    return parts.join("\n");
  };
  const texts = await Promise.all([textOf(journals), textOf(inbox), textOf(naturalStarts), textOf(orphans), textOf(sessions), textOf(snapshots)]);
  return texts.join("\n").toLowerCase();
}

/** Ada charges and is billed; Bob charges beside her; a reading belongs to nobody. */
async function charged(): Promise<{ readonly world: World; readonly ada: string; readonly bob: string }> {
  const world = createWorld();
  const start = start16(0, { token: { value: ADA }, authorization: { result: "accepted", tokenId: "T1" } });
  const first = await world.record({ ...start, key: `start/1/${ADA.toLowerCase()}/0/1000` });
  await world.record(meter16(300, first.transaction, 1_300));
  // Long enough for snapshots.
  for (let second = 301; second < 450; second += 1) await world.record(meter16(second, first.transaction, 1_000 + second));
  await world.record(stop16(900, first.transaction, { wh: 2_000, token: { value: ` ${ADA.toLowerCase()}` } }));
  await world.record(meter16(950, undefined, 2_000, { evse: 9, token: { value: ADA } }));
  const second = await world.record(start16(1_000, { wh: 2_000, token: { value: "B0B" } }));
  // Bob's session was ended with Ada's card.
  await world.record(stop16(1_900, second.transaction, { wh: 2_500, token: { value: ADA } }));
  for (const id of [first.session!, second.session!]) await world.at(2_000, (unit) => world.sessions.settle(unit, id, "sealed", "CDR sealed"));
  return { world, ada: first.session!, bob: second.session! };
}

describe("personal data", () => {
  it("erases a token everywhere; energy, times, money and the replay of the journal stay (I8, I27)", async () => {
    const { world, ada, bob } = await charged();
    const before = await world.all();
    expect(await everything(world)).toContain(ADA.toLowerCase());
    await later(world, 40, async () => {
      expect(await world.sessions.eraseToken(world.store, request)).toEqual({ erased: [ada, bob], waiting: [] });
    });

    expect(await everything(world)).not.toContain(ADA.toLowerCase());
    expect(await everything(world)).not.toContain('"t1"');
    for (const [index, session] of (await world.all()).entries()) {
      const { token: _, authorization: __, journalLength, ...kept } = session;
      const { token: ___, authorization: ____, journalLength: length, ...was } = before[index]!;
      expect(kept).toEqual(was);
      expect(journalLength).toBe(length + 1);
      const { stored, replayed } = await world.bytes(session.id);
      expect(replayed).toBe(stored);
    }
    expect((await world.get(bob)).token).toEqual({ value: "B0B" });
    expect((await world.get(ada)).token).toEqual({ value: "#ERASED" });
    const last = (await world.sessions.journal(world.store, ada)).at(-1)!;
    expect(last.cause).toEqual({ kind: "person", action: "eraseToken", actor: request.actor, reason: request.reason });
    expect((await world.sessions.timeTravel(world.store, ada, 1))?.session.energy).toBe(300);
    expect((await world.sessions.readings(world.store, ada)).points.at(-1)?.register).toBe(2_000);

    await later(world, 41, async () => expect(await world.sessions.eraseToken(world.store, request)).toEqual({ erased: [], waiting: [] }));
  });

  it("leaves alone what still needs the token: sessions that go on, that are unsettled, that may be repeated (I2)", async () => {
    const { world, ada } = await charged();
    const open = await world.record(start16(3_000, { wh: 2_500, token: { value: ADA } }));
    await later(world, 20, async () => expect((await world.sessions.eraseToken(world.store, request)).erased).toEqual([]));
    await later(world, 40, async () => {
      const { erased, waiting } = await world.sessions.eraseToken(world.store, request);
      expect(erased).toContain(ada);
      expect(waiting).toEqual([open.session]);
    });
    expect((await world.get(open.session)).token).toEqual({ value: ADA });
    // The station that goes on is still understood.
    expect((await world.record(stop16(41 * DAY, open.transaction, { wh: 3_000 }))).session).toBe(open.session);
  });

  it("takes no other token for it, however short or alike", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "1", { token: { value: "1" }, wh: 10 }));
    await world.record(stop16(600, "1", { wh: 20, token: { value: "11" } }));
    await world.at(700, (unit) => world.sessions.settle(unit, session!, "sealed", "CDR sealed"));
    await later(world, 40, () => world.sessions.eraseToken(world.store, { ...request, value: "11" }));
    expect((await world.get(session)).token).toEqual({ value: "1" });
    expect((await world.get(session)).transaction).toBe("1");
  });

  it("exports every session that knows the token, with its evidence, and no other", async () => {
    const { world, ada, bob } = await charged();
    await world.record(start16(5_000, { wh: 2_500, token: { value: "CAFE" } }));
    const exported = [];
    for await (const each of world.sessions.exportToken(world.store, { value: ADA.toLowerCase() })) exported.push(each);
    expect(exported.map(({ session }) => session.id)).toEqual([ada, bob]);
    expect(exported[0]!.journal).toEqual(await world.sessions.journal(world.store, ada));
  });

  it("forgets the keys of old inputs and keeps the young ones", async () => {
    const { world } = await charged();
    const keys = async (): Promise<number> => (await world.store.find(inbox, { limit: 1_000 })).items.length;
    const all = await keys();
    expect(await world.sessions.forgetInputs(world.store, instant(T0))).toBe(0);
    expect(await keys()).toBe(all);
    expect(await world.sessions.forgetInputs(world.store, instant(T0 + DAY * 1_000))).toBeGreaterThanOrEqual(all);
    expect(await keys()).toBe(0);
  });
});
