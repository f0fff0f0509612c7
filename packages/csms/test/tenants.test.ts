import * as exported from "@cpokit/csms";
import { createCsms, createTokens, stations, tokens } from "@cpokit/csms";
import { systemScheduler } from "@cpokit/kernel/system";
import { TokenId, type Token } from "@cpokit/model";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Protocol } from "@cpokit/ocpp";
import { createMemoryDriver, createStore, type Collection, type Store } from "@cpokit/storage";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, connect, createTestClock, createTestIds, recordSession, station as stationDocument, START, type Bench } from "./kit.ts";

const clock = createTestClock();

/** A CPO on a store that it shares with others. */
function tenant(root: Store, name: string): Pick<Bench, "csms" | "store" | "clock"> {
  const store = root.scope(name);
  const authority = createTokens();
  const csms = createCsms({
    store, clock, ids: createTestIds(), policy: { unknownStations: "quarantine", readModel: "onNewDevice" },
    on: { authorize: (fact, unit) => authority.decide(unit, fact), session: recordSession },
  });
  return { csms, store, clock };
}

const token = (id: string, status: Token["status"]): Token => ({ id: TokenId.parse(id), value: "SAME", type: "RFID", status, whitelist: "ALWAYS" });

/** Every collection that the package shows. */
const collections = Object.values(exported).filter((value): value is Collection<unknown> => typeof value === "object" && value !== null && "indexes" in value && "upgrades" in value);

async function everything(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  for (const each of collections) for await (const { id } of store.each(each)) found.push(`${each.name} ${id}`);
  return found;
}

async function live(cpo: ReturnType<typeof tenant>, protocol: Protocol, known: Token) {
  await cpo.store.transaction((unit) => {
    unit.put(stations, "CS-1", stationDocument("CS-1"));
    unit.put(tokens, known.id, known);
  });
  const station = await connect(cpo, protocol);
  if (protocol === v16) {
    await station.ask("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError", timestamp: at(0) });
    await station.ask("StartTransaction", { connectorId: 1, idTag: "SAME", meterStart: 0, timestamp: at(0) });
  } else {
    await station.ask("StatusNotification", { evseId: 1, connectorId: 1, connectorStatus: "Available", timestamp: at(0) });
    await station.ask("TransactionEvent", { eventType: "Started", triggerReason: "Authorized", seqNo: 0, timestamp: at(0), transactionInfo: { transactionId: "1" }, evse: { id: 1 }, idToken: { idToken: "SAME", type: "ISO14443" } });
  }
  await cpo.csms.maintain("CS-1", "localList");
  await cpo.csms.send("CS-1", { command: "reset", mode: "immediate" }, { requestedBy: "ada", key: "click" });
  await cpo.csms.availability.exclude({ scope: { station: "CS-1" }, from: START, to: (START + 1) as typeof START, reason: "vandalism", evidence: ["1"], by: "ada" });
  await cpo.csms.work();
  return station;
}

describe("two CPOs in one process, on one driver", () => {
  it("share nothing: one leaves no trace with the other (I22)", async () => {
    const root = createStore(createMemoryDriver(), { clock, scheduler: systemScheduler });
    const [one, other] = [tenant(root, "one"), tenant(root, "other")];
    const station = await live(one, v16, token("t", "accepted"));
    expect((await everything(one.store)).length).toBeGreaterThan(10);
    expect(await everything(other.store)).toEqual([]);
    expect(other.csms.online()).toEqual([]);
    await other.csms.work();
    await other.csms.tokensChanged(["SAME"]);
    await expect(other.csms.send("CS-1", { command: "clearCache" }, { requestedBy: "eve" })).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(other.csms.maintain("CS-1", "clearCache")).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(other.csms.retire("CS-1", { by: "eve", reason: "mine" })).rejects.toMatchObject({ code: "csms.station-unknown" });
    expect(station.calls.some(({ action }) => action === "ClearCache")).toBe(false);
    expect(await everything(other.store)).toEqual([]);
  });

  it("have stations, tokens and keys of the same name, each its own", async () => {
    const root = createStore(createMemoryDriver(), { clock, scheduler: systemScheduler });
    const [one, other] = [tenant(root, "one"), tenant(root, "other")];
    const [old, young] = [await live(one, v16, token("t", "accepted")), await live(other, v201, token("t", "blocked"))];
    expect(await old.ask("Authorize", { idTag: "SAME" })).toEqual({ idTagInfo: { status: "Accepted" } });
    expect(await young.ask("Authorize", { idToken: { idToken: "SAME", type: "ISO14443" } })).toEqual({ idTokenInfo: { status: "Blocked" } });
    expect(one.csms.online()).toMatchObject([{ link: old.link }]);
    expect(other.csms.online()).toMatchObject([{ link: young.link }]);
    // The same key is another command with the other.
    expect([old, young].map(({ calls }) => calls.filter(({ action }) => action === "Reset").length)).toEqual([1, 1]);
    await one.csms.retire("CS-1", { by: "ada", reason: "sold" });
    expect(await other.csms.admit({ identity: "CS-1" })).toMatchObject({ accept: true });
    const before = await everything(other.store);
    await one.csms.disconnected(old.link, "gone");
    await one.csms.admit({ identity: "NEW" });
    await one.csms.adopt("NEW", { by: "ada" });
    expect(await everything(other.store)).toEqual(before);
    expect(other.csms.online()).toHaveLength(1);
  });

  it("hear only their own events", async () => {
    const root = createStore(createMemoryDriver(), { clock, scheduler: systemScheduler });
    const [one, other] = [tenant(root, "one"), tenant(root, "other")];
    const heard: string[] = [];
    for (const [name, { store }] of [["one", one], ["other", other]] as const) {
      await store.outbox.deliver("test", ["station.booted", "station.status", "command.done"], async ({ topic }) => void heard.push(`${name} ${topic}`));
    }
    await live(one, v16, token("t", "accepted"));
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(3);
    expect(heard.every((each) => each.startsWith("one "))).toBe(true);
    await root.close();
  });
});

it("no module keeps anything between the central systems of one process", () => {
  const source = new URL("../src/", import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const mutable = files.filter((name) => /^(export )?let |^(export )?const \w+ = new (Map|Set|WeakMap)\(|^(export )?const \w+(: \w+\[\])? = \[\];/m.test(readFileSync(new URL(name, source), "utf8")));
  expect(mutable).toEqual([]);
});
