import type { OcpiTariff } from "@cpokit/tariffs";
import type { CasePeriod, CaseSession } from "./case.ts";
import { instantOf } from "./local-time.ts";
import { addDays, CURRENTS, DURATIONS, ENERGIES, POWERS, type Scene } from "./random-tariff.ts";

type Dimension = CasePeriod["dimensions"][number];
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly kind: "charging" | "idle" | "mixed" | "reserved";
}

/** 1 to 6 periods that often begin exactly where a restriction begins or ends, sometimes only of a reservation. */
export function randomSession(scene: Scene, tariffs: readonly OcpiTariff[]): CaseSession & { readonly reservedOnly: boolean } {
  const { dice, version } = scene;
  const reserves = version !== "2.1.1" && dice.chance(tariffs.some(({ elements }) => elements.some(({ restrictions }) => restrictions?.reservation !== undefined)) ? 0.5 : 0.04);
  const reservedOnly = reserves && dice.chance(0.35);
  const pieces: Piece[] = [];
  const boundaries = wallBoundaries(scene, tariffs);
  let at = scene.start;
  function lay(count: number, kindOf: () => Piece["kind"]): void {
    const began = at;
    for (let index = 0; index < count; index += 1) {
      const end = nextCut(scene, at, began, boundaries);
      pieces.push({ start: at, end, kind: kindOf() });
      at = end;
    }
  }
  if (reserves) lay(dice.pick([1, 1, 2, 3]), () => "reserved");
  const charged = at;
  if (!reservedOnly) lay(dice.pick([1, 1, 2, 2, 3, 4, 5, 6]), () => dice.pick(["charging", "charging", "charging", "idle", "idle", "mixed"]));

  const energy = energyMeter(scene);
  const names = tariffNames(scene, tariffs);
  const periods = pieces.map((piece): CasePeriod => {
    const tariffId = names();
    const dimensions = dice.shuffle(dimensionsOf(scene, piece, energy));
    return { start: writeInstant(scene, piece.start), dimensions, ...(tariffId === undefined ? {} : { tariffId }) };
  });
  const start = dice.chance(0.03) ? at : dice.chance(0.05) ? scene.start - 600_000 : reserves && dice.chance(0.5) ? charged : scene.start;
  const end = !reservedOnly && dice.chance(0.01) ? at - 1_800_000 : at;
  return {
    start: writeInstant(scene, Math.min(start, end)), end: writeInstant(scene, end), ...(dice.chance(0.3) ? { currency: scene.currency } : {}),
    periods: dice.chance(0.05) ? dice.shuffle(periods) : periods, reservedOnly,
  };
}

/** The instants around the start at which a window, a day or a date of these tariffs begins or ends. */
function wallBoundaries({ day, timeZone }: Scene, tariffs: readonly OcpiTariff[]): number[] {
  const minutes = new Set<number>();
  for (const { elements } of tariffs) {
    for (const { restrictions } of elements) {
      for (const text of [restrictions?.start_time, restrictions?.end_time]) if (text !== undefined) minutes.add(Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
      if (restrictions?.day_of_week !== undefined || restrictions?.start_date !== undefined || restrictions?.end_date !== undefined) minutes.add(0);
    }
  }
  return [0, 1, 2].flatMap((days) => [...minutes].map((minute) => instantOf(addDays(day, days), minute, timeZone))).toSorted((a, b) => a - b);
}

/** The end of a period that starts at `at`: a boundary, a duration of the restrictions, a round time, or any. */
function nextCut({ dice }: Scene, at: number, began: number, boundaries: readonly number[]): number {
  const wall = boundaries.find((boundary) => boundary > at && boundary < at + 8 * 3_600_000);
  const duration = DURATIONS.map((seconds) => began + seconds * 1000).find((instant) => instant > at);
  const near = dice.chance(0.05) ? dice.pick([-1000, -1, 1]) : 0;
  const kind = dice.int(0, 9);
  if (kind < 4 && wall !== undefined && wall + near > at) return wall + near;
  if (kind < 6 && duration !== undefined && duration + near > at) return duration + near;
  if (kind < 8) return at + dice.pick([300, 900, 1200, 1800, 2400, 3600, 7200, 36_000]) * 1000;
  if (kind === 8) return dice.chance(0.25) ? at : at + dice.int(1, 18_000) * 1000;
  return at + dice.int(1, dice.chance(0.1) ? 2_000_000_000 : 18_000_000);
}

/** Energy of one period after the other in kWh, mostly with 3 or 4 decimals; it likes to stop at the bounds of restrictions. */
function energyMeter({ dice }: Scene): () => string {
  const scale = dice.pick([4, 4, 4, 3, 3, 3, 6, 9]);
  const unit = 10 ** scale;
  let before = 0;
  return () => {
    const target = ENERGIES.find((bound) => Math.round(bound * unit) > before);
    const kind = dice.int(0, 11);
    let volume = dice.int(0, (dice.chance(0.02) ? 50_000 : 20) * unit);
    if (kind < 4 && target !== undefined) volume = Math.round(target * unit) - before;
    if (kind === 4) volume = 0;
    if (kind === 5) volume = -dice.int(0, 8 * unit);
    if (kind === 6) volume = dice.pick([1, unit / 10, unit / 5, unit]);
    before += volume;
    return decimalText(volume, scale);
  };
}

function decimalText(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  return `${units < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function dimensionsOf(scene: Scene, piece: Piece, energy: () => string): Dimension[] {
  const { dice } = scene;
  const length = hours(scene, piece.end - piece.start);
  const part = dice.chance(0.5) ? hours(scene, Math.floor((piece.end - piece.start) / 2)) : length;
  const list: Dimension[] = [];
  const add = (type: string, volume: number | string): number => list.push({ type, volume: dice.chance(0.1) ? String(volume) : Number(volume) });
  if (piece.kind === "reserved") add("RESERVATION_TIME", length);
  if (piece.kind === "charging" || piece.kind === "mixed" || dice.chance(0.2)) {
    if (piece.kind === "idle") add("ENERGY", 0);
    else if (piece.kind !== "reserved" && dice.chance(0.93)) add("ENERGY", energy());
  }
  if (piece.kind === "charging" && dice.chance(0.85)) add("TIME", dice.chance(0.05) ? part : length);
  if (piece.kind === "mixed") {
    add("TIME", part);
    add("PARKING_TIME", part);
  }
  if (piece.kind === "idle") {
    add("PARKING_TIME", dice.chance(0.05) ? part : dice.chance(0.03) ? 0 : length);
    if (dice.chance(0.1)) add("TIME", 0);
  }
  if (piece.kind !== "reserved") addFlow(scene, add);
  if (scene.version === "2.1.1" && dice.chance(0.1)) add("FLAT", 1);
  if (scene.version !== "2.1.1" && dice.chance(0.05)) add("STATE_OF_CHARGE", dice.int(0, 100));
  if (list.length === 0) add("TIME", length);
  return list;
}

/** Powers and currents near the bounds of restrictions; minimum below average below maximum. */
function addFlow({ dice, version }: Scene, add: (type: string, volume: number) => void): void {
  const kinds = version === "2.1.1" ? (["CURRENT"] as const) : (["POWER", "CURRENT"] as const);
  for (const kind of kinds) {
    if (dice.chance(0.6)) continue;
    const list: readonly number[] = kind === "POWER" ? POWERS : CURRENTS;
    const values = [0, 0, 0].map(() => (dice.chance(0.7) ? dice.pick(list) : dice.int(0, 600) / 10)).toSorted((a, b) => a - b);
    const types = version === "2.1.1" ? (["MIN", "MAX"] as const) : (["MIN", "", "MAX"] as const);
    for (const type of dice.some(types, 0.5)) add(type === "" ? kind : `${type}_${kind}`, values[type === "MIN" ? 0 : type === "" ? 1 : 2]!);
  }
}

/** Hours as printed: four decimals, rarely more, rarely off by a little or by much. */
function hours({ dice }: Scene, milliseconds: number): string {
  const decimals = dice.chance(0.1) ? 7 : 4;
  const off = dice.chance(0.04) ? dice.pick([-300, -181, -180, 180, 181, 2000, 90_000]) : 0;
  return (Math.max(0, milliseconds + off) / 3_600_000).toFixed(decimals);
}

/** V1: no ids, one for every period, or some forgotten, in any case of letters. */
function tariffNames({ dice, version }: Scene, tariffs: readonly OcpiTariff[]): () => string | undefined {
  if (version === "2.1.1" || dice.chance(tariffs.length > 1 ? 0.4 : 0.7)) return () => undefined;
  const forgetful = dice.chance(0.15);
  let current = dice.pick(tariffs).id;
  return () => {
    if (dice.chance(0.3)) current = dice.pick(tariffs).id;
    if (forgetful && dice.chance(0.4)) return undefined;
    if (dice.chance(0.002)) return "NOBODY";
    return dice.chance(0.05) ? current.toLowerCase() : current;
  };
}

/** The same instant in one of the ways it is seen (N3). */
function writeInstant({ dice }: Scene, at: number): string {
  const utc = new Date(at).toISOString();
  const short = at % 1000 === 0 ? utc.replace(".000Z", "Z") : utc;
  const kind = dice.int(0, 29);
  if (kind === 0) return short.slice(0, -1);
  if (kind === 1) return utc;
  if (kind === 2) return `${new Date(at + 7_200_000).toISOString().slice(0, -1)}+02:00`;
  return short;
}
