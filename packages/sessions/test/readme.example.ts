import { createUlids, instant } from "@cpokit/kernel";
import { createSessions } from "@cpokit/sessions";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import type { Reading, SessionFact } from "@cpokit/model";

const nine = Date.UTC(2026, 10, 21, 9, 0);
const at = (minute: number) => instant(nine + minute * 60_000);
const clock = { now: () => at(60) };
const random = Math.random; // in production: systemRandom of @cpokit/kernel/system

const store = createStore(createMemoryDriver(), { clock });
const sessions = createSessions({ clock, ids: createUlids({ clock, random }), random });
const record = (fact: SessionFact) => store.transaction((unit) => sessions.record(unit, fact));
const register = (minute: number, value: string, context: string): Reading =>
  ({ at: at(minute), value, context, measurand: "Energy.Active.Import.Register", unit: "Wh" });

const started = await record({
  fact: "started", numbering: "allocate", station: "CS-1", evse: 1, connector: 1, key: "start/1/04a2b3c4/0", token: { value: "04A2B3C4" },
  stationTime: at(0), receivedAt: at(0), readings: [register(0, "1200", "Transaction.Begin")],
});
const { transaction = "", session: id = "" } = started;
const stop: SessionFact = {
  fact: "ended", station: "CS-1", transaction, key: `stop/${transaction}/30`, reason: "EVDisconnected",
  stationTime: at(30), receivedAt: at(30), readings: [register(30, "6700", "Transaction.End")],
};
await record(stop);

/** The station missed the answer and sends its stop again: counted once, answered the same. */
export const again = await record(stop);
export const session = await sessions.get(store, id);
export const story = (await sessions.journal(store, id)).flatMap((entry) => entry.events.map((event) => event.reason));
