import type { Scheduler } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import type { OpenChannel } from "@cpokit/simulator";
import type { Step } from "../crash/story.ts";
import { began, meter, over, start, stop, went } from "../crash/wire-messages.ts";
import { createWireStation, type WireMessage, type WireStation } from "../crash/wire-station.ts";

/** One transaction after the other, told as fast as the central system answers. */
export interface BusyStation {
  readonly identity: string;
  readonly version: Version;
  readonly transactions: readonly ToldTransaction[];
  /** Messages that were answered. */
  readonly acknowledged: number;
  begin(): void;
  /** Begins no more transactions; resolves when the last one is told. */
  finish(): Promise<void>;
  /** Takes the line down for good. */
  leave(): void;
}

/** What a station told of a transaction. */
export interface ToldTransaction {
  /** The reference by which the central system knows it; `undefined` until its start was answered. */
  readonly reference: string | undefined;
  readonly startRegister: number;
  /** Registers of the messages that were answered, in the order in which they were told. */
  readonly acknowledged: readonly number[];
  readonly isEndTold: boolean;
}

interface Transaction {
  readonly name: string;
  readonly startRegister: number;
  readonly acknowledged: number[];
  isEndTold: boolean;
}

/** Seconds of each transaction, and between two starts. */
const PACE = 200;
const SAMPLES = 3;

export function createBusyStation({ identity, version, open, scheduler }: { readonly identity: string; readonly version: Version; readonly open: OpenChannel; readonly scheduler: Scheduler }): BusyStation {
  const transactions: Transaction[] = [];
  const meaning = new Map<WireMessage, { readonly transaction: Transaction; readonly register: number; readonly isEnd: boolean }>();
  let register = 1_000;
  let acknowledged = 0;
  let isFinishing = false;
  let finished: () => void = () => undefined;

  const told = (message: WireMessage): void => {
    const { transaction, register: counted, isEnd } = meaning.get(message)!;
    meaning.delete(message);
    acknowledged += 1;
    transaction.acknowledged.push(counted);
    if (!isEnd) return;
    transaction.isEndTold = true;
    if (isFinishing) finished();
    else next();
  };
  const station: WireStation = createWireStation({ identity, version, open, scheduler, serial: identity, told, retry: 20 });

  const next = (): void => {
    const name = String(transactions.length);
    const second = transactions.length * PACE;
    const transaction: Transaction = { name, startRegister: register, acknowledged: [], isEndTold: false };
    transactions.push(transaction);
    const say = (step: Step, isEnd = false): void => {
      if (!("tell" in step)) return;
      meaning.set(step.tell, { transaction, register, isEnd });
      station.tell(step.tell);
    };
    const of = { of: name };
    say(version === "1.6" ? start(second, register, of) : began(second, register, of));
    for (let sample = 1; sample <= SAMPLES; sample += 1) {
      register += 200 + sample;
      const at = second + sample * 40;
      say(version === "1.6" ? meter(at, register, of) : went(at, sample, register, of));
    }
    register += 240;
    say(version === "1.6" ? stop(second + 180, register, of) : over(second + 1_800, SAMPLES + 1, register, of), true);
  };

  return {
    identity, version,
    get transactions() {
      return transactions.map(({ name, ...rest }) => {
        const number = station.learnt.get(name)?.["transactionId"];
        return { ...rest, reference: version === "1.6" ? (typeof number === "number" ? String(number) : undefined) : `tx-${name}` };
      });
    },
    get acknowledged() {
      return acknowledged;
    },
    begin() {
      station.setOnline(true);
      next();
    },
    finish: () => new Promise((resolve) => {
      finished = resolve;
      isFinishing = true;
      if (transactions.at(-1)?.isEndTold !== false) resolve();
    }),
    leave: () => station.setOnline(false),
  };
}
