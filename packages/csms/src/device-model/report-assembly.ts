import type { Instant } from "@cpokit/kernel";
import { collection, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import { componentId, deviceComponents, deviceModel, isSame, type ComponentName, type DeviceComponent, type DeviceVariable } from "./device-model.ts";

/** A variable with its place, as reports carry it. */
export type ReportedVariable = ComponentName & DeviceVariable;

/** One part of a report. */
export interface ReportPart {
  readonly station: string;
  /** The number under which we asked. */
  readonly request: number;
  /** From 0. */
  readonly part: number;
  readonly isLast: boolean;
  readonly receivedAt: Instant;
  readonly variables: readonly ReportedVariable[];
}

/** A report on its way, or the last one that came in full. */
export interface DeviceReport {
  readonly station: string;
  readonly request: number;
  /** The numbers of the parts that came, in the order in which they came. */
  readonly parts: readonly number[];
  /** The number of the last part, once it came. */
  readonly last?: number;
  readonly isComplete: boolean;
  readonly lastPartAt: Instant;
}

/** `<station>/<request>`. */
export const deviceReports = collection<DeviceReport>("deviceReports", { indexes: { byStation: { keys: ({ station, request }) => [[station, request]] } } });

const reportParts = collection<ReportPart>("deviceReportParts");

/**
 * Takes one part; true when it completed its report. Parts come in any order, and again when the station got no answer
 * (seqNo numbers them from 0, OCPP 2.0.1 part 2, NotifyReportRequest). Only a whole report changes the device model: a station that reboots in the middle changes nothing.
 */
export async function takePart(unit: Unit, part: ReportPart, covers: "all" | "some"): Promise<boolean> {
  const id = `${part.station}/${part.request}`;
  const before = await unit.get(deviceReports, id);
  if (before?.isComplete === true || before?.parts.includes(part.part) === true) return false;
  const parts = [...(before?.parts ?? []), part.part];
  const last = part.isLast ? part.part : before?.last;
  const isComplete = last !== undefined && parts.length === last + 1;
  const { station, request, receivedAt } = part;
  unit.put(deviceReports, id, { station, request, parts, ...(last === undefined ? {} : { last }), isComplete, lastPartAt: receivedAt });
  if (!isComplete) {
    unit.put(reportParts, `${id}/${part.part}`, part);
    return false;
  }
  const variables: ReportedVariable[] = [];
  for (let number = 0; number <= last; number += 1) {
    const piece = number === part.part ? part : await unit.get(reportParts, `${id}/${number}`);
    variables.push(...(piece?.variables ?? []));
    unit.delete(reportParts, `${id}/${number}`);
  }
  await mergeVariables(unit, station, variables, receivedAt, covers);
  return true;
}

/** Forgets a report that will never be complete. */
export async function dropReport(unit: Unit, station: string, request: number): Promise<void> {
  const id = `${station}/${request}`;
  const report = await unit.get(deviceReports, id);
  for (const part of report?.parts ?? []) unit.delete(reportParts, `${id}/${part}`);
  unit.delete(deviceReports, id);
}

/** Brings what a station told into the device model; when it told `all`, what it did not name is gone. */
export async function mergeVariables(unit: Unit, station: string, reported: readonly ReportedVariable[], at: Instant, covers: "all" | "some"): Promise<void> {
  const byComponent = new Map<string, DeviceComponent>();
  for (const { component, componentInstance, evse, connector, ...variable } of reported) {
    const name: ComponentName = compact({ component, componentInstance, evse, connector });
    const id = componentId(station, name);
    const known: DeviceComponent = byComponent.get(id) ?? (covers === "all" ? undefined : await unit.get(deviceComponents, id)) ?? { station, ...name, variables: [], reportedAt: at };
    byComponent.set(id, { ...known, variables: withVariable(known.variables, variable), reportedAt: at });
  }
  for (const [id, component] of byComponent) unit.put(deviceComponents, id, component);
  if (covers === "some") return;
  for (const component of await deviceModel(unit, station)) {
    const id = componentId(station, component);
    if (!byComponent.has(id)) unit.delete(deviceComponents, id);
  }
}

function withVariable(variables: readonly DeviceVariable[], told: DeviceVariable): readonly DeviceVariable[] {
  const index = variables.findIndex((known) => isSame(known, told));
  const known = variables[index];
  if (known === undefined) return [...variables, told];
  // What is told of one attribute says nothing of the others.
  const attributes = [...known.attributes.filter(({ type }) => !told.attributes.some((attribute) => attribute.type === type)), ...told.attributes];
  return variables.with(index, { ...known, ...told, attributes });
}
