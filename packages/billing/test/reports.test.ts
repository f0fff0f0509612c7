import { instant, minutes, silentLogger, type Instant } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { systemScheduler } from "@cpokit/kernel/system";
import { beforeEach, describe, expect, it } from "vitest";
import { createReportSchedules, nextDue, reportRuns, reportSchedules, spanBefore, type ReportMail, type ReportRhythm, type ReportRun, type ReportSchedules, type ReportSchedulesOptions, type ScheduleDraft } from "@cpokit/billing";
import { at } from "./fixture.ts";

const daily: ReportRhythm = { every: "day", timeZone: "Europe/Amsterdam", hour: 6 };
const text = (moment: Instant): string => new Date(moment).toISOString();

describe("a rhythm", () => {
  it.each<[ReportRhythm, string, string, string]>([
    [daily, "2026-11-16T04:00:00Z", "2026-11-16T05:00:00.000Z", "2026-11-15"],
    [daily, "2026-11-16T05:00:00Z", "2026-11-17T05:00:00.000Z", "2026-11-16"],
    // 02:00 does not come on the day the clock goes on, and comes once on the day it goes back.
    [{ ...daily, hour: 2 }, "2026-03-28T12:00:00Z", "2026-03-29T01:00:00.000Z", "2026-03-28"],
    [{ ...daily, hour: 2 }, "2026-10-25T00:00:00Z", "2026-10-26T01:00:00.000Z", "2026-10-25"],
    [{ ...daily, every: "week", weekday: 1 }, "2026-11-16T12:00:00Z", "2026-11-23T05:00:00.000Z", "2026-11-16–2026-11-22"],
    [{ ...daily, every: "week", weekday: 7 }, "2026-11-16T12:00:00Z", "2026-11-22T05:00:00.000Z", "2026-11-09–2026-11-15"],
    [{ ...daily, every: "month", day: 1 }, "2026-12-02T12:00:00Z", "2027-01-01T05:00:00.000Z", "2026-12"],
    [{ ...daily, every: "month", day: 28, hour: 0 }, "2026-02-27T12:00:00Z", "2026-02-27T23:00:00.000Z", "2026-01"],
  ])("of %j is due after %s at %s, for %s", (rhythm, after, due, span) => {
    const moment = nextDue(rhythm, at(after));
    expect(text(moment)).toBe(due);
    expect(spanBefore(rhythm, moment).name).toBe(span);
  });

  it("means whole days of its zone, also those of 23 and 25 hours", () => {
    const { from, to } = spanBefore(daily, at("2026-03-30T04:00:00Z"));
    expect([text(from), text(to)]).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
  });
});

describe("schedules", () => {
  const driver = { current: createMemoryDriver() };
  let now: Instant;
  let mails: ReportMail[];
  const clock = { now: () => now };
  let count = 0;
  const ids = { next: () => `id-${String((count += 1)).padStart(4, "0")}` };
  const draft: ScheduleDraft = { name: "Revenue", report: "revenue", format: "csv", options: { location: "L1" }, rhythm: daily, recipients: [] };

  function desk(options: Partial<ReportSchedulesOptions> = {}): { readonly schedules: ReportSchedules; readonly runs: () => Promise<readonly ReportRun[]>; readonly store: ReturnType<typeof createStore> } {
    const store = createStore(driver.current, { clock, scheduler: systemScheduler, random: () => 0.5, ids });
    const schedules = createReportSchedules({
      store, clock, ids, logger: silentLogger, mail: (mail) => Promise.resolve(void mails.push(mail)),
      produce: (run) => Promise.resolve({ name: `${run.report}-${run.span.name}.csv`, type: "text/csv", encoding: "utf8", pieces: ["a,b\r\n", "1,2\r\n"] }), ...options,
    });
    return { schedules, store, runs: async () => (await store.find(reportRuns, { index: "byTime" })).items.map(({ body }) => body) };
  }
  async function fileOf({ schedules, store }: ReturnType<typeof desk>, run: ReportRun | undefined): Promise<string> {
    const pieces: string[] = [];
    if (run !== undefined) for await (const piece of schedules.file(store, run)) pieces.push(piece);
    return pieces.join("");
  }

  beforeEach(() => {
    driver.current = createMemoryDriver();
    now = at("2026-11-16T12:00:00Z");
    mails = [];
  });

  it("make what is due, for the day that is over, and mail it", async () => {
    const one = desk();
    await one.schedules.create({ ...draft, recipients: ["ann@example.org"] }, "ann");
    await one.schedules.sweep(now);
    expect(await one.runs()).toEqual([]);
    now = at("2026-11-17T05:00:00Z");
    await one.schedules.sweep(now);
    await one.schedules.idle();
    const [run] = await one.runs();
    expect(run).toMatchObject({ state: "done", name: "Revenue", span: { name: "2026-11-16" }, attempts: 1, options: { location: "L1" }, mailed: ["ann@example.org"], file: { name: "revenue-2026-11-16.csv", length: 10, pieces: 1 } });
    expect(await fileOf(one, run)).toBe("a,b\r\n1,2\r\n");
    expect(mails).toMatchObject([{ to: "ann@example.org", attachment: { content: "a,b\r\n1,2\r\n" } }]);
    await one.schedules.sweep(now);
    await one.schedules.idle();
    expect(await one.runs()).toHaveLength(1);
  });

  it("run once, whichever of several processes sweeps first (I17)", async () => {
    const nodes = [desk(), desk(), desk()];
    await nodes[0]!.schedules.create({ ...draft, recipients: ["ann@example.org"] }, "ann");
    now = at("2026-11-17T05:00:00Z");
    await Promise.all(nodes.map(({ schedules }) => schedules.sweep(now)));
    await Promise.all(nodes.map(({ schedules }) => schedules.idle()));
    expect(await nodes[0]!.runs()).toMatchObject([{ state: "done", attempts: 1 }]);
    expect(mails).toHaveLength(1);
  });

  it("go on with what a process that died has left, and mail nobody twice", async () => {
    const dead = desk({ mail: () => new Promise<never>(() => undefined) });
    const { id } = await dead.schedules.create({ ...draft, recipients: ["ann@example.org", "ben@example.org"] }, "ann");
    await dead.schedules.runNow(id, "ann");
    await expect.poll(async () => (await dead.runs())[0]?.mailed).toEqual(["ann@example.org"]);
    const living = desk();
    await living.schedules.sweep(now);
    await living.schedules.idle();
    expect(await living.runs()).toMatchObject([{ state: "running", attempts: 1 }]);
    now = instant(now + minutes(2));
    await living.schedules.sweep(now);
    await living.schedules.idle();
    expect(await living.runs()).toMatchObject([{ state: "done", attempts: 2, by: "ann" }]);
    expect(mails.map(({ to }) => to)).toEqual(["ben@example.org"]);
  });

  it("are paused without making up for it, changed, and removed with their runs", async () => {
    const one = desk();
    const { id } = await one.schedules.create(draft, "ann");
    await one.schedules.change(id, { state: "paused" });
    now = at("2026-11-18T12:00:00Z");
    await one.schedules.sweep(now);
    expect(await one.runs()).toEqual([]);
    expect(await one.schedules.change(id, { state: "active", name: "Sales" })).toMatchObject({ name: "Sales", nextAt: at("2026-11-19T05:00:00Z") });
    const run = await one.schedules.runNow(id, "ben");
    expect(run).toMatchObject({ state: "waiting", by: "ben", span: { name: "2026-11-17" } });
    await one.schedules.idle();
    expect(await one.schedules.remove(id)).toBe(true);
    expect([await one.runs(), await one.store.get(reportSchedules, id), await fileOf(one, run)]).toEqual([[], undefined, ""]);
    expect([await one.schedules.remove(id), await one.schedules.change(id, {}), await one.schedules.runNow(id, "ann"), await one.schedules.cancel("none", "ann")]).toEqual([false, undefined, undefined, undefined]);
  });

  it("are cancelled while they are made, and keep nothing", async () => {
    const one = desk({
      async produce(_, work) {
        now = instant(now + 3_000);
        await work.progress(5, 10);
        const [open] = await one.runs();
        expect(open).toMatchObject({ state: "running", progress: { done: 5, total: 10 } });
        await one.schedules.cancel(open!.id, "ben");
        now = instant(now + 3_000);
        await work.progress(6, 10);
        throw new Error("It went on after it was cancelled.");
      },
    });
    const { id } = await one.schedules.create(draft, "ann");
    await one.schedules.runNow(id, "ann");
    await one.schedules.idle();
    expect(await one.runs()).toMatchObject([{ state: "cancelled", cancelledBy: "ben", progress: { done: 5, total: 10 } }]);
  });

  it("say what went wrong, and go on with the next", async () => {
    let isBroken = true;
    const one = desk({ produce: () => (isBroken ? Promise.reject(new Error("The books are closed.")) : Promise.resolve({ name: "a.csv", type: "text/csv", encoding: "utf8", pieces: [] })) });
    const { id } = await one.schedules.create(draft, "ann");
    await one.schedules.runNow(id, "ann");
    await one.schedules.idle();
    expect(await one.runs()).toMatchObject([{ state: "failed", problem: "The books are closed." }]);
    isBroken = false;
    now = instant(now + 1);
    await one.schedules.runNow(id, "ann");
    await one.schedules.idle();
    expect((await one.runs()).map(({ state }) => state)).toEqual(["failed", "done"]);
  });

  it.each([
    [{ name: " " }, "name"], [{ rhythm: { ...daily, hour: 24 } }, "hour"], [{ rhythm: { ...daily, every: "week" } }, "weekday"], [{ rhythm: { ...daily, every: "month", day: 29 } }, "day"],
  ] as const)("refuse %j", async (change, field) => {
    await expect(desk().schedules.create({ ...draft, ...change }, "ann")).rejects.toMatchObject({ code: "billing.report", values: { field } });
  });
});
