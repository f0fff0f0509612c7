import { describe, expect, it } from "vitest";
import { createCommitQueue } from "./commit-queue.ts";
import type { CommitUnit, Driver } from "./driver.ts";
import { createMemoryDriver } from "./memory/memory-driver.ts";

const unit = (id: string): CommitUnit => ({ checks: [], writes: [{ kind: "put", scope: "", collection: "c", id, body: "1", keys: [] }] });
const soon = (run: () => void): void => void Promise.resolve().then(run);

describe("the commit queue", () => {
  it("fails all units of a call that fails, and goes on with the next", async () => {
    const memory = createMemoryDriver();
    let calls = 0;
    const driver: Driver = { ...memory, commit: async (units) => ((calls += 1) === 1 ? Promise.reject(new Error("disk")) : memory.commit(units)) };
    const queue = createCommitQueue(driver, soon);
    const first = await Promise.allSettled([queue.commit(unit("a")), queue.commit(unit("b"))]);
    expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect((await queue.commit(unit("c"))).outcome).toBe("committed");
  });

  it("is drained when nothing is waiting or under way", async () => {
    const order: string[] = [];
    const queue = createCommitQueue(createMemoryDriver(), soon);
    await queue.drained();
    const commits = Array.from({ length: 500 }, (_, index) => queue.commit(unit(`d${index}`)));
    void Promise.all(commits).then(() => order.push("committed"));
    await queue.drained();
    order.push("drained");
    await Promise.all(commits);
    expect(order).toContain("committed");
  });

  it("lets a turn pass between two calls, so that input is served", async () => {
    const turns: (() => void)[] = [];
    const queue = createCommitQueue(createMemoryDriver(), (run) => turns.push(run));
    const commits = Array.from({ length: 300 }, (_, index) => queue.commit(unit(`d${index}`)));
    expect(turns).toHaveLength(1);
    turns[0]!();
    await commits[199];
    await Promise.resolve();
    expect(turns).toHaveLength(2);
    turns[1]!();
    await Promise.all(commits);
    expect(turns).toHaveLength(2);
  });
});
