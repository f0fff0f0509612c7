/** Random sessions written as CDRs and checked again: whatever is found here is a defect of `generateCdr`, `verifyCdr` or `price`. */
import { deciAmperes, instant, watts, wh } from "@cpokit/kernel";
import {
  bulkVerify, compile, generateCdr, segment, verifyCdr, type ChargingState, type CompiledTariff, type GenerateCdrOptions, type MeterSample, type OcpiCdr, type SegmentedSession, type StateChange, type VerifyCdrOptions,
} from "@cpokit/tariffs";
import { randomScene } from "./arbitraries.ts";
import { differences } from "./compare.ts";
import { createDice, type Dice } from "./dice.ts";
import { randomTariff, type Scene } from "./random-tariff.ts";
import { equal, rational, read, sum } from "./rational.ts";

const EXACT = { total_cost: "0", total_energy_cost: "0", total_time_cost: "0", total_parking_cost: "0", total_fixed_cost: "0", total_reservation_cost: "0", total_energy: "0", total_time: "0", total_parking_time: "0" };
const STATES: readonly ChargingState[] = ["charging", "charging", "suspendedEV", "suspendedEVSE", "idle"];

interface RandomCdr {
  readonly scene: Scene;
  readonly tariffs: readonly CompiledTariff[];
  readonly session: SegmentedSession;
  readonly taxes: Pick<VerifyCdrOptions, "taxes">;
  /** As a partner receives it. */
  readonly cdr: OcpiCdr;
}

/** The CDR of the session of this seed. */
export function randomCdr(seed: number): RandomCdr {
  const scene = randomScene(createDice(seed));
  const { version, timeZone, dice } = scene;
  const tariffs = randomTariffs(scene);
  const session = randomSegmented(scene, tariffs);
  const taxes = version !== "2.1.1" && dice.chance(0.1) ? { taxes: () => [{ name: "GST", percentage: 5 }, { name: "QST", percentage: "9.975", stack: 1 }] } : {};
  const { cdr } = generateCdr({ ...frameOf(scene), session, tariffs, timeZone, ...taxes });
  return { scene, tariffs, session, taxes, cdr: JSON.parse(JSON.stringify(cdr)) as OcpiCdr };
}

/** What is wrong with the CDR of the session of this seed, in words. */
export function problemsOfGenerated(seed: number): string[] {
  const { scene: { version, timeZone }, tariffs, session, taxes, cdr } = randomCdr(seed);
  const verification = verifyCdr(cdr, { version, timeZone, tolerance: EXACT, ...taxes });
  const energy = sum(cdr.charging_periods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === "ENERGY").map(({ volume }) => read(volume))));
  return [
    ...(verification.ok ? [] : [`verifyCdr: ${JSON.stringify(verification.differences)} ${verification.unpriced ?? ""}`]),
    ...quickVerdicts(cdr, { version, timeZone, tariffs, ...taxes }),
    ...("taxes" in taxes ? [] : differences({ seed, version, timeZone, tariffs: [], cdr })),
    ...(equal(energy, rational(session.energy, 1000)) ? [] : ["G2: the periods do not sum to the meter's difference"]),
  ];
}

/** The quick ways find nothing either, and find an amount that is 0.02 off. */
function quickVerdicts(cdr: OcpiCdr, options: VerifyCdrOptions): string[] {
  const off = { ...cdr, total_cost: typeof cdr.total_cost === "number" ? cdr.total_cost + 0.02 : "excl_vat" in cdr.total_cost ? { ...cdr.total_cost, excl_vat: cdr.total_cost.excl_vat + 0.02 } : { ...cdr.total_cost, before_taxes: cdr.total_cost.before_taxes + 0.02 } };
  const verdicts = [...bulkVerify([cdr, JSON.stringify(cdr), off, JSON.stringify(off)], options)].map(({ ok }) => ok);
  return verdicts.join() === "true,true,false,false" ? [] : [`bulkVerify: ${verdicts.join()}`];
}

function randomTariffs(scene: Scene): CompiledTariff[] {
  const count = scene.version === "2.1.1" ? 1 : scene.dice.pick([1, 1, 1, 2]);
  return Array.from({ length: count }, (_, index) => {
    const { start_date_time: _from, end_date_time: _to, ...tariff } = randomTariff(scene, `TARIFF-${"AB"[index]}`);
    return compile(scene.version === "2.3.0" ? { tax_included: "NO", ...tariff } : tariff, { version: scene.version });
  });
}

function randomSegmented(scene: Scene, tariffs: readonly CompiledTariff[]): SegmentedSession {
  const { dice, timeZone, version } = scene;
  const start = instant(scene.start);
  const end = instant(scene.start + dice.pick([dice.int(1, 600), dice.int(600, 14_400), dice.int(600, 100_000)]) * 1000 + dice.pick([0, 0, 345]));
  const samples = randomSamples(dice, start, end);
  const events: StateChange[] = momentsBetween(dice, start, end, dice.int(0, 5)).map((at) => ({ at: instant(at), state: dice.pick(STATES) }));
  const second = tariffs[1];
  return segment({
    start, end, tariffs, timeZone, samples, events,
    ...(dice.chance(0.2) ? { state: dice.pick(STATES) } : {}),
    ...(version !== "2.1.1" && dice.chance(0.2) ? { reservedFrom: instant(scene.start - dice.int(1, 7_200) * 1000) } : {}),
    ...(second === undefined ? {} : { switches: momentsBetween(dice, start, end, 1).map((at) => ({ at: instant(at), tariffId: second.id })) }),
    ...(dice.chance(0.1) ? { parking: "not-charging" as const } : {}),
  });
}

/** A register that never falls, read now and then, sometimes with power or current. */
function randomSamples(dice: Dice, start: number, end: number): MeterSample[] {
  const flows = { power: dice.chance(0.5), current: dice.chance(0.3) };
  let register = dice.int(0, 10_000_000);
  return [start, ...momentsBetween(dice, start, end, dice.int(0, 12)), end].map((at, index) => {
    if (index > 0 && dice.chance(0.8)) register += dice.pick([dice.int(0, 10), dice.int(0, 20_000), 1000]);
    return {
      at: instant(at), energy: wh(register),
      ...(flows.power ? { power: watts(dice.pick([0, 3700, 11_000, dice.int(0, 50_000)])) } : {}), ...(flows.current ? { current: deciAmperes(dice.pick([0, 160, 320, dice.int(0, 630)])) } : {}),
    };
  });
}

function momentsBetween(dice: Dice, start: number, end: number, count: number): number[] {
  const seconds = Math.floor((end - start) / 1000);
  return [...new Set(Array.from({ length: count }, () => start + dice.int(1, Math.max(1, seconds - 1)) * 1000))].filter((at) => at < end).toSorted((a, b) => a - b);
}

function frameOf({ version, start }: Scene): Omit<GenerateCdrOptions, "session" | "tariffs" | "timeZone"> {
  return {
    version, id: "CDR-1", sessionId: "SESSION-1", party: { countryCode: "NL", partyId: "EXA" },
    location: version === "2.1.1" ? { id: "LOC-1", country: "NLD" } : {
      id: "LOC-1", address: "Street 1", city: "Utrecht", country: "NLD", coordinates: { latitude: "52.090000", longitude: "5.120000" }, evse_uid: "1", evse_id: "NL*EXA*E1",
      connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE",
    },
    token: { country_code: "NL", party_id: "EXA", uid: "04A2B3C4", type: "RFID", contract_id: "NLEXAC1" }, authMethod: "WHITELIST", lastUpdated: instant(start + 90_000_000),
  };
}
