import { rejects, same } from "./expect.ts";
import { countOf, counters, storeCase } from "./store-case.ts";
import type { ContractCase } from "./target.ts";

/** What a lease promises. */
export const leaseCases: readonly ContractCase[] = [
  storeCase("a lease has one holder until it ends or is released", async ({ store: open, time }) => {
    const [one, two] = [await open(), await open()];
    const mine = await one.leases.acquire("job", "one", 1_000);
    same(mine?.holder, "one", "the holder");
    same(await two.leases.acquire("job", "two", 1_000), undefined, "while it is held");
    same((await two.leases.acquire("other", "two", 1_000))?.holder, "two", "another lease");
    time.advance(999);
    same(await two.leases.acquire("job", "two", 1_000), undefined, "just before it ends");
    const renewed = await one.leases.renew(mine!, 1_000);
    same(renewed !== undefined && renewed.version > mine!.version, true, "a renewal has a greater version");
    time.advance(999);
    same(await two.leases.acquire("job", "two", 1_000), undefined, "after the renewal");
    await one.leases.release(renewed!);
    same((await two.leases.acquire("job", "two", 1_000))?.holder, "two", "after the release");
    same(await one.leases.renew(renewed!, 1_000), undefined, "renewing what another holds");
    await one.leases.release(renewed!);
    same(await one.leases.acquire("job", "one", 1_000), undefined, "releasing what another holds frees nothing");
  }),
  storeCase("of many who want a lease one gets it", async ({ store: open }) => {
    const [one, two] = [await open(), await open()];
    const got = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? one : two).leases.acquire("job", `holder ${index}`, 1_000)));
    same(got.filter((lease) => lease !== undefined).length, 1, "holders");
  }),
  storeCase("a unit under a lease that another took over is fenced (I17)", async ({ store: open, time }) => {
    const [one, two] = [await open(), await open()];
    const old = (await one.leases.acquire("station", "one", 1_000))!;
    await one.transaction((unit) => {
      unit.fence(old);
      unit.put(counters, "a", { count: 1 });
    });
    time.advance(1_000);
    const taken = (await two.leases.acquire("station", "two", 1_000))!;
    same(taken.version > old.version, true, "the new version is greater");
    const stale = one.transaction((unit) => {
      unit.fence(old);
      unit.put(counters, "a", { count: 2 });
    });
    await rejects(stale, "storage.fenced", "the old holder");
    same(await countOf(one, "a"), 1, "what the old holder wrote");
    await two.leases.release(taken);
    const gone = two.transaction((unit) => {
      unit.fence(taken);
      unit.put(counters, "a", { count: 3 });
    });
    await rejects(gone, "storage.fenced", "a lease that was released");
  }),
];
