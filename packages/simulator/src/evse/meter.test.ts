import { wh } from "@cpokit/kernel";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createMeter } from "./meter.ts";

it("counts whole watt-hours and loses no fraction over any number of additions", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 10 ** 11 }), { maxLength: 50 }), (energies) => {
    const meter = createMeter(wh(7));
    for (const energy of energies) meter.add(energy);
    const total = energies.reduce((sum, energy) => sum + BigInt(energy), 0n);
    expect(BigInt(meter.register)).toBe(7n + total / 3_600_000n);
  }));
});
