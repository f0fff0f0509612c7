import { instant, seconds } from "@cpokit/kernel";
import type { CallOutcome } from "@cpokit/ocpp";
import { describe, expect, it } from "vitest";
import type { StationChannel } from "../channel/channel.ts";
import { createVirtualTime } from "../time/virtual-time.ts";
import { createMessenger, type OutgoingCall } from "./messenger.ts";
import { createSettings } from "./settings.ts";

/** A line on which the test answers each call by hand. */
function createLine() {
  const calls: { readonly action: string; readonly payload: unknown; readonly answer: (outcome: CallOutcome) => void }[] = [];
  const channel: StationChannel = {
    call: (action, payload) => new Promise((answer) => void calls.push({ action, payload, answer })),
    close: () => {},
    cut: () => {},
  };
  return { channel, calls };
}

function createWorld(outgoing: (call: OutgoingCall) => readonly [OutgoingCall, ...OutgoingCall[]] = (call) => [call]) {
  const time = createVirtualTime(instant(0));
  const settings = createSettings({ messageAttempts: 2, messageRetryInterval: seconds(10) });
  const messenger = createMessenger({ scheduler: time.scheduler, settings, outgoing, events: { sent: () => {}, answered: () => {} } });
  return { time, messenger };
}

const OK: CallOutcome = { outcome: "result", payload: {} };
const message = (name: string) => ({ action: "StopTransaction", payload: () => ({ name }) });

describe("createMessenger", () => {
  it("has one call in flight, and sends in order", async () => {
    const { time, messenger } = createWorld();
    const { channel, calls } = createLine();
    messenger.attach(channel);
    messenger.release();
    messenger.deliver(message("first"));
    const heartbeat = messenger.ask("Heartbeat", {});
    messenger.deliver(message("second"));
    for (const expected of ["StopTransaction", "Heartbeat", "StopTransaction"]) {
      await time.settle();
      expect(calls.at(-1)!.action).toBe(expected);
      calls.at(-1)!.answer(OK);
    }
    expect(await heartbeat).toBe(OK);
    await time.settle();
    expect(calls.map(({ payload }) => payload)).toEqual([{ name: "first" }, {}, { name: "second" }]);
    expect(messenger.queued).toBe(0);
  });

  it("lets only the boot pass until it is released", async () => {
    const { time, messenger } = createWorld();
    const { channel, calls } = createLine();
    messenger.attach(channel);
    messenger.deliver(message("waits"));
    expect(await messenger.ask("Heartbeat", {})).toEqual({ outcome: "closed", sent: false });
    void messenger.ask("BootNotification", {}, { beforeBoot: true });
    await time.settle();
    expect(calls.map(({ action }) => action)).toEqual(["BootNotification"]);
    expect(messenger.online).toBe(false);
    messenger.release();
    calls[0]!.answer(OK);
    await time.settle();
    expect(calls.map(({ action }) => action)).toEqual(["BootNotification", "StopTransaction"]);
  });

  it("makes a payload when it is sent, and sends it again on the next line when the answer was lost", async () => {
    const { time, messenger } = createWorld();
    const [old, next] = [createLine(), createLine()];
    let made = 0;
    const answered: unknown[] = [];
    messenger.deliver({ action: "StopTransaction", payload: () => ({ made: (made += 1) }), answered: (response) => void answered.push(response) });
    messenger.attach(old.channel);
    messenger.release();
    await time.settle();
    messenger.detach();
    old.calls[0]!.answer({ outcome: "closed", sent: true });
    messenger.attach(next.channel);
    messenger.release();
    await time.settle();
    next.calls[0]!.answer({ outcome: "result", payload: { idTagInfo: {} } });
    await time.settle();
    expect([old.calls[0]!.payload, next.calls[0]!.payload]).toEqual([{ made: 1 }, { made: 2 }]);
    expect(answered).toEqual([{ idTagInfo: {} }]);
    expect(messenger.queued).toBe(0);
  });

  it("counts an answer that came with the end of the line, and does not send again", async () => {
    const { time, messenger } = createWorld();
    const [old, next] = [createLine(), createLine()];
    messenger.deliver(message("once"));
    messenger.attach(old.channel);
    messenger.release();
    await time.settle();
    old.calls[0]!.answer(OK);
    messenger.detach();
    messenger.attach(next.channel);
    await time.settle();
    messenger.release();
    await time.settle();
    expect(next.calls).toEqual([]);
    expect(messenger.queued).toBe(0);
  });

  it("gives a message up after its last attempt, and goes on with the next", async () => {
    const { time, messenger } = createWorld();
    const { channel, calls } = createLine();
    const gaveUp: string[] = [];
    messenger.attach(channel);
    messenger.release();
    messenger.deliver({ ...message("bad"), gaveUp: () => void gaveUp.push("bad") });
    messenger.deliver(message("good"));
    calls[0]!.answer({ outcome: "timeout" });
    await time.advance(9_999);
    expect(calls).toHaveLength(1);
    await time.advance(1);
    calls[1]!.answer({ outcome: "error", code: "InternalError", description: "", details: {} });
    await time.settle();
    expect(gaveUp).toEqual(["bad"]);
    expect(calls.map(({ payload }) => payload)).toEqual([{ name: "bad" }, { name: "bad" }, { name: "good" }]);
  });

  it("sends what a fault adds after the call itself", async () => {
    const { time, messenger } = createWorld((call) => [call, { ...call, payload: { again: true } }]);
    const { channel, calls } = createLine();
    messenger.attach(channel);
    messenger.release();
    messenger.deliver(message("twice"));
    calls[0]!.answer(OK);
    await time.settle();
    calls[1]!.answer({ outcome: "error", code: "InternalError", description: "", details: {} });
    await time.settle();
    expect(calls.map(({ payload }) => payload)).toEqual([{ name: "twice" }, { again: true }]);
    expect(messenger.queued).toBe(0);
  });
});
