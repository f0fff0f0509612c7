import { v21, type MonitoringBaseEnumType, type SetMonitoringDataType, type SetMonitoringResultType, type VariableMonitoringType } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import { ITEMS_PER_MESSAGE, type Variable } from "./device-model.ts";
import { sendInParts } from "./parts.ts";
import { isNamed } from "./reports.ts";
import { find } from "./variables.ts";

interface Monitor extends Omit<VariableMonitoringType, "eventNotificationType" | "customData"> {
  readonly variable: Variable;
  readonly wire: Pick<SetMonitoringDataType, "component" | "variable">;
  /** The value when it last told something. */
  told: string;
  isAlert: boolean;
  /** Since when it waits for the next period. */
  since: number;
}

/** The variables are looked at this often, in milliseconds. */
const LOOK = 10_000;

/** SetVariableMonitoring, ClearVariableMonitoring, GetMonitoringReport, SetMonitoringBase and SetMonitoringLevel, and the events of the monitors (N02–N07). */
export function monitoringAnswers(core: StationCore, model: readonly Variable[], isV21: boolean): readonly (readonly [string, Answer])[] {
  const monitors = new Map<number, Monitor>();
  let [lastId, lastEvent, leastSevere] = [0, 0, 9];
  let isLooking = false;

  const look = (): void => {
    isLooking = monitors.size > 0;
    if (!isLooking) return;
    for (const monitor of monitors.values()) judge(monitor);
    core.scheduler.after(LOOK, look);
  };

  const judge = (monitor: Monitor): void => {
    const { type, value, variable } = monitor;
    const now = variable.get();
    const isNumber = now !== "" && Number.isFinite(Number(now));
    if (type === "UpperThreshold" || type === "LowerThreshold") {
      const isOver = isNumber && (type === "UpperThreshold" ? Number(now) > value : Number(now) < value);
      if (isOver !== monitor.isAlert) tell(monitor, now, "Alerting", !isOver);
      monitor.isAlert = isOver;
    } else if (type === "Delta") {
      // A text that is no number tells each change.
      if (isNumber && Number.isFinite(Number(monitor.told)) ? Math.abs(Number(now) - Number(monitor.told)) >= value : now !== monitor.told) tell(monitor, now, "Delta");
    } else if (core.now() - monitor.since >= value * 1_000) {
      monitor.since = core.now();
      tell(monitor, now, "Periodic");
    }
  };

  const tell = (monitor: Monitor, actualValue: string, trigger: "Alerting" | "Delta" | "Periodic", isCleared = false): void => {
    monitor.told = actualValue;
    if (monitor.severity > leastSevere) return;
    const at = core.stamp(core.now());
    core.later(() => ({
      action: "NotifyEvent",
      payload: {
        generatedAt: at, seqNo: 0,
        eventData: [{
          eventId: (lastEvent += 1), timestamp: at, trigger, actualValue, eventNotificationType: "CustomMonitor", variableMonitoringId: monitor.id, ...monitor.wire, ...(isCleared ? { cleared: true } : {}),
        }],
      },
    }));
  };

  const set = (wanted: SetMonitoringDataType): SetMonitoringResultType => {
    const { component, variable, type, severity, value, transaction = false, id: given } = wanted;
    const found = find(model, wanted);
    const result = (status: SetMonitoringResultType["status"], id?: number): SetMonitoringResultType => ({ status, type, severity, component, variable, ...(id === undefined ? {} : { id }) });
    if (typeof found === "string") return result(found);
    if (type === "TargetDelta" || type === "TargetDeltaRelative" || type === "PeriodicClockAligned") return result("UnsupportedMonitorType");
    if (!Number.isFinite(value) || value < 0 || (given !== undefined && !monitors.has(given))) return result("Rejected");
    const same = [...monitors.values()].some((other) => other.id !== given && other.variable === found && other.type === type && other.severity === severity);
    if (same) return result("Duplicate");
    const id = given ?? (lastId += 1);
    monitors.set(id, { id, transaction, value, type, severity, variable: found, wire: { component, variable }, told: found.get(), isAlert: false, since: core.now() });
    if (!isLooking) {
      isLooking = true;
      core.scheduler.after(LOOK, look);
    }
    return result("Accepted", id);
  };

  return [
    answers(v21.action("SetVariableMonitoring"), ({ setMonitoringData }) => ({ setMonitoringResult: setMonitoringData.map(set) })),
    answers(v21.action("ClearVariableMonitoring"), ({ id: ids }) => ({ clearMonitoringResult: ids.map((id) => ({ id, status: monitors.delete(id) ? "Accepted" as const : "NotFound" as const })) })),
    answers(v21.action("SetMonitoringLevel"), ({ severity }) => {
      if (severity < 0 || severity > 9) return { status: "Rejected" };
      leastSevere = severity;
      return { status: "Accepted" };
    }),
    // This station has no monitors of its own: what is not custom is none.
    answers(v21.action("SetMonitoringBase"), ({ monitoringBase }: { monitoringBase: MonitoringBaseEnumType }) => {
      if (monitoringBase !== "All") monitors.clear();
      return { status: "Accepted" };
    }),
    answers(v21.action("GetMonitoringReport"), ({ requestId, monitoringCriteria, componentVariable }) => {
      const criterion = (type: string): string => (type === "Delta" ? "DeltaMonitoring" : type.startsWith("Periodic") ? "PeriodicMonitoring" : "ThresholdMonitoring");
      const found = [...monitors.values()].filter(({ type, variable }) =>
        (monitoringCriteria === undefined || monitoringCriteria.some((each) => each === criterion(type))) && (componentVariable === undefined || componentVariable.some((each) => isNamed(variable, each))));
      if (found.length === 0) return { status: "EmptyResultSet" };
      sendInParts(core, "NotifyMonitoringReport", found, ITEMS_PER_MESSAGE, (part) => ({
        requestId, monitor: part.map(({ id, transaction, value, type, severity, wire }) => ({ ...wire, variableMonitoring: [{ id, transaction, value, type, severity, ...(isV21 ? { eventNotificationType: "CustomMonitor" } : {}) }] })),
      }));
      return { status: "Accepted" };
    }),
  ];
}
