import type { Clock, Instant } from "@cpokit/kernel";
import type { CommandRecord } from "@cpokit/model";
import { collection, type Store } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import type { Listener } from "../listeners.ts";
import { compact } from "../translate/compact.ts";
import { nextRequest } from "./next-request.ts";

/** Firmware that a local controller offers to its stations (2.x L03). */
export interface PublishedFirmware {
  readonly station: string;
  /** MD5 in hex. */
  readonly checksum: string;
  readonly location: string;
  readonly request: number;
  readonly state: "requested" | "published" | "failed" | "unpublished";
  /** Where its stations find it. */
  readonly locations: readonly string[];
  readonly detail?: string;
  readonly changedAt: Instant;
}

/** `<station>/<checksum>`. */
export const publishedFirmware = collection<PublishedFirmware>("publishedFirmware", {
  indexes: { byRequest: { keys: (published) => [[published.station, published.request]] } },
});

/** Firmware at local controllers. */
export interface FirmwarePublishing {
  publish(station: string, image: { readonly location: string; readonly checksum: string }, options: { readonly requestedBy: string }): Promise<CommandRecord>;
  unpublish(station: string, checksum: string, options: { readonly requestedBy: string }): Promise<CommandRecord>;
}

export function createFirmwarePublishing({ store, clock, send }: { readonly store: Store; readonly clock: Clock; readonly send: Commands["send"] }): FirmwarePublishing & { readonly listener: Listener } {
  return {
    async publish(station, { location, checksum }, { requestedBy }) {
      const request = await store.transaction(async (unit) => {
        const next = await nextRequest(unit, station);
        unit.put(publishedFirmware, `${station}/${checksum}`, { station, checksum, location, request: next, state: "requested", locations: [], changedAt: clock.now() });
        return next;
      });
      return send(station, { command: "publishFirmware", request, location, checksum }, { requestedBy, key: `publish/${request}` });
    },
    unpublish: (station, checksum, { requestedBy }) => send(station, { command: "unpublishFirmware", checksum }, { requestedBy }),
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "publishFirmware" && command.command !== "unpublishFirmware") return;
        const known = await unit.get(publishedFirmware, `${station}/${command.checksum}`);
        if (known === undefined || outcome === undefined || outcome.outcome === "timeout") return;
        if (command.command === "publishFirmware" && outcome.outcome !== "accepted" && command.request === known.request) {
          unit.put(publishedFirmware, `${station}/${command.checksum}`, { ...known, state: "failed", detail: "reason" in outcome ? outcome.reason : outcome.outcome, changedAt: clock.now() });
        } else if (command.command === "unpublishFirmware" && outcome.outcome === "accepted") {
          unit.put(publishedFirmware, `${station}/${command.checksum}`, { ...known, state: "unpublished", locations: [], changedAt: clock.now() });
        }
      },
      async told(unit, fact) {
        if (fact.fact !== "firmwarePublished" || fact.request === undefined) return undefined;
        const { items } = await unit.find(publishedFirmware, { index: "byRequest", prefix: [fact.station, fact.request], limit: 1 });
        const known = items[0] === undefined ? undefined : await unit.get(publishedFirmware, items[0].id);
        if (known === undefined || known.request !== fact.request) return undefined;
        const state = fact.state === "going" ? known.state : fact.state;
        unit.put(publishedFirmware, `${known.station}/${known.checksum}`, compact({ ...known, state, locations: fact.locations ?? known.locations, detail: fact.detail, changedAt: clock.now() }));
        return undefined;
      },
    },
  };
}
