import type { OcpiPriceComponent, OcpiPriceLimit, OcpiRestrictions, OcpiTariff, OcpiTariffElement, OcpiVersion } from "@cpokit/tariffs";
import type { Dice } from "./dice.ts";

/** Where a case plays: the dice, the version, the zone and the local day around which everything happens. */
export interface Scene {
  readonly dice: Dice;
  readonly version: OcpiVersion;
  readonly timeZone: string;
  /** Milliseconds. */
  readonly start: number;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export const ENERGIES = [0, 0.001, 2, 5, 7.3333, 10, 12.5, 20, 40] as const;
export const DURATIONS = [0, 60, 600, 1800, 2400, 3600, 5400, 7200, 14_400] as const;
export const POWERS = [0, 3.7, 7.4, 11, 16, 22, 50] as const;
export const CURRENTS = [0, 6, 16, 32, 63] as const;
const STEPS = { ENERGY: [0, 1, 1, 1, 100, 500, 1000, 2500], TIME: [0, 1, 1, 60, 300, 600, 900, 3600], FLAT: [0, 1, 1, 1] } as const;
const PRICES = {
  ENERGY: [0, 0.25, 0.3, 0.3299, 0.49, 0.12345, 0.7, 1e-7, "0.2500", "0.39", 0.123456789012, 98765.4321],
  TIME: [0, 1, 1.25, 2, 3.6, 4.99, 6, 0.333, "12", 0.987654321],
  FLAT: [0, 0.35, 0.5, 1, 2.5, 10, "0.99"],
} as const;
const RATES = [0, 5.5, 7.7, 9, 10, 19, 20, 21, 25, "8.1"] as const;

/** A tariff of 1 to 5 elements in which most kinds of rule occur, with bounds that sessions are likely to hit. */
export function randomTariff(scene: Scene, id: string): OcpiTariff {
  const { dice, version } = scene;
  const rates = dice.chance(0.3) ? [dice.pick(RATES)] : dice.some(RATES, 0.4);
  const elements = Array.from({ length: dice.pick([1, 1, 2, 2, 3, 3, 4, 5]) }, () => randomElement(scene, rates));
  if (dice.chance(0.6)) elements.push({ price_components: components(scene, rates, 0.8) });
  if (version !== "2.1.1" && dice.chance(0.3)) elements.push(...reservationElements(scene, rates));
  const tariff: Mutable<OcpiTariff> = {
    id, country_code: "NL", party_id: "EXA", currency: scene.currency, elements: dice.chance(0.2) ? dice.shuffle(elements) : elements, last_updated: "2024-01-01T00:00:00Z",
  };
  if (version === "2.3.0" && dice.chance(0.97)) tariff.tax_included = dice.pick(["NO", "NO", "YES", "YES", "N/A"]);
  if (version !== "2.1.1") {
    if (dice.chance(0.2)) tariff.min_price = randomLimit(scene, [0.5, 1, 3, 5, 8]);
    if (dice.chance(0.2)) tariff.max_price = randomLimit(scene, [1, 4, 6, 10, 20]);
  }
  if (dice.chance(0.12)) tariff.start_date_time = iso(scene.start + dice.pick([-86_400_000, -86_400_000, -1, 0, 0, 1, 1000]));
  if (dice.chance(0.12)) tariff.end_date_time = iso(scene.start + dice.pick([86_400_000, 3_600_000, 3_600_000, 1, 0, -1]));
  return tariff;
}

function randomElement(scene: Scene, rates: readonly (number | string)[]): OcpiTariffElement {
  const restrictions = randomRestrictions(scene, 1);
  const price_components = components(scene, rates, 0.45);
  return Object.keys(restrictions).length === 0 && scene.dice.chance(0.9) ? { price_components } : { price_components, restrictions };
}

function reservationElements(scene: Scene, rates: readonly (number | string)[]): OcpiTariffElement[] {
  const { dice } = scene;
  return Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => ({
    price_components: dice.shuffle((["TIME", "FLAT", "ENERGY"] as const).filter((type) => dice.chance(type === "ENERGY" ? 0.05 : 0.7)).map((type) => component(scene, type, rates)))
      .concat(dice.chance(0.3) ? [component(scene, "TIME", rates)] : []).slice(0, 3),
    restrictions: { ...randomRestrictions(scene, 0.25), reservation: dice.pick(["RESERVATION", "RESERVATION", "RESERVATION_EXPIRES"]) },
  })).filter(({ price_components }) => price_components.length > 0);
}

function components(scene: Scene, rates: readonly (number | string)[], probability: number): OcpiPriceComponent[] {
  const { dice } = scene;
  const types = dice.shuffle(dice.some(["ENERGY", "TIME", "PARKING_TIME", "FLAT"] as const, probability));
  if (types.length === 0) types.push(dice.pick(["ENERGY", "TIME", "PARKING_TIME"]));
  if (dice.chance(0.02)) types.push(types[0]!);
  return types.map((type) => component(scene, type, rates));
}

function component({ dice, version }: Scene, type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT", rates: readonly (number | string)[]): OcpiPriceComponent {
  const kind = type === "PARKING_TIME" ? "TIME" : type;
  const price = dice.chance(0.02) ? -0.1 : dice.pick<number | string>(PRICES[kind]);
  const plain = { type, price, step_size: dice.pick<number>(STEPS[kind]) };
  return version === "2.1.1" || rates.length === 0 || dice.chance(0.1) ? plain : { ...plain, vat: dice.pick(rates) };
}

/** Any mixture of bounds; `density` scales how likely each is. */
function randomRestrictions({ dice, version, day }: Scene, density: number): OcpiRestrictions {
  const given: Mutable<OcpiRestrictions> = {};
  const some = (probability: number): boolean => dice.chance(probability * density);
  const range = (list: readonly number[]): [number | undefined, number | undefined] => {
    const least = dice.int(0, list.length - 2);
    const most = dice.int(least + 1, list.length - 1);
    return dice.pick<[number | undefined, number | undefined]>([[list[least], list[most]], [list[least], undefined], [undefined, list[most]]]);
  };
  if (some(0.3)) {
    const kind = dice.int(0, 9);
    if (kind !== 0) given.start_time = kind === 1 ? "00:00" : clock(dice);
    if (kind !== 2) given.end_time = kind === 3 ? "00:00" : kind === 4 ? given.start_time ?? clock(dice) : clock(dice);
    if (kind === 5 && version === "2.1.1") given.end_time = "24:00";
  }
  if (some(0.15)) given.day_of_week = dice.chance(0.05) ? [] : dice.some(DAYS, 0.6);
  if (some(0.08)) {
    const from = dice.int(-2, 1);
    if (dice.chance(0.8)) given.start_date = addDays(day, from);
    if (dice.chance(0.8)) given.end_date = addDays(day, from + dice.int(1, 3));
  }
  if (some(0.2)) put(given, "min_kwh", "max_kwh", range(ENERGIES));
  if (some(0.2)) put(given, "min_duration", "max_duration", range(DURATIONS));
  if (some(0.12)) put(given, "min_power", "max_power", range(POWERS));
  if (version !== "2.1.1" && some(0.08)) put(given, "min_current", "max_current", range(CURRENTS));
  return given;
}

function put(given: Mutable<OcpiRestrictions>, least: "min_kwh" | "min_duration" | "min_power" | "min_current", most: "max_kwh" | "max_duration" | "max_power" | "max_current", [from, to]: [number | undefined, number | undefined]): void {
  if (from !== undefined) given[least] = from;
  if (to !== undefined) given[most] = to;
}

function randomLimit({ dice, version }: Scene, list: readonly number[]): OcpiPriceLimit {
  const net = dice.pick(list);
  const gross = dice.chance(0.6) ? dice.pick([net, net * 1.25, net + 1, net * 2]) : undefined;
  if (version === "2.2.1") return { excl_vat: net, ...(gross === undefined ? {} : { incl_vat: gross }) };
  return { before_taxes: net, ...(gross === undefined ? {} : { after_taxes: gross }) };
}

/** Mostly hours at which nights and clock changes happen. */
function clock(dice: Dice): string {
  const hour = dice.chance(0.3) ? dice.int(0, 4) : dice.int(0, 23);
  return `${String(hour).padStart(2, "0")}:${dice.pick(["00", "00", "00", "30", "15", "59"])}`;
}

export function addDays(day: string, days: number): string {
  return iso(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).slice(0, 10);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
