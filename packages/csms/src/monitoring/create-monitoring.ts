import { instant, type Clock } from "@cpokit/kernel";
import type { CommandRecord, VariableName } from "@cpokit/model";
import type { SetMonitoringResultType, V21Messages } from "@cpokit/ocpp/v21";
import type { Store, Unit } from "@cpokit/storage";
import type { CallV2 } from "../commands/call-v2.ts";
import type { SendOptions } from "../commands/create-commands.ts";
import { nextRequest } from "../firmware/next-request.ts";
import type { MonitoredEvent } from "../fleet-fact.ts";
import type { Listener } from "../listeners.ts";
import { collectParts } from "../reports/collect-parts.ts";
import { compact } from "../translate/compact.ts";
import { canonical } from "../translate/fingerprint.ts";
import { validated } from "../validated.ts";
import { eventStreams, monitors, monitorStates, streamValues, type Monitor, type MonitorState } from "./monitor-documents.ts";

/** A watch to set. */
export interface MonitorOrder {
  readonly of: VariableName;
  readonly type: "UpperThreshold" | "LowerThreshold" | "Delta" | "Periodic" | "PeriodicClockAligned" | "TargetDelta" | "TargetDeltaRelative";
  readonly value: number;
  readonly severity: number;
  readonly transaction?: boolean;
  /** Changes the monitor of this id instead of adding one. */
  readonly id?: number;
}

/** Watches that 2.x stations keep on their variables (N02–N08). */
export interface Monitoring {
  /** What the station took is in `monitors`; the response says what became of each. */
  set(station: string, orders: readonly MonitorOrder[], options: SendOptions): Promise<CommandRecord>;
  clear(station: string, ids: readonly number[], options: SendOptions): Promise<CommandRecord>;
  /** Only events of this severity and graver ones are sent (N05). */
  setLevel(station: string, severity: number, options: SendOptions): Promise<CommandRecord>;
  setBase(station: string, base: "All" | "FactoryDefault" | "HardWiredOnly", options: SendOptions): Promise<CommandRecord>;
  /** Reads all monitors anew: once the report is whole, `monitors` is what the station has. */
  refresh(station: string, options: SendOptions): Promise<CommandRecord>;
}

/** How many streams of one station are taken. */
const MOST_STREAMS = 100;
/** How many values of a stream are kept. */
const KEPT_VALUES = 1_000;
/** Where neither the event nor a known monitor says how grave it is. */
const UNKNOWN_SEVERITY = 5;

export function createMonitoring({ store, clock, call }: { readonly store: Store; readonly clock: Clock; readonly call: CallV2 }): Monitoring & { readonly listener: Listener } {
  return {
    set: (station, orders, options) =>
      call(station, "SetVariableMonitoring", {
        setMonitoringData: orders.map(({ of, transaction, id, type, value, severity }) => compact({ id, transaction, type, value, severity, ...placeOf(of) })),
      }, options),
    clear: (station, ids, options) => call(station, "ClearVariableMonitoring", { id: [...ids] }, options),
    setLevel: (station, severity, options) => call(station, "SetMonitoringLevel", { severity }, options),
    setBase: (station, monitoringBase, options) => call(station, "SetMonitoringBase", { monitoringBase }, options),
    async refresh(station, options) {
      const requestId = await store.transaction((unit) => nextRequest(unit, station));
      return call(station, "GetMonitoringReport", { requestId }, options);
    },
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "call" || outcome?.outcome !== "accepted") return;
        if (command.action === "SetVariableMonitoring") {
          const asked = validated<V21Messages["SetVariableMonitoring"]["request"]>(command.payload).setMonitoringData;
          const results = validated<V21Messages["SetVariableMonitoring"]["response"]>(outcome.response).setMonitoringResult;
          results.forEach((result, index) => keep(unit, station, result, asked[index]));
        }
        if (command.action === "ClearVariableMonitoring") {
          for (const { id, status } of validated<V21Messages["ClearVariableMonitoring"]["response"]>(outcome.response).clearMonitoringResult) {
            if (status !== "Rejected") unit.delete(monitors, `${station}/${id}`);
          }
        }
      },
      async told(unit, fact) {
        switch (fact.fact) {
          case "monitored":
            for (const event of fact.events) await note(unit, fact.station, event);
            return undefined;
          case "monitors": {
            const all = await collectParts(unit, { ...fact, kind: "monitors", number: fact.part, content: fact.monitors });
            if (all !== undefined) await replace(unit, fact.station, all.flat());
            return undefined;
          }
          case "streamOpened": {
            const { station, stream, monitor, interval, values } = fact;
            const { items } = await unit.find(eventStreams, { index: "byStation", prefix: station, limit: 1000 });
            if (items.filter(({ body }) => body.isOpen && body.stream !== stream).length >= MOST_STREAMS) return { accept: false };
            unit.put(eventStreams, `${station}/${stream}`, compact({ station, stream, monitor, interval, values, isOpen: true, openedAt: clock.now(), received: 0 }));
            return { accept: true };
          }
          case "streamClosed": {
            const open = await unit.get(eventStreams, `${fact.station}/${fact.stream}`);
            if (open !== undefined) unit.put(eventStreams, `${fact.station}/${fact.stream}`, { ...open, isOpen: false });
            return undefined;
          }
          case "streamed": {
            const { station, stream, values } = fact;
            const id = `${station}/${stream}`;
            const known = (await unit.get(eventStreams, id)) ?? { station, stream, isOpen: true, openedAt: clock.now(), received: 0 };
            values.forEach((entry, index) => unit.put(streamValues, `${id}/${(known.received + index) % KEPT_VALUES}`, { station, stream, ...entry }));
            const lastAt = instant(Math.max(known.lastAt ?? 0, ...values.map(({ at }) => at)));
            unit.put(eventStreams, id, { ...known, received: known.received + values.length, lastAt });
            unit.publish({ topic: "station.stream", key: station, payload: fact });
            return undefined;
          }
          default:
            return undefined;
        }
      },
    },
  };

  function keep(unit: Unit, station: string, { id, status, type, severity, component, variable }: SetMonitoringResultType, asked: { readonly value: number; readonly transaction?: boolean } | undefined): void {
    if (status !== "Accepted" || id === undefined || asked === undefined) return;
    const of = compact({
      component: component.name, componentInstance: component.instance, evse: component.evse?.id, connector: component.evse?.connectorId,
      variable: variable.name, variableInstance: variable.instance,
    });
    unit.put(monitors, `${station}/${id}`, { station, id, of, type, value: asked.value, severity, transaction: asked.transaction ?? false });
  }

  async function replace(unit: Unit, station: string, all: readonly Omit<Monitor, "station">[]): Promise<void> {
    const { items } = await unit.find(monitors, { index: "byStation", prefix: station, limit: 1000 });
    for (const { id } of items) unit.delete(monitors, id);
    for (const monitor of all) unit.put(monitors, `${station}/${monitor.id}`, { station, ...monitor });
  }

  async function note(unit: Unit, station: string, event: MonitoredEvent): Promise<void> {
    const id = `${station}/${canonical(event.of)}/${event.monitor ?? ""}`;
    const before = await unit.get(monitorStates, id);
    // Events come late and again; an older one says nothing new.
    if (before !== undefined && before.at > event.at) return;
    const known = event.monitor === undefined ? undefined : await unit.get(monitors, `${station}/${event.monitor}`);
    const { of, monitor, value, techCode, techInfo, transaction, at, receivedAt, trigger, cleared } = event;
    const severity = event.severity ?? known?.severity ?? UNKNOWN_SEVERITY;
    const state: MonitorState = compact({ station, of, monitor, isActive: trigger === "Alerting" && !cleared, value, severity, techCode, techInfo, transaction, at, receivedAt });
    unit.put(monitorStates, id, state);
    if (state.isActive || before?.isActive === true) unit.publish({ topic: "station.monitor", key: station, payload: state });
  }
}

function placeOf({ component = "", componentInstance, evse, connector, variable, variableInstance }: VariableName) {
  const place = evse === undefined ? undefined : compact({ id: evse, connectorId: connector });
  return { component: compact({ name: component, instance: componentInstance, evse: place }), variable: compact({ name: variable, instance: variableInstance }) };
}
