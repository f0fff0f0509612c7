/** What random cases found, as vectors. */
import { instant } from "@cpokit/kernel";
import { compile, generateCdr, verifyCdr, type OcpiTariff } from "@cpokit/tariffs";
import { expect, it } from "vitest";
import { cdrOptions } from "../scene.ts";
import { reportOf } from "./report.ts";

const energyOnly = (id: string): OcpiTariff => ({ id, currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.5, step_size: 1 }] }] });

it("a CDR brings every tariff that a period names, also one under which nothing was priced (G4, V1)", () => {
  const tariffs = [compile(energyOnly("DAY"), { version: "2.2.1" }), compile(energyOnly("NIGHT"), { version: "2.2.1" })];
  const session = {
    start: instant(Date.UTC(2026, 0, 5, 20)), end: instant(Date.UTC(2026, 0, 5, 22)),
    periods: [
      { start: instant(Date.UTC(2026, 0, 5, 20)), dimensions: [{ type: "ENERGY", volume: "10" }], tariffId: "DAY" },
      { start: instant(Date.UTC(2026, 0, 5, 21)), dimensions: [{ type: "PARKING_TIME", volume: "1" }], tariffId: "NIGHT" },
    ],
  };
  const { cdr } = generateCdr({ ...cdrOptions("2.2.1", tariffs), session });
  expect(cdr.tariffs?.map(({ id }) => id)).toEqual(["DAY", "NIGHT"]);
  expect(verifyCdr(cdr, { version: "2.2.1", timeZone: "Europe/Amsterdam" }).ok).toBe(true);
});

it.each([192_804, 219_020, 244_121, 265_931])("the time of seed %i starts after a reservation, also beside periods that are ignored (M3, S6)", (seed) => {
  expect(reportOf(seed)).toBeUndefined();
});

it("taxes whose floors are too many give back where the remainder is smallest (X4)", () => {
  expect(reportOf(424_371)).toBeUndefined();
});

it("a period that starts behind the end of its session has no length, not a negative one (S6, N5)", () => {
  expect(reportOf(634_173)).toBeUndefined();
});

it("of two reasons to refuse a price the earlier period's is told (V1, V6)", () => {
  expect(reportOf(723_594)).toBeUndefined();
});

it("of a minimum without taxes only the maximum above it knows the taxes (L2, L3, L4)", () => {
  expect(reportOf(52_207_513)).toBeUndefined();
});
