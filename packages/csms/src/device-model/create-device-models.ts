import { seconds, type Clock, type Instant } from "@cpokit/kernel";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { VariableResult } from "../commands/command-plan.ts";
import type { Commands } from "../commands/create-commands.ts";
import { noticeFact } from "../translate/notice.ts";
import type { Envelope } from "../translate/envelope.ts";
import type { Notices } from "../diagnostics/notices.ts";
import { capabilitiesOf } from "../translate/capabilities.ts";
import { compact } from "../translate/compact.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { stationCapabilities } from "./capabilities.ts";
import { deviceComponents, deviceModel, componentId } from "./device-model.ts";
import { deviceReports, dropReport, mergeVariables, takePart, type ReportedVariable, type ReportPart } from "./report-assembly.ts";

/** The block that knows what stations are made of. */
export interface DeviceModels {
  /** A part of a report came. */
  report(unit: Unit, part: ReportPart, notice: { readonly envelope: Envelope; readonly block: string; readonly content: unknown }): Promise<void>;
  /** A station told the values of some variables. */
  learn(unit: Unit, station: string, results: readonly VariableResult[]): Promise<void>;
  /** Another device stands in its place: nothing of the old one holds. */
  forget(unit: Unit, station: string): Promise<void>;
  /** Reads everything that a station tells of itself, and finds what it can do. */
  readonly job: UpkeepJob;
}

export const READ_MODEL = "readModel";

/** The inventory that was asked for and is not complete yet. */
const inventories = collection<{ readonly request: number; readonly askedAt: Instant }>("deviceInventories");

/** The number of the next report. */
const reportNumbers = collection<{ readonly next: number }>("deviceReportNumbers");

/** A report whose next part does not come within this time is given up, and asked for again. */
const PATIENCE = seconds(60);

interface DeviceModelPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly notices: Notices;
  readonly send: Commands["send"];
  readonly upkeep: Upkeep;
}

export function createDeviceModels(ports: DeviceModelPorts): DeviceModels {
  const { store, clock } = ports;
  return {
    async report(unit, part, { envelope, block, content }) {
      const isInventory = (await unit.get(inventories, part.station))?.request === part.request;
      const isComplete = await takePart(unit, part, isInventory ? "all" : "some");
      if (isComplete && isInventory) await ports.upkeep.request(unit, part.station, READ_MODEL);
      const summary = `request ${part.request}, part ${part.part}${part.isLast ? ", last" : ""}`;
      await ports.notices.note(unit, noticeFact(envelope, "NotifyReport", block, summary, content));
    },
    learn: (unit, station, results) => mergeVariables(unit, station, results.flatMap(reportedOf), clock.now(), "some"),
    async forget(unit, station) {
      for (const component of await deviceModel(unit, station)) unit.delete(deviceComponents, componentId(station, component));
      unit.delete(stationCapabilities, station);
      unit.delete(inventories, station);
    },
    job: { kind: READ_MODEL, whilePending: true, run: ({ station, link }) => run(station, link.protocol.version) },
  };

  async function run(station: string, version: Envelope["protocol"]): Promise<JobResult> {
    const asked = await store.get(inventories, station);
    return asked === undefined ? ask(station, version) : lookAt(station, version, asked);
  }

  async function ask(station: string, version: Envelope["protocol"]): Promise<JobResult> {
    const request = await store.transaction(async (unit) => {
      const next = (await unit.get(reportNumbers, station))?.next ?? 1;
      unit.put(reportNumbers, station, { next: next + 1 });
      unit.put(inventories, station, { request: next, askedAt: clock.now() });
      return next;
    });
    const { outcome } = await ports.send(station, { command: "readModel", request }, { requestedBy: "csms" });
    if (outcome?.outcome !== "accepted") {
      // A report may come although its answer did not: it is looked at when it is complete.
      if (outcome?.outcome !== "timeout") await store.transaction((unit) => unit.delete(inventories, station));
      return failure("Reading the device model", outcome);
    }
    const { response } = outcome;
    if (!Array.isArray(response)) return { result: "again", after: PATIENCE };
    await store.transaction((unit) => mergeVariables(unit, station, response.flatMap(reportedOf), clock.now(), "all"));
    return finish(station, version, request);
  }

  async function lookAt(station: string, version: Envelope["protocol"], { request, askedAt }: { readonly request: number; readonly askedAt: Instant }): Promise<JobResult> {
    const report = await store.get(deviceReports, `${station}/${request}`);
    if (report?.isComplete === true) return finish(station, version, request);
    const quiet = clock.now() - (report?.lastPartAt ?? askedAt);
    if (quiet < PATIENCE) return { result: "again", after: seconds(Math.ceil((PATIENCE - quiet) / 1_000)) };
    await store.transaction(async (unit) => {
      unit.delete(inventories, station);
      await dropReport(unit, station, request);
    });
    const came = report === undefined ? "no part of it came" : `${report.parts.length} parts came, ${report.last === undefined ? "not the last one" : `of ${report.last + 1}`}`;
    return { result: "failed", problem: `Reading the device model: the report is not complete; ${came}.` };
  }

  async function finish(station: string, version: Envelope["protocol"], request: number): Promise<JobResult> {
    const capabilities = capabilitiesOf(station, version, await deviceModel(store, station));
    await store.transaction(async (unit) => {
      unit.put(stationCapabilities, station, capabilities);
      unit.delete(inventories, station);
      await dropReport(unit, station, request);
      unit.publish({ topic: "station.model", key: station, payload: capabilities });
    });
    return DONE;
  }
}

/** What a read value says of the model. */
function reportedOf(result: VariableResult): readonly ReportedVariable[] {
  if (result.status !== "Accepted") return [];
  const { component = "", componentInstance, evse, connector, variable, variableInstance, attribute = "Actual", value, readonly } = result;
  const mutability = readonly === undefined ? undefined : readonly ? "ReadOnly" as const : "ReadWrite" as const;
  return [compact({ component, componentInstance, evse, connector, variable, variableInstance, attributes: [compact({ type: attribute, value, mutability })] })];
}
