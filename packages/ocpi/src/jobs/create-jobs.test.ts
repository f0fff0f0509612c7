import { CpoError, createUlids, instant, type Instant, type Scheduler } from "@cpokit/kernel";
import { createMemoryDriver, createStore, type Driver } from "@cpokit/storage";
import { expect, it } from "vitest";
import { createJobs, type Job, type JobRun, type Jobs } from "./create-jobs.ts";

type Count = { readonly to: number };
let now: Instant = instant(1_000_000);
const clock = { now: () => now };

/** Runs what is due when time is moved on. */
function createTime(): Scheduler & { pass(milliseconds: number): Promise<void> } {
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    afterTurn: (run) => void setImmediate(run),
    after(milliseconds, run) {
      const one = { at: now + milliseconds, run };
      due.add(one);
      return () => void due.delete(one);
    },
    async pass(milliseconds) {
      now = instant(now + milliseconds);
      const ready = [...due].filter(({ at }) => at <= now);
      for (const one of ready) if (due.delete(one)) one.run();
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function open(driver: Driver = createMemoryDriver()) {
  const time = createTime();
  const ids = createUlids({ clock, random: Math.random });
  const store = createStore(driver, { clock, scheduler: time, random: Math.random });
  const begun: { readonly run: JobRun; readonly finish: (sum: number) => void; readonly fail: (error: Error) => void }[] = [];
  const heard: string[] = [];
  const jobs: Jobs<Count, number> = createJobs<Count, number>({
    store, clock, scheduler: time, ids, name: "counts", changed: (id) => heard.push(id),
    run: (_, run) => new Promise((finish, fail) => begun.push({ run, finish, fail })),
  });
  return { time, store, jobs, begun, heard };
}

const settled = async (bench: ReturnType<typeof open>): Promise<void> => bench.time.pass(0);
const draft = { about: "books", topic: "count", work: { to: 3 }, by: "anna" };
const of = (bench: ReturnType<typeof open>, job: Job<Count, number>): Promise<Job<Count, number> | undefined> => bench.jobs.get(job.id);

it("a job answers at once, tells how far it is, and keeps its result", async () => {
  const bench = open();
  const { outcome, job } = await bench.jobs.begin(draft);
  expect([outcome, job.state, job.progress]).toEqual(["begun", "running", { done: 0 }]);
  bench.begun[0]?.run.progress({ done: 1, total: 3, step: "one" });
  bench.begun[0]?.run.progress({ done: 2, total: 3, step: "two" });
  expect((await of(bench, job))?.progress).toEqual({ done: 0 });
  await bench.time.pass(500);
  expect((await of(bench, job))?.progress).toEqual({ done: 2, total: 3, step: "two" });
  bench.begun[0]?.finish(6);
  await settled(bench);
  expect(await of(bench, job)).toMatchObject({ state: "done", result: 6, by: "anna", endedAt: now });
  expect(new Set(bench.heard)).toEqual(new Set([job.id]));
  expect(await bench.jobs.cancel(job.id, "bert")).toMatchObject({ state: "done" });
});

it("a failure is kept with its code", async () => {
  const bench = open();
  const { job } = await bench.jobs.begin(draft);
  bench.begun[0]?.fail(new CpoError("ocpi.pull", "The partner does not answer."));
  await settled(bench);
  expect(await of(bench, job)).toMatchObject({ state: "failed", problem: { code: "ocpi.pull", message: "The partner does not answer." } });
});

it("of a topic about one thing there is one at a time", async () => {
  const bench = open();
  const { job } = await bench.jobs.begin(draft);
  expect(await bench.jobs.begin(draft)).toMatchObject({ outcome: "busy", job: { id: job.id } });
  expect(await bench.jobs.begin({ ...draft, about: "shelves" })).toMatchObject({ outcome: "begun" });
  bench.begun[0]?.finish(1);
  await settled(bench);
  expect(await bench.jobs.begin(draft)).toMatchObject({ outcome: "begun" });
  expect((await bench.jobs.list({ about: "books", limit: 10 })).items.map(({ body }) => body.state)).toEqual(["running", "done"]);
  const first = await bench.jobs.list({ limit: 2 });
  expect([first.items.length, (await bench.jobs.list({ limit: 2, after: first.next })).items.length]).toEqual([2, 1]);
});

it("one that is cancelled sees it, here and at another node, and stays cancelled", async () => {
  const driver = createMemoryDriver();
  const [one, other] = [open(driver), open(driver)];
  const { job } = await one.jobs.begin(draft);
  expect(await one.jobs.cancel(job.id, "bert")).toMatchObject({ state: "cancelled", cancelledBy: "bert" });
  expect(one.begun[0]?.run.signal.aborted).toBe(true);
  one.begun[0]?.finish(3);
  await settled(one);
  expect(await of(one, job)).toMatchObject({ state: "cancelled" });
  const { job: second } = await one.jobs.begin(draft);
  await other.jobs.cancel(second.id, "bert");
  one.begun[1]?.run.progress({ done: 1 });
  await one.time.pass(500);
  expect(one.begun[1]?.run.signal.aborted).toBe(true);
  expect(await other.jobs.cancel("none", "bert")).toBeUndefined();
});

it("one whose process died is found interrupted, one that is slow is not", async () => {
  const driver = createMemoryDriver();
  const [dead, living] = [open(driver), open(driver)];
  const { job } = await dead.jobs.begin(draft);
  const { job: slow } = await living.jobs.begin({ ...draft, about: "shelves" });
  await living.jobs.sweep(now);
  expect(await of(living, job)).toMatchObject({ state: "running" });
  for (let seconds = 0; seconds < 90; seconds += 10) await living.time.pass(10_000);
  await living.jobs.sweep(now);
  expect([(await of(living, job))?.state, (await of(living, slow))?.state]).toEqual(["interrupted", "running"]);
  expect((await of(living, slow))!.aliveUntil).toBeGreaterThan(now);
});

it("closing ends what runs and says so", async () => {
  const bench = open();
  const { job } = await bench.jobs.begin(draft);
  const closing = bench.jobs.close();
  await expect.poll(() => bench.begun[0]?.run.signal.aborted).toBe(true);
  bench.begun[0]?.finish(0);
  await closing;
  expect(await of(bench, job)).toMatchObject({ state: "interrupted" });
});

it("fifty about one thing are kept", async () => {
  const bench = open();
  for (let count = 0; count < 55; count += 1) {
    now = instant(now + 1);
    await bench.jobs.begin(draft);
    bench.begun[count]?.finish(count);
    await settled(bench);
  }
  expect((await bench.jobs.list({ about: "books", limit: 200 })).items.map(({ body }) => body.result)).toEqual(Array.from({ length: 50 }, (_, place) => 54 - place));
});
