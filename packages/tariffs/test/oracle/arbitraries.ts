import type { OcpiTariff, OcpiVersion, PolicyChoices, TaxRate } from "@cpokit/tariffs";
import type { CasePeriod, CaseSession, CaseTax, PriceCase } from "./case.ts";
import { createDice, type Dice } from "./dice.ts";
import { localTime, offset } from "./local-time.ts";
import { randomSession } from "./random-session.ts";
import { randomTariff, type Scene } from "./random-tariff.ts";

const ZONES = [
  "Europe/Amsterdam", "Europe/London", "Europe/Lisbon", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham",
  "Africa/Casablanca", "Asia/Kolkata", "UTC",
] as const;
const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2026, 11, 1);
const changes = new Map<string, readonly number[]>();

/** The case of a seed: always the same tariffs, session, zone and policy. */
export function randomCase(seed: number): PriceCase {
  const dice = createDice(seed);
  const scene = randomScene(dice);
  const tariffs = randomTariffs(scene);
  const { reservedOnly, ...session } = randomSession(scene, tariffs);
  const timeZone = dice.chance(0.01) ? undefined : scene.timeZone;
  const policy = dice.chance(0.3) ? randomPolicy(dice) : timeZone === undefined ? { timeZone: "infer-from-country" as const } : undefined;
  const taxes = scene.version !== "2.1.1" && dice.chance(0.08) ? randomTaxes(scene) : undefined;
  const shared = { seed, version: scene.version, ...(policy === undefined ? {} : { policy }), ...(taxes === undefined ? {} : { taxes }) };
  const zone = timeZone === undefined ? {} : { timeZone };
  const given: PriceCase = dice.chance(0.6)
    ? { ...shared, tariffs, session, ...zone, ...(reservedOnly ? { expired: dice.chance(0.6) } : {}) }
    : { ...shared, tariffs: [], ...cdrOf(scene, session, tariffs, reservedOnly, timeZone) };
  return dice.chance(0.03) ? withNulls(given) : given;
}

/** A version, a zone and a moment, one time in four a few hours around a clock change. */
export function randomScene(dice: Dice): Scene {
  const version: OcpiVersion = dice.pick(["2.1.1", "2.2.1", "2.2.1", "2.3.0", "2.3.0"]);
  const timeZone = dice.pick(ZONES);
  const nights = clockChanges(timeZone);
  const anywhere = FIRST + dice.int(0, (LAST - FIRST) / 60_000) * 60_000;
  const around = nights.length > 0 && dice.chance(0.25) ? dice.pick(nights) - dice.int(-60, 480) * 60_000 : anywhere;
  const start = dice.chance(0.6) ? Math.floor(around / 900_000) * 900_000 : around + dice.pick([0, 1000, 17_000, 12_345]);
  return { dice, version, timeZone, start, day: localTime(start, timeZone).date, currency: dice.pick(["EUR", "EUR", "EUR", "JPY", "KWD"]) };
}

function randomTariffs(scene: Scene): OcpiTariff[] {
  const count = scene.dice.pick([1, 1, 1, 2, 3]);
  return Array.from({ length: count }, (_, index) => randomTariff(scene, `TARIFF-${"ABC"[index]}`));
}

function randomPolicy(dice: Dice): PolicyChoices {
  return {
    ...(dice.chance(0.4) ? { unknown: dice.pick(["derive", "no-match", "match"]) } : {}),
    ...(dice.chance(0.4) ? { flat: dice.pick(["first", "each-component"]) } : {}),
    ...(dice.chance(0.3) ? { step: dice.pick(["spec", "off"]) } : {}),
    ...(dice.chance(0.3) ? { timeZone: dice.pick(["given", "infer-from-country"]) } : {}),
    ...(dice.chance(0.6)
      ? { rounding: { mode: dice.pick(["half-away", "half-even", "up", "down"]), scale: dice.pick([0, 1, 2, 3, 4, 6, "minor-unit"]), level: dice.pick(["total", "line", "component"]) } }
      : {}),
  };
}

/** X5: a table of stacked, changing and missing taxes. */
function randomTaxes({ dice, start }: Scene): CaseTax[] {
  const row = (): CaseTax => {
    const rates = dice.pick<readonly TaxRate[] | undefined>([
      undefined, [], [{ percentage: 22 }], [{ name: "VAT", percentage: 0, account: "REVERSE" }], [{ name: "GST", percentage: 5 }, { name: "QST", percentage: "9.975", stack: 1 }],
      [{ name: "STATE", percentage: 6.25 }, { name: "COUNTY", percentage: 1 }, { name: "CITY", percentage: 0.5, stack: 2 }],
    ]);
    return {
      ...(dice.chance(0.4) ? { from: start + dice.pick([0, 600_000, 1_800_000, 7_200_000]) } : {}), ...(dice.chance(0.4) ? { dimension: dice.pick(["ENERGY", "TIME", "PARKING_TIME", "FLAT"]) } : {}),
      ...(rates === undefined ? {} : { rates }),
    };
  };
  return [row(), row(), row()];
}

/** N1: fields that are null instead of absent. */
function withNulls(given: PriceCase): PriceCase {
  const empty = { vat: null, restrictions: null, min_price: null, max_price: null, start_date_time: null, tariff_id: null, min_kwh: null, end_time: null, day_of_week: null, reservation: null };
  return JSON.parse(JSON.stringify(given), (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const fields = "elements" in value ? ["min_price", "max_price", "start_date_time"] : "price" in value ? ["vat"] : "price_components" in value ? ["restrictions"]
      : "start_date_time" in value && "dimensions" in value ? ["tariff_id"] : "end_date_time" in value || "start" in value ? [] : "max_kwh" in value || "min_power" in value ? ["min_kwh", "end_time", "day_of_week", "reservation"] : [];
    return { ...Object.fromEntries(Object.entries(empty).filter(([field]) => fields.includes(field))), ...value };
  }) as PriceCase;
}

/** The same session as a CDR of its version, with its tariffs inside. */
function cdrOf(scene: Scene, session: CaseSession, tariffs: readonly OcpiTariff[], reservedOnly: boolean, timeZone: string | undefined): Pick<PriceCase, "cdr" | "timeZone"> {
  const { dice, version } = scene;
  const early = version === "2.1.1";
  const inside = early && timeZone !== undefined && dice.chance(0.4);
  const expired = reservedOnly && dice.chance(0.6);
  const country = dice.pick(["NLD", "NLD", "IN", "ESP"]);
  return {
    cdr: {
      start_date_time: String(session.start), ...(early ? { stop_date_time: String(session.end) } : { end_date_time: String(session.end) }),
      currency: dice.chance(0.005) ? "SEK" : scene.currency, tariffs, charging_periods: session.periods.map(chargingPeriod),
      ...(early ? { location: { country, ...(inside ? { time_zone: timeZone } : {}) } } : { cdr_location: { country, connector_id: expired && dice.chance(0.5) ? "#NA" : "1" } }),
      ...(early || expired ? {} : { session_id: "SESSION" }),
    },
    ...(timeZone === undefined || inside ? {} : { timeZone }),
  };
}

function chargingPeriod({ start, dimensions, tariffId }: CasePeriod): { start_date_time: string; dimensions: CasePeriod["dimensions"]; tariff_id?: string } {
  return { start_date_time: String(start), dimensions, ...(tariffId === undefined ? {} : { tariff_id: tariffId }) };
}

/** The instants at which the clocks of a zone change, to the minute. */
function clockChanges(timeZone: string): readonly number[] {
  const known = changes.get(timeZone);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let day = FIRST; day < LAST; day += 86_400_000) {
    if (offset(day, timeZone) === offset(day + 86_400_000, timeZone)) continue;
    let [before, after] = [day, day + 86_400_000];
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 120_000) * 60_000;
      if (offset(middle, timeZone) === offset(day, timeZone)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  changes.set(timeZone, found);
  return found;
}
