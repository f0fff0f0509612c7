import type { Reading, SessionFact } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { SessionsOptions } from "./sessions.ts";

/** The fact with a verdict beside each signed reading (I25); the very same one where nothing is signed, or nobody checks. */
export async function verified(reader: Reader, fact: SessionFact, verify: SessionsOptions["verify"]): Promise<SessionFact> {
  if (verify === undefined || !fact.readings.some(({ signed }) => signed !== undefined)) return fact;
  const readings: Reading[] = [];
  for (const reading of fact.readings) {
    readings.push(reading.signed === undefined ? reading : { ...reading, signed: { ...reading.signed, verdict: await verify(reader, reading.signed, fact) } });
  }
  return { ...fact, readings };
}
