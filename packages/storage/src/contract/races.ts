import type { Driver } from "../driver.ts";
import { at, bodyAt, commitOne, mustCommit, outcomes, put, unique, update, versionAt, writes } from "./documents.ts";
import { fail, same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** Concurrency: two handles on one place, as two processes have them. */
export const raceCases: readonly ContractCase[] = [
  contractCase("no update is lost", async (driver, place) => {
    const other = await place.open();
    await race([driver, other], 4, 10, (handle) => update(handle, [at("counter")], ([count]) => [count! + 1]));
    await other.close();
    same(await bodyAt(driver, at("counter")), 80, "the counter");
  }),
  contractCase("no write skew: of two units that read both and write one each, one commits", async (driver, place) => {
    const other = await place.open();
    for (let round = 0; round < 10; round += 1) {
      const version = await mustCommit(driver, writes(put(at("a"), 1), put(at("b"), 1)));
      const checks = [{ ...at("a"), version }, { ...at("b"), version }];
      const answers = await Promise.all([commitOne(driver, { checks, writes: [put(at("a"), 0)] }), commitOne(other, { checks, writes: [put(at("b"), 0)] })]);
      same(outcomes(answers).sort(), ["committed", "conflict"], "the answers");
      same((await sum(driver, ["a", "b"])), 1, "what is left");
    }
    await other.close();
  }),
  contractCase("a phantom cannot slip in: a check for absence holds until the commit", async (driver, place) => {
    const other = await place.open();
    for (let round = 0; round < 10; round += 1) {
      const checks = [{ ...at(`open/${round}`), version: 0 }];
      const answers = await Promise.all([driver, other].map((handle, index) => commitOne(handle, { checks, writes: [put(at(`open/${round}`), index)] })));
      same(outcomes(answers).sort(), ["committed", "conflict"], "the answers");
    }
    await other.close();
  }),
  contractCase("a unique key has one winner", async (driver, place) => {
    const other = await place.open();
    for (let round = 0; round < 5; round += 1) {
      const units = Array.from({ length: 10 }, (_, index) => writes(put(at(`${round}/${index}`), index), put(at(`${round}/${index}`, "claims"), index, unique("n", `${round}`))));
      const [batch, ...singles] = await Promise.all([driver.commit(units.slice(0, 5)), ...units.slice(5).map((unit) => commitOne(other, unit))]);
      const answers = [...batch, ...singles];
      same(outcomes(answers).filter((outcome) => outcome === "committed").length, 1, "winners");
      same(outcomes(answers).filter((outcome) => outcome === "duplicate").length, 9, "losers");
      const left = await driver.scan({ scope: "", collection: "things", from: `${round}/`, to: `${round}/~`, limit: 20 });
      same(left.length, 1, "documents that came with the key");
    }
    await other.close();
  }),
  contractCase("transfers in opposite directions all end, and nothing is gained or lost", async (driver, place) => {
    const other = await place.open();
    const accounts = ["a", "b", "c"];
    await mustCommit(driver, writes(...accounts.map((id) => put(at(id), 1_000))));
    await race([driver, other], 4, 8, (handle, worker) => {
      const [from, to] = worker % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const);
      return update(handle, [at(from), at(to), at("c")], ([taken, given, fee]) => [taken! - 3, given! + 2, fee! + 1]);
    });
    await other.close();
    same(await sum(driver, accounts), 3_000, "the sum");
    same(await bodyAt(driver, at("c")), 1_064, "the fees");
  }),
  contractCase("calls that overlap on one handle are all answered", async (driver) => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => driver.commit([writes(put(at(`d${index}`), index)), writes(put(at("last"), index))])));
    same(answers.flatMap(outcomes), answers.flatMap(() => ["committed", "committed"]), "the answers");
    same((await driver.scan({ scope: "", collection: "things", limit: 100 })).length, 41, "documents");
    if ((await versionAt(driver, at("last"))) === 0) fail("The document that all wrote is absent.");
  }),
];

async function race(handles: readonly Driver[], workers: number, rounds: number, step: (handle: Driver, worker: number) => Promise<void>): Promise<void> {
  await Promise.all(
    handles.flatMap((handle) =>
      Array.from({ length: workers }, async (_, worker) => {
        for (let round = 0; round < rounds; round += 1) await step(handle, worker);
      }),
    ),
  );
}

async function sum(driver: Driver, ids: readonly string[]): Promise<number> {
  const bodies = await Promise.all(ids.map((id) => bodyAt(driver, at(id))));
  return bodies.reduce<number>((total, body) => total + Number(body), 0);
}
