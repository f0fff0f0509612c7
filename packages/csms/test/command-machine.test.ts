import { hours, minutes } from "@cpokit/kernel";
import type { Command, CommandRecord } from "@cpokit/model";
import { commands } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { createMemoryPlace } from "@cpokit/storage";
import fc from "fast-check";
import { expect, it } from "vitest";
import { at, bootOf, connect, createBench, createTestIds, type FakeStation } from "./kit.ts";
import { createTestTime, settled } from "./test-time.ts";

/** What can happen around commands, in any order. */
type Happening =
  | { readonly it: "send"; readonly click: number; readonly wait: boolean }
  | { readonly it: "connect" } | { readonly it: "disconnect" } | { readonly it: "boot" } | { readonly it: "session" } | { readonly it: "crash" }
  | { readonly it: "cancel"; readonly click: number }
  | { readonly it: "late"; readonly accepted: boolean }
  | { readonly it: "time"; readonly minutes: number }
  | { readonly it: "mood"; readonly answer: number };

const COMMANDS: readonly Command[] = [
  { command: "start", token: { value: "04A2B3C4" }, evse: 1 }, { command: "reset", mode: "immediate" }, { command: "unlock", evse: 1 },
  { command: "changeAvailability", operative: false, evse: 1 },
];

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ it: fc.constant("send" as const), click: fc.nat(3), wait: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constantFrom<Happening>({ it: "connect" }, { it: "disconnect" }, { it: "boot" }, { it: "session" }, { it: "crash" }) },
  { weight: 1, arbitrary: fc.record({ it: fc.constant("cancel" as const), click: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ it: fc.constant("late" as const), accepted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ it: fc.constant("time" as const), minutes: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 2, arbitrary: fc.record({ it: fc.constant("mood" as const), answer: fc.nat(5) }) },
);

it("a command has one outcome, is sent at most once, and never hangs, whatever happens in whatever order (I20)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (story) => {
      const time = createTestTime();
      const place = createMemoryPlace();
      const ids = createTestIds();
      let messages = 0;
      let mood = 0;
      /** How often a call of each kind reached the station. */
      const arrived = new Map<string, number>();
      const history = new Map<string, CommandRecord>();
      const commandDone = (record: CommandRecord): void => {
        const before = history.get(record.id);
        // Only silence may still turn into an answer, once.
        if (before !== undefined) expect([before.outcome?.outcome, record.answeredLateAt !== undefined]).toEqual(["timeout", true]);
        history.set(record.id, record);
      };
      const boot = () => createBench({ clock: time.clock, scheduler: time.scheduler, ids, driver: place.open(), on: { commandDone } });
      let bench = await boot();
      let station: FakeStation | undefined;
      const answering = (action: string): CallOutcome | Promise<CallOutcome> => {
        const moods: readonly (() => CallOutcome | Promise<CallOutcome>)[] = [
          () => ({ outcome: "result", payload: { status: action === "UnlockConnector" ? "Unlocked" : "Accepted" } }),
          () => ({ outcome: "result", payload: { status: action === "UnlockConnector" ? "UnlockFailed" : "Rejected" } }),
          () => ({ outcome: "timeout", messageId: `m-${(messages += 1)}` }),
          () => ({ outcome: "closed", sent: false }),
          () => ({ outcome: "error", code: "GenericError", description: "", details: {} }),
          () => ({ outcome: "closed", sent: true }),
        ];
        if (mood !== 3) arrived.set(action, (arrived.get(action) ?? 0) + 1);
        return moods[mood]!();
      };

      for (const step of story) {
        switch (step.it) {
          case "send":
            await bench.csms.send("CS-1", COMMANDS[step.click]!, { requestedBy: "test", key: `click-${step.click}`, ...(step.wait && { queueFor: hours(1) }) });
            break;
          case "connect":
            station = await connect(bench, v16, { answering, boot: false });
            break;
          case "disconnect":
            if (station !== undefined) await bench.csms.disconnected(station.link, "gone");
            station = undefined;
            break;
          case "boot":
            await station?.ask("BootNotification", bootOf(v16));
            break;
          case "session":
            await station?.ask("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 0, timestamp: at(messages) });
            break;
          case "crash":
            station = undefined;
            await bench.store.close();
            bench = await boot();
            await bench.csms.start();
            break;
          case "cancel": {
            const { items } = await bench.store.find(commands, { index: "byTime" });
            const record = items.find(({ body }) => body.command.command === COMMANDS[step.click]!.command);
            if (record !== undefined) await bench.csms.cancel(record.id, "me");
            break;
          }
          case "late":
            if (station !== undefined) {
              const payload = { status: step.accepted ? "Accepted" : "Rejected" };
              bench.csms.fault(station.link, { fault: "lateAnswer", messageId: `m-${messages}`, action: "Reset", outcome: { outcome: "result", payload } });
            }
            break;
          case "time":
            await time.pass(minutes(step.minutes));
            await bench.csms.sweep();
            break;
          case "mood":
            mood = step.answer;
            break;
        }
        await settled();
      }

      // Whatever happened: once the deadlines are over, nothing is open.
      await time.pass(hours(30));
      await bench.csms.sweep();
      await time.pass(1);
      const records = (await bench.store.find(commands, { index: "byTime", limit: 1000 })).items.map(({ body }) => body);
      expect(records.filter(({ state, effect }) => state !== "done" || effect?.state === "awaited")).toEqual([]);
      for (const record of records) expect(history.get(record.id)?.outcome).toEqual(record.outcome);
      // One key, one record, at most one physical message.
      expect(records.length).toBe(new Set(records.map(({ command }) => command.command)).size);
      for (const count of arrived.values()) expect(count).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});
