import { instant } from "@cpokit/kernel";
import { v16 } from "@cpokit/ocpp/v16";
import { v21 } from "@cpokit/ocpp/v21";
import { authorizationDecisions, commands, eraseTokenTraces, exportTokenTraces, findToken, forgetTraces, reservations, stationEvents, unprocessedMessages, waitingEntries, type TokenTrace } from "@cpokit/csms";
import { collection, type Collection } from "@cpokit/storage";
import { expect, it } from "vitest";
import { at, connect, createBench, START, type Bench } from "./kit.ts";

const ADA = { value: " 04a2b3c4", id: "good" };
const DAY = 86_400_000;

/** Ada charges with 1.6, is started from afar, is put on a local list, and shows her card to a 2.1 station; Bob's card is refused. */
async function used(): Promise<Bench> {
  const bench = await createBench();
  const old = await connect(bench, v16);
  await old.ask("Authorize", { idTag: "04A2B3C4" });
  await old.ask("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 0, timestamp: at(1) });
  await old.ask("Authorize", { idTag: "BLOCKED1" });
  await bench.csms.send("CS-1", { command: "start", evse: 1, token: { value: "04A2B3C4" } }, { requestedBy: "app", key: "click" });
  await bench.csms.send("CS-1", { command: "sendLocalList", version: 2, update: "full", entries: [{ token: { value: "04A2B3C4" }, authorization: { result: "accepted", tokenId: "good" } }, { token: { value: "B0B" } }] }, { requestedBy: "ops" });
  await bench.csms.send("CS-1", { command: "call", action: "ReserveNow", payload: { connectorId: 1, expiryDate: at(900), idTag: "04A2B3C4", reservationId: 5 } }, { requestedBy: "ops" });
  const young = await connect(bench, v21);
  await young.ask("Authorize", { idToken: { idToken: "04a2b3c4", type: "ISO14443" } });
  return bench;
}

async function stored(bench: Bench): Promise<string> {
  const texts: string[] = [];
  for (const from of [authorizationDecisions, commands, stationEvents, unprocessedMessages, collection("tokens")] as Collection<unknown>[]) {
    for await (const { id, body } of bench.store.each(from)) texts.push(id, JSON.stringify(body));
  }
  return texts.join("\n").toLowerCase();
}

const traces = (bench: Bench): Promise<readonly TokenTrace[]> => exportTokenTraces(bench.store, ADA);

it("exports what is kept about a token, and about no other", async () => {
  const found = await traces(await used());
  expect(found.map(({ kind }) => kind).toSorted()).toEqual(["command", "command", "command", "decision", "decision", "decision", "token"]);
  expect(JSON.stringify(found)).not.toContain("BLOCKED1");
});

it("erases a token from decisions, their ids, commands and raw calls; what was decided and asked for stays", async () => {
  const bench = await used();
  const before = (await bench.store.find(commands)).items.length;
  expect(await eraseTokenTraces(bench.store, ADA, instant(START + DAY))).toEqual({ erased: 7, waiting: 0 });
  const text = await stored(bench);
  expect(text).not.toContain("04a2b3c4");
  expect(text).not.toContain('"good"');
  expect(text).toContain("blocked1");
  expect(text).toContain("b0b");
  expect(await findToken(bench.store, "04A2B3C4")).toBeUndefined();
  expect((await bench.store.find(commands)).items).toHaveLength(before);
  expect((await bench.store.find(authorizationDecisions)).items.filter(({ body }) => body.token.value === "#ERASED" && body.result.result === "accepted")).toHaveLength(3);
  expect(await traces(bench)).toEqual([]);
});

it("leaves no fingerprint of a message that showed the token in the id of its decision", async () => {
  const bench = await createBench();
  const young = await connect(bench, v21);
  const event = { eventType: "Updated", timestamp: at(5), triggerReason: "Authorized", seqNo: 1, transactionInfo: { transactionId: "tx-1" }, evse: { id: 1 } };
  await young.ask("TransactionEvent", { ...event, idToken: { idToken: "04a2b3c4", type: "ISO14443" } });
  const ids = async (): Promise<readonly string[]> => (await bench.store.find(authorizationDecisions)).items.map(({ id }) => id);
  expect(await ids()).toEqual([expect.stringMatching(/^CS-1\/event\/tx-1\/.*\/[0-9a-f]{16}$/u)]);
  await eraseTokenTraces(bench.store, ADA, instant(START + DAY));
  expect(await ids()).toEqual([expect.stringMatching(/^CS-1\/event\/tx-1\/.*\/#ERASED\/\d+$/u)]);
});

it("leaves alone what is young, and what waits to be worked in", async () => {
  const bench = await used();
  const message = { id: "m", station: "CS-1", protocol: "1.6" as const, action: "StopTransaction", block: "Core", payload: { transactionId: 1, idTag: "04A2B3C4" }, receivedAt: START, error: "x" };
  await bench.store.transaction((unit) => unit.put(unprocessedMessages, "m", message));
  expect(await eraseTokenTraces(bench.store, ADA, START)).toEqual({ erased: 1, waiting: 7 });
  expect(await eraseTokenTraces(bench.store, ADA, instant(START + DAY))).toEqual({ erased: 6, waiting: 1 });
  expect(await bench.store.get(unprocessedMessages, "m")).toEqual(message);
});

it("erases closed reservations and lines, and waits for open ones and for local lists", async () => {
  const { store } = await createBench();
  const token = { value: "04A2B3C4" };
  const reservation = { id: "CS-1/1", station: "CS-1", number: 1, token, until: instant(START + 60_000), requestedBy: "app", requestedAt: START };
  await store.transaction((unit) => {
    unit.put(reservations, "CS-1/1", { ...reservation, state: "expired" });
    unit.put(reservations, "CS-1/2", { ...reservation, id: "CS-1/2", number: 2, state: "active" });
    unit.put(waitingEntries, "w1", { id: "w1", site: "S", token, since: START, state: "left" });
    unit.put(waitingEntries, "w2", { id: "w2", site: "S", token, since: START, state: "waiting" });
    unit.put(collection("localListMemories"), "CS-1", { version: 1, content: { "04a2b3c4": ["04A2B3C4", "", "f"] }, nextVersion: 2 });
  });
  // Its record, one reservation and one entry.
  expect(await eraseTokenTraces(store, ADA, instant(START + DAY))).toEqual({ erased: 3, waiting: 3 });
  expect((await store.get(reservations, "CS-1/1"))?.token).toEqual({ value: "#ERASED" });
  expect((await store.get(reservations, "CS-1/2"))?.token).toEqual(token);
  expect((await exportTokenTraces(store, ADA)).map(({ kind }) => kind)).toEqual(["reservation", "waiting", "list"]);
});

it("forgets old decisions and commands, with the keys of the commands (retention)", async () => {
  const bench = await used();
  expect(await forgetTraces(bench.store, START)).toBe(0);
  // Four decisions, three commands and one key.
  expect(await forgetTraces(bench.store, instant(START + DAY))).toBe(8);
  expect(await forgetTraces(bench.store, instant(START + DAY))).toBe(0);
});
