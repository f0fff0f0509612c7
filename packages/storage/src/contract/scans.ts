import { compareKeys, type Driver, type ScanRange } from "../driver.ts";
import { at, indexed, mustCommit, nastyTexts, put, remove, writes } from "./documents.ts";
import { same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

const inOrder = nastyTexts.toSorted(compareKeys);

async function ids(driver: Driver, range: Partial<ScanRange>): Promise<string[]> {
  const found = await driver.scan({ scope: "", collection: "things", limit: 1_000, ...range });
  return found.map(({ id }) => id);
}

/** All ids of a range, read in pages. */
async function paged(driver: Driver, range: Partial<ScanRange>, limit: number): Promise<string[]> {
  const all: string[] = [];
  for (let after: ScanRange["after"]; ; ) {
    const page = await driver.scan({ scope: "", collection: "things", limit, ...range, ...(after === undefined ? {} : { after }) });
    all.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return all;
    after = { key: last.key, id: last.id };
  }
}

/** Ordered, complete, bounded reads. */
export const scanCases: readonly ContractCase[] = [
  contractCase("ids come in the order of code points, whatever they hold", async (driver) => {
    await mustCommit(driver, writes(...nastyTexts.map((id, index) => put(at(id), index))));
    same(await ids(driver, {}), inOrder, "upwards");
    same(await ids(driver, { reverse: true }), inOrder.toReversed(), "downwards");
    for (const limit of [1, 7]) {
      same(await paged(driver, {}, limit), inOrder, `upwards in pages of ${limit}`);
      same(await paged(driver, { reverse: true }, limit), inOrder.toReversed(), `downwards in pages of ${limit}`);
    }
    same((await driver.scan({ scope: "", collection: "things", limit: 1 })).map(({ key, id }) => [key, id]), [["", ""]], "the key of a scan by id is the id");
  }),
  contractCase("keys come in the order of code points, then ids", async (driver) => {
    await mustCommit(driver, writes(...nastyTexts.map((key, index) => put(at(`d${index}`), index, indexed("n", key), indexed("same", "k")))));
    const expected = inOrder.map((key) => `d${nastyTexts.indexOf(key)}`);
    same(await ids(driver, { index: "n" }), expected, "by key");
    same(await paged(driver, { index: "n" }, 7), expected, "by key in pages");
    same(await paged(driver, { index: "n", reverse: true }, 7), expected.toReversed(), "by key in pages downwards");
    const byId = nastyTexts.map((_, index) => `d${index}`).sort(compareKeys);
    same(await paged(driver, { index: "same" }, 7), byId, "one key for all, in pages");
    same(await paged(driver, { index: "same", reverse: true }, 7), byId.toReversed(), "one key for all, in pages downwards");
  }),
  contractCase("bounds hold: from is in, to is out, after is out", async (driver) => {
    await mustCommit(driver, writes(...nastyTexts.map((id) => put(at(id), 0, indexed("n", id)))));
    for (const [low, high] of [[3, 9], [0, 1], [10, inOrder.length - 1], [5, 5], [9, 3]] as const) {
      const [from, to] = [inOrder[low]!, inOrder[high]!];
      const expected = inOrder.slice(low, high);
      for (const index of [{}, { index: "n" }]) {
        same(await ids(driver, { ...index, from, to }), expected, `from the ${low}th to the ${high}th`);
        same(await ids(driver, { ...index, from, to, reverse: true }), expected.toReversed(), `from the ${high}th down to the ${low}th`);
        const after = { key: inOrder[4]!, id: inOrder[4]! };
        same(await ids(driver, { ...index, from, to, after }), expected.filter((id) => compareKeys(id, after.id) > 0), "after the 4th upwards");
        same(await ids(driver, { ...index, from, to, after, reverse: true }), expected.filter((id) => compareKeys(id, after.id) < 0).toReversed(), "after the 4th downwards");
      }
    }
    same(await ids(driver, { limit: 3 }), inOrder.slice(0, 3), "a limit");
  }),
  contractCase("a document appears once for each of its keys, and never for a key it gave up", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, indexed("n", "2"), indexed("n", "1"), indexed("m", "9")), put(at("b"), 1, indexed("n", "1"))));
    const entries = async () => (await driver.scan({ scope: "", collection: "things", index: "n", limit: 10 })).map(({ key, id }) => `${key}${id}`);
    same(await entries(), ["1a", "1b", "2a"], "both keys");
    await mustCommit(driver, writes(put(at("a"), 2, indexed("n", "3"))));
    same(await entries(), ["1b", "3a"], "other keys");
    same(await ids(driver, { index: "m" }), [], "the other index");
    await mustCommit(driver, writes(remove(at("b")), put(at("a"), 3)));
    same(await entries(), [], "no keys");
    same(await ids(driver, {}), ["a"], "the document is still there");
  }),
  contractCase("a scan gives the newest bodies and versions", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, indexed("n", "1"))));
    const version = await mustCommit(driver, writes(put(at("a"), 2, indexed("n", "1"))));
    for (const index of [{}, { index: "n" }]) {
      const [found] = await driver.scan({ scope: "", collection: "things", limit: 1, ...index });
      same([found?.body, found?.version], ["2", version], "the document");
    }
  }),
  contractCase("scans stay within their scope, collection and index, and unknown ones are empty", async (driver) => {
    const places = [["", "things"], ["", "thing"], ["", "things2"], ["t", "things"], ["t", "hings"], ["tt", "hings"]] as const;
    await mustCommit(driver, writes(...places.map(([scope, name], index) => put(at(`d${index}`, name, scope), index, indexed("n", "1"), indexed("n2", "1")))));
    for (const [index, [scope, collection]] of places.entries()) {
      same(await ids(driver, { scope, collection }), [`d${index}`], `scope "${scope}", collection "${collection}"`);
      same(await ids(driver, { scope, collection, index: "n" }), [`d${index}`], `scope "${scope}", collection "${collection}" by index`);
    }
    same([await ids(driver, { collection: "none" }), await ids(driver, { index: "none" }), await ids(driver, { scope: "none" })], [[], [], []], "unknown places");
  }),
  contractCase("a cursor goes on where it was while documents come and go", async (driver) => {
    await mustCommit(driver, writes(...["b", "d", "f", "h"].map((id) => put(at(id), 0, indexed("n", id)))));
    for (const index of [{}, { index: "n" }]) {
      const first = await driver.scan({ scope: "", collection: "things", limit: 2, ...index });
      same(first.map(({ id }) => id), ["b", "d"], "the first page");
      await mustCommit(driver, writes(remove(at("d")), put(at("c"), 0, indexed("n", "c")), put(at("e"), 0, indexed("n", "e"))));
      same(await ids(driver, { ...index, after: { key: "d", id: "d" } }), ["e", "f", "h"], "behind a document that is gone");
      same(await ids(driver, { ...index, after: { key: "d", id: "d" }, reverse: true }), ["c", "b"], "the other way");
      await mustCommit(driver, writes(put(at("d"), 0, indexed("n", "d")), remove(at("c")), remove(at("e"))));
    }
  }),
  contractCase("a scan while others write shows every document that stays exactly once, and none half written", async (driver, place) => {
    const other = await place.open();
    const kept = Array.from({ length: 50 }, (_, index) => `k${String(index).padStart(2, "0")}`);
    await mustCommit(driver, writes(...kept.map((id) => put(at(id), "0".repeat(2_000), indexed("n", id)))));
    let isDone = false;
    const writing = (async () => {
      for (let round = 1; round <= 20; round += 1) {
        const body = String(round % 10).repeat(2_000);
        // Each unit gives every document that stays the same new body, and moves others around them.
        await mustCommit(other, writes(...kept.map((id) => put(at(id), body, indexed("n", id))), put(at(`a${round}`), body, indexed("n", `a${round}`)), remove(at(`a${round - 1}`))));
      }
      isDone = true;
    })();
    while (!isDone) {
      for (const index of [{}, { index: "n" }]) {
        const found = await driver.scan({ scope: "", collection: "things", from: "k", limit: 1_000, ...index });
        same(found.map(({ id }) => id), kept, "the documents that stay");
        same(new Set(found.map(({ body }) => body)).size, 1, "the units that a scan sees");
      }
      // Drivers that answer at once let the writer have its turn.
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    await writing;
    await other.close();
  }),
];
