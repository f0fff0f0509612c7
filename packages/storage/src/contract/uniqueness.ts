import { at, commitOne, mustCommit, put, remove, unique, indexed, writes } from "./documents.ts";
import { same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** At most one document per key, judged on what is there after the unit. */
export const uniquenessCases: readonly ContractCase[] = [
  contractCase("a document keeps its own unique key", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1"))));
    await mustCommit(driver, writes(put(at("a"), 2, unique("n", "1"))));
    await mustCommit(driver, writes(put(at("a"), 3, unique("n", "1"), unique("n", "2"), unique("m", "1"))));
    same((await commitOne(driver, writes(put(at("b"), 1, unique("n", "2"))))).outcome, "duplicate", "a second key of the document");
  }),
  contractCase("a key is free once its document gave it up or is gone", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1")), put(at("b"), 1, unique("n", "2"))));
    await mustCommit(driver, writes(put(at("a"), 2)));
    await mustCommit(driver, writes(put(at("c"), 1, unique("n", "1"))));
    await mustCommit(driver, writes(remove(at("b"))));
    await mustCommit(driver, writes(put(at("d"), 1, unique("n", "2"))));
  }),
  contractCase("a unit may move and swap unique keys", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1")), put(at("b"), 1, unique("n", "2"))));
    await mustCommit(driver, writes(put(at("a"), 2, unique("n", "2")), put(at("b"), 2, unique("n", "1"))));
    await mustCommit(driver, writes(put(at("c"), 1, unique("n", "1")), remove(at("b"))));
    same((await commitOne(driver, writes(put(at("d"), 1, unique("n", "1"))))).outcome, "duplicate", "the moved key");
    same((await commitOne(driver, writes(put(at("d"), 1, unique("n", "2"))))).outcome, "duplicate", "the swapped key");
  }),
  contractCase("two documents of one unit cannot share a unique key", async (driver) => {
    same((await commitOne(driver, writes(put(at("a"), 1, unique("n", "1")), put(at("b"), 1, unique("n", "1"))))).outcome, "duplicate", "the answer");
  }),
  contractCase("unique keys of other scopes, collections and indexes do not count", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1"))));
    await mustCommit(driver, writes(put(at("b", "others"), 1, unique("n", "1")), put(at("b", "things", "tenant"), 1, unique("n", "1")), put(at("b"), 1, unique("m", "1"))));
  }),
  contractCase("keys that are not unique can be shared", async (driver) => {
    await mustCommit(driver, writes(put(at("a"), 1, indexed("n", "1")), put(at("b"), 1, indexed("n", "1"))));
    await mustCommit(driver, writes(put(at("c"), 1, indexed("n", "1"))));
  }),
];
