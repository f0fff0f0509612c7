import type { Scheduler } from "@cpokit/kernel";
import type { CallReply, Protocol, Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { OpenChannel, StationChannel } from "@cpokit/simulator";

/** What the central system answered, by the names that the story gave its messages. */
export type Learnt = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A message as it is to be written when it leaves, since 1.6 gives transaction ids only in answers. */
export interface WireMessage {
  readonly action: string;
  readonly payload: object | ((learnt: Learnt) => object);
  /** The answer is kept under this name. */
  readonly name?: string;
}

/** A station that says exactly what it is told to say, in order, each message again until it is answered. */
export interface WireStation {
  readonly learnt: Learnt;
  readonly protocol: Protocol;
  /** Puts a message in line. */
  tell(message: WireMessage): void;
  /** Takes the line down, and up again. */
  setOnline(isOnline: boolean): void;
  /** Starts anew: a boot comes before everything that still waits. */
  boot(serial: string): void;
  /** Nothing waits. */
  readonly isIdle: boolean;
}

export interface WireStationOptions {
  readonly identity: string;
  readonly version: Version;
  readonly open: OpenChannel;
  readonly scheduler: Scheduler;
  readonly serial: string;
  /** Answers the central system; `Accepted` to everything when absent. */
  readonly answer?: (action: string, payload: unknown) => CallReply | undefined;
  /** Hears of every message that was answered, once. */
  readonly told?: (message: WireMessage) => void;
  /** ms before a message, or the line, is tried again; 2 000 when absent. */
  readonly retry?: number;
}

const PROTOCOLS: Readonly<Record<Version, Protocol>> = { "1.6": v16, "2.0.1": v201, "2.1": v21 };
export function createWireStation({ identity, version, open, scheduler, serial, answer, told, retry = 2_000 }: WireStationOptions): WireStation {
  const protocol = PROTOCOLS[version];
  const learnt = new Map<string, Readonly<Record<string, unknown>>>();
  const queue: WireMessage[] = [];
  let channel: StationChannel | undefined;
  let isWanted = true;
  let isRunning = false;
  let bootAs: string | undefined = serial;

  const pause = (): Promise<void> => new Promise((resolve) => void scheduler.after(retry, resolve));

  const connect = async (): Promise<void> => {
    const opened: { channel?: StationChannel } = {};
    const events = {
      answer: (action: string, payload: unknown): CallReply => answer?.(action, payload) ?? { response: { status: "Accepted" } },
      closed: () => {
        if (channel === undefined || channel !== opened.channel) return;
        channel = undefined;
        void run();
      },
    };
    const made = await open({ identity, protocol }, events);
    if (made === undefined) return;
    opened.channel = made;
    if (isWanted) channel = made;
    else made.cut();
  };

  const bootNow = async (line: StationChannel, as: string): Promise<boolean> => {
    const plate = version === "1.6"
      ? { chargePointVendor: "cpokit", chargePointModel: "Wire", chargePointSerialNumber: as }
      : { reason: "PowerUp", chargingStation: { vendorName: "cpokit", model: "Wire", serialNumber: as } };
    const outcome = await line.call("BootNotification", plate);
    return outcome.outcome === "result" && (outcome.payload as { readonly status: string }).status === "Accepted";
  };

  const sendNext = async (line: StationChannel, message: WireMessage): Promise<boolean> => {
    const { action, payload, name } = message;
    const outcome = await line.call(action, typeof payload === "function" ? payload(learnt) : payload);
    if (outcome.outcome !== "result") return false;
    if (name !== undefined) learnt.set(name, outcome.payload as Readonly<Record<string, unknown>>);
    return true;
  };

  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (isWanted && (channel === undefined || bootAs !== undefined || queue.length > 0)) {
      if (channel === undefined) await connect();
      const line = channel;
      const [next] = queue;
      const as = bootAs;
      const isDone = line !== undefined && (as === undefined ? next === undefined || await sendNext(line, next) : await bootNow(line, as));
      if (!isDone) await pause();
      else if (as === undefined) {
        queue.splice(0, 1);
        if (next !== undefined) told?.(next);
      }
      else if (bootAs === as) bootAs = undefined;
    }
    isRunning = false;
  };

  return {
    learnt, protocol,
    tell(message) {
      queue.push(message);
      void run();
    },
    setOnline(isOnline) {
      isWanted = isOnline;
      if (isOnline) return void run();
      const line = channel;
      channel = undefined;
      line?.cut();
    },
    boot(as) {
      bootAs = as;
      const line = channel;
      channel = undefined;
      line?.cut();
      void run();
    },
    get isIdle() {
      return queue.length === 0 && bootAs === undefined;
    },
  };
}
