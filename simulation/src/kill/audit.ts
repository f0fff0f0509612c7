import { setTimeout as pause } from "node:timers/promises";
import { cdrs } from "@cpokit/billing";
import type { Session } from "@cpokit/model";
import type { Core } from "../core.ts";
import type { BusyStation, ToldTransaction } from "./busy-station.ts";

/** What the books say of what was acknowledged. */
export interface Audit {
  readonly transactions: number;
  readonly sessions: number;
  readonly cdrs: number;
  /** Acknowledged facts that are not in the books, one sentence each. */
  readonly lost: readonly string[];
  /** Facts that are there more than once. */
  readonly doubled: readonly string[];
}

/** How long bills may take after the last message, in ms. */
const PATIENCE = 60_000;

/** Compares the books with what the stations were answered: each transaction is one session with each of its readings once, and one CDR. */
export async function auditBooks({ store, sessions }: Core, stations: readonly BusyStation[]): Promise<Audit> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const booked = new Map<string, Session[]>();
  for (let after: string | undefined, isLast = false; !isLast; isLast = after === undefined) {
    const page = await sessions.list(store, { limit: 1_000, ...(after !== undefined && { after }) });
    for (const session of page.items) booked.set(session.station, [...(booked.get(session.station) ?? []), session]);
    after = page.next;
  }
  const transactions = stations.reduce((sum, station) => sum + station.transactions.length, 0);
  const bills = await billsOf(store, transactions);

  for (const station of stations) {
    const mine = booked.get(station.identity) ?? [];
    for (const transaction of station.transactions) await judge(station.identity, transaction, mine);
    const names = new Set(station.transactions.map(({ reference }) => reference));
    for (const { id, transaction } of mine) if (!names.has(transaction)) doubled.push(`Session ${id} of ${station.identity} is of transaction ${transaction}, which nobody told of.`);
  }
  return { transactions, sessions: [...booked.values()].flat().length, cdrs: [...bills.values()].flat().length, lost, doubled };

  async function judge(identity: string, { reference, startRegister, acknowledged, isEndTold }: ToldTransaction, mine: readonly Session[]): Promise<void> {
    const name = `Transaction ${reference} of ${identity}`;
    const found = mine.filter(({ transaction }) => transaction === reference);
    const [session] = found;
    if (found.length > 1) doubled.push(`${name} is ${found.length} sessions.`);
    if (session === undefined) return void lost.push(`${name} is no session.`);
    const energy = acknowledged.at(-1)! - startRegister;
    if (!isEndTold || session.lifecycle !== "ended" || session.energy !== energy) lost.push(`${name} delivered ${energy} Wh; its session is ${session.lifecycle} with ${session.energy} Wh.`);
    const { points } = await sessions.readings(store, session.id);
    const registers = points.map(({ register }) => register);
    for (const register of acknowledged) if (!registers.includes(register)) lost.push(`${name} told of ${register} Wh, which is not among its readings.`);
    if (new Set(registers).size < registers.length) doubled.push(`${name} has a reading twice: ${registers.join(", ")}.`);
    const billed = bills.get(session.id) ?? [];
    if (billed.length === 0) lost.push(`${name} was never billed (${session.review}, ${session.settlement}).`);
    if (billed.length > 1) doubled.push(`${name} was billed ${billed.length} times.`);
    for (const kilowattHours of billed) if (Math.round(Number(kilowattHours) * 1_000) !== energy) lost.push(`${name} delivered ${energy} Wh and was billed ${kilowattHours} kWh.`);
  }
}

/** Bills follow by themselves; the energy of each, by session. */
async function billsOf(store: Core["store"], expected: number): Promise<ReadonlyMap<string, readonly string[]>> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const bills = new Map<string, string[]>();
    let count = 0;
    for await (const { body } of store.each(cdrs)) {
      bills.set(body.session, [...(bills.get(body.session) ?? []), body.energy]);
      count += 1;
    }
    if (count >= expected || Date.now() > until) return bills;
    await pause(200);
  }
}
