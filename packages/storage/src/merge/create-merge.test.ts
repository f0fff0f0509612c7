import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { collection } from "../collection.ts";
import { createStore } from "../create-store.ts";
import { createMemoryDriver } from "../memory/memory-driver.ts";
import type { Store } from "../store.ts";
import { createMerge, type Merge } from "./create-merge.ts";
import { carried, mergeRule, type MergePart } from "./merge-rule.ts";

interface Card {
  readonly number: string;
  /** Another card. */
  readonly twin?: string;
}

const cards = collection<Card>("cards", { indexes: { byNumber: { keys: ({ number }) => [number], unique: true } } });
const notes = collection<{ readonly card: string }>("notes");

const part: MergePart = {
  kinds: [{ kind: "card", isTaken: async (reader, name) => (await reader.get(cards, name)) !== undefined }],
  rules: [
    mergeRule(cards, {
      names: ({ id }) => [{ kind: "card", name: id }],
      obstacle: ({ body }) => (body.number === "?" ? "The card has no number; give it one." : undefined),
      carry: ({ id, body }, names) => [carried(cards, names.of("card", id), { ...body, ...(body.twin !== undefined && { twin: names.of("card", body.twin) }) })],
    }),
    mergeRule(notes, { carry: ({ id, body }, names) => [carried(notes, id, { card: names.of("card", body.card) })] }),
  ],
};

async function twoTenants(): Promise<{ readonly root: Store; readonly from: Store; readonly into: Store; readonly merge: Merge }> {
  const root = createStore(createMemoryDriver(), { clock: { now: () => instant(0) } });
  return { root, from: root.scope("from"), into: root.scope("into"), merge: createMerge(root, { from: "from", into: "into", parts: [part] }) };
}

describe("createMerge", () => {
  it("replaces names that are taken, in everything that speaks of them, and keeps the table", async () => {
    const { from, into, merge } = await twoTenants();
    const long = "x".repeat(36);
    await into.transaction((unit) => {
      for (const id of ["a", "a-2", long]) unit.put(cards, id, { number: `into ${id}` });
    });
    await from.transaction((unit) => {
      for (const id of ["a", "a-3", "b", long]) unit.put(cards, id, { number: `from ${id}`, twin: "a" });
      unit.put(notes, "n", { card: "b" });
    });
    await merge.run();
    const found = (await into.find(cards)).items.map(({ id, body }) => `${id}: ${body.number} ${body.twin ?? ""}`);
    expect(found).toEqual(["a: into a ", "a-2: into a-2 ", "a-3: from a-3 a-4", "a-4: from a a-4", "b: from b a-4", `${"x".repeat(34)}-2: from ${long} a-4`, `${long}: into ${long} `]);
    expect(await into.get(notes, "n")).toEqual({ card: "b" });
    expect([await merge.renamed("card", "a"), await merge.renamed("card", "b")]).toEqual(["a-4", "b"]);
    expect((await merge.plan()).renames).toContainEqual({ kind: "card", name: "a", to: "a-4" });
  });

  it("carries many documents in units of a hundred, and counts them", async () => {
    const { root, from, into } = await twoTenants();
    for (let start = 0; start < 450; start += 50) {
      await from.transaction((unit) => Array.from({ length: 50 }, (_, place) => unit.put(cards, `c${start + place}`, { number: `${start + place}` })));
    }
    const sizes: number[] = [];
    const counting: Store = {
      ...root,
      scope: (name) => {
        const store = root.scope(name);
        return { ...store, transaction: (work) => store.transaction((unit) => {
          let puts = 0;
          unit.afterCommit(() => void sizes.push(puts));
          const put = unit.put.bind(unit);
          unit.put = (...values) => { puts += 1; put(...values); };
          return work(unit);
        }) };
      },
    };
    const report = await createMerge(counting, { from: "from", into: "into", parts: [part] }).run();
    expect(report).toEqual({ counts: { cards: 450 }, late: { count: 0, some: [] } });
    expect(Math.max(...sizes)).toBe(101);
    let count = 0;
    for await (const _ of into.each(cards)) count += 1;
    expect(count).toBe(450);
  });

  it("waits for what is not at rest, deliveries among it, and begins anew afterwards", async () => {
    const { from, into, merge } = await twoTenants();
    await from.transaction((unit) => unit.put(cards, "a", { number: "?" }));
    await from.transaction((unit) => unit.put(collection<unknown>("storage.deliveries"), "d", { id: "d", topic: "card.made", key: "a", publishedAt: 0, payload: null }));
    expect((await merge.plan()).problems).toEqual([
      { collection: "storage.deliveries", id: "d", reason: "A delivery of card.made waits; let the outbox of the tenant run until nothing waits or is parked." },
      { collection: "cards", id: "a", reason: "The card has no number; give it one." },
    ]);
    await expect(merge.run()).rejects.toMatchObject({ code: "storage.merge-refused", values: { problems: 2 } });
    await from.transaction((unit) => {
      unit.put(cards, "a", { number: "1" });
      unit.delete(collection("storage.deliveries"), "d");
    });
    await merge.run();
    expect(await into.get(cards, "a")).toEqual({ number: "1" });
  });

  it("says what was written in the source meanwhile, and what was taken in the target", async () => {
    const { root, from, into } = await twoTenants();
    await from.transaction((unit) => unit.put(cards, "a", { number: "1" }));
    await from.transaction((unit) => unit.put(notes, "n", { card: "a" }));
    // Right after the cards are carried, the source gets another, and the target a note of the same id.
    const meddling: MergePart = {
      ...part,
      rules: part.rules.map((rule) => ({
        ...rule,
        async read(reader, limit, after) {
          const isCarrying = rule.collection === "notes" && (await into.get(cards, "a")) !== undefined && (await from.get(cards, "late")) === undefined;
          if (isCarrying) {
            await from.transaction((unit) => unit.put(cards, "late", { number: "2" }));
            await into.transaction((unit) => unit.put(notes, "n", { card: "mine" }));
          }
          return rule.read(reader, limit, after);
        },
      })),
    };
    const merge = createMerge(root, { from: "from", into: "into", parts: [meddling] });
    await expect(merge.run()).rejects.toMatchObject({ code: "storage.merge-taken", values: { collection: "notes", id: "n" } });
    expect(await into.get(notes, "n")).toEqual({ card: "mine" });
    await into.transaction((unit) => unit.delete(notes, "n"));
    expect(await merge.run()).toEqual({ counts: { cards: 1, notes: 1 }, late: { count: 1, some: [{ collection: "cards", id: "late" }] } });
    expect(await merge.run()).toMatchObject({ late: { count: 1 } });
    expect(await into.get(cards, "late")).toBeUndefined();
  });

  it("is done once by two processes", async () => {
    const { root, from, into, merge } = await twoTenants();
    await from.transaction((unit) => Array.from({ length: 300 }, (_, place) => unit.put(cards, `c${place}`, { number: `${place}` })));
    const other = createMerge(root, { from: "from", into: "into", parts: [part] });
    const outcomes = await Promise.allSettled([merge.run(), other.run()]);
    expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value.counts["cards"] : (outcome.reason as { code: string }).code)).toSorted()).toEqual([300, "storage.merge-busy"]);
    expect(await Promise.all([merge.run(), other.run()])).toMatchObject([{ counts: { cards: 300 } }, { counts: { cards: 300 } }]);
    expect((await into.find(cards, { limit: 1_000 })).items).toHaveLength(300);
  });

  it("refuses a tenant and itself, and a name of a kind that nobody declared", async () => {
    const { root, from } = await twoTenants();
    expect(() => createMerge(root, { from: "from", into: "from", parts: [] })).toThrow(expect.objectContaining({ code: "storage.merge-same" }));
    await from.transaction((unit) => unit.put(cards, "a", { number: "1" }));
    await expect(createMerge(root, { from: "from", into: "into", parts: [{ ...part, kinds: [] }] }).plan()).rejects.toMatchObject({ code: "storage.merge-kind" });
  });
});
