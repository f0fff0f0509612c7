import type { Instant } from "@cpokit/kernel";
import type { Plan } from "../plan/plan-result.ts";
import { placeOf, type Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import type { Devices } from "./devices.ts";

/** A set-point of a stationary battery. */
export interface BatteryOrder {
  readonly battery: string;
  /** Above 0 it charges, below 0 it gives back. */
  readonly watts: number;
}

/** What a battery order depends on besides the plan. */
export interface BatterySituation {
  readonly site: Site;
  readonly now: Instant;
  /** Room when every EVSE counts at its worst. */
  readonly room: SiteLimits;
  readonly devices: Devices;
  /** What the site takes from the grid, batteries left out, kW; negative is fed in. Absent where nobody measures. */
  readonly needKW: number | undefined;
  /** What batteries may give back beside all that cars may, kW, where cars may. */
  readonly exportRoomKW?: number;
  /** What the plan counts as left of the site's own generation now, kW. */
  readonly plannedSurplusKW: number;
}

/**
 * The plan's set-points for now, as far as they hold: charging only into room that no EVSE may use, and from the sun only as much as
 * there is; giving back no more than the site takes and may feed in, and nothing below the reserve. Silent batteries get no order.
 */
export function batteryOrders(plan: Plan, { site, now, room, devices, needKW, exportRoomKW = Infinity, plannedSurplusKW }: BatterySituation): readonly BatteryOrder[] {
  const slot = Math.floor((now - plan.from) / (plan.slotMinutes * 60_000));
  const left = room.room.slice();
  let need = needKW ?? Infinity;
  let exportRoom = exportRoomKW;
  return devices.batteries(now).flatMap(({ model, reading }): BatteryOrder[] => {
    const watts = plan.batteries.find(({ id }) => id === model.id)?.watts[slot];
    if (watts === undefined) return [];
    const planned = watts / 1_000;
    let kW = 0;
    if (planned > 0 && reading.storedKWh < model.capacityKWh) {
      const isSun = needKW !== undefined && planned <= plannedSurplusKW + 0.1;
      // What it charges now is in the measured load already.
      kW = Math.max(0, Math.min(planned, isSun ? -need : Infinity, Math.max(0, reading.kW) + roomAt(site, model.node, left)));
    } else if (planned < 0 && reading.storedKWh > (model.reserveKWh ?? 0)) {
      // What it gives back now is in the measured load already.
      kW = -Math.max(0, Math.min(-planned, need + (site.nodes[0]!.exportKW ?? 0), exportRoom + Math.max(0, -reading.kW)));
    }
    exportRoom -= Math.max(0, -kW) - Math.max(0, -reading.kW);
    need += kW;
    use(site, model.node, Math.max(0, kW) - Math.max(0, reading.kW), left);
    return [{ battery: model.id, watts: Math.round(kW * 1_000) }];
  });
}

/** kW on three phases that fit at a node and above it. */
function roomAt(site: Site, node: string, room: Float64Array): number {
  let kW = Infinity;
  for (let at = placeOf(site, node); at >= 0; at = site.parents[at]!) {
    kW = Math.min(kW, (Math.min(room[at * ROWS]!, room[at * ROWS + 1]!, room[at * ROWS + 2]!) * 3 * site.voltage) / 1_000, room[at * ROWS + 3]!);
  }
  return kW;
}

function use(site: Site, node: string, kW: number, room: Float64Array): void {
  const amps = (kW * 1_000) / (3 * site.voltage);
  for (let at = placeOf(site, node); at >= 0; at = site.parents[at]!) {
    for (let row = 0; row < ROWS; row += 1) room[at * ROWS + row]! -= row === 3 ? kW : amps;
  }
}
