/** Every tariff of the vectors there and back: where no loss is told, nothing is lost, and a CDR costs what it cost before. */
import { readdirSync, readFileSync } from "node:fs";
import { isCpoError } from "@cpokit/kernel";
import { compile, convert, fromOcpp21, price, toOcpp21, type OcpiTariff, type OcpiVersion, type PriceOptions } from "@cpokit/tariffs";
import { describe, expect, it } from "vitest";

const root = new URL("./vectors/", import.meta.url);
const folders = (path: string): string[] => readdirSync(new URL(path, root), { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name);
const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

interface Vector {
  readonly name: string;
  readonly tariff: OcpiTariff;
  readonly version: OcpiVersion;
  readonly call: PriceOptions;
}

const vectors = folders("./").flatMap((rule) => folders(`./${rule}/`).flatMap((name): Vector[] => {
  const read = <Value>(file: string): Value => JSON.parse(readFileSync(new URL(`${rule}/${name}/${file}`, root), "utf8")) as Value;
  const call = read<PriceOptions>("session.json");
  const given = read<OcpiTariff | readonly OcpiTariff[]>("tariff.json");
  const tariffs = Array.isArray(given) ? (given as readonly OcpiTariff[]) : [given as OcpiTariff];
  return tariffs.length === 1 && call.version !== undefined && isReadable(tariffs[0]!, call.version) ? [{ name: `${rule}/${name}`, tariff: tariffs[0]!, version: call.version, call }] : [];
}));

function isReadable(tariff: OcpiTariff, version: OcpiVersion): boolean {
  try {
    compile(tariff, { version });
    return true;
  } catch (error) {
    if (isCpoError(error)) return false;
    throw error;
  }
}

/** Net costs, which every version can say; or why there is no price. */
function costs({ call }: Vector, tariff: OcpiTariff, version: OcpiVersion, policy = call.policy): unknown {
  try {
    const { totals } = price({ ...call, tariffs: [tariff], version, ...(policy === undefined ? {} : { policy }) });
    return [totals.cost, totals.energyCost, totals.timeCost, totals.parkingCost, totals.fixedCost, totals.reservationCost].map((amount) => amount?.excl);
  } catch (error) {
    if (isCpoError(error)) return error.code;
    throw error;
  }
}

/** What changes taxes or words, never a net price. */
const NET_STAYS = new Set(["TAX_NOT_KNOWN"]);
const changesNet = ({ losses }: { readonly losses: readonly { readonly code: string }[] }): boolean => losses.some(({ code }) => !NET_STAYS.has(code));

describe("conversions of all vectors", () => {
  it.each(VERSIONS)("to %s and back say what they lose, and cost the same where they lose nothing", (to) => {
    let kept = 0;
    for (const vector of vectors) {
      const there = attempt(() => convert(vector.tariff, vector.version, to));
      if (there === undefined || changesNet(there)) continue;
      const before = costs(vector, vector.tariff, vector.version);
      expect(costs(vector, there.value, to), `${vector.name} in ${to}`).toEqual(before);
      const back = convert(there.value, to, vector.version);
      if (changesNet(back)) continue;
      kept += 1;
      expect(costs(vector, back.value, vector.version), `${vector.name} back from ${to}`).toEqual(before);
    }
    expect(kept).toBeGreaterThan(to === "2.1.1" ? 20 : 120);
  });

  it("to OCPP 2.1 and back cost the same where they lose nothing", () => {
    let kept = 0;
    for (const vector of vectors) {
      const there = toOcpp21(compile(vector.tariff, { version: vector.version }));
      if (there.value === undefined || there.losses.length > 0) continue;
      const back = fromOcpp21(there.value, { party: { countryCode: "NL", partyId: "EXA" }, lastUpdated: "2026-01-01T00:00:00Z" });
      if (back.losses.length > 0) continue;
      kept += 1;
      // O2: OCPP has no blocks, and those of a Wh or a second are not worth a loss.
      const policy = { ...vector.call.policy, step: "off" } as const;
      expect(costs(vector, back.value, "2.3.0", policy), vector.name).toEqual(costs(vector, vector.tariff, vector.version, policy));
    }
    expect(kept).toBeGreaterThan(20);
  });
});

/** `undefined` where nothing of a tariff can be said: refused, not bent. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (isCpoError(error)) return undefined;
    throw error;
  }
}
