import { createUlids, instant, silentLogger } from "@cpokit/kernel";
import { v16 } from "@cpokit/ocpp/v16";
import { createVirtualTime, type VirtualTime } from "@cpokit/simulator";
import { createStore, type Store } from "@cpokit/storage";
import { createCore, type Core } from "../src/core.ts";
import { T0, WIRE_STATION } from "../src/crash/story.ts";
import { createDice } from "../src/dice.ts";
import { during } from "../src/evening.ts";
import { furnish } from "../src/place.ts";
import { createRecordingMemory } from "./recording-memory.ts";

/** The whole core of a CPO, and one 1.6 station that talks to it undisturbed. */
export interface OneStation {
  readonly time: VirtualTime;
  readonly store: Store;
  readonly core: Core;
  /** Every collection that anything was ever written to. */
  readonly collections: ReadonlySet<string>;
  /** Lets time pass until the work is done. */
  done<Result>(work: Promise<Result>): Promise<Result>;
  /** Sends a CALL of the station. @throws Error when it is refused. */
  ask(action: string, payload: object): Promise<{ readonly transactionId?: number }>;
}

export async function createOneStation(): Promise<OneStation> {
  const time = createVirtualTime(instant(T0));
  const { clock, scheduler } = time;
  const random = createDice(1)("one station");
  const { driver, collections } = createRecordingMemory();
  const store = createStore(driver, { clock, scheduler, random, outbox: { poll: 12 * 3_600_000 } });
  const core = createCore({ store, clock, scheduler, ids: createUlids({ clock, random }), random, logger: silentLogger });
  const link = { id: "link-1", identity: "CS-1", protocol: v16, call: async () => ({ outcome: "result" as const, payload: { status: "Accepted" } }), close: () => undefined };
  const done = <Result>(work: Promise<Result>): Promise<Result> => during(time, work);
  const ask: OneStation["ask"] = async (action, payload) => {
    const reply = await done(Promise.resolve(core.csms.handler({ link, action, payload, messageId: `${action}-${clock.now()}`, receivedAt: clock.now() })));
    if (!("response" in reply)) throw new Error(`${action} was refused: ${reply.description}`);
    return reply.response as { readonly transactionId?: number };
  };
  await done(store.transaction((unit) => furnish(unit, core.billing, [WIRE_STATION], "DAY")));
  await done(core.start());
  await done(core.csms.connected(link));
  await ask("BootNotification", { chargePointVendor: "Acme", chargePointModel: "One", chargePointSerialNumber: "SN-1" });
  return { time, store, core, collections, done, ask };
}
