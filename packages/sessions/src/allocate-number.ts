import type { Random } from "@cpokit/kernel";
import { encodeKey, type Unit } from "@cpokit/storage";
import { transactionNumbers, transactions } from "./collections.ts";

const LARGEST = 2 ** 31 - 1;

/**
 * A 1.6 transaction number from 1 to 2^31 − 1: random, so that nobody can guess another's, never given out before (nor
 * brought along by the station from another system), and written in the commit of its session (I4, Q16, pain 16).
 */
export async function allocateNumber(unit: Unit, random: Random, session: string, station: string): Promise<string> {
  for (;;) {
    const number = String(1 + Math.floor(random() * LARGEST));
    const isTaken = (await unit.get(transactionNumbers, number)) ?? (await unit.get(transactions, encodeKey([station, number])));
    if (isTaken === undefined) {
      unit.put(transactionNumbers, number, { session, station });
      return number;
    }
  }
}
