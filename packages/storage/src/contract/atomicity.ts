import { at, bodyAt, commitOne, indexed, mustCommit, outcomes, put, remove, unique, versionAt, writes } from "./documents.ts";
import { same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** Documents of a large unit: one whose cost grows with the square of its size takes minutes, or all of the memory. */
const LARGE = 5_000;

/** All or nothing, and each unit for itself. */
export const atomicityCases: readonly ContractCase[] = [
  contractCase("a unit writes all of its documents", async (driver) => {
    await mustCommit(driver, writes(put(at("old"), 0)));
    const version = await mustCommit(driver, writes(put(at("a"), 1), put(at("b", "others"), 2), remove(at("old"))));
    same([await bodyAt(driver, at("a")), await bodyAt(driver, at("b", "others")), await bodyAt(driver, at("old"))], [1, 2, undefined], "the documents");
    same([await versionAt(driver, at("a")), await versionAt(driver, at("b", "others"))], [version, version], "the version of both is that of the unit");
  }),
  contractCase("a unit with one broken check writes nothing", async (driver) => {
    const version = await mustCommit(driver, writes(put(at("a"), 1)));
    const result = await commitOne(driver, {
      checks: [{ ...at("a"), version }, { ...at("b"), version: 0 }, { ...at("c"), version }],
      writes: [put(at("a"), 2, unique("n", "1")), put(at("b"), 2), remove(at("a", "others"))],
    });
    same(result, { outcome: "conflict", at: at("c") }, "the answer names the broken check");
    same([await bodyAt(driver, at("a")), await bodyAt(driver, at("b"))], [1, undefined], "the documents");
    same(await mustCommit(driver, writes(put(at("d"), 1, unique("n", "1")))) > version, true, "the unique key of the refused unit is free");
  }),
  contractCase("a unit that takes a taken key writes nothing", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1"))));
    const result = await commitOne(driver, writes(put(at("x"), 1), put(at("b"), 1, unique("n", "2"), unique("n", "1"))));
    same(result, { outcome: "duplicate", at: at("b"), index: "n", key: "1" }, "the answer names the key");
    same([await bodyAt(driver, at("x")), await bodyAt(driver, at("b"))], [undefined, undefined], "the documents");
    await mustCommit(driver, writes(put(at("c"), 1, unique("n", "2"))));
  }),
  contractCase("0 means absent, and a version means that one", async (driver) => {
    same((await commitOne(driver, { checks: [{ ...at("a"), version: 0 }], writes: [put(at("a"), 1)] })).outcome, "committed", "absent as expected");
    const version = await versionAt(driver, at("a"));
    same((await commitOne(driver, { checks: [{ ...at("a"), version: 0 }], writes: [put(at("a"), 2)] })).outcome, "conflict", "present, though expected absent");
    same((await commitOne(driver, { checks: [{ ...at("a"), version: version + 1 }], writes: [] })).outcome, "conflict", "a version of the future");
    same((await commitOne(driver, { checks: [{ ...at("a"), version }], writes: [] })).outcome, "committed", "a unit of checks alone");
    same((await commitOne(driver, { checks: [{ ...at("a"), version }], writes: [remove(at("a"))] })).outcome, "committed", "the right version");
    same((await commitOne(driver, { checks: [{ ...at("a"), version }], writes: [] })).outcome, "conflict", "absent, though expected");
  }),
  contractCase("a fence is judged first, then checks, then unique keys", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1"))));
    const broken = { ...at("a"), version: 0 };
    const taken = put(at("b"), 1, unique("n", "1"));
    same(await commitOne(driver, { checks: [broken, { ...at("lease"), version: 7, fence: true }], writes: [taken] }), { outcome: "fenced", at: at("lease") }, "a fence behind a broken check");
    same((await commitOne(driver, { checks: [broken], writes: [taken] })).outcome, "conflict", "a broken check and a taken key");
    const lease = await mustCommit(driver, writes(put(at("lease"), 1)));
    same((await commitOne(driver, { checks: [{ ...at("lease"), version: lease, fence: true }], writes: [put(at("c"), 1)] })).outcome, "committed", "a fence that holds");
    await mustCommit(driver, writes(put(at("lease"), 2)));
    same((await commitOne(driver, { checks: [{ ...at("lease"), version: lease, fence: true }], writes: [put(at("c"), 2)] })).outcome, "fenced", "a fence that another holder broke");
    same(await bodyAt(driver, at("c")), 1, "the fenced write");
  }),
  contractCase("a refused unit leaves its neighbours alone", async (driver) => {
    await mustCommit(driver, writes(put(at("taken"), 0, unique("n", "1"))));
    const results = await driver.commit([
      writes(put(at("a"), 1)),
      { checks: [{ ...at("a"), version: 0 }], writes: [put(at("b"), 1)] },
      writes(put(at("c"), 1)),
      writes(put(at("d"), 1), put(at("e"), 1, unique("n", "1"))),
      { checks: [{ ...at("lease"), version: 1, fence: true }], writes: [put(at("f"), 1)] },
      writes(put(at("g"), 1)),
    ]);
    same(outcomes(results), ["committed", "conflict", "committed", "duplicate", "fenced", "committed"], "the answers");
    same(await Promise.all(["a", "b", "c", "d", "e", "f", "g"].map((id) => bodyAt(driver, at(id)))), [1, undefined, 1, undefined, undefined, undefined, 1], "the documents");
  }),
  contractCase("units of one call are judged in order, each on top of those before it", async (driver) => {
    const absent = { ...at("a"), version: 0 };
    const results = await driver.commit([
      { checks: [absent], writes: [put(at("a"), 1, unique("n", "1"))] },
      { checks: [absent], writes: [put(at("a"), 2)] },
      writes(put(at("b"), 1, unique("n", "1"))),
      writes(remove(at("a"))),
      { checks: [absent], writes: [put(at("b"), 2, unique("n", "1"))] },
      writes(put(at("c"), 1)),
      writes(put(at("c"), 2)),
    ]);
    same(outcomes(results), ["committed", "conflict", "duplicate", "committed", "committed", "committed", "committed"], "the answers");
    same([await bodyAt(driver, at("a")), await bodyAt(driver, at("b")), await bodyAt(driver, at("c"))], [undefined, 2, 2], "the documents");
    same(await versionAt(driver, at("c")), results.map((result) => (result.outcome === "committed" ? result.version : 0)).at(-1), "the version is that of the last unit");
  }),
  contractCase("a call may hold no unit, or two hundred", async (driver) => {
    same(await driver.commit([]), [], "the answers to no unit");
    const units = Array.from({ length: 200 }, (_, index) => writes(put(at(`d${index}`), index), put(at("last"), index, unique("n", String(index)))));
    const results = await driver.commit(units);
    same(outcomes(results), units.map(() => "committed"), "the answers");
    same(new Set(results.map((result) => (result.outcome === "committed" ? result.version : 0))).size, 200, "every unit has a version of its own");
    same([await bodyAt(driver, at("d0")), await bodyAt(driver, at("d199")), await bodyAt(driver, at("last"))], [0, 199, 199], "the documents");
  }),
  contractCase("a unit may be large", async (driver) => {
    const places = Array.from({ length: LARGE }, (_, place) => place);
    // Every document takes over the unique key of its neighbour in the second round.
    const round = (shift: number) => places.map((place) => put(at(`d${place}`), [place, shift], unique("n", String((place + shift) % LARGE)), indexed("m", String(place % 10))));
    let version = await mustCommit(driver, { checks: places.map((place) => ({ ...at(`d${place}`), version: 0 })), writes: round(0) });
    version = await mustCommit(driver, { checks: places.map((place) => ({ ...at(`d${place}`), version })), writes: round(1) });
    const refused = writes(...round(2).slice(0, -1), put(at("foreign"), 0, unique("n", "7")));
    same((await commitOne(driver, refused)).outcome, "duplicate", "a large unit in which two documents claim one key");
    const stale = places.map((place) => ({ ...at(`d${place}`), version: place === LARGE - 1 ? version + 1 : version }));
    same(await commitOne(driver, { checks: stale, writes: round(2) }), { outcome: "conflict", at: at(`d${LARGE - 1}`) }, "a large unit with one broken check");
    same([await bodyAt(driver, at("d0")), await versionAt(driver, at(`d${LARGE - 1}`))], [[0, 1], version], "what the refused units left alone");
    await mustCommit(driver, writes(...places.map((place) => remove(at(`d${place}`)))));
    same(await driver.scan({ scope: "", collection: "things", index: "n", limit: 1 }), [], "what is left of the index");
  }),
];
