import { describe, expect, it } from "vitest";
import type { Session, SessionSettlement } from "@cpokit/model";
import { at, createWorld, ended, meter16, start16, started, stop16, type World } from "./world.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

const sweep = (world: World, second: number): Promise<readonly Session[]> => world.at(second, (unit) => world.sessions.sweep(unit, at(second)));
const settle = (world: World, id: string, second: number, settlement: SessionSettlement): Promise<unknown> => world.at(second, (unit) => world.sessions.settle(unit, id, settlement, "test"));
const alarms = async (world: World): Promise<readonly string[]> => (await world.sessions.alarms(world.store)).map(({ id, alarm }) => `${id} ${alarm?.code}`);
const heard = (world: World): readonly string[] => world.events.filter((event) => event.startsWith("session.alarm"));

/** A session that its station ended at second 600. */
async function over(wh = 2_000): Promise<{ readonly world: World; readonly id: string }> {
  const world = createWorld();
  const { session = "", transaction } = await world.record(start16(0));
  await world.record(stop16(600, transaction, { wh }));
  return { world, id: session };
}

describe("I9: every session comes to its end and its money, or an alarm says that it does not", () => {
  it("raises one alarm when nobody bills a session, keeps it, and clears it in the commit that settles the session", async () => {
    const { world, id } = await over();
    expect(await sweep(world, 600 + DAY - 1)).toEqual([]);
    expect((await sweep(world, 600 + DAY)).map((session) => session.alarm)).toEqual([{ code: "not-billed", since: at(600) }]);
    expect(await alarms(world)).toEqual([`${id} not-billed`]);
    expect(heard(world)).toEqual([`session.alarmed ${id}`]);
    for (const day of [2, 3, 10]) expect(await sweep(world, 600 + day * DAY)).toEqual([]);
    expect(heard(world)).toEqual([`session.alarmed ${id}`]);

    await settle(world, id, 600 + 11 * DAY, "sealed");
    expect(await alarms(world)).toEqual([]);
    expect(heard(world)).toEqual([`session.alarmed ${id}`, `session.alarmCleared ${id}`]);
    expect((await world.get(id)).alarm).toBeUndefined();
    const { stored, replayed } = await world.bytes(id);
    expect(replayed).toBe(stored);
    expect((await world.sessions.journal(world.store, id)).map((entry) => entry.events[0]!.reason)).toContain("The session ended long ago, and nobody has billed it.");
  });

  it.each<[SessionSettlement]>([["sealed"], ["waived"]])("says nothing of a session that was %s in time", async (settlement) => {
    const { world, id } = await over();
    await settle(world, id, 700, settlement);
    expect(await sweep(world, 5 * DAY)).toEqual([]);
    expect(await alarms(world)).toEqual([]);
  });

  it("pain 27: a session without a price is no settled session", async () => {
    const { world, id } = await over();
    await settle(world, id, 700, "unpriced");
    await sweep(world, 2 * DAY);
    expect(await alarms(world)).toEqual([`${id} unpriced`]);
    await settle(world, id, 3 * DAY, "sealed");
    expect(await alarms(world)).toEqual([]);
  });

  it("T15: a held session that nobody looks at; clearing it alone is not enough, billing it is", async () => {
    const { world, id } = await over(900_000);
    expect((await world.get(id)).settlement).toBe("held");
    await sweep(world, 2 * DAY);
    expect(await alarms(world)).toEqual([`${id} held`]);
    await world.at(2 * DAY + 1, (unit) => world.sessions.clearSuspicion(unit, id, { actor: "ops", reason: "a truck" }));
    expect(await alarms(world)).toEqual([`${id} held`]);
    await settle(world, id, 2 * DAY + 2, "sealed");
    expect(await alarms(world)).toEqual([]);
  });

  it("a rejected session and one that goes on after all leave no alarm behind", async () => {
    const { world, id } = await over(900_000);
    await sweep(world, 2 * DAY);
    await world.at(2 * DAY + 1, (unit) => world.sessions.reject(unit, id, { actor: "ops", reason: "a test" }));
    expect(await alarms(world)).toEqual([]);

    const lost = await world.record({ ...started(3 * DAY, "tx-9", { wh: 5 }), station: "CS-9" });
    for (const day of [5, 7, 9]) await sweep(world, day * DAY);
    expect(await alarms(world)).toEqual([`${lost.session} held`]);
    await world.record({ ...ended(10 * DAY, "tx-9", { wh: 900 }), station: "CS-9" });
    expect(await alarms(world)).toEqual([`${lost.session} held`]);
    await settle(world, lost.session!, 10 * DAY + 1, "sealed");
    expect(await alarms(world)).toEqual([]);
  });

  it("a session that its station reports for ever is told once, and is quiet when it ends", async () => {
    const world = createWorld();
    const { session = "", transaction } = await world.record(start16(0));
    for (let hour = 12; hour <= 8 * 24; hour += 12) {
      await world.record(meter16(hour * HOUR, transaction, 1_000 + hour));
      await sweep(world, hour * HOUR + 1);
    }
    expect(await world.get(session)).toMatchObject({ lifecycle: "active", alarm: { code: "never-ends", since: at(0) } });
    expect(heard(world)).toEqual([`session.alarmed ${session}`]);
    await world.record(stop16(9 * DAY, transaction, { wh: 3_000 }));
    expect((await world.get(session)).alarm).toBeUndefined();
    expect(heard(world)).toEqual([`session.alarmed ${session}`, `session.alarmCleared ${session}`]);
  });

  it("waits for no money where nobody bills", async () => {
    const world = createWorld({ sessions: { policy: { settleWithin: Infinity } } });
    const { transaction } = await world.record(start16(0));
    await world.record(stop16(600, transaction));
    expect(await sweep(world, 90 * DAY)).toEqual([]);
  });
});
