import fc from "fast-check";
import { expect, it } from "vitest";
import { compareKeys } from "../driver.ts";
import { createSortedList, type Entry } from "./sorted-list.ts";

const entry = fc.record({ key: fc.constantFrom("a", "b", "\uffff", "😀"), id: fc.nat({ max: 400 }).map(String) });

it("is a sorted set, over many blocks as well", () => {
  const change = fc.tuple(fc.boolean(), entry);
  fc.assert(fc.property(fc.array(change, { minLength: 0, maxLength: 3_000, size: "max" }), entry, (changes, bound) => {
    const list = createSortedList();
    const model = new Map<string, Entry>();
    for (const [added, item] of changes) {
      if (added) {
        list.add(item);
        model.set(item.key + item.id, item);
      } else {
        list.remove(item);
        model.delete(item.key + item.id);
      }
    }
    const compare = (a: Entry, b: Entry): number => compareKeys(a.key, b.key) || compareKeys(a.id, b.id);
    const sorted = [...model.values()].sort(compare);
    expect([...list.ascending(undefined)]).toEqual(sorted);
    expect([...list.descending(undefined)]).toEqual(sorted.toReversed());
    expect([...list.ascending(bound)]).toEqual(sorted.filter((item) => compare(item, bound) >= 0));
    expect([...list.ascending(bound, true)]).toEqual(sorted.filter((item) => compare(item, bound) > 0));
    expect([...list.descending(bound)]).toEqual(sorted.filter((item) => compare(item, bound) < 0).toReversed());
  }), { numRuns: 60 });
});
