import { hours, type Clock } from "@cpokit/kernel";
import type { Station } from "@cpokit/model";
import type { Version } from "@cpokit/ocpp";
import type { Store, Unit } from "@cpokit/storage";
import type { VariableResult } from "../commands/command-plan.ts";
import type { Commands } from "../commands/create-commands.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import { stations } from "../provisioning/stations.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { fingerprint } from "../translate/fingerprint.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { configurationStates, driftOf, isDrift, namesEqual, type ConfigurationState, type DriftItem } from "./drift.ts";
import { desiredConfiguration, type DesiredConfiguration, type DesiredValue } from "./templates.ts";

/** The block that keeps stations set as their templates want. */
export interface Configuration {
  /** Whether templates apply to a station that boots, and whether its boot must wait for them. */
  atBoot(unit: Unit, station: Station, version: Version): Promise<"none" | "check" | "hold">;
  readonly job: UpkeepJob;
}

export const CONFIGURE = "configure";

/** A station is looked at again after this time, for it may be changed on the spot. */
const NEXT_CHECK = hours(24);

interface ConfigurationPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: StationJournal;
  readonly send: Commands["send"];
}

export function createConfiguration(ports: ConfigurationPorts): Configuration {
  const { store, clock } = ports;
  return {
    async atBoot(unit, station, version) {
      const desired = await desiredConfiguration(unit, station, version);
      if (desired === undefined) return "none";
      const state = await unit.get(configurationStates, station.id);
      return desired.beforeAccept && !(state?.state === "inSync" && state.desired === desired.fingerprint) ? "hold" : "check";
    },
    job: { kind: CONFIGURE, whilePending: true, run },
  };

  async function run(online: OnlineStation): Promise<JobResult> {
    const { station: id, link: { protocol: { version } } } = online;
    const station = await store.get(stations, id);
    const desired = station === undefined ? undefined : await desiredConfiguration(store, station, version);
    if (desired === undefined || desired.values.length === 0) return settled(online);
    const before = await store.get(configurationStates, id);
    const written = before?.written ?? {};
    const read = await reading(id, desired.values);
    if ("result" in read) return read;
    const found = driftOf(desired.values, read, written);
    const toSet = desired.values.filter(({ name, repair }) => repair && found.some((item) => item.name === name && isDrift(item)));
    if (toSet.length === 0) return conclude(online, desired, { items: found, written }, before);
    const set = await setting(id, toSet);
    if ("result" in set) return set;
    const repaired = await afterwards(id, found, toSet, set, written);
    return "result" in repaired ? repaired : conclude(online, desired, repaired, before);
  }

  /** Reads again what was set, for a station may take a value and not keep it. */
  async function afterwards(station: string, found: readonly DriftItem[], toSet: readonly DesiredValue[], set: readonly VariableResult[], before: ConfigurationState["written"]) {
    const statusOf = ({ name }: { readonly name: DesiredValue["name"] }): string => set.find((result) => namesEqual(result, name))?.status ?? "no answer";
    const taken = toSet.filter((each) => statusOf(each) === "Accepted" || statusOf(each) === "RebootRequired");
    const written = { ...before, ...Object.fromEntries(taken.map(({ name, value }) => [fingerprint(name), fingerprint(value)])) };
    const read = taken.length === 0 ? [] : await reading(station, taken);
    if ("result" in read) return read;
    const checked = driftOf(taken, read, written);
    const items = found.map((item): DriftItem => {
      if (!toSet.some(({ name }) => name === item.name)) return item;
      const again = checked.find(({ name }) => name === item.name);
      if (again === undefined) return { ...item, finding: "refused", detail: statusOf(item) };
      return again.finding === "different" && statusOf(item) === "RebootRequired" ? { ...again, finding: "restart" } : again;
    });
    return { items, written };
  }

  async function conclude(online: OnlineStation, desired: DesiredConfiguration, { items, written }: Pick<ConfigurationState, "items" | "written">, before: ConfigurationState | undefined): Promise<JobResult> {
    const { station } = online;
    const state = items.some(isDrift) ? "drift" : "inSync";
    const restarts = desired.restart && items.some(({ finding }) => finding === "restart") && before?.restartedFor !== desired.fingerprint;
    const restartedFor = restarts ? desired.fingerprint : before?.restartedFor;
    const next: ConfigurationState = {
      station, checkedAt: clock.now(), state, desired: desired.fingerprint, items, written, ...(restartedFor === undefined ? {} : { restartedFor }),
    };
    await store.transaction(async (unit) => {
      unit.put(configurationStates, station, next);
      if (before?.state === next.state && fingerprint(before.items) === fingerprint(items)) return;
      unit.publish({ topic: "station.configuration", key: station, payload: next });
      if (state === "drift") await ports.journal.record(unit, { station, severity: "warning", kind: "configuration-drift", summary: summaryOf(items) });
    });
    if (restarts) {
      const { outcome } = await ports.send(station, { command: "reset", mode: "whenIdle" }, { requestedBy: "csms" });
      if (outcome?.outcome !== "accepted") return failure("Restarting the station for its configuration", outcome);
      return { result: "again", after: NEXT_CHECK };
    }
    return state === "drift" ? { result: "again", after: NEXT_CHECK } : settled(online);
  }

  /** A station whose boot was held is asked to boot again; its next boot would come by itself, only later. */
  async function settled({ station, registration }: OnlineStation): Promise<JobResult> {
    if (registration === "pending") await ports.send(station, { command: "trigger", message: "BootNotification" }, { requestedBy: "csms" });
    return (await store.get(configurationStates, station)) === undefined ? DONE : { result: "again", after: NEXT_CHECK };
  }

  async function reading(station: string, values: readonly DesiredValue[]): Promise<readonly VariableResult[] | JobResult> {
    const { outcome } = await ports.send(station, { command: "getVariables", variables: values.map(({ name }) => name) }, { requestedBy: "csms" });
    return resultsOf(outcome) ?? failure("Reading the configuration", outcome);
  }

  async function setting(station: string, values: readonly DesiredValue[]): Promise<readonly VariableResult[] | JobResult> {
    const { outcome } = await ports.send(station, { command: "setVariables", values: values.map(({ name, value }) => ({ ...name, value })) }, { requestedBy: "csms" });
    return resultsOf(outcome) ?? failure("Setting the configuration", outcome);
  }
}

/** The results in an answer, also in one that refused some of them. */
function resultsOf(outcome: Awaited<ReturnType<Commands["send"]>>["outcome"]): readonly VariableResult[] | undefined {
  const response: unknown = outcome !== undefined && "response" in outcome ? outcome.response : undefined;
  return Array.isArray(response) ? response : undefined;
}

function summaryOf(items: readonly DriftItem[]): string {
  return items.filter(isDrift).map(({ name, desired, reported, finding, detail }) => `${name.component === undefined ? "" : `${name.component}.`}${name.variable}: ${detail ?? finding}, is ${reported ?? "not told"}, shall be ${desired}`).join("; ");
}
