import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convertObject } from "../src/convert/convert-object.ts";
import { givenPlatform } from "./support/world.ts";
import { vector } from "./support/vectors.ts";

/** Amounts and energies as OCPI has them: four decimals at most, far beyond what is ever charged. */
const decimal = fc.tuple(fc.bigInt({ min: 0n, max: 9_999_999_999n }), fc.integer({ min: 0, max: 9_999 })).map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, "0")}`);

/** The same decimal, without zeros at the end. */
const exact = (text: string): string => text.replace(/0+$/, "").replace(/\.$/, "");
const written = (value: unknown): string => {
  const text = JSON.stringify(value);
  expect(text).not.toMatch(/e/i);
  return text;
};

describe("exact decimals", () => {
  it("come back from a store and a server as they were sent", async () => {
    const world = givenPlatform({ modules: { received: { CDR: true } } });
    await world.connect("2.2.1");
    let number = 0;
    await fc.assert(fc.asyncProperty(decimal, decimal, async (total, energy) => {
      number += 1;
      const body = JSON.stringify({ ...vector("2.2.1", "CDR"), id: `C${number}`, total_cost: { excl_vat: "TOTAL" }, total_energy: "ENERGY" }).replace('"TOTAL"', total).replace('"ENERGY"', energy);
      const posted = await world.call("POST", "2.2.1/receiver/cdrs", { body });
      expect(posted.http).toBe(201);
      const { data } = await world.call("GET", posted.headers.get("location")!);
      const { total_cost: cost, total_energy: kwh } = data as { readonly total_cost: { readonly excl_vat: number }; readonly total_energy: number };
      expect([written(cost.excl_vat), written(kwh)]).toEqual([exact(total), exact(energy)]);
    }), { numRuns: 100 });
  });

  it("of a price with VAT are the same in 2.3.0 and back in 2.2.1", () => {
    fc.assert(fc.property(decimal, decimal, (net, tax) => {
      const [excl, vat] = [Number(net), Number(tax)];
      const gross = Number((BigInt(net.replace(".", "")) + BigInt(tax.replace(".", ""))).toString().padStart(5, "0").replace(/(\d{4})$/, ".$1"));
      const given = { ...vector("2.2.1", "CDR"), total_cost: { excl_vat: excl, incl_vat: gross } };
      const context = { party: { countryCode: "NL", partyId: "CPO" } };
      const up = convertObject("CDR", given as never, "2.2.1", "2.3.0", context).value!;
      expect(up.total_cost).toEqual({ before_taxes: excl, taxes: vat === 0 ? [] : [{ name: "VAT", amount: vat }] });
      expect((convertObject("CDR", up, "2.3.0", "2.2.1", context).value as unknown as { readonly total_cost: unknown }).total_cost).toEqual({ excl_vat: excl, incl_vat: gross });
    }));
  });
});
