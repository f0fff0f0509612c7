import { instant, type Instant } from "@cpokit/kernel";
import type { Reading, SessionAnswer, SessionFact } from "@cpokit/model";

/** A 1.6 station with one long session: a start, readings at an interval (each minute when not said), a stop. */
export interface Charger {
  next(receivedAt: Instant): SessionFact;
  learn(answer: SessionAnswer): void;
}

const MINUTE = 60_000;

/** They sent their first message so long ago that the last one is sent now. */
export function createChargers(count: number, readings: number, period = MINUTE): readonly Charger[] {
  const begin = Date.now() - (readings + 5) * period;
  return Array.from({ length: count }, (_, index) => createCharger(`CS-${index}`, begin, readings, period));
}

function createCharger(station: string, begin: number, readings: number, period: number): Charger {
  let step = 0;
  let transaction: string | undefined;
  return {
    next(receivedAt) {
      const at = instant(begin + step * period);
      const register = 1_000_000 + step * Math.round((10_800 * period) / 3_600_000);
      const base = { station, receivedAt, stationTime: at, evse: 1, connector: 1, ...(transaction !== undefined && { transaction }) };
      step += 1;
      if (step === 1) {
        return { ...base, fact: "started", numbering: "allocate", key: `start/1/04a2b3c4/${at}/${register}`, token: { value: "04A2B3C4" }, authorization: { result: "accepted" }, readings: [energy(at, register, "Transaction.Begin")] };
      }
      if (step < readings + 2) {
        return { ...base, fact: "metered", key: `meter/1/${transaction}/${at}`, readings: [energy(at, register, "Sample.Periodic"), { ...energy(at, 10_800, "Sample.Periodic"), measurand: "Power.Active.Import", unit: "W" }] };
      }
      return { ...base, fact: "ended", key: `stop/${transaction}/${at}/${register}`, reason: "Local", readings: [energy(at, register, "Transaction.End")] };
    },
    learn(answer) {
      transaction ??= answer.transaction;
    },
  };
}

function energy(at: Instant, value: number, context: string): Reading {
  return { at, value: String(value), measurand: "Energy.Active.Import.Register", unit: "Wh", context };
}
