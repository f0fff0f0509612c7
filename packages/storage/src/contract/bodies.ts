import { at, mustCommit, nastyTexts, put, remove, versionAt, writes } from "./documents.ts";
import { fail, same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** What was put is what is got, under the address where it was put. */
export const bodyCases: readonly ContractCase[] = [
  contractCase("every id is a document of its own, whatever it holds", async (driver) => {
    await mustCommit(driver, writes(...nastyTexts.map((id, index) => put(at(id), index))));
    for (const [index, id] of nastyTexts.entries()) {
      const document = await driver.get(at(id));
      same([document?.id, document?.body], [id, String(index)], `the document with id ${JSON.stringify(id)}`);
    }
    for (const [index, id] of nastyTexts.entries()) {
      await mustCommit(driver, writes(remove(at(id))));
      const left = await driver.scan({ scope: "", collection: "things", limit: 1_000 });
      same(left.length, nastyTexts.length - index - 1, `documents left without ${JSON.stringify(id)}`);
    }
  }),
  contractCase("every scope and collection is a place of its own, whatever its name holds", async (driver) => {
    await mustCommit(driver, writes(...nastyTexts.flatMap((name, index) => [put(at("a", name, "s"), index), put(at("a", "c", name), -index)])));
    for (const [index, name] of nastyTexts.entries()) {
      same([(await driver.get(at("a", name, "s")))?.body, (await driver.get(at("a", "c", name)))?.body], [String(index), String(-index)], `the place ${JSON.stringify(name)}`);
    }
  }),
  contractCase("bodies are kept character for character", async (driver) => {
    const bodies = [
      '{"total":"0.10","rate":1.10,"big":12345678901234567890,"exp":1e400,"minus":-0,"tiny":0.1000000000000000055511151231257827}',
      '{ "b" : 1,\n\t"a":2 , "a":3 }',
      '"\\u0000\\ud800\\/é😀\u2028"',
      "null",
      '{"__proto__":{"x":1},"constructor":null}',
      `"${"'".repeat(10)}"`,
    ];
    for (const [index, body] of bodies.entries()) await mustCommit(driver, writes({ kind: "put", ...at(`d${index}`), body, keys: [] }));
    for (const [index, body] of bodies.entries()) same((await driver.get(at(`d${index}`)))?.body, body, "the body");
    same((await driver.scan({ scope: "", collection: "things", limit: 10 })).map(({ body }) => body), bodies, "the bodies of a scan");
  }),
  contractCase("a document may have a million characters", async (driver) => {
    const text = JSON.stringify("0123456789abcdef é😀".repeat(50_000));
    await mustCommit(driver, writes({ kind: "put", ...at("large"), body: text, keys: [] }, put(at("small"), 1)));
    if ((await driver.get(at("large")))?.body !== text) fail("A body of a million characters came back changed.");
    if ((await driver.scan({ scope: "", collection: "things", limit: 2 }))[0]?.body !== text) fail("A body of a million characters came back changed from a scan.");
  }),
  contractCase("a version is never seen again at its address, even across deletion", async (driver) => {
    const seen: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      seen.push(await mustCommit(driver, writes(put(at("a"), round))));
      seen.push(await mustCommit(driver, writes(put(at("a"), round))));
      await mustCommit(driver, writes(remove(at("a"))));
      same(await versionAt(driver, at("a")), 0, "the version of nothing");
    }
    same(seen, [...new Set(seen)].sort((a, b) => a - b), "versions grow");
    same(seen.every((version) => Number.isSafeInteger(version) && version > 0), true, "versions are positive whole numbers");
  }),
  contractCase("versions follow the order of commits through the whole store", async (driver, place) => {
    const other = await place.open();
    const seen: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      seen.push(await mustCommit(driver, writes(put(at(`a${round}`), 0))));
      seen.push(await mustCommit(other, writes(put(at(`b${round}`, "others", "tenant"), 0))));
    }
    await other.close();
    same(seen, [...new Set(seen)].sort((a, b) => a - b), "versions grow from commit to commit");
  }),
];
