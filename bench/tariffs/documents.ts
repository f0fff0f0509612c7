/**
 * From JSON text to a price and a verdict, beside JSON.parse alone in the same run, and running costs of live sessions.
 * Targets (tariffs §6): parse, price and verify at 85 % of the speed of JSON.parse; text in bulk at 1.5 times JSON.parse; 5 000
 * running costs re-priced every second in 2 % of a core.
 */
import { instant, wh } from "@cpokit/kernel";
import { bulk, bulkVerify, priceTotals, segment, type OcpiCdr, type SegmentedSession } from "@cpokit/tariffs";
import { createCorpus, TIME_ZONE } from "./corpus.ts";
import { measure, print } from "./measure.ts";

const COUNT = 6_000;
const ROUNDS = 15;
const RUNNING = 5_000;

export async function run(): Promise<void> {
  const { tariffs, texts } = createCorpus(COUNT);
  const settings = { tariffs, timeZone: TIME_ZONE };
  const options = { ...settings, version: "2.2.1" } as const;
  let wrong = 0;
  const taken = measure({
    parse: () => {
      for (const text of texts) JSON.parse(text);
    },
    verify: () => {
      for (const { ok } of bulkVerify(parsedOf(texts), options)) if (!ok) wrong += 1;
    },
    scan: () => {
      for (const { error } of bulk(texts, settings)) if (error !== undefined) wrong += 1;
    },
    scanVerify: () => {
      for (const { ok } of bulkVerify(texts, options)) if (!ok) wrong += 1;
    },
  }, COUNT, ROUNDS);
  const against = (name: string): string => `${(taken["parse"]! / taken[name]!).toFixed(2)} × JSON.parse`;
  print("JSON.parse alone", taken["parse"]!, "");
  print("parse, price and verify", taken["verify"]!, against("verify"));
  print("price from text (bulk)", taken["scan"]!, against("scan"));
  print("price and verify from text (bulkVerify)", taken["scanVerify"]!, against("scanVerify"));
  console.log(`${wrong} of ${3 * ROUNDS * COUNT} CDRs were not as expected`);

  const sessions = Array.from({ length: RUNNING }, (_, index) => runningSession(index, tariffs[index % tariffs.length]!));
  const live = measure({
    running: () => {
      for (let place = 0; place < RUNNING; place += 1) priceTotals({ session: sessions[place]!, tariff: tariffs[place % tariffs.length]!, timeZone: TIME_ZONE });
    },
  }, RUNNING, ROUNDS);
  print("running cost of a live session", live["running"]!, `${RUNNING} each second take ${((live["running"]! * RUNNING) / 1e4).toFixed(1)} % of a core`);
}

function* parsedOf(texts: readonly string[]): Generator<OcpiCdr> {
  for (const text of texts) yield JSON.parse(text) as OcpiCdr;
}

/** Two hours in, cut where its price changed. */
function runningSession(index: number, tariff: ReturnType<typeof createCorpus>["tariffs"][number]): SegmentedSession {
  const start = instant(Date.UTC(2026, index % 12, 1 + (index % 27), (index * 7) % 24, (index * 13) % 60));
  const now = instant(start + 120 * 60_000);
  return segment({ start, end: now, tariffs: [tariff], timeZone: TIME_ZONE, samples: [{ at: start, energy: wh(1_000) }, { at: now, energy: wh(1_000 + 5_000 + (index % 9_000)) }] });
}
