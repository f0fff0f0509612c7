import { instant } from "@cpokit/kernel";
import { StationId, TokenId } from "@cpokit/model";
import type { StationLink } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { createCsms, createTokens, stations, tokens } from "@cpokit/csms";

const clock = { now: () => instant(Date.parse("2026-11-21T09:00:00Z")) };
const store = createStore(createMemoryDriver(), { clock });
const cards = createTokens();
let lastId = 0;

const csms = createCsms({
  store, clock,
  ids: { next: () => `id-${(lastId += 1)}` },
  on: {
    authorize: (fact, unit) => cards.decide(unit, fact),
    // Give it a session engine here: session: (fact, unit) => sessions.record(unit, fact)
    session: ({ authorization }) => ({ outcome: "recorded", session: "S-1", transaction: "1", ...(authorization && { authorization }) }),
  },
});

await csms.start();
await store.transaction((unit) => {
  unit.put(stations, "CS-1", { id: StationId.parse("CS-1"), identity: "CS-1", lifecycle: "operative" });
  unit.put(tokens, "T-1", { id: TokenId.parse("T-1"), value: "04A2B3C4", type: "RFID", status: "accepted" });
});

// An OCPP server does the rest: createOcppServer({ handler: csms.handler, authenticate: csms.admit, onConnected: csms.connected, … }).
const link: StationLink = {
  id: "link-1", identity: "CS-1", protocol: v16, close() {},
  call: async (action) => ({ outcome: "result", payload: { status: action === "UnlockConnector" ? "Unlocked" : "Accepted" } }),
};
await csms.connected(link);

const payload = { connectorId: 1, idTag: "04a2b3c4", meterStart: 1_200, timestamp: "2026-11-21T08:59:58Z" };
export const started = await csms.handler({ link, action: "StartTransaction", payload, messageId: "17", receivedAt: clock.now() });
// { response: { transactionId: 1, idTagInfo: { status: "Accepted" } } }, sent only after the unit of work committed

export const stopped = await csms.send("CS-1", { command: "stop", transaction: "1" }, { requestedBy: "operator", key: "click-1" });
// { state: "done", outcome: { outcome: "accepted", … }, … }; the same key never sends twice
