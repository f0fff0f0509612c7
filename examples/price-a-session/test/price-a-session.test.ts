import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { priceASession } from "../src/price-a-session.ts";

const json = readFileSync(new URL("../cdr.json", import.meta.url), "utf8");

it("says what a CDR costs and why", () => {
  const { text, ok } = priceASession(json, "Europe/Amsterdam");
  expect(ok).toBe(true);
  expect(text).toBe(`20:00  start fee 0.50 + 21 % VAT 0.105   element 2: always
20:00–21:00  energy 10.000 kWh × 0.60/kWh = 6.00 + 21 % VAT 1.26   element 1: Mon, Fri 17:00–21:00
21:00–21:30  energy 5.000 kWh × 0.40/kWh = 2.00 + 21 % VAT 0.42   element 2: always
21:30–22:40  parking time 1 h 10 min × 4.00/h = 4.6667 + 21 % VAT 0.98   element 3: always
total EUR 13.1667 excl. tax, 15.9317 incl. tax
The CDR says the same.`);
});

it("names every amount that the CDR states differently", () => {
  const cdr = JSON.parse(json) as { total_cost: object; total_parking_cost: object };
  const changed = { ...cdr, total_parking_cost: { ...cdr.total_parking_cost, excl_vat: 4 } };
  const { text, ok } = priceASession(JSON.stringify(changed), "Europe/Amsterdam");
  expect(ok).toBe(false);
  expect(text).toContain("total_parking_cost says 4, but the tariff gives 4.6667");
});

it("refuses what is no CDR, with a pointer", () => {
  expect(() => priceASession("{}", "Europe/Amsterdam")).toThrow('"/start_date_time" is no date-time');
});
