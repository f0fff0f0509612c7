import { hours, type Clock } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import { authorizationDecisions } from "../authorization/decisions.ts";
import type { Commands } from "../commands/create-commands.ts";
import { mayHave, stationCapabilities } from "../device-model/capabilities.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { longestToken } from "../translate/longest-token.ts";
import { compact } from "../translate/compact.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { wantedEntries, type WantedList } from "./list-entries.ts";
import { contentAt, contentOf, planList, type ListMessage } from "./list-plan.ts";
import { listMemories, localLists, type LocalList, type ListMemory } from "./local-lists.ts";

/** The block that keeps what stations know of tokens by themselves. */
export interface LocalLists {
  /**
   * Tokens were entered, changed or blocked: the lists that are kept are brought in line, and stations that accepted one of these tokens
   * lately forget what they cached.
   */
  tokensChanged(values: readonly string[]): Promise<void>;
  forget(unit: Unit, station: string): void;
  readonly jobs: readonly UpkeepJob[];
}

export const LOCAL_LIST = "localList";
export const CLEAR_CACHE = "clearCache";

/** Where a station does not tell how much it takes. */
const DEFAULT_ENTRIES = 500;
const DEFAULT_ITEMS = 50;

/** A list may be lost on the spot: its version is asked for this often. */
const NEXT_LOOK = hours(24);

/** How long a station may go on with what it cached of a token (AuthCacheCtrlr.LifeTime of the field). */
const CACHED = hours(30 * 24);

interface LocalListPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly upkeep: Upkeep;
  readonly send: Commands["send"];
}

export function createLocalLists(ports: LocalListPorts): LocalLists {
  const { store, clock, upkeep } = ports;
  return {
    async tokensChanged(values) {
      const caching = new Set<string>();
      for (const value of values) {
        const folded = foldTokenValue(value);
        const since = { index: "byToken", from: [folded, clock.now() - CACHED], to: [folded, Number.MAX_SAFE_INTEGER] };
        for await (const { body } of store.each(authorizationDecisions, since)) if (body.result.result === "accepted") caching.add(body.station);
      }
      for (const station of caching) await store.transaction((unit) => upkeep.request(unit, station, CLEAR_CACHE));
      for await (const { body } of store.each(localLists)) {
        if (body.state !== "unsupported") await store.transaction((unit) => upkeep.request(unit, body.station, LOCAL_LIST));
      }
    },
    forget(unit, station) {
      unit.delete(localLists, station);
      unit.delete(listMemories, station);
    },
    jobs: [{ kind: LOCAL_LIST, run: sync }, { kind: CLEAR_CACHE, run: clearCache }],
  };

  async function clearCache({ station }: OnlineStation): Promise<JobResult> {
    const { outcome } = await ports.send(station, { command: "clearCache" }, { requestedBy: "csms" });
    // One that refuses has no cache (OCPP 2.0.1 C11.FR.04).
    return outcome?.outcome === "accepted" || outcome?.outcome === "rejected" || outcome?.outcome === "unsupported" ? DONE : failure("Clearing the cache", outcome);
  }

  async function sync({ station, link }: OnlineStation): Promise<JobResult> {
    const capabilities = await store.get(stationCapabilities, station);
    if ((await store.get(stations, station)) === undefined) return DONE;
    if (!mayHave(capabilities, "localList")) return unsupported(station, "The station has no local list.");
    const wanted = await wantedEntries(ports, station, { entries: capabilities?.localListEntries ?? DEFAULT_ENTRIES, valueLength: longestToken(link.protocol.version) });
    const limits = { items: capabilities?.localListItems ?? DEFAULT_ITEMS, bytes: capabilities?.localListBytes };
    const version = await tellVersion(station);
    if (typeof version !== "number") return version;
    const memory = await store.get(listMemories, station);
    const plan = planList(contentAt(memory, version), wanted.entries, limits);
    const sent = await sendAll(station, version, plan, memory);
    // The station refused the changes: everything anew is the way out of any mismatch (1.6 §5.15, 2.x D01).
    const refused = sent.result === "refused" && plan[0]?.update === "differential";
    const last = refused ? await sendAll(station, version, planList(undefined, wanted.entries, limits), await store.get(listMemories, station)) : sent;
    return last.result === "sent" ? synced(station, last.version, wanted) : last.outcome;
  }

  async function tellVersion(station: string): Promise<number | JobResult> {
    const { outcome } = await ports.send(station, { command: "getLocalListVersion" }, { requestedBy: "csms" });
    if (outcome?.outcome === "unsupported") return unsupported(station, outcome.reason);
    const response: unknown = outcome?.outcome === "accepted" ? outcome.response : undefined;
    const version = typeof response === "object" && response !== null && "version" in response ? response.version : undefined;
    return typeof version === "number" ? version : failure("Asking for the version of the local list", outcome);
  }

  /** Remembers before each message what the list holds if it arrives: its answer may be lost, and the version tells then. */
  async function sendAll(station: string, present: number, plan: readonly ListMessage[], before: ListMemory | undefined): Promise<{ readonly result: "sent"; readonly version: number } | { readonly result: "refused" | "failed"; readonly outcome: JobResult }> {
    let version = present;
    let nextVersion = Math.max(before?.nextVersion ?? 1, present + 1);
    let content = contentAt(before, present) ?? {};
    for (const message of plan) {
      const attempt = { version: nextVersion, content: message.contentAfter };
      nextVersion += 1;
      await remember(station, { version, content, attempt, nextVersion });
      const { outcome } = await ports.send(station, { command: "sendLocalList", version: attempt.version, update: message.update, entries: message.entries }, { requestedBy: "csms" });
      if (outcome?.outcome !== "accepted") {
        const isRefused = outcome?.outcome === "rejected";
        return { result: isRefused ? "refused" : "failed", outcome: failure("Sending the local list", outcome) };
      }
      ({ version, content } = attempt);
    }
    await remember(station, { version, content, nextVersion });
    return { result: "sent", version };
  }

  function remember(station: string, memory: ListMemory): Promise<void> {
    return store.transaction(async (unit) => {
      unit.put(listMemories, station, memory);
      if (memory.attempt === undefined) return;
      const list = (await unit.get(localLists, station)) ?? { station, entries: 0, omitted: 0 };
      unit.put(localLists, station, { ...list, state: "unknown" });
    });
  }

  async function synced(station: string, version: number, { entries, omitted }: WantedList): Promise<JobResult> {
    const list: LocalList = { station, state: "synced", version, entries: Object.keys(contentOf(entries)).length, omitted, syncedAt: clock.now() };
    await store.transaction(async (unit) => {
      const before = await unit.get(localLists, station);
      unit.put(localLists, station, list);
      if (before?.version !== version || before.omitted !== omitted) unit.publish({ topic: "station.localList", key: station, payload: list });
    });
    return { result: "again", after: NEXT_LOOK };
  }

  async function unsupported(station: string, problem: string): Promise<JobResult> {
    await store.transaction((unit) => unit.put(localLists, station, compact({ station, state: "unsupported" as const, entries: 0, omitted: 0 })));
    return { result: "failed", problem: `Keeping the local list: ${problem}`, final: true };
  }
}
