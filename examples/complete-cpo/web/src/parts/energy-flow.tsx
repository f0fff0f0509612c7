import type { ReactNode } from "react";
import type { EnergyView } from "../../../src/wire/energy.ts";
import { number } from "../format.ts";
import { text } from "../texts.ts";

const words = text.siteEnergy;
const [WIDTH, HUB, LEFT, RIGHT] = [340, 170, 64, 276];
const ROW = 100;
/** Below this nothing flows, kW. */
const STILL = 0.05;

/** One place of the picture; `kW` above 0 flows to the middle, below 0 away from it. */
interface Place {
  readonly key: "grid" | "pv" | "battery" | "building" | "cars";
  readonly kW: number | undefined;
  readonly name: string;
  readonly note?: string;
  readonly color: string;
  readonly icon: ReactNode;
  /** How much of a circle is filled: of the connection, or of the battery. */
  readonly full?: number;
}

/** The flow of power at a location: what gives stands at the left, what takes at the right. The table beside it says the same in figures. */
export function EnergyFlow({ energy }: { readonly energy: EnergyView }) {
  const [left, right] = placesOf(energy);
  const rows = Math.max(left.length, right.length);
  const height = rows * ROW + 16;
  const most = Math.max(1, energy.grid.limitKW, energy.pv?.maxKW ?? 0);
  const at = (places: readonly Place[], place: number): number => (height / places.length) * (place + 0.5);
  const all = [...left.map((place, row) => ({ place, x: LEFT, y: at(left, row) })), ...right.map((place, row) => ({ place, x: RIGHT, y: at(right, row) }))];
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} width="100%" style={{ maxWidth: 560, maxHeight: 380, display: "block", margin: "0 auto" }} role="img" aria-label={words.picture(number(energy.grid.kW, 1, 1), number(energy.cars.kW, 1, 1))}>
      {all.map(({ place, x, y }) => <Line key={place.key} place={place} x={x} y={y} middle={height / 2} most={most} />)}
      <circle cx={HUB} cy={height / 2} r={9} fill="var(--mantine-color-body)" stroke="var(--mantine-color-dimmed)" strokeWidth={2} />
      {all.map(({ place, x, y }) => <Spot key={place.key} place={place} x={x} y={y} />)}
    </svg>
  );
}

function placesOf({ grid, pv, battery, building, cars }: EnergyView): readonly [readonly Place[], readonly Place[]] {
  const left: Place[] = [
    ...(pv === undefined ? [] : [{ key: "pv" as const, kW: pv.kW, name: words.pv, color: "var(--mantine-color-yellow-6)", icon: <Sun /> }]),
    { key: "grid", kW: grid.kW, name: words.grid, note: words.ofLimit(number(grid.limitKW, 0, 0)), color: "var(--mantine-color-blue-6)", icon: <Mast />, full: grid.limitKW > 0 ? Math.max(0, grid.kW) / grid.limitKW : 0 },
    ...(battery === undefined ? [] : [{
      key: "battery" as const, kW: battery.kW === undefined ? undefined : -battery.kW, name: words.battery, color: "var(--mantine-color-grape-6)", icon: <Cell />,
      ...(battery.storedKWh !== undefined && battery.capacityKWh > 0 && { note: `${number((battery.storedKWh / battery.capacityKWh) * 100)} %`, full: battery.storedKWh / battery.capacityKWh }),
    }]),
  ];
  const right: Place[] = [
    ...(building === undefined ? [] : [{ key: "building" as const, kW: -building.kW, name: words.building, color: "var(--mantine-color-gray-6)", icon: <House /> }]),
    { key: "cars", kW: -cars.kW, name: words.cars, note: words.carsShort(cars.charging, cars.connected), color: "var(--mantine-color-teal-6)", icon: <Car /> },
  ];
  return [left, right];
}

/** A line as thick as its power; dashes run the way that the power flows, faster where there is more. */
function Line({ place: { kW, color }, x, y, middle, most }: { readonly place: Place; readonly x: number; readonly y: number; readonly middle: number; readonly most: number }) {
  const bend = (x + HUB) / 2;
  const path = `M${x},${y} C${bend},${y} ${bend},${middle} ${HUB},${middle}`;
  if (kW === undefined || Math.abs(kW) < STILL) return <path d={path} fill="none" stroke="var(--mantine-color-default-border)" strokeWidth={2} {...(kW === undefined && { strokeDasharray: "2 6" })} />;
  const share = Math.min(1, Math.abs(kW) / most);
  const width = 3 + 9 * share;
  return (
    <>
      <path d={path} fill="none" stroke={color} strokeWidth={width} strokeOpacity={0.3} />
      <path d={path} fill="none" stroke={color} strokeWidth={Math.max(3, width - 3)} strokeLinecap="round" strokeDasharray="2 22" className="flow" style={{ animationDuration: `${(2.6 - 2 * share).toFixed(2)}s`, animationDirection: kW > 0 ? "normal" : "reverse" }} />
    </>
  );
}

function Spot({ place: { kW, name, note, color, icon, full }, x, y }: { readonly place: Place; readonly x: number; readonly y: number }) {
  const radius = 25;
  const around = 2 * Math.PI * radius;
  const power = kW === undefined ? "–" : `${number(Math.abs(kW), 1, 1)} kW`;
  return (
    <g transform={`translate(${x} ${y - 12})`}>
      <circle r={radius} fill="var(--mantine-color-body)" stroke={full === undefined ? color : "var(--mantine-color-default-border)"} strokeWidth={4} />
      {full === undefined ? null : <circle r={radius} fill="none" stroke={color} strokeWidth={4} strokeDasharray={`${Math.min(1, Math.max(0, full)) * around} ${around}`} transform="rotate(-90)" />}
      <g transform="translate(-12 -12)" fill="none" stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round">{icon}</g>
      <text textAnchor="middle" y={42} fontSize={13} fontWeight={650} fill="currentColor" className="figures">{power}</text>
      <text textAnchor="middle" y={57} fontSize={11} fill="var(--mantine-color-dimmed)" className="figures">{note === undefined ? name : `${name} · ${note}`}</text>
    </g>
  );
}

const Sun = () => <><circle cx={12} cy={12} r={4} /><path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2" /></>;
const Mast = () => <path d="M7 22 12 2l5 20M4 7h16M5 12h14M9 14l6 5M15 14l-6 5" />;
const Cell = () => <><rect x={6} y={5} width={12} height={17} rx={2} /><path d="M10 2h4M12 9v7M9 12.5h6" /></>;
const House = () => <><path d="M3 11 12 3l9 8M5 10v11h14V10" /><path d="M10 21v-6h4v6" /></>;
const Car = () => <><path d="M3 16v-4l2-5h11l3 5 2 1v3h-2M8 16h7" /><circle cx={6} cy={17} r={2} /><circle cx={17} cy={17} r={2} /></>;
