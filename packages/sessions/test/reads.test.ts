import { describe, expect, it } from "vitest";
import { replay } from "@cpokit/sessions";
import { snapshots } from "../src/collections.ts";
import { at, createWorld, ended, meter16, start16, started, stop16, updated } from "./world.ts";

describe("readings", () => {
  it("gives pricing the registers from start to end and the states between (tariffs G1, G2)", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(300, transaction, 1_300));
    await world.record(meter16(310, undefined, undefined, { energyState: "suspendedEv" }));
    await world.record(meter16(310, undefined, undefined, { energyState: "suspendedEv", key: "again" }));
    await world.record(meter16(600, transaction, 1_300));
    await world.record(meter16(150, transaction, 1_140, { received: 610 }));
    await world.record(stop16(900, transaction, { wh: 1_310 }));
    expect(await world.sessions.readings(world.store, session!)).toEqual({
      points: [
        { at: at(0), register: 1_000 }, { at: at(150), register: 1_140 }, { at: at(300), register: 1_300 }, { at: at(600), register: 1_300 }, { at: at(900), register: 1_310 },
      ],
      states: [{ at: at(0), state: "charging" }, { at: at(310), state: "suspendedEv" }],
      excluded: [],
    });
  });

  it("has no bounds where registers are unknown, and nothing for an unknown session", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1", { energyState: "connected" }));
    await world.record(updated(60, "tx-1", { wh: 500, energyState: "charging" }));
    await world.record(ended(120, "tx-1", { energyState: "idle" }));
    expect(await world.sessions.readings(world.store, session!)).toEqual({
      points: [{ at: at(60), register: 500 }, { at: at(120), register: 500 }],
      states: [{ at: at(0), state: "connected" }, { at: at(60), state: "charging" }],
      excluded: [],
    });
    expect(await world.sessions.readings(world.store, "nobody")).toEqual({ points: [], states: [], excluded: [] });
  });

  it("the journal comes page by page, newest first, and says why a session is in its states", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    for (const second of [60, 120, 180]) await world.record(meter16(second, transaction, 1_000 + second));
    await world.record(stop16(900, transaction, { wh: 1_310 }));
    const id = session!;
    const whole = await world.sessions.journal(world.store, id);
    const paged: unknown[] = [];
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page = await world.sessions.journalPage(world.store, id, { limit: 2, after });
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items.map(({ body }) => body));
      after = page.next;
      isLast = after === undefined;
    }
    expect(paged).toEqual(whole.toReversed());
    const why = await world.sessions.why(world.store, id);
    expect(why.map(({ field, state, entry }) => [field, state, entry.seq])).toEqual([["lifecycle", "ended", whole.length - 1], ["review", "clean", 0], ["settlement", "none", 0]]);
    expect(await world.sessions.why(world.store, "nobody")).toEqual([]);
  });

  it("time travel from a snapshot shows what the whole journal shows, at every entry around it (I8)", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    for (let second = 1; second <= 210; second += 1) await world.record(meter16(second, transaction, 1_000 + second));
    const journal = await world.sessions.journal(world.store, session!);
    expect((await world.store.find(snapshots)).items).toHaveLength(2);
    for (const seq of [0, 1, 98, 99, 100, 101, 150, 198, 199, 200, 210]) {
      const there = await world.sessions.timeTravel(world.store, session!, seq);
      expect(JSON.stringify(there)).toBe(JSON.stringify({ session: replay(journal.slice(0, seq + 1)).session, entry: journal[seq] }));
    }
  });

  it("reads more readings than one page holds", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    for (let second = 1; second <= 1_100; second += 1) await world.record(meter16(second, transaction, 1_000 + second));
    expect((await world.sessions.readings(world.store, session!)).points).toHaveLength(1_101);
    expect(await world.sessions.journal(world.store, session!)).toHaveLength(1_101);
    expect((await world.sessions.timeTravel(world.store, session!, 1_050))?.session.energy).toBe(1_050);
  });
});

describe("timeTravel", () => {
  it("shows the session at each entry with the reason of the change", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0));
    await world.record(meter16(60, transaction, 1_180));
    await world.record(stop16(600, transaction));
    const states = await Promise.all([0, 1, 2].map((seq) => world.sessions.timeTravel(world.store, session!, seq)));
    expect(states.map((state) => [state?.session.lifecycle, state?.session.energy, state?.entry.events.at(-1)?.reason])).toEqual([
      ["active", 0, "The register stands at 1000 Wh."],
      ["active", 180, "The register stands at 1180 Wh."],
      ["ended", 1_000, "The station ended the session (Local)."],
    ]);
    expect(states[2]?.session).toEqual(await world.get(session));
    expect(await world.sessions.timeTravel(world.store, session!, 3)).toBeUndefined();
    expect(await world.sessions.timeTravel(world.store, "nobody", 0)).toBeUndefined();
  });
});

describe("list", () => {
  it("finds by station, lifecycle and start, newest first, page by page", async () => {
    const world = createWorld();
    const ids: string[] = [];
    for (let index = 0; index < 9; index += 1) {
      const answer = await world.record({ ...start16(index * 100, { evse: 1 + index }), station: index % 3 === 0 ? "CS-2" : "CS-1" });
      ids.push(answer.session!);
      if (index % 2 === 0) await world.record({ ...stop16(index * 100 + 50, answer.transaction), station: index % 3 === 0 ? "CS-2" : "CS-1" });
    }
    const list = async (filter: Parameters<typeof world.sessions.list>[1]) => (await world.sessions.list(world.store, filter)).items.map(({ id }) => ids.indexOf(id));
    expect(await list({})).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await list({ station: "CS-2" })).toEqual([6, 3, 0]);
    expect(await list({ lifecycle: "active" })).toEqual([7, 5, 3, 1]);
    expect(await list({ station: "CS-1", lifecycle: "ended" })).toEqual([8, 4, 2]);
    expect(await list({ station: "CS-1", lifecycle: "active" })).toEqual([7, 5, 1]);
    expect(await list({ from: at(200), to: at(500) })).toEqual([4, 3, 2]);
    expect(await list({ station: "CS-1", from: at(200), to: at(500) })).toEqual([4, 2]);
    const pages: number[][] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await world.sessions.list(world.store, { station: "CS-1", lifecycle: "ended", limit: 2, ...(after !== undefined && { after }) });
      pages.push(page.items.map(({ id }) => ids.indexOf(id)));
      after = page.next;
      more = after !== undefined;
    }
    expect(pages.flat()).toEqual([8, 4, 2]);
  });

  it("finds those of several stations, of a token, and what waits for a person, page by page without gaps", async () => {
    const world = createWorld();
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      // Some begin at the same moment.
      const start = { ...start16(Math.floor(index / 2) * 1_000, { evse: 1 + index }), station: `CS-${index % 4}`, token: { value: index % 3 === 0 ? "AA01" : "bb02" } };
      const answer = await world.record(start);
      ids.push(answer.session!);
      if (index < 6) await world.record({ ...stop16(Math.floor(index / 2) * 1_000 + 500, answer.transaction), station: `CS-${index % 4}`, ...(index === 2 ? { readings: [] } : {}) });
    }
    type Filter = NonNullable<Parameters<typeof world.sessions.list>[1]>;
    const all = async (filter: Filter): Promise<number[]> => {
      const found: number[] = [];
      for (let after: string | undefined, more = true; more;) {
        const page = await world.sessions.list(world.store, { ...filter, ...(after !== undefined && { after }) });
        expect(page.items.length).toBeLessThanOrEqual(filter.limit ?? 100);
        found.push(...page.items.map(({ id }) => ids.indexOf(id)));
        after = page.next;
        more = after !== undefined;
      }
      return found;
    };
    const of = (keep: (index: number) => boolean): number[] => Array.from({ length: 12 }, (_, index) => index).filter(keep);
    for (const limit of [1, 2, 3, 5, 100]) {
      const found = await all({ stations: ["CS-0", "CS-3"], limit });
      expect(found.toSorted((a, b) => a - b)).toEqual(of((index) => index % 4 === 0 || index % 4 === 3));
      expect(found.map((index) => Math.floor(index / 2))).toEqual(found.map((index) => Math.floor(index / 2)).toSorted((a, b) => b - a));
      expect((await all({ stations: ["CS-0", "CS-3"], lifecycle: "active", limit })).toSorted((a, b) => a - b)).toEqual(of((index) => index >= 6 && (index % 4 === 0 || index % 4 === 3)));
      expect((await all({ token: "aa01", limit })).toSorted((a, b) => a - b)).toEqual([0, 3, 6, 9]);
    }
    expect(await all({ token: "AA01", station: "CS-3" })).toEqual([3]);
    expect(await all({ token: "AA01", stations: ["CS-0", "CS-1"], lifecycle: "active" })).toEqual([9]);
    expect(await all({ stations: [] })).toEqual([]);
    expect(await all({ stations: ["CS-0", "CS-1"], from: at(1_000), to: at(3_000) })).toEqual([5, 4]);
    await expect(world.sessions.list(world.store, { stations: ["CS-0"], after: "x" })).rejects.toMatchObject({ code: "sessions.cursor" });

    const [held, unpriced] = [ids[0]!, ids[1]!];
    await world.store.transaction((unit) => world.sessions.settle(unit, held, "held", "The readings need a look."));
    await world.store.transaction((unit) => world.sessions.settle(unit, unpriced, "unpriced", "No tariff applied."));
    expect(await all({ waiting: "suspect" })).toContain(0);
    expect(await all({ waiting: "unpriced" })).toEqual([1]);
    expect(await all({ waiting: "unpriced", station: "CS-2" })).toEqual([]);
  });

  it("finds by transaction", async () => {
    const world = createWorld();
    const { session } = await world.record(started(0, "tx-1"));
    expect((await world.sessions.byTransaction(world.store, "CS-1", "tx-1"))?.id).toBe(session);
    expect(await world.sessions.byTransaction(world.store, "CS-2", "tx-1")).toBeUndefined();
    expect(await world.sessions.openOn(world.store, "CS-1", 9)).toBeUndefined();
  });

  it("lists what has no settlement by its end (I9)", async () => {
    const world = createWorld();
    const one = await world.record(start16(0));
    await world.record(stop16(600, one.transaction));
    expect(await world.sessions.unsettled(world.store, { endedBefore: at(600) })).toEqual([]);
    expect((await world.sessions.unsettled(world.store, { endedBefore: at(601), limit: 5 })).map(({ id }) => id)).toEqual([one.session]);
  });

  it("I22: tenants see nothing of each other", async () => {
    const world = createWorld();
    await world.record(start16(0));
    expect((await world.sessions.list(world.store.scope("other"))).items).toEqual([]);
  });
});
