import { at, bodyAt, commitOne, mustCommit, put, unique, versionAt, writes } from "./documents.ts";
import { fail, rejects, same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** Several handles on one place, closing and opening again. */
export const handleCases: readonly ContractCase[] = [
  contractCase("a handle sees at once what another committed", async (driver, place) => {
    const other = await place.open();
    for (let round = 0; round < 5; round += 1) {
      same(await bodyAt(other, at("a")), round === 0 ? undefined : round - 1, "before");
      const version = await mustCommit(driver, writes(put(at("a"), round, unique("n", String(round)))));
      same([await bodyAt(other, at("a")), await versionAt(other, at("a"))], [round, version], "after");
      same((await other.scan({ scope: "", collection: "things", index: "n", limit: 10 })).map(({ key }) => key), [String(round)], "the scan");
      same((await commitOne(other, { checks: [{ ...at("a"), version: version - 1 }], writes: [] })).outcome, "conflict", "a check of the version before");
      same((await commitOne(other, writes(put(at("b"), 0, unique("n", String(round)))))).outcome, "duplicate", "the key that the other took");
    }
    await other.close();
  }),
  contractCase("closing one handle leaves the others alone", async (driver, place) => {
    const other = await place.open();
    await mustCommit(other, writes(put(at("a"), 1)));
    await other.close();
    same(await bodyAt(driver, at("a")), 1, "the document");
    await mustCommit(driver, writes(put(at("a"), 2)));
  }),
  contractCase("a closed handle rejects everything, and closing again is fine", async (_, place) => {
    const closed = await place.open();
    await closed.close();
    await closed.close();
    await rejects(closed.get(at("a")), "storage.closed", "get");
    await rejects(closed.scan({ scope: "", collection: "things", limit: 1 }), "storage.closed", "scan");
    await rejects(closed.commit([]), "storage.closed", "commit");
  }),
  contractCase("closing waits for what was begun", async (driver, place) => {
    const other = await place.open();
    const begun = Array.from({ length: 5 }, (_, index) => mustCommit(other, writes(put(at(`d${index}`), index))));
    const reads = other.get(at("d0"));
    await other.close();
    await Promise.all([...begun, reads]);
    same((await driver.scan({ scope: "", collection: "things", limit: 10 })).length, 5, "documents");
  }),
  contractCase("everything is there again after closing all handles", async (driver, place) => {
    const version = await mustCommit(driver, writes(put(at("a"), 1, unique("n", "1")), put(at("b", "others", "tenant"), 2)));
    await driver.close();
    const again = await place.open();
    same([await bodyAt(again, at("a")), await versionAt(again, at("a")), await bodyAt(again, at("b", "others", "tenant"))], [1, version, 2], "the documents");
    same((await commitOne(again, writes(put(at("c"), 1, unique("n", "1"))))).outcome, "duplicate", "the unique key");
    same((await mustCommit(again, writes(put(at("a"), 2)))) > version, true, "versions go on");
    await again.close();
  }),
  contractCase("a handle that watches a collection is told of what another puts there (drivers with watch)", async (driver, place) => {
    // Without the capability nothing is promised: the outbox of such a driver polls.
    if (driver.watch === undefined) return;
    const other = await place.open();
    await mustCommit(driver, writes(put(at("a"), 0, unique("n", "0")), put(at("b", "things", "tenant"), 0)));
    let tell = (_: string | undefined): void => undefined;
    const stop = driver.watch("things", (scope) => tell(scope));
    for (const scope of ["", "tenant"]) {
      let isTold = false;
      const told = new Promise<void>((resolve) => {
        tell = (where) => {
          if (where !== undefined && where !== scope) return;
          isTold = true;
          resolve();
        };
      });
      // A hint may be lost while the watch is being set up, so the other goes on.
      for (let round = 0; !isTold; round += 1) {
        if (round > 1_000) fail("A thousand commits of another handle went by unheard.");
        await mustCommit(other, writes(put(at(`w${round % 7}`, "things", scope), round)));
      }
      await told;
    }
    stop();
    await other.close();
  }),
];
