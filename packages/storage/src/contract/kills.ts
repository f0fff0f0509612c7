import type { Driver } from "../driver.ts";
import { at, bodyAt, commitOne, put, unique } from "./documents.ts";
import { fail, same } from "./expect.ts";
import { contractCase, type ContractCase } from "./target.ts";

/** One account of the writer: a counter, and a journal with one entry per count, as a session and its events are. */
const ACCOUNTS = 8;
const DEFAULT_KILLS = 10;

/**
 * What the process to be killed runs: it counts on several accounts at once, for ever, and calls `acknowledge` with one line
 * for each commit that was answered.
 */
export async function writeUntilKilled(driver: Driver, acknowledge: (line: string) => void): Promise<never> {
  for (;;) {
    const counts = await Promise.all(accounts().map(async (account) => ({ account, document: await driver.get(at(account, "accounts")) })));
    const units = counts.map(({ account, document }) => {
      const next = Number(document?.body ?? 0) + 1;
      return {
        checks: [{ ...at(account, "accounts"), version: document?.version ?? 0 }],
        writes: [put(at(account, "accounts"), next), put(at(`${account}/${next}`, "journal"), { text: "x".repeat(next % 500) }, unique("entry", `${account}/${next}`))],
      };
    });
    const results = await driver.commit(units);
    for (const [index, result] of results.entries()) {
      if (result.outcome !== "committed") fail(`The only writer was answered ${JSON.stringify(result)}.`);
      acknowledge(JSON.stringify([counts[index]!.account, units[index]!.writes[0]!.kind === "put" ? Number(units[index]!.writes[0]!.body) : 0, result.version]));
    }
  }
}

/** Nothing acknowledged is lost, nothing is half there (I1, F1, F2). */
export const killCases: readonly ContractCase[] = [
  contractCase("what was acknowledged survives a kill, and nothing is half there (durable drivers)", async (driver, place, target) => {
    if (!target.durable) return;
    if (place.killWriter === undefined) fail("A durable driver needs killWriter in its place.");
    await driver.close();
    let versions = 0;
    let acknowledged = 0;
    for (let round = 0; round < (target.kills ?? DEFAULT_KILLS); round += 1) {
      const lines = (await place.killWriter(round)).map((line) => JSON.parse(line) as [account: string, count: number, version: number]);
      acknowledged += lines.length;
      const survivor = await place.open();
      for (const account of accounts()) await checkAccount(survivor, account, Math.max(0, ...lines.filter(([name]) => name === account).map(([, count]) => count)));
      versions = Math.max(versions, ...lines.map(([, , version]) => version));
      const probe = await commitOne(survivor, { checks: [], writes: [put(at("probe"), round)] });
      if (probe.outcome !== "committed" || probe.version <= versions) fail(`After a kill a commit was answered ${JSON.stringify(probe)}; version ${versions} was acknowledged before.`);
      await survivor.close();
    }
    if (acknowledged === 0) fail("No writer acknowledged anything before it was killed; give it more time.");
  }),
];

function accounts(): string[] {
  return Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
}

async function checkAccount(driver: Driver, account: string, acknowledged: number): Promise<void> {
  const count = Number((await bodyAt(driver, at(account, "accounts"))) ?? 0);
  if (count < acknowledged) fail(`${account} stands at ${count}, though ${acknowledged} was acknowledged before the kill.`);
  let entries = 0;
  for (let after: { key: string; id: string } | undefined; ; ) {
    const page = await driver.scan({ scope: "", collection: "journal", index: "entry", from: `${account}/`, to: `${account}0`, limit: 1_000, ...(after === undefined ? {} : { after }) });
    entries += page.length;
    const last = page.at(-1);
    if (last === undefined) break;
    after = { key: last.key, id: last.id };
  }
  same(entries, count, `entries in the journal of ${account}`);
}
