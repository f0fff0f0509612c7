import { CpoError, hours, instant, type Clock, type Ids, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import { nextRequest } from "../firmware/next-request.ts";
import type { Listener } from "../listeners.ts";
import { stations } from "../provisioning/stations.ts";
import { compact } from "../translate/compact.ts";
import { isAwaited, logRequests, type LogRequest } from "./log-requests.ts";

/** Where stations upload to. */
export interface UploadAddress {
  /** E.g. `https://cpo.example/uploads`; `createUploads` answers there. */
  readonly baseUrl: string;
  /** A new word that nobody can guess: at least 128 random bits as URL-safe text. */
  newToken(): string;
}

/** Which log is wanted. */
export interface LogOrder {
  readonly station: string;
  readonly log: "diagnostics" | "security";
  readonly from?: Instant;
  readonly until?: Instant;
  /** Another place than ours, e.g. an FTP server for stations that cannot do HTTP. */
  readonly location?: string;
  /** How long it is waited for; 24 hours when absent. A station that is offline gets the request when it returns. */
  readonly within?: Milliseconds;
  readonly requestedBy: string;
}

/** Logs of stations (1.6 §6.9 and its security extension, 2.x N01). */
export interface Logs {
  /** @throws `csms.uploads` without `location` and without an upload address; `csms.station-unknown` */
  request(order: LogOrder): Promise<LogRequest>;
}

interface LogPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly address?: UploadAddress | undefined;
  readonly send: Commands["send"];
}

export function createLogs({ store, clock, ids, address, send }: LogPorts): Logs & { readonly listener: Listener; sweep(now: Instant): Promise<void> } {
  return {
    async request(order) {
      const { station, log, from, until, within = hours(24), requestedBy } = order;
      const token = order.location === undefined ? address?.newToken() : undefined;
      const location = order.location ?? (address === undefined || token === undefined ? undefined : `${address.baseUrl.replace(/\/$/, "")}/${token}`);
      if (location === undefined) throw new CpoError("csms.uploads", "There is nowhere to upload to; give createCsms an `uploads` address, or the order a location.", { station });
      const open = await store.transaction(async (unit) => {
        if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
        const now = clock.now();
        const request: LogRequest = compact({
          id: ids.next(), station, request: await nextRequest(unit, station), log, state: "requested" as const, location, token, from, until, requestedBy, requestedAt: now,
          expiresAt: instant(now + within),
        });
        unit.put(logRequests, request.id, request);
        return request;
      });
      await send(station, compact({ command: "getLog" as const, request: open.request, log, location, from, until }), { requestedBy, key: `log/${open.request}`, queueFor: within });
      return (await store.get(logRequests, open.id)) ?? open;
    },
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "getLog" || outcome === undefined || outcome.outcome === "accepted" || outcome.outcome === "timeout") return;
        const request = await openRequest(unit, station, command.request);
        const detail = "reason" in outcome ? outcome.reason : outcome.outcome === "error" ? outcome.code : outcome.outcome;
        if (request !== undefined) put(unit, { ...request, state: "failed", detail });
      },
      async told(unit, fact) {
        if (fact.fact !== "log" || fact.state === "idle") return undefined;
        const request = await openRequest(unit, fact.station, fact.request);
        if (request === undefined) return undefined;
        const { detail } = fact;
        if (fact.state === "failed" || fact.state === "replaced") put(unit, { ...request, state: "failed", detail });
        // Of an address of ours only what is here counts: the file may still be on its way.
        else put(unit, { ...request, detail, state: fact.state === "uploaded" && request.token === undefined ? "uploaded" : "uploading" });
        return undefined;
      },
    },
    async sweep(now) {
      const { items } = await store.find(logRequests, { index: "byEnd", to: now + 1 });
      for (const { id } of items) {
        await store.transaction(async (unit) => {
          const request = await unit.get(logRequests, id);
          if (request === undefined || !isAwaited(request) || request.expiresAt > now) return;
          put(unit, { ...request, state: "expired", detail: request.detail === undefined ? "nothing came" : `nothing came; the last that was heard: ${request.detail}` });
        });
      }
    },
  };

  /** The open request of this number; without a number (1.6 diagnostics) the newest one. */
  async function openRequest(unit: Unit, station: string, number: number | undefined): Promise<LogRequest | undefined> {
    const { items } = await unit.find(logRequests, { index: "byOpen", prefix: number === undefined ? [station] : [station, number], reverse: true, limit: 1 });
    const request = items[0] === undefined ? undefined : await unit.get(logRequests, items[0].id);
    return request !== undefined && isAwaited(request) ? request : undefined;
  }

  /** A request that is over takes no upload any more. */
  function put(unit: Unit, request: LogRequest): void {
    const { token: _, ...over } = request;
    const kept = isAwaited(request) ? request : over;
    unit.put(logRequests, request.id, kept);
    unit.publish({ topic: "log.changed", key: request.station, payload: kept });
  }
}
