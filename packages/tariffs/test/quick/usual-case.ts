import { compile, price, priceTotals, bulk, bulkVerify, type CdrInput, type CompiledTariff, type OcpiCdr, type OcpiTariff, type OcpiTariffElement, type OcpiVersion, type PriceSettings } from "@cpokit/tariffs";
import { CpoError } from "@cpokit/kernel";
import { createDice, type Dice } from "../oracle/dice.ts";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.2.1", "2.3.0"];
const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const HOUR = 3_600_000;

export interface UsualCase {
  readonly version: OcpiVersion;
  readonly tariffs: readonly CompiledTariff[];
  readonly cdr: CdrInput;
  /** The CDR as JSON text, in one of the ways in which partners write it. */
  readonly text: string;
  readonly settings: PriceSettings;
}

/** A CDR as most are: whole periods in order, the dimensions of charging and parking, tariffs with windows, tiers, steps and limits. Now and then something is odd. */
export function usualCase(seed: number): UsualCase {
  const dice = createDice(seed);
  const version = dice.pick(VERSIONS);
  const tariffs = Array.from({ length: dice.pick([1, 1, 2]) }, (_, index) => compile(usualTariff(dice, version, `TARIFF-${"AB"[index]}`), { version }));
  const cdr = usualCdr(dice, version, tariffs);
  return { version, tariffs, cdr, text: written(dice, cdr), settings: { tariffs, timeZone: dice.pick(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata"]) } };
}

function usualTariff(dice: Dice, version: OcpiVersion, id: string): OcpiTariff {
  const rate = dice.pick([undefined, 0, 7.7, 19, 21]);
  const isMixed = dice.chance(0.15);
  const component = (type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT", most: number): OcpiTariffElement["price_components"][number] => ({
    type, price: dice.int(0, most) / dice.pick([100, 100, 10_000]), step_size: dice.pick([0, 1, 1, 60, 100, 300, 900]),
    ...(rate === undefined ? {} : { vat: isMixed ? dice.pick([rate, 9]) : rate }),
  });
  const limit = (net: number): object => (version === "2.3.0" ? { before_taxes: net, ...(dice.chance(0.9) ? { after_taxes: Math.round(net * 121) / 100 } : {}) } : { excl_vat: net, ...(dice.chance(0.9) ? { incl_vat: Math.round(net * 121) / 100 } : {}) });
  const elements: OcpiTariffElement[] = [
    ...(dice.chance(0.6) ? [{ price_components: [component("ENERGY", 90)], restrictions: usualRestrictions(dice) }] : []),
    ...(dice.chance(0.3) ? [{ price_components: [component("TIME", 400), component("PARKING_TIME", 900)], restrictions: usualRestrictions(dice) }] : []),
    { price_components: [component("ENERGY", 90), ...(dice.chance(0.5) ? [component("FLAT", 200)] : [])] },
    ...(dice.chance(0.5) ? [{ price_components: [component("PARKING_TIME", 900), ...(dice.chance(0.3) ? [component("FLAT", 200)] : [])] }] : []),
    ...(dice.chance(0.4) ? [{ price_components: [component("TIME", 400)] }] : []),
  ];
  return {
    id, currency: "EUR", elements, ...(version === "2.3.0" ? { tax_included: dice.pick(["NO", "NO", "YES"]) } : {}),
    ...(version !== "2.1.1" && dice.chance(0.3) ? { min_price: limit(dice.int(0, 600) / 100) } : {}), ...(version !== "2.1.1" && dice.chance(0.3) ? { max_price: limit(dice.int(500, 3000) / 100) } : {}),
  };
}

function usualRestrictions(dice: Dice): NonNullable<OcpiTariffElement["restrictions"]> {
  const time = (): string => `${String(dice.int(0, 23)).padStart(2, "0")}:${dice.pick(["00", "30"])}`;
  return {
    ...(dice.chance(0.5) ? { start_time: time(), end_time: time() } : {}), ...(dice.chance(0.3) ? { day_of_week: dice.some(DAYS, 0.6) } : {}),
    ...(dice.chance(0.3) ? { min_kwh: dice.int(0, 20) } : {}), ...(dice.chance(0.2) ? { max_duration: dice.int(1, 6) * 1_800 } : {}),
  };
}

function usualCdr(dice: Dice, version: OcpiVersion, tariffs: readonly CompiledTariff[]): CdrInput {
  let now = Date.UTC(2026, dice.int(0, 11), dice.int(1, 28), dice.int(0, 23), dice.int(0, 59), dice.int(0, 59));
  const moment = (at: number): string => (at % 1000 === 0 && dice.chance(0.7) ? new Date(at).toISOString().replace(".000Z", "Z") : dice.chance(0.02) ? new Date(at).toISOString().replace("Z", "+00:00") : new Date(at).toISOString());
  const start = now - dice.pick([0, 0, 0, 60_000]);
  const named = version !== "2.1.1" && dice.chance(0.7) ? dice.pick(tariffs).id : undefined;
  const odd = (volume: number): number | string | null => (dice.chance(0.01) ? dice.pick([String(volume), null, -volume, volume + 0.000_001]) : volume);
  const periods = Array.from({ length: dice.int(1, 5) }, (_, index, all = 0) => {
    const from = now;
    const length = dice.pick([dice.int(1, 7_200) * 1_000, dice.int(1, 30) * 60_000, dice.int(1, 7_200_000)]);
    now += length;
    const hours = Math.round((length / HOUR) * 1e4) / 1e4;
    const parked = index > all && dice.chance(0.3);
    const dimensions = [
      ...(parked && dice.chance(0.7) ? [] : [{ type: "ENERGY", volume: odd(dice.int(0, 30_000) / 1_000) }]),
      ...(dice.chance(0.9) ? [{ type: parked ? "PARKING_TIME" : "TIME", volume: odd(dice.chance(0.03) ? hours + 0.01 : hours) }] : []),
      ...(dice.chance(0.1) ? [{ type: dice.pick(["MAX_CURRENT", "POWER", "STATE_OF_CHARGE", "RESERVATION_TIME"]), volume: dice.int(0, 32) }] : []),
    ];
    const id = dice.chance(0.01) ? undefined : dice.chance(0.02) ? named?.toLowerCase() : named;
    return { start_date_time: moment(from), dimensions, ...(id === undefined ? {} : { tariff_id: id }) };
  });
  const end = now - (dice.chance(0.02) ? 10 * HOUR : 0);
  return {
    id: "CDR-1", start_date_time: moment(start), ...(version === "2.1.1" ? { stop_date_time: moment(end) } : { end_date_time: moment(end) }), currency: dice.chance(0.01) ? "SEK" : "EUR", session_id: "S [1] {2}",
    charging_periods: dice.chance(0.02) ? periods.toReversed() : periods, cdr_location: { country: "NLD", connector_id: "1", name: dice.chance(0.03) ? "Say \"hello\"" : "Quay, 1" }, tariffs: [],
  } as unknown as CdrInput;
}

/** The same document with spaces, in another order, or broken. */
function written(dice: Dice, cdr: CdrInput): string {
  const entries = Object.entries(cdr);
  const text = JSON.stringify(Object.fromEntries(dice.chance(0.5) ? dice.shuffle(entries) : entries), null, dice.pick([undefined, undefined, 1, "\t"]));
  if (dice.chance(0.9)) return text;
  return dice.pick([text.slice(0, dice.int(1, text.length - 1)), `${text} x`, text.replace("{", "{\"currency\":\"SEK\","), text.replace("\"volume\":", "\"volume\":null,\"volume\":"), text.replaceAll("}", ",}"), `[${text}]`]);
}

/** Where a quick way says something else than `price`; none when all agree. Also tells whether the text was broken. */
export function quickDifferences({ version, cdr, text, settings }: UsualCase): string[] {
  const expected = answer(() => price({ ...settings, cdr }));
  const compiled = answer(() => priceTotals({ ...settings, cdr }));
  const [fromText] = [...bulk([text], settings)];
  const parsed = answer(() => price({ ...settings, cdr: JSON.parse(text) as CdrInput }));
  const scanned = fromText?.priced === undefined ? fromText?.error.code : JSON.stringify({ totals: fromText.priced.totals, warnings: fromText.priced.warnings });
  return [
    ...(compiled === expected ? [] : [`priceTotals: ${compiled} instead of ${expected}`]),
    ...(scanned === parsed ? [] : [`bulk: ${scanned} instead of ${parsed}`]),
    ...verdictDifferences(version, cdr, settings),
  ];
}

function answer(work: () => Pick<ReturnType<typeof price>, "totals" | "warnings">): string {
  try {
    const { totals, warnings } = work();
    return JSON.stringify({ totals, warnings });
  } catch (error) {
    if (error instanceof CpoError) return error.code;
    if (error instanceof SyntaxError || error instanceof TypeError) return "tariffs.invalid-session";
    throw error;
  }
}

/** A CDR that states its price is verified in every way; one that is off by 0.02 in none. */
function verdictDifferences(version: OcpiVersion, cdr: CdrInput, settings: PriceSettings): string[] {
  let totals: ReturnType<typeof price>["totals"];
  try {
    ({ totals } = price({ ...settings, cdr }));
  } catch (error) {
    if (error instanceof CpoError) return [];
    throw error;
  }
  const cost = (amount: typeof totals.cost, off = 0): unknown => (version === "2.1.1" ? Number(amount.excl) + off
    : version === "2.2.1" ? { excl_vat: Number(amount.excl) + off, incl_vat: Number(amount.incl) }
      : { before_taxes: Number(amount.excl) + off, taxes: amount.taxes.map((tax) => ({ name: tax.name, amount: Number(tax.amount) - off })) });
  const stating = (off: number): OcpiCdr => ({
    ...cdr, total_cost: cost(totals.cost, off), ...(totals.energyCost === undefined ? {} : { total_energy_cost: cost(totals.energyCost) }),
    total_energy: Number(totals.energy), total_time: Number(totals.time), ...(totals.parkingTime === undefined ? {} : { total_parking_time: Number(totals.parkingTime) }),
  }) as unknown as OcpiCdr;
  const all = [stating(0), JSON.stringify(stating(0)), stating(0.02), JSON.stringify(stating(0.02))];
  const verdicts = [...bulkVerify(all, { ...settings, version })].map(({ ok }) => ok).join();
  return verdicts === "true,true,false,false" ? [] : [`bulkVerify: ${verdicts}`];
}
