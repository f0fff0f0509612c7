import { createUlids, silentLogger, type Instant, type Random } from "@cpokit/kernel";
import { createMemoryPlace, createStore } from "@cpokit/storage";
import { createVirtualTime, type VirtualTime } from "@cpokit/simulator";
import { createCore } from "./core.ts";
import { createDisk, type DiskOptions } from "./disk.ts";
import { createMachine, type Machine } from "./machine.ts";
import { createNetwork, type Network, type NetworkOptions, type Weather } from "./network.ts";
import { furnish, type KnownStation } from "./place.ts";
import { createStoryteller, type Storyteller } from "./story.ts";
import { createCallGuard } from "./watch/call-guard.ts";
import { createFindings, type Findings } from "./watch/findings.ts";
import { createLedger, type Ledger } from "./watch/ledger.ts";
import { createWatchedLogger } from "./watch/watched-logger.ts";

export interface WorldOptions extends Pick<DiskOptions, "fate" | "isDown" | "latency"> {
  readonly start: Instant;
  /** A stream of randomness by name. */
  readonly dice: (name: string) => Random;
  readonly stations: readonly KnownStation[];
  readonly tariff: "DAY" | "ENERGY";
  readonly weather: () => Weather;
  /** How long the machine is down after a death, in ms. */
  readonly downtime: () => number;
  /** ms between two sweeps. */
  readonly sweepEvery: () => number;
  /** ms between two looks of each subscription of a new process for what was left behind. */
  readonly poll: () => number;
  /** Draws the transaction numbers of 1.6, apart from all else. */
  readonly numbers?: Random;
  /** Hears of every frame as it is sent. */
  readonly frame?: NetworkOptions["frame"];
  /** Writes the story down. */
  readonly tells: boolean;
}

/** A CPO on a machine that can die, over a disk that can fail, behind a network that can break, in virtual time. */
export interface World {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly machine: Machine;
  readonly ledger: Ledger;
  readonly findings: Findings;
  readonly storyteller: Storyteller | undefined;
  /** How often each kind of trouble struck on the lines. */
  readonly troubles: ReadonlyMap<string, number>;
  /** Frames that were sent so far, and a fingerprint of them. */
  readonly frames: number;
  readonly digest: number;
}

/** Refusals are honest until this long after storage last failed, in ms: an exchange waits between its tries. */
const AFTERMATH = 120_000;

/** Builds a world with its master data; the machine is still off. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { start, dice, stations, tariff, weather, fate, isDown, latency, tells } = options;
  const time = createVirtualTime(start);
  const { clock, scheduler } = time;
  const storyteller = tells ? createStoryteller(clock) : undefined;
  const say = storyteller && ((text: string): void => storyteller.say("CPO", text));
  const findings = createFindings((violation) => storyteller?.say("!!!", `${violation.invariant}: ${violation.what}`));
  const ledger = createLedger(findings);
  const place = createMemoryPlace();
  let troubledAt = -Infinity;
  const troubles = new Map<string, number>();
  let frames = 0;
  let digest = 0;

  const noted = <Value>(value: Value, isTrouble: boolean): Value => {
    if (isTrouble) troubledAt = clock.now();
    return value;
  };
  const disk = createDisk({
    place, committed: ledger.committed,
    fate() {
      const found = fate();
      return noted(found, found !== "commits");
    },
    ...(isDown && {
      isDown() {
        const found = isDown();
        return noted(found, found);
      },
    }),
    ...(latency && { latency }),
  });
  const guard = createCallGuard({
    findings,
    isRecorded: (id) => ledger.get("sessionInbox", id) !== undefined,
    isPutAside: (station, action) => [...ledger.all("unprocessedMessages").keys()].some((id) => id.startsWith(`${station}/${action}/`)),
    mayRefuse: () => clock.now() - troubledAt < AFTERMATH,
  });
  const machine = createMachine({
    clock, scheduler, random: dice("machine"), ...(options.numbers && { numbers: options.numbers }), disk, guard, downtime: options.downtime, sweepEvery: options.sweepEvery, poll: options.poll,
    logger: createWatchedLogger(findings, say), ...(say && { say }),
  });
  const network = createNetwork({
    clock, scheduler, random: dice("network"), server: () => machine.current, weather,
    trouble: (kind) => void troubles.set(kind, (troubles.get(kind) ?? 0) + 1),
    frame(frame) {
      const { text } = frame;
      options.frame?.(frame);
      frames += 1;
      digest = Math.imul(digest ^ text.length ^ text.charCodeAt(text.length >> 1), 0x01000193);
    },
  });

  const store = createStore(place.open(), { clock });
  const random = dice("clerk");
  const clerk = createCore({ store, clock, scheduler, ids: createUlids({ clock, random }), random, logger: silentLogger });
  await store.transaction((unit) => furnish(unit, clerk.billing, stations, tariff));

  return {
    time, network, machine, ledger, findings, storyteller, troubles,
    get frames() {
      return frames;
    },
    get digest() {
      return (ledger.digest ^ digest) >>> 0;
    },
  };
}
