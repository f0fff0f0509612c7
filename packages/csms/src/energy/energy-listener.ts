import type { Clock } from "@cpokit/kernel";
import type { V21Messages } from "@cpokit/ocpp/v21";
import type { Unit } from "@cpokit/storage";
import type { Listener } from "../listeners.ts";
import { collectParts } from "../reports/collect-parts.ts";
import { compact } from "../translate/compact.ts";
import { validated } from "../validated.ts";
import { batterySwaps, derAlarms, derControls, priorityCharging, type DerControl } from "./energy-documents.ts";

/** Keeps what 2.1 stations tell of grid controls, battery swaps and priority, and what became of our requests. */
export function createEnergyListener({ clock }: { readonly clock: Clock }): Listener {
  return {
    async commandDone(unit, { station, command, outcome }) {
      if (command.command !== "call" || outcome === undefined) return;
      if (command.action === "RequestBatterySwap" && outcome.outcome !== "timeout") {
        const { requestId: request, idToken } = validated<V21Messages["RequestBatterySwap"]["request"]>(command.payload);
        if ((await unit.get(batterySwaps, `${station}/${request}`)) !== undefined) return;
        const state = outcome.outcome === "accepted" ? "requested" : "refused";
        unit.put(batterySwaps, `${station}/${request}`, { station, request, token: { value: idToken.idToken, type: idToken.type }, state, received: [], handedOut: [], changedAt: clock.now() });
      }
      if (outcome.outcome !== "accepted") return;
      if (command.action === "SetDERControl") {
        const asked = validated<V21Messages["SetDERControl"]["request"]>(command.payload);
        const { supersededIds = [] } = validated<V21Messages["SetDERControl"]["response"]>(outcome.response);
        const { controlId: id, controlType: type, isDefault } = asked;
        unit.put(derControls, `${station}/${id}`, { station, id, type, isDefault, state: "set", content: asked, changedAt: clock.now() });
        for (const other of supersededIds) await change(unit, station, other, "superseded");
      }
      if (command.action === "ClearDERControl") {
        const { controlId, controlType, isDefault } = validated<V21Messages["ClearDERControl"]["request"]>(command.payload);
        const { items } = await unit.find(derControls, { index: "byStation", prefix: station, limit: 1000 });
        const cleared = items.filter(({ body }) => (controlId === undefined ? body.isDefault === isDefault && (controlType === undefined || body.type === controlType) : body.id === controlId));
        for (const { body } of cleared) await change(unit, station, body.id, "cleared");
      }
    },
    async told(unit, fact) {
      const { station } = fact;
      switch (fact.fact) {
        case "derStartStop":
          await change(unit, station, fact.control, fact.started ? "started" : "stopped");
          for (const other of fact.superseded) await change(unit, station, other, "superseded");
          return undefined;
        case "derAlarm": {
          const { type, fault, ended, at, info } = fact;
          const before = await unit.get(derAlarms, `${station}/${type}`);
          if (before !== undefined && before.at > at) return undefined;
          const alarm = compact({ station, type, fault, isActive: !ended, at, info });
          unit.put(derAlarms, `${station}/${type}`, alarm);
          unit.publish({ topic: "station.der-alarm", key: station, payload: alarm });
          return undefined;
        }
        case "derControls": {
          const all = await collectParts(unit, { ...fact, kind: "derControls", content: fact.controls });
          for (const { id, type, isDefault, isSuperseded, content } of all?.flat() ?? []) {
            const state = isSuperseded ? "superseded" : ((await unit.get(derControls, `${station}/${id}`))?.state ?? "set");
            unit.put(derControls, `${station}/${id}`, { station, id, type, isDefault, state, content, changedAt: clock.now() });
          }
          return undefined;
        }
        case "batterySwap": {
          const { request, token, event, batteries } = fact;
          const known = (await unit.get(batterySwaps, `${station}/${request}`)) ?? { station, request, token, received: [], handedOut: [] };
          const next = event === "in" ? { received: batteries } : event === "out" ? { handedOut: batteries } : {};
          // The batteries went out: what is told later of their way in says nothing of where the swap stands.
          const state = "state" in known && known.state === "out" ? "out" : event;
          const swap = { ...known, ...next, state, changedAt: clock.now() };
          unit.put(batterySwaps, `${station}/${request}`, swap);
          unit.publish({ topic: "station.battery-swap", key: station, payload: swap });
          return undefined;
        }
        case "priorityCharging":
          unit.put(priorityCharging, `${station}/${fact.transaction}`, { station, transaction: fact.transaction, isActive: fact.isActive, at: clock.now() });
          return undefined;
        default:
          return undefined;
      }
    },
  };

  async function change(unit: Unit, station: string, id: string, state: DerControl["state"]): Promise<void> {
    const known = (await unit.get(derControls, `${station}/${id}`)) ?? { station, id };
    unit.put(derControls, `${station}/${id}`, { ...known, state, changedAt: clock.now() });
  }
}
