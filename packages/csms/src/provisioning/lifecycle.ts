import { CpoError, isCpoError, type Ids } from "@cpokit/kernel";
import { StationId, type Station } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import type { StationJournal } from "../diagnostics/station-events.ts";
import { compact } from "../translate/compact.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import type { Commands } from "../commands/create-commands.ts";
import type { LiveStations } from "./live-stations.ts";
import { findStation, stations } from "./stations.ts";

/** How a station is taken into service. */
export interface Adoption {
  /** Who did it, for the log. */
  readonly by: string;
  /** `operative` when absent. */
  readonly lifecycle?: "commissioned" | "operative";
  readonly locationId?: Station["locationId"];
  readonly passwordHash?: string;
}

/** The block that takes stations into service and out of it. */
export interface Lifecycle {
  /**
   * Takes a station into service: one that waits in quarantine, is planned, or was refused as unknown. One that is connected is asked to
   * boot at once. Doing it twice changes nothing.
   *
   * @throws `csms.station-retired` when it was retired.
   */
  adopt(identity: string, adoption: Adoption): Promise<Station>;
  /** Takes a station out of service for good: its connection is closed, and it may not connect again. @throws `csms.station-unknown` */
  retire(station: string, why: { readonly by: string; readonly reason: string }): Promise<void>;
  /** Asks a station whose boot is pending to boot again. */
  readonly job: UpkeepJob;
}

export const INVITE = "invite";

interface LifecyclePorts {
  readonly store: Store;
  readonly ids: Ids;
  readonly journal: StationJournal;
  readonly live: LiveStations;
  readonly upkeep: Upkeep;
  readonly send: Commands["send"];
}

export function createLifecycle(ports: LifecyclePorts): Lifecycle {
  const { store, ids, journal, live } = ports;
  return {
    async adopt(identity, adoption) {
      for (;;) {
        const known = await findStation(store, identity);
        try {
          return await store.transaction((unit) => (known === undefined ? enter(unit, identity, adoption) : takeOn(unit, known, adoption)));
        } catch (error) {
          // Somebody else entered it at the same moment.
          if (known !== undefined || !isCpoError(error, "storage.duplicate")) throw error;
        }
      }
    },
    async retire(station, { by, reason }) {
      await store.transaction(async (unit) => {
        const document = await unit.get(stations, station);
        if (document === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
        if (document.lifecycle === "retired") return;
        unit.put(stations, station, { ...document, lifecycle: "retired" });
        await journal.record(unit, { station, severity: "info", kind: "retired", summary: `retired by ${by}: ${reason}` });
        unit.publish({ topic: "station.lifecycle", key: station, payload: { station, lifecycle: "retired", by, reason } });
        unit.afterCommit(() => live.ofStation(station)?.link.close(1008, "this charging station was retired"));
      });
    },
    job: {
      kind: INVITE,
      whilePending: true,
      async run({ station, registration }) {
        // Whatever it answers, it boots again after the interval that it was told.
        if (registration === "pending") await ports.send(station, { command: "trigger", message: "BootNotification" }, { requestedBy: "csms" });
        return DONE;
      },
    },
  };

  async function enter(unit: Unit, identity: string, adoption: Adoption): Promise<Station> {
    const station: Station = { id: StationId.parse(ids.next()), identity, lifecycle: "planned" };
    return takeOn(unit, station, adoption, station);
  }

  async function takeOn(unit: Unit, { id }: Station, { by, lifecycle = "operative", locationId, passwordHash }: Adoption, entered?: Station): Promise<Station> {
    const before = entered ?? (await unit.get(stations, id));
    if (before === undefined) throw new CpoError("csms.station-unknown", "The station was deleted while it was being adopted; try again.", { station: id });
    if (before.lifecycle === "retired") {
      throw new CpoError("csms.station-retired", `The station "${before.identity}" was retired; give its place a new station, or set its lifecycle back yourself.`, { station: id });
    }
    if (before.lifecycle === "operative") return before;
    const station: Station = { ...before, ...compact({ locationId, passwordHash }), lifecycle };
    unit.put(stations, id, station);
    await journal.record(unit, { station: id, severity: "info", kind: "adopted", summary: `taken into service by ${by}` });
    unit.publish({ topic: "station.lifecycle", key: id, payload: { station: id, lifecycle, by } });
    await ports.upkeep.request(unit, id, INVITE);
    return station;
  }
}
