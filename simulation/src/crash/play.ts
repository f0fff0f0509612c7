import type { CdrRecord } from "@cpokit/billing";
import { seconds } from "@cpokit/kernel";
import type { SessionState } from "@cpokit/sessions";
import { createDice } from "../dice.ts";
import type { CommitFate } from "../disk.ts";
import { closeTheBooks } from "../evening.ts";
import { CALM } from "../network.ts";
import { createWorld, type World } from "../world.ts";
import { at, T0, WIRE_STATION, type Step, type WireStory } from "./story.ts";
import { createWireStation, type WireStation } from "./wire-station.ts";

/** What happens at which commit, counted from 1. */
export interface CommitFault {
  readonly commit: number;
  readonly fate: Exclude<CommitFate, "commits">;
}

/** How a story ended. */
export interface Ending {
  /** Calls of `commit` while it was played. */
  readonly commits: number;
  /** Sessions and CDRs without ids and numbers that a restart may draw anew. */
  readonly result: unknown;
  readonly violations: readonly string[];
  readonly story: readonly string[];
}

/** How long the machine is down after a death, in ms. */
const DOWNTIME = 3_000;
const LEAD = seconds(60);

/** Plays a story; with a fault, one commit fails or the process dies there, comes back, and the station says again what was not answered. */
export async function playStory(story: WireStory, fault?: CommitFault, tells = false): Promise<Ending> {
  let commits = 0;
  let isPlaying = true;
  const world = await createWorld({
    start: at(0 - LEAD / 1_000), dice: createDice(7), stations: [WIRE_STATION],
    tariff: story.tariff ?? "DAY", tells, weather: () => CALM, downtime: () => DOWNTIME, sweepEvery: () => (isPlaying ? 60_000 : 3_600_000), poll: () => (isPlaying ? 80_000 : 3_600_000),
    fate() {
      commits += 1;
      return isPlaying && commits === fault?.commit ? fault.fate : "commits";
    },
  });
  const { time, machine, ledger, findings } = world;
  machine.start();
  await playOnTheWire(story, world);
  isPlaying = false;
  const played = commits;
  await closeTheBooks({ time, machine, ledger, findings, reviews: false });
  return { commits: played, result: resultOf(world, story.timesOfReceipt === true), violations: findings.violations.map(({ invariant, what }) => `${invariant}: ${what}`), story: world.storyteller?.lines ?? [] };
}

async function playOnTheWire({ version, steps, answers, wait = 1_500 }: WireStory, { time, network, machine, storyteller }: World): Promise<void> {
  const { clock, scheduler } = time;
  const answer = answers?.();
  const station: WireStation = createWireStation({
    identity: WIRE_STATION.identity, version, open: network.open, scheduler, serial: "SN-1",
    ...(answer && { answer: (action: string, payload: unknown) => answer(action, payload, station) }),
  });
  /** Everything that was begun goes through in the end, whatever dies meanwhile. */
  let waiting = 0;

  const act = async (step: Extract<Step, { act: unknown }>, attempt: number): Promise<void> => {
    const process = machine.current;
    const isDone = process !== undefined && await Promise.race([step.act(process.core, station, attempt).catch(() => false), process.gone.then(() => false)]);
    if (isDone) waiting -= 1;
    else scheduler.after(2_000, () => void act(step, attempt + 1));
  };
  const begin = (step: Step): void => {
    storyteller?.say("STORY", JSON.stringify(step));
    if ("tell" in step) return station.tell(step.tell);
    if ("boot" in step) return station.boot(step.boot);
    if ("offlineUntil" in step) {
      station.setOnline(false);
      scheduler.after((step.offlineUntil - step.at) * 1_000, () => station.setOnline(true));
      return;
    }
    waiting += 1;
    void act(step, 1);
  };

  scheduler.after(2_000, () => station.setOnline(true));
  for (const step of steps) scheduler.after(at(step.at) - clock.now(), () => begin(step));
  const last = Math.max(...steps.map((step) => ("offlineUntil" in step ? step.offlineUntil : step.at)));
  await time.runUntil(at(last + 30));
  for (let waited = 0; waited < 100 && !(station.isIdle && waiting === 0); waited += 1) await time.advance(seconds(10));
  if (!station.isIdle || waiting > 0) throw new Error(`The story never ended: ${waiting} acts wait, the station ${station.isIdle ? "has told all" : "still has to tell something"}.`);
  await time.runUntil(at(Math.max(last + wait, (clock.now() - T0) / 1_000)));
}

/** Everything of value, and nothing that a restart may draw anew or that tells when we heard of it. */
function resultOf({ ledger }: World, timesOfReceipt: boolean): unknown {
  const cdrs = [...ledger.all("cdrs").values()] as CdrRecord[];
  const result = ([...ledger.all("sessions").values()] as SessionState[])
    .filter(({ session }) => session.lifecycle !== "cancelled")
    .map(({ session: { id, transaction, journalLength: _length, suspicions, remoteStartId, authorization, dueAt: _due, alarm, ...rest } }) => ({
      ...rest,
      transaction: transaction.startsWith("tx-") ? transaction : transaction !== "",
      isRemote: remoteStartId !== undefined,
      authorization: authorization?.result,
      alarm: alarm?.code,
      suspicions: suspicions.map(({ code }) => code),
      cdrs: cdrs.filter(({ session }) => session === id).map(({ kind, revision, total, energy, start, end, token, tariffVersion }) => ({ kind, revision, total, energy, start, end, token, tariffVersion })),
    }))
    .sort((a, b) => a.startAt - b.startAt || JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return timesOfReceipt ? result.map(({ startAt: _start, endAt: _end, lastEvidenceAt: _last, ...rest }) => rest) : result;
}
