/**
 * Prices per second and core: totals, and all lines with taxes, beside decimal.js and big.js versions of the same algorithm in one run.
 * Targets (tariffs §6): 600 000 totals or 6 times decimal.js; with lines half of that.
 */
import { zone } from "@cpokit/kernel";
import { price, priceTotals, type PricedTotals } from "@cpokit/tariffs";
import { BIG_JS, DECIMAL_JS } from "./arithmetic.ts";
import { createCorpus, TIME_ZONE } from "./corpus.ts";
import { measure, print } from "./measure.ts";
import { createPeer, type PeerPrice } from "./peer.ts";

const COUNT = 6_000;
const ROUNDS = 15;

export async function run(): Promise<void> {
  const { tariffs, cdrs } = createCorpus(COUNT);
  const clock = zone(TIME_ZONE);
  const decimalJs = tariffs.map(({ source }) => createPeer(DECIMAL_JS, clock).compile(source));
  const bigJs = tariffs.map(({ source }) => createPeer(BIG_JS, clock).compile(source));
  const each = (work: (place: number, tariff: number) => unknown) => (): void => {
    for (let place = 0; place < COUNT; place += 1) work(place, place % tariffs.length);
  };
  const taken = measure({
    totals: each((place, tariff) => priceTotals({ cdr: cdrs[place]!, tariff: tariffs[tariff]!, timeZone: TIME_ZONE })),
    decimalTotals: each((place, tariff) => decimalJs[tariff]!(cdrs[place]!, false)),
    bigTotals: each((place, tariff) => bigJs[tariff]!(cdrs[place]!, false)),
    lines: each((place, tariff) => price({ cdr: cdrs[place]!, tariff: tariffs[tariff]!, timeZone: TIME_ZONE })),
    decimalLines: each((place, tariff) => decimalJs[tariff]!(cdrs[place]!, true)),
    bigLines: each((place, tariff) => bigJs[tariff]!(cdrs[place]!, true)),
  }, COUNT, ROUNDS);
  for (const kind of ["totals", "lines"] as const) {
    const [own, decimal, big] = kind === "totals" ? [taken["totals"]!, taken["decimalTotals"]!, taken["bigTotals"]!] : [taken["lines"]!, taken["decimalLines"]!, taken["bigLines"]!];
    print(`${kind}: cpokit`, own, `${(decimal / own).toFixed(1)} × decimal.js, ${(big / own).toFixed(1)} × big.js`);
    print(`${kind}: decimal.js, same algorithm`, decimal, "");
    print(`${kind}: big.js, same algorithm`, big, "");
  }
  for (const [name, peers] of [["decimal.js", decimalJs], ["big.js", bigJs]] as const) {
    const differing = cdrs.filter((cdr, place) => differ(priceTotals({ cdr, tariff: tariffs[place % tariffs.length]!, timeZone: TIME_ZONE }), peers[place % tariffs.length]!(cdr, false))).length;
    console.log(`${name} differs from the exact totals in ${differing} of ${COUNT} CDRs`);
  }
}

function differ({ totals }: PricedTotals, peer: PeerPrice): boolean {
  const parts = ["energyCost", "timeCost", "parkingCost", "fixedCost"] as const;
  return totals.cost.excl !== peer.cost.excl || totals.cost.incl !== peer.cost.incl || totals.energy !== peer.energy || totals.time !== peer.time
    || parts.some((part) => totals[part]?.excl !== peer.parts[part]?.excl || totals[part]?.incl !== peer.parts[part]?.incl);
}
