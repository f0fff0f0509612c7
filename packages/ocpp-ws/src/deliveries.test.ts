import { describe, expect, it } from "vitest";
import type { CallOutcome } from "@cpokit/ocpp";
import { createDeliveries, type DeliveryPolicy, type Undelivered } from "./deliveries.ts";

const RESULT: CallOutcome = { outcome: "result", payload: {} };
const FAILED: CallOutcome = { outcome: "error", code: "InternalError", description: "", details: {} };

/** Deliveries over a central system that answers when told to. */
function setUp(policy: DeliveryPolicy | ((action: string) => DeliveryPolicy) = {}, undelivered: readonly Undelivered[] = []) {
  const sent: { readonly action: string; readonly payload: object; readonly answer: (outcome: CallOutcome) => void; readonly fail: (error: Error) => void }[] = [];
  const waits: { readonly milliseconds: number; readonly run: () => void }[] = [];
  const deliveries = createDeliveries({
    policy, undelivered,
    scheduler: { afterTurn: (run) => void queueMicrotask(run), after: (milliseconds, run) => (waits.push({ milliseconds, run }), () => void waits.splice(0)) },
    send: (action, payload) => new Promise((answer, fail) => void sent.push({ action, payload, answer, fail })),
  });
  /** Answers the message on its way, and lets the next one go. */
  const answer = async (outcome: CallOutcome): Promise<void> => {
    sent.at(-1)?.answer(outcome);
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  };
  return { deliveries, sent, waits, answer, actions: () => sent.map(({ action }) => action) };
}

describe("deliveries", () => {
  it("wait until there is a connection, and go one after the other in their order (1.6 §3.7.1)", async () => {
    const { deliveries, actions, answer } = setUp();
    const outcomes = ["StartTransaction", "MeterValues", "StopTransaction"].map((action) => deliveries.add(action, {}));
    expect(actions()).toEqual([]);
    deliveries.open(true);
    expect(actions()).toEqual(["StartTransaction"]);
    await answer(RESULT);
    await answer(RESULT);
    expect(actions()).toEqual(["StartTransaction", "MeterValues", "StopTransaction"]);
    await answer(RESULT);
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ outcome: "delivered", payload: {}, attempts: 1 })));
    expect(deliveries.waiting()).toEqual([]);
  });

  it("are tried again after the interval times the tries so far, while the others wait, and then abandoned", async () => {
    const { deliveries, actions, answer, waits } = setUp({ attempts: 3, retryInterval: 10_000 });
    deliveries.open(true);
    const first = deliveries.add("StopTransaction", { transactionId: 1 });
    void deliveries.add("StartTransaction", {});
    await answer(FAILED);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([10_000]);
    expect(deliveries.waiting()[0]).toEqual({ action: "StopTransaction", payload: { transactionId: 1 }, attempts: 1 });
    waits[0]?.run();
    await answer({ outcome: "timeout" });
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([10_000, 20_000]);
    waits[1]?.run();
    await answer(FAILED);
    expect(await first).toEqual({ outcome: "abandoned", last: FAILED, attempts: 3 });
    expect(actions()).toEqual(["StopTransaction", "StopTransaction", "StopTransaction", "StartTransaction"]);
  });

  it("that a lost connection interrupts are sent again on the next one, and that is no try", async () => {
    const { deliveries, actions, answer } = setUp({ attempts: 1 });
    deliveries.open(true);
    const delivery = deliveries.add("TransactionEvent", { eventType: "Ended" });
    for (let loss = 0; loss < 3; loss += 1) {
      deliveries.open(false);
      await answer({ outcome: "closed", sent: true });
      deliveries.open(true);
    }
    await answer(RESULT);
    expect(await delivery).toEqual({ outcome: "delivered", payload: {}, attempts: 1 });
    expect(actions()).toHaveLength(4);
  });

  it("follow the variables of each action as they are at the time", async () => {
    let attempts = 5;
    const { deliveries, answer, waits } = setUp((action) => (action === "TransactionEvent" ? { attempts, retryInterval: 1_000 } : { attempts: 1 }));
    deliveries.open(true);
    const event = deliveries.add("TransactionEvent", { eventType: "Started" });
    await answer(FAILED);
    attempts = 2;
    waits[0]?.run();
    await answer(FAILED);
    expect(await event).toMatchObject({ outcome: "abandoned", attempts: 2 });
    const other = deliveries.add("SecurityEventNotification", {});
    await answer(FAILED);
    expect(await other).toMatchObject({ outcome: "abandoned", attempts: 1 });
  });

  it("ask a payload when it is sent, so that it may contain what an earlier answer said", async () => {
    const { deliveries, sent, answer } = setUp();
    let transactionId = -1;
    const start = deliveries.add("StartTransaction", {}).then((delivery) => {
      if (delivery.outcome === "delivered") transactionId = (delivery.payload as { readonly transactionId: number }).transactionId;
    });
    void deliveries.add("StopTransaction", () => ({ transactionId }));
    deliveries.open(true);
    await answer({ outcome: "result", payload: { transactionId: 17 } });
    await start;
    expect(sent[1]?.payload).toEqual({ transactionId: 17 });
  });

  it("that are not valid are told to their sender, and the next one goes", async () => {
    const { deliveries, sent, actions } = setUp();
    deliveries.open(true);
    const bad = deliveries.add("StopTransaction", {});
    const good = deliveries.add("MeterValues", {});
    sent[0]?.fail(new Error("invalid"));
    await expect(bad).rejects.toThrow("invalid");
    await Promise.resolve();
    expect(actions()).toEqual(["StopTransaction", "MeterValues"]);
    sent[1]?.answer(RESULT);
    expect(await good).toMatchObject({ outcome: "delivered" });
  });

  it("drop every second one in the middle of a transaction when there are too many, and never a start or stop (2.x E04.FR.07)", async () => {
    const { deliveries } = setUp({ limit: 6 });
    const outcomes = [
      deliveries.add("TransactionEvent", { eventType: "Started", seqNo: 0 }),
      ...[1, 2, 3, 4].map((seqNo) => deliveries.add("TransactionEvent", { eventType: "Updated", seqNo })),
      deliveries.add("TransactionEvent", { eventType: "Ended", seqNo: 5 }),
    ];
    void deliveries.add("TransactionEvent", { eventType: "Started", seqNo: 0 });
    expect(deliveries.waiting().map(({ payload }) => (payload as { readonly seqNo: number }).seqNo)).toEqual([0, 2, 4, 5, 0]);
    expect(await Promise.all([outcomes[1], outcomes[3]])).toEqual([{ outcome: "dropped" }, { outcome: "dropped" }]);
    const full = setUp({ limit: 1 });
    void full.deliveries.add("StopTransaction", {});
    expect(await full.deliveries.add("StopTransaction", {})).toEqual({ outcome: "dropped" });
  });

  it("outlive a restart: what is undelivered goes first in the next client", async () => {
    const before = setUp({ retryInterval: 1_000 });
    before.deliveries.open(true);
    const first = before.deliveries.add("StartTransaction", { idTag: "a" });
    const second = before.deliveries.add("StopTransaction", { transactionId: 1 });
    await before.answer(FAILED);
    before.deliveries.stop();
    expect(await Promise.all([first, second])).toEqual([{ outcome: "undelivered" }, { outcome: "undelivered" }]);
    expect(before.waits).toEqual([]);
    const kept = JSON.parse(JSON.stringify(before.deliveries.waiting())) as readonly Undelivered[];
    expect(kept).toEqual([{ action: "StartTransaction", payload: { idTag: "a" }, attempts: 1 }, { action: "StopTransaction", payload: { transactionId: 1 }, attempts: 0 }]);
    const after = setUp({}, kept);
    void after.deliveries.add("MeterValues", {});
    after.deliveries.open(true);
    await after.answer(RESULT);
    await after.answer(RESULT);
    expect(after.actions()).toEqual(["StartTransaction", "StopTransaction", "MeterValues"]);
  });
});
