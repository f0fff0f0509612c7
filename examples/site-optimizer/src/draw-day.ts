import type { Instant } from "@cpokit/kernel";
import { nodeLimit, withSignals, defineSite, type LimitSignal, type PriceSpan, type SimulatedSession, type SimulationReport, type SiteModel } from "@cpokit/smart-charging";

/** All that the picture shows. */
export interface Day {
  readonly title: string;
  readonly subtitle: string;
  readonly site: SiteModel;
  readonly from: Instant;
  readonly to: Instant;
  readonly cars: readonly SimulatedSession[];
  readonly prices: readonly PriceSpan[];
  readonly signals: readonly LimitSignal[];
  readonly report: SimulationReport;
  /** The same day with every car charging at once, to compare with. */
  readonly atOnce: SimulationReport;
}

const COLOURS = ["#1d4ed8", "#38bdf8", "#7c3aed", "#db2777", "#eab308", "#0f766e", "#65a30d", "#c084fc", "#ea580c", "#475569"];
const [LEFT, RIGHT, WIDTH] = [110, 1_130, 1_240];
const SLOT = 900_000;

/** Price, load under its limit, and each car's stay and power, as one SVG over the same hours. */
export function drawDay(day: Day): string {
  const x = (at: number): number => LEFT + ((at - day.from) / (day.to - day.from)) * (RIGHT - LEFT);
  const rowsTop = 520;
  const height = rowsTop + day.cars.length * 34 + 60;
  const parts = [
    text(LEFT, 34, day.title, "font-size:20px;font-weight:600"),
    text(LEFT, 56, day.subtitle, "fill:#475569"),
    ...drawHours(day, x, height - 40),
    ...drawPrices(day, x, 80, 90),
    ...drawLoad(day, x, 215, 250),
    ...drawCars(day, x, rowsTop),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join("\n")}
</svg>
`;
}

type Scale = (at: number) => number;

function drawHours(day: Day, x: Scale, bottom: number): string[] {
  const hours = Array.from({ length: (day.to - day.from) / 3_600_000 + 1 }, (_, index) => day.from + index * 3_600_000);
  return hours.flatMap((at, index) => [
    `<line x1="${x(at)}" x2="${x(at)}" y1="76" y2="${bottom}" stroke="#e2e8f0"/>`,
    index % 2 === 0 ? text(x(at), bottom + 18, `${String(new Date(at).getUTCHours()).padStart(2, "0")}:00`, "text-anchor:middle;fill:#475569") : "",
  ]);
}

function drawPrices(day: Day, x: Scale, top: number, height: number): string[] {
  const most = Math.max(...day.prices.map(({ price }) => price));
  return [
    text(LEFT - 12, top + 14, "Price", "text-anchor:end;font-weight:600"), text(LEFT - 12, top + 30, "€ per kWh", "text-anchor:end;fill:#475569"),
    ...day.prices.flatMap(({ from, to, price }) => {
      const size = (price / most) * height;
      const share = price / most;
      return [
        `<rect x="${x(from) + 1}" width="${x(to) - x(from) - 2}" y="${top + height - size}" height="${size}" fill="hsl(${130 - 130 * share} 55% 62%)"/>`,
        text((x(from) + x(to)) / 2, top + height - size - 4, price.toFixed(2), "text-anchor:middle;font-size:10px;fill:#334155"),
      ];
    }),
  ];
}

function drawLoad(day: Day, x: Scale, top: number, height: number): string[] {
  const volts = day.site.voltage ?? 230;
  const root = day.site.nodes[0]!;
  const limited = defineSite(withSignals(day.site, day.signals));
  const limitAt = (at: Instant): number => {
    const limit = nodeLimit(limited.nodes[0]!, at);
    return Math.min(((limit[0] + limit[1] + limit[2]) * volts) / 1_000, limit[3]);
  };
  const slots = slotMeans(day, day.report);
  const atOnce = slotMeans(day, day.atOnce);
  const most = Math.max(...slots.map(({ at }) => limitAt(at as Instant))) * 1.08;
  const y = (kW: number): number => top + height - (kW / most) * height;
  const layers = [{ name: "hall", colour: "#cbd5e1" }, ...day.cars.map(({ id }, index) => ({ name: id, colour: COLOURS[index % COLOURS.length]! }))];
  const base = new Map(slots.map(({ at }) => [at, 0]));
  const areas = layers.map(({ name, colour }) => slots.map((slot) => {
    const kW = name === "hall" ? slot.hallKW : slot.carsKW[name] ?? 0;
    const below = base.get(slot.at)!;
    base.set(slot.at, below + kW);
    return kW < 0.05 ? "" : `<rect x="${x(slot.at).toFixed(1)}" width="${(x(slot.at + SLOT) - x(slot.at) + 0.3).toFixed(1)}" y="${y(below + kW).toFixed(1)}" height="${(y(below) - y(below + kW)).toFixed(1)}" fill="${colour}"/>`;
  }).join(""));
  const line = slots.map(({ at }) => `${x(at).toFixed(1)},${y(limitAt(at as Instant)).toFixed(1)} ${x(at + SLOT).toFixed(1)},${y(limitAt(at as Instant)).toFixed(1)}`).join(" ");
  const totalOf = ({ hallKW, carsKW }: Slot): number => hallKW + Object.values(carsKW).reduce((sum, kW) => sum + kW, 0);
  const dashes = atOnce.map((slot) => `${x(slot.at).toFixed(1)},${y(totalOf(slot)).toFixed(1)} ${x(slot.at + SLOT).toFixed(1)},${y(totalOf(slot)).toFixed(1)}`).join(" ");
  const highest = atOnce.reduce((best, slot) => (slot.at > day.signals[0]!.to && totalOf(slot) > totalOf(best) ? slot : best), atOnce[0]!);
  return [
    text(LEFT - 12, top - 4, "Load", "text-anchor:end;font-weight:600"), text(LEFT - 12, top + 12, `kW at ${root.id}`, "text-anchor:end;fill:#475569"),
    ...[0, 20, 40, 60, 80].filter((kW) => kW < most).map((kW) => text(LEFT - 12, y(kW) + 4, String(kW), "text-anchor:end;font-size:10px;fill:#64748b")),
    ...areas,
    `<polyline points="${dashes}" fill="none" stroke="#0f172a" stroke-width="1.2" stroke-dasharray="4 3"/>`,
    text(x(day.signals[0]!.to) + 14, y(totalOf(highest)) + 18, "charging at once", "fill:#0f172a"),
    `<polyline points="${line}" fill="none" stroke="#dc2626" stroke-width="2.5"/>`,
    text(RIGHT + 8, y(limitAt(slots.at(-1)!.at as Instant)) + 4, `limit ${limitAt(slots.at(-1)!.at as Instant).toFixed(0)} kW`, "fill:#dc2626;font-weight:600"),
    text(RIGHT + 8, y(slots.at(-1)!.hallKW / 2) + 4, "hall", "fill:#64748b"),
    ...day.signals.map((signal) => text(x((signal.from + signal.to) / 2), y(signal.importKW ?? 0) + 34, `${signal.source}: ${signal.importKW} kW`, "text-anchor:middle;fill:#dc2626")),
  ];
}

function drawCars(day: Day, x: Scale, top: number): string[] {
  const slots = slotMeans(day, day.report);
  const strongest = Math.max(1, ...slots.flatMap(({ carsKW }) => Object.values(carsKW)));
  return [
    text(LEFT - 12, top - 12, "Cars", "text-anchor:end;font-weight:600"),
    text(LEFT, top - 12, "frame: plugged in; filled: charging, the higher the faster; right: what it has at its departure", "fill:#475569"),
    ...day.cars.flatMap((car, index) => {
      const y = top + index * 34;
      const colour = COLOURS[index % COLOURS.length]!;
      const got = day.report.deliveredKWh[car.id] ?? 0;
      const isFull = got >= car.energyKWh - 0.5;
      return [
        text(LEFT - 12, y + 17, `${car.id}, ${car.wish?.mode ?? "fair"}`, "text-anchor:end"),
        `<rect x="${x(car.arrival)}" y="${y}" width="${x(car.departure) - x(car.arrival)}" height="26" rx="3" fill="${colour}" fill-opacity="0.08" stroke="${colour}"/>`,
        ...slots.map((slot) => {
          const kW = slot.carsKW[car.id] ?? 0;
          const size = (kW / strongest) * 24;
          const [from, to] = [Math.max(x(slot.at), x(car.arrival)), Math.min(x(slot.at + SLOT) + 0.3, x(car.departure))];
          return kW < 0.05 || to <= from ? "" : `<rect x="${from.toFixed(1)}" width="${(to - from).toFixed(1)}" y="${(y + 25 - size).toFixed(1)}" height="${size.toFixed(1)}" fill="${colour}"/>`;
        }),
        text(x(car.departure) + 6, y + 17, `${got.toFixed(0)} of ${car.energyKWh} kWh`, `fill:${isFull ? "#15803d" : "#b91c1c"};font-weight:600`),
      ];
    }),
  ];
}

interface Slot {
  readonly at: number;
  readonly hallKW: number;
  readonly carsKW: Readonly<Record<string, number>>;
}

/** Mean power of each quarter of an hour. */
function slotMeans(day: Day, report: SimulationReport): readonly Slot[] {
  const volts = day.site.voltage ?? 230;
  const root = day.site.nodes[0]!.id;
  const groups = new Map<number, SimulationReport["samples"][number][]>();
  for (const sample of report.samples) {
    const index = Math.floor((sample.at - day.from) / SLOT);
    const group = groups.get(index);
    if (group === undefined) groups.set(index, [sample]);
    else group.push(sample);
  }
  const phases = new Map(day.cars.map((car) => [car.id, car.phases ?? 3]));
  return [...groups].map(([index, samples]) => {
    const carsKW: Record<string, number> = {};
    let total = 0;
    for (const sample of samples) {
      const [l1, l2, l3] = sample.nodes[root]!;
      total += ((l1 + l2 + l3) * volts) / 1_000 / samples.length;
      for (const [car, amps] of Object.entries(sample.cars)) carsKW[car] = (carsKW[car] ?? 0) + (amps * volts * phases.get(car)!) / 1_000 / samples.length;
    }
    return { at: day.from + index * SLOT, hallKW: total - Object.values(carsKW).reduce((sum, kW) => sum + kW, 0), carsKW };
  });
}

function text(x: number, y: number, words: string, style = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" style="${style}">${words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;
}
