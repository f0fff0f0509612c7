/** Bad documents: each is refused with a pointer, reported field by field, or warned of; none is a silent 0. */
import { describe, expect, it } from "vitest";
import { bulk, checkTariff, compile, lint, price, verifyCdr, type OcpiCdr, type OcpiTariff, type PriceOptions, type SessionInput } from "@cpokit/tariffs";

const tariff: OcpiTariff = {
  id: "T", currency: "EUR",
  elements: [{ price_components: [{ type: "ENERGY", price: 0.5, vat: 20, step_size: 1 }, { type: "TIME", price: 2, vat: 20, step_size: 60 }] }],
};
const compiled = compile(tariff, { version: "2.2.1" });
const session: SessionInput = {
  start: "2026-01-05T10:00:00Z", end: "2026-01-05T12:00:00Z",
  periods: [
    { start: "2026-01-05T10:00:00Z", dimensions: [{ type: "ENERGY", volume: 10 }, { type: "TIME", volume: 1 }] },
    { start: "2026-01-05T11:00:00Z", dimensions: [{ type: "ENERGY", volume: 4 }, { type: "TIME", volume: 1 }] },
  ],
};
const cdr = {
  id: "C", session_id: "S", start_date_time: "2026-01-05T10:00:00Z", end_date_time: "2026-01-05T12:00:00Z", currency: "EUR", tariffs: [tariff],
  charging_periods: session.periods.map(({ start, dimensions }) => ({ start_date_time: start, dimensions })),
  total_cost: { excl_vat: 11, incl_vat: 13.2 }, total_energy: 14, total_time: 2,
} as unknown as OcpiCdr;

function refusal(options: PriceOptions): unknown {
  try {
    return price(options).totals.cost.excl;
  } catch (error) {
    const { code, values } = error as { readonly code: string; readonly values: { readonly pointer?: string } };
    return [code, values.pointer];
  }
}

/** The session with something else at a place. */
function sessionWith(index: number, change: object): SessionInput {
  return { ...session, periods: session.periods.with(index, { ...session.periods[index]!, ...change }) };
}

const energyOf = (volume: unknown): object => ({ dimensions: [{ type: "ENERGY", volume }, { type: "TIME", volume: 1 }] });

describe("bad input", () => {
  it.each([
    ["NaN", energyOf(Number.NaN), "/periods/1/dimensions/0/volume"], ["Infinity", energyOf(Infinity), "/periods/1/dimensions/0/volume"], ["a word", energyOf("four"), "/periods/1/dimensions/0/volume"],
    ["an object", energyOf({}), "/periods/1/dimensions/0/volume"], ["a negative time", { dimensions: [{ type: "TIME", volume: -1 }] }, "/periods/1/dimensions/0/volume"],
    ["no date", { start: "yesterday" }, "/periods/1/start_date_time"], ["no list", { dimensions: 4 }, "/periods/1/dimensions"],
  ])("%s in a session is refused with its place (N1, N3, Q3)", (_, change, pointer) => {
    expect(refusal({ tariff: compiled, session: sessionWith(1, change) })).toEqual(["tariffs.invalid-session", pointer]);
  });

  it("a period that is none, and a list that is none, are refused (S6)", () => {
    const periodsAs = (periods: unknown): unknown => refusal({ tariff: compiled, session: { ...session, periods: periods as SessionInput["periods"] } });
    expect(periodsAs([session.periods[0], null])).toEqual(["tariffs.invalid-session", "/periods/1"]);
    expect(periodsAs(undefined)).toEqual(["tariffs.invalid-session", "/periods"]);
  });

  it("a missing time zone is an error once it matters, and an unknown one too (Z2)", () => {
    const nightly = compile({ ...tariff, elements: [{ ...tariff.elements[0]!, restrictions: { start_time: "22:00", end_time: "06:00" } }] }, { version: "2.2.1" });
    expect(refusal({ tariff: compiled, session })).toBe("11");
    expect(refusal({ tariff: nightly, session })).toEqual(["tariffs.time-zone-required", "/elements/0/restrictions"]);
    expect(refusal({ tariff: nightly, session, timeZone: "Europe/Atlantis" })).toEqual(["kernel.time-zone", undefined]);
  });

  it("an unknown currency is an error of lint, one that is none or another's is refused (V6)", () => {
    expect(lint({ ...tariff, currency: "EUX" }, { version: "2.2.1" }).filter(({ severity }) => severity === "error").map(({ code, pointer }) => [code, pointer])).toEqual([["CURRENCY_UNKNOWN", "/currency"]]);
    expect(checkTariff({ ...tariff, currency: "€" }, { version: "2.2.1" }).problems).toEqual([{ code: "CURRENCY", pointer: "/currency" }]);
    expect(refusal({ tariff: compiled, session: { ...session, currency: "SEK" } })).toEqual(["tariffs.currency", undefined]);
    expect(refusal({ tariff: compiled, cdr: { ...cdr, currency: 978 as unknown as string } })).toEqual(["tariffs.invalid-session", "/currency"]);
  });

  it("negative steps and prices that are no number are refused with their places (B7, N1)", () => {
    const broken: OcpiTariff = { ...tariff, elements: [{ price_components: [{ type: "ENERGY", price: Number.NaN, step_size: 1 }, { type: "TIME", price: 2, step_size: -60 }] }] };
    expect(refusal({ tariffs: [broken], version: "2.2.1", session })).toEqual(["tariffs.invalid", "/elements/0/price_components/0/price"]);
    expect(checkTariff(broken, { version: "2.2.1" }).problems.map(({ pointer }) => pointer)).toEqual(["/elements/0/price_components/0/price", "/elements/0/price_components/1/step_size"]);
  });

  it("unsorted periods are sorted and told (S6)", () => {
    const priced = price({ tariff: compiled, session: { ...session, periods: session.periods.toReversed() } });
    expect([priced.totals.cost.excl, priced.warnings]).toEqual(["11", [{ code: "PERIODS_UNSORTED", pointer: "/periods/1" }]]);
  });

  it("overlapping periods are told by hours that do not fit between their starts (N6, S6)", () => {
    const overlapping = price({ tariff: compiled, session: sessionWith(1, { start: "2026-01-05T10:30:00Z" }) });
    // What is printed counts, and both periods are told.
    expect([overlapping.totals.cost.excl, overlapping.warnings.map(({ code, pointer }) => [code, pointer])]).toEqual(["11", [["VOLUME_VS_TIMESTAMPS", "/periods/0"], ["VOLUME_VS_TIMESTAMPS", "/periods/1"]]]);
    const same = price({ tariff: compiled, session: sessionWith(1, { start: "2026-01-05T10:00:00Z" }) });
    expect([same.totals.cost.excl, same.warnings.map(({ code }) => code)]).toEqual(["11", ["VOLUME_VS_TIMESTAMPS", "VOLUME_VS_TIMESTAMPS"]]);
  });

  it("a CDR that contradicts itself is reported field by field (Y1)", () => {
    expect(verifyCdr(cdr, { version: "2.2.1" })).toMatchObject({ ok: true, differences: [] });
    const broken = { ...cdr, total_energy: 15, total_time: 3, total_parking_time: 1, total_cost: { excl_vat: 12, incl_vat: "free" }, total_energy_cost: { excl_vat: 7 }, total_time_cost: { excl_vat: 4 } } as unknown as OcpiCdr;
    const { ok, selfInconsistent, differences } = verifyCdr(broken, { version: "2.2.1" });
    expect([ok, selfInconsistent]).toEqual([false, true]);
    expect(differences.map(({ field, side, stated, computed, contradicts }) => [field, side, stated, computed, contradicts])).toEqual([
      ["total_energy", undefined, "15", "14", "itself"], ["total_time", undefined, "3", "2", "itself"], ["total_parking_time", undefined, "1", "0", "itself"],
      ["total_cost", "incl", "free", "13.2", "itself"], ["total_cost", "excl", "12", "11", "itself"],
    ]);
  });

  it("tariffs that a CDR brings are read as a stranger's, also when they pretend to be compiled (V6)", () => {
    const verdict = (tariffs: unknown): unknown => {
      const { ok, unpriced } = verifyCdr({ ...cdr, tariffs } as OcpiCdr, { version: "2.2.1" });
      return [ok, unpriced];
    };
    expect(["no list", [null], [{}], [{ use: {}, source: {}, id: "T", currency: "EUR", validFrom: 0, validTo: 1e15 }]].map(verdict)).toEqual(Array.from({ length: 4 }, () => [false, "tariffs.invalid"]));
    expect([null, undefined, []].map(verdict)).toEqual(Array.from({ length: 3 }, () => [false, "tariffs.no-tariff"]));
  });

  it("one bad CDR does not stop the others (§5)", () => {
    const all = [cdr, { ...cdr, charging_periods: [null] }, { ...cdr, currency: {} }, cdr] as unknown as OcpiCdr[];
    expect([...bulk(all, { version: "2.2.1" })].map(({ priced, error }) => priced?.totals.cost.excl ?? error?.code)).toEqual(["11", "tariffs.invalid-session", "tariffs.invalid-session", "11"]);
  });
});
