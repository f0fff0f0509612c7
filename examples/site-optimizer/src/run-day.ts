import { plan, simulate, type SimulationReport } from "@cpokit/smart-charging";
import { cars, depot, eveningDip, FROM, hall, prices, TO } from "./depot.ts";
import { drawDay } from "./draw-day.ts";

/** The depot for a day: what happened, what it cost beside charging at once, and the picture. */
export function runDay(): { readonly report: SimulationReport; readonly euros: number; readonly eurosAtOnce: number; readonly svg: string } {
  const options = {
    from: FROM, to: TO, load: hall, prices, plan, stepSeconds: 60, policy: { leaseSeconds: 300, tickSeconds: 60 },
    signals: [{ at: FROM, source: eveningDip.source, signals: [eveningDip] }],
  };
  const report = simulate(depot, cars, options);
  const atOnce = simulate(depot, cars.map((car) => ({ ...car, wish: { mode: "fair" as const } })), options);
  const [euros, eurosAtOnce] = [costOf(report), costOf(atOnce)];
  const title = "A depot for a day: ten cars behind 3 × 125 A";
  const subtitle = `Vans wait for cheap hours, keep below the limit all the time, and are ready when they leave: ${euros.toFixed(0)} € instead of ${eurosAtOnce.toFixed(0)} € for charging at once.`;
  const svg = drawDay({ title, subtitle, site: depot, from: FROM, to: TO, cars, prices, signals: [eveningDip], report, atOnce });
  return { report, euros, eurosAtOnce, svg };
}

function costOf(report: SimulationReport): number {
  let euros = 0;
  for (const { at, cars: amps } of report.samples) {
    const price = prices.find(({ from, to }) => at >= from && at < to)?.price ?? 0;
    for (const [id, value] of Object.entries(amps)) euros += (value * 230 * (cars.find((car) => car.id === id)!.phases ?? 3) / 60_000) * price;
  }
  return euros;
}
