import { hours, instant, minutes } from "@cpokit/kernel";
import { TokenId, type Token } from "@cpokit/model";
import { accessPolicies, localLists, stationCapabilities, stationTasks, tokens } from "@cpokit/csms";
import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connect, createBench, START, type Bench } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];

function token(name: string, more: Partial<Token> = {}): Token {
  return { id: TokenId.parse(name), value: name, type: "RFID", status: "accepted", whitelist: "ALWAYS", ...more };
}

interface SendLocalList {
  readonly listVersion?: number;
  readonly versionNumber?: number;
  readonly updateType: "Full" | "Differential";
  readonly localAuthorizationList?: readonly { readonly idTag?: string; readonly idTagInfo?: object; readonly idToken?: { readonly idToken: string }; readonly idTokenInfo?: object }[];
}

/** What happens to the next call: it arrives and is answered; it is lost; its answer is lost; the station fails, or loses its list before it. */
type Fate = "fine" | "lost" | "answerLost" | "fails" | "forgets" | "mismatch";

/** A station with a local list as the specifications describe it. */
function createListStation(protocol: Protocol, most = 1_000) {
  const list = new Map<string, string>();
  const state = { version: 0, fates: [] as Fate[] };
  const sent: SendLocalList[] = [];

  function answer(action: string, payload: unknown): CallOutcome {
    const fate = state.fates.shift() ?? "fine";
    if (fate === "lost") return { outcome: "timeout" };
    if (fate === "forgets") {
      list.clear();
      state.version = 0;
    }
    const response = action === "GetLocalListVersion" ? (protocol === v16 ? { listVersion: state.version } : { versionNumber: state.version })
      : action === "SendLocalList" ? { status: update(payload as SendLocalList, fate) } : { status: "Accepted" };
    return fate === "answerLost" ? { outcome: "timeout" } : { outcome: "result", payload: response };
  }

  function update(message: SendLocalList, fate: Fate): string {
    sent.push(message);
    if (fate === "fails") return "Failed";
    const version = message.listVersion ?? message.versionNumber ?? 0;
    if (fate === "mismatch" || (message.updateType === "Differential" && version <= state.version)) return "VersionMismatch";
    const next = new Map(message.updateType === "Full" ? [] : list);
    for (const { idTag, idTagInfo, idToken, idTokenInfo } of message.localAuthorizationList ?? []) {
      const info = idTagInfo ?? idTokenInfo;
      const value = idTag ?? idToken?.idToken ?? "";
      if (info === undefined) next.delete(value);
      else next.set(value, JSON.stringify(info));
    }
    if (next.size > most) return "Failed";
    list.clear();
    for (const [value, info] of next) list.set(value, info);
    state.version = version;
    return "Accepted";
  }

  return { answer, list, state, sent };
}

async function start(protocol: Protocol, cards: readonly Token[], more: { readonly most?: number; readonly entries?: number; readonly items?: number } = {}) {
  const bench = await createBench();
  const device = createListStation(protocol, more.most);
  await bench.store.transaction((unit) => {
    for (const card of cards) unit.put(tokens, card.id, card);
    if (more.entries !== undefined || more.items !== undefined) {
      unit.put(stationCapabilities, "CS-1", {
        station: "CS-1", version: protocol.version, can: { localList: true },
        ...(more.entries === undefined ? {} : { localListEntries: more.entries }), ...(more.items === undefined ? {} : { localListItems: more.items }),
      });
    }
  });
  await connect(bench, protocol, { answering: device.answer });
  const sync = async () => {
    await bench.csms.maintain("CS-1", "localList");
    await bench.csms.work();
    return bench.store.get(localLists, "CS-1");
  };
  return { bench, device, sync };
}

async function put(bench: Bench, ...cards: readonly Token[]): Promise<void> {
  await bench.store.transaction((unit) => {
    for (const card of cards) unit.put(tokens, card.id, card);
  });
}

const names = ({ list }: ReturnType<typeof createListStation>) => [...list.keys()].sort();

describe.each(ALL)("the local list of a %s station", (_, protocol) => {
  it("is sent whole, then only what changed, and nothing when nothing did", async () => {
    const { bench, device, sync } = await start(protocol, [token("A"), token("B", { group: "G", validUntil: instant(START + hours(1)) }), token("C", { whitelist: "NEVER" }), token("D", { status: "blocked" })]);
    expect(await sync()).toMatchObject({ state: "synced", version: 1, entries: 2, omitted: 0 });
    expect(names(device)).toEqual(["A", "B"]);
    expect(device.list.get("B")).toContain('"G"');
    await put(bench, token("A", { status: "blocked" }), token("E"));
    await bench.csms.tokensChanged(["A", "E"]);
    await bench.csms.work();
    expect(names(device)).toEqual(["B", "E"]);
    expect(device.sent.map(({ updateType, localAuthorizationList }) => [updateType, localAuthorizationList?.length])).toEqual([["Full", 2], ["Differential", 2]]);
    await sync();
    expect(device.sent).toHaveLength(2);
  });

  it("is cut as the station takes it, and tells what does not fit", async () => {
    const { device, sync } = await start(protocol, ["A", "B", "C", "D", "E", "F", "G"].map((name, index) => token(name, index < 3 ? { whitelist: "ALLOWED" } : {})), { entries: 5, items: 2, most: 5 });
    expect(await sync()).toMatchObject({ state: "synced", version: 3, entries: 5, omitted: 2 });
    // What must be decided there goes first.
    expect(names(device)).toEqual(["A", "D", "E", "F", "G"]);
    expect(device.sent.map(({ updateType, localAuthorizationList }) => [updateType, localAuthorizationList?.length])).toEqual([["Full", 2], ["Differential", 2], ["Differential", 1]]);
  });

  it("is sent whole again on a mismatch, and when the station lost it", async () => {
    const { bench, device, sync } = await start(protocol, [token("A")]);
    await sync();
    await put(bench, token("B"));
    device.state.fates = ["fine", "mismatch"];
    expect(await sync()).toMatchObject({ state: "synced" });
    expect(device.sent.map(({ updateType }) => updateType)).toEqual(["Full", "Differential", "Full"]);
    device.state.fates = ["forgets"];
    bench.clock.advance(hours(24));
    await bench.csms.work();
    expect(names(device)).toEqual(["A", "B"]);
  });

  it("leaves out who may not charge there, and is emptied when nobody may", async () => {
    const { bench, device, sync } = await start(protocol, [token("A", { group: "tenants" }), token("B")]);
    const place = "station/CS-1";
    await bench.store.transaction((unit) => unit.put(accessPolicies, place, { place, timeZone: "Europe/Amsterdam", otherwise: "refuse", rules: [{ effect: "allow", who: { groups: ["tenants"] }, when: { from: "03:00", to: "04:00" } }] }));
    await sync();
    expect(names(device)).toEqual(["A"]);
    await bench.store.transaction((unit) => unit.put(accessPolicies, place, { place, timeZone: "Europe/Amsterdam", otherwise: "refuse", rules: [] }));
    await sync();
    expect(names(device)).toEqual([]);
    device.state.version = 0;
    expect(await sync()).toMatchObject({ state: "synced", entries: 0 });
  });

  it("is whole again after any loss, and never thought to be what it is not", async () => {
    const step = fc.oneof(
      fc.record({ change: fc.constantFrom("put", "block", "group"), card: fc.integer({ min: 0, max: 2 }) }),
      // Most is lost on the second call, which brings the first tokens. A list that is lost between two calls is beyond what versions can tell.
      fc.record({ fates: fc.tuple(fate("fine", "fine", "fine", "forgets"), fate("answerLost", "answerLost"), fate("fine"), fate("fine")) }),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 16 }), fc.integer({ min: 1, max: 4 }), async (steps, items) => {
      const { bench, device, sync } = await start(protocol, [token("card0")], { items });
      const wanted = new Map<string, Token>([["card0", token("card0")]]);
      const agrees = () => {
        const good = [...wanted.values()].filter(({ status }) => status === "accepted");
        expect(names(device)).toEqual(good.map(({ value }) => value).sort());
        for (const card of good) if (card.group !== undefined) expect(device.list.get(card.value)).toContain(card.group);
      };
      for (const each of steps) {
        if ("fates" in each) {
          device.state.fates = [...each.fates];
          const believed = await sync();
          const task = await bench.store.get(stationTasks, "CS-1/localList");
          if (believed?.state === "synced" && task?.problem === undefined) agrees();
          device.state.fates = [];
        } else {
          const name = `card${each.card}`;
          const card = token(name, each.change === "block" ? { status: "blocked" } : each.change === "group" ? { group: `G${steps.indexOf(each)}` } : {});
          wanted.set(name, card);
          await put(bench, card);
        }
      }
      expect(await sync()).toMatchObject({ state: "synced" });
      agrees();
    }), { numRuns: 60 });
  });
});

function fate(...more: readonly Fate[]) {
  return fc.constantFrom<Fate>("fine", "lost", "answerLost", "fails", "mismatch", ...more);
}

describe("a local list", () => {
  it("of a 1.6 station takes no values that are too long for it", async () => {
    const { device, sync } = await start(v16, [token("x".repeat(21)), token("A")]);
    expect(await sync()).toMatchObject({ entries: 1, omitted: 1 });
    expect(names(device)).toEqual(["A"]);
  });

  it("is not kept where the station has none", async () => {
    const bench = await createBench();
    await connect(bench, v16, { answering: () => ({ outcome: "result", payload: { listVersion: -1 } }) });
    await bench.csms.maintain("CS-1", "localList");
    await bench.csms.work();
    expect(await bench.store.get(localLists, "CS-1")).toMatchObject({ state: "unsupported" });
    await bench.csms.tokensChanged(["A"]);
    expect(await bench.store.get(stationTasks, "CS-1/localList")).toMatchObject({ state: "failed", problem: "Keeping the local list: The station has no local list." });
  });

  it("waits for a station that is away", async () => {
    const { bench, device, sync } = await start(v201, [token("A")]);
    await sync();
    await bench.csms.disconnected(bench.csms.online()[0]!.link, "gone");
    await put(bench, token("B"));
    await bench.csms.tokensChanged(["B"]);
    await bench.csms.work();
    expect(names(device)).toEqual(["A"]);
    await connect(bench, v201, { answering: device.answer });
    bench.clock.advance(minutes(1));
    await bench.csms.work();
    expect(names(device)).toEqual(["A", "B"]);
  });
});

describe("the cache of a station", () => {
  it("is cleared where a token that changed was accepted lately, and nowhere else", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await station.ask("Authorize", { idTag: "04a2b3c4" });
    await bench.csms.tokensChanged(["EXPIRED1"]);
    await bench.csms.work();
    expect(station.calls).toEqual([]);
    await bench.csms.tokensChanged(["04A2B3C4"]);
    await bench.csms.work();
    expect(station.calls).toEqual([{ action: "ClearCache", payload: {} }]);
    bench.clock.advance(hours(31 * 24));
    await bench.csms.tokensChanged(["04A2B3C4"]);
    await bench.csms.work();
    expect(station.calls).toHaveLength(1);
  });
});
