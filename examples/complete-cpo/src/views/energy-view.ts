import { formatInstant } from "@cpokit/kernel";
import type { Balancing } from "../balancing/balanced.ts";
import type { EnergyView } from "../wire/energy.ts";
import { optional } from "./optional.ts";

/** Where the power of a location comes from and goes to now. */
export function energyView(balancing: Balancing, locationId: string): EnergyView {
  const { at, grid, limit, generation, battery, building, cars } = balancing.energyOf(locationId);
  const { generators = [], batteries = [] } = balancing.modelOf(locationId)!;
  const sum = (values: readonly number[]): number => round(values.reduce((all, one) => all + one, 0));
  return {
    locationId, at: formatInstant(at),
    grid: { kW: round(grid.kW), isMeasured: grid.isMeasured, limitKW: round(limit.importKW), ...(limit.exportKW !== undefined && { exportLimitKW: round(limit.exportKW) }) },
    ...(generators.length > 0 && { pv: { ...optional({ kW: rounded(generation?.kW) }), maxKW: sum(generators.map(({ maxKW }) => maxKW)) } }),
    ...(batteries.length > 0 && {
      battery: {
        ...optional({ kW: rounded(battery?.kW), storedKWh: rounded(battery?.storedKWh) }), capacityKWh: sum(batteries.map(({ capacityKWh }) => capacityKWh)),
        reserveKWh: sum(batteries.map(({ reserveKWh = 0 }) => reserveKWh)), maxChargeKW: sum(batteries.map(({ maxChargeKW }) => maxChargeKW)), maxDischargeKW: sum(batteries.map(({ maxDischargeKW }) => maxDischargeKW)),
        orders: [...balancing.batteryOrdersOf(locationId)].map(([id, watts]) => ({ id, kW: round(watts / 1_000) })),
      },
    }),
    ...(building !== undefined && { building: { kW: round(building.kW) } }),
    cars: { kW: round(cars.kW), charging: cars.charging, connected: balancing.carsAt(locationId)?.length ?? 0 },
  };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : round(value);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
