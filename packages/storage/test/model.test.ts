import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareKeys, createMemoryDriver, type CommitResult, type CommitUnit, type ScanRange } from "@cpokit/storage";

// Small alphabets, so that units meet each other.
const id = fc.constantFrom("", "a", "a!", "\u0000", "\uffff", "\ud800", "😀");
const address = fc.record({ scope: fc.constantFrom("", "t"), collection: fc.constantFrom("x", "y"), id });
const entry = fc.constantFrom("p", "q", "\ud800").chain((key) => fc.constantFrom({ index: "free", key, unique: false }, { index: "sole", key, unique: true }));
const write = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), address, body: fc.json({ maxDepth: 1 }), keys: fc.uniqueArray(entry, { maxLength: 3, selector: ({ index, key }) => index + key }) }),
  fc.record({ kind: fc.constant("delete" as const), address }),
);
/** `age` picks the version that a check expects: that of now, of then, absent. */
const check = fc.record({ address, age: fc.constantFrom("now", "now", "now", "absent", "old"), fence: fc.boolean() });
const step = fc.oneof(
  fc.record({ kind: fc.constant("commit" as const), units: fc.array(fc.record({ checks: fc.array(check, { maxLength: 2 }), writes: fc.uniqueArray(write, { maxLength: 4, selector: (item) => JSON.stringify(item.address) }) }), { maxLength: 3 }) }),
  fc.record({
    kind: fc.constant("scan" as const),
    range: fc.record(
      { index: fc.constantFrom("free", "sole"), from: id, to: id, after: fc.record({ key: id, id }), reverse: fc.boolean() },
      { requiredKeys: [] },
    ),
    limit: fc.integer({ min: 1, max: 5 }),
  }),
);

interface ModelDocument {
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly keys: readonly { readonly index: string; readonly key: string; readonly unique: boolean }[];
}

/** The contract in its simplest words: a list of documents, copied for every unit. */
function createModel() {
  let documents: readonly ModelDocument[] = [];
  let version = 0;
  const at = (list: readonly ModelDocument[], { scope, collection, id: wanted }: { scope: string; collection: string; id: string }) =>
    list.find((document) => document.scope === scope && document.collection === collection && document.id === wanted);
  return {
    versionOf: (place: { scope: string; collection: string; id: string }) => at(documents, place)?.version ?? 0,
    commit(unit: CommitUnit): CommitResult["outcome"] {
      const broken = unit.checks.filter((each) => (at(documents, each)?.version ?? 0) !== each.version);
      if (broken.some(({ fence }) => fence === true)) return "fenced";
      if (broken.length > 0) return "conflict";
      let next = documents;
      for (const item of unit.writes) {
        next = next.filter((document) => document !== at(next, item));
        if (item.kind === "put") next = [...next, { scope: item.scope, collection: item.collection, id: item.id, version: version + 1, body: item.body, keys: item.keys }];
      }
      const sole = next.flatMap(({ scope, collection, keys }) => keys.filter(({ unique }) => unique).map(({ index, key }) => JSON.stringify([scope, collection, index, key])));
      if (new Set(sole).size < sole.length) return "duplicate";
      documents = next;
      version += 1;
      return "committed";
    },
    scan({ scope, collection, index, from, to, after, reverse = false, limit }: ScanRange) {
      const compare = (a: { key: string; id: string }, b: { key: string; id: string }): number => compareKeys(a.key, b.key) || compareKeys(a.id, b.id);
      const found = documents
        .filter((document) => document.scope === scope && document.collection === collection)
        .flatMap((document) => (index === undefined ? [document.id] : document.keys.filter((key) => key.index === index).map(({ key }) => key)).map((key) => ({ id: document.id, version: document.version, body: document.body, key })))
        .filter(({ key }) => (from === undefined || compareKeys(key, from) >= 0) && (to === undefined || compareKeys(key, to) < 0))
        .filter((place) => after === undefined || (reverse ? compare(place, after) < 0 : compare(place, after) > 0))
        .sort(compare);
      return (reverse ? found.reverse() : found).slice(0, limit);
    },
  };
}

describe("the memory driver", () => {
  it("does what the simplest model does, for any units and scans", async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const [driver, model] = [createMemoryDriver(), createModel()];
      for (const item of steps) {
        if (item.kind === "scan") {
          const range: ScanRange = { scope: "", collection: "x", limit: item.limit, ...item.range };
          expect(await driver.scan(range)).toEqual(model.scan(range));
          continue;
        }
        const units = item.units.map((unit): CommitUnit => ({
          checks: unit.checks.map(({ address: place, age, fence }) => ({ ...place, fence, version: age === "absent" ? 0 : model.versionOf(place) - (age === "old" ? 1 : 0) })),
          writes: unit.writes.map((each) => (each.kind === "put" ? { kind: "put", ...each.address, body: each.body, keys: each.keys } : { kind: "delete", ...each.address })),
        }));
        const expected = units.map((unit) => model.commit(unit));
        expect((await driver.commit(units)).map(({ outcome }) => outcome)).toEqual(expected);
      }
      for (const scope of ["", "t"]) {
        for (const collection of ["x", "y"]) expect(await driver.scan({ scope, collection, limit: 100 })).toEqual(model.scan({ scope, collection, limit: 100 }));
      }
    }), { numRuns: 1_000 });
  });
});
