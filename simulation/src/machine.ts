import { createUlids, type Clock, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import { createStore } from "@cpokit/storage";
import { createCore, type Core } from "./core.ts";
import { createLife, type Disk, type Life } from "./disk.ts";
import type { Server } from "./network.ts";
import type { CallGuard } from "./watch/call-guard.ts";

export interface MachineOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Draws the transaction numbers of 1.6; `random` does when absent. */
  readonly numbers?: Random;
  readonly disk: Disk;
  /** How long the machine stays down after a death, in ms. */
  readonly downtime: () => number;
  /** How often sessions are swept, in ms. */
  readonly sweepEvery: () => number;
  /** How often each subscription of a new process looks for what was left behind, in ms. */
  readonly poll: () => number;
  readonly logger: Logger;
  /** Looks at every answer that leaves. */
  readonly guard?: CallGuard;
  /** Tells of starts and deaths. */
  readonly say?: (text: string) => void;
}

/** A process of the CPO core that listens. */
export interface CpoProcess extends Server {
  readonly core: Core;
}

/** A machine on which the CPO core runs, dies and is started again over the same disk. */
export interface Machine {
  /** The process that listens now. */
  readonly current: CpoProcess | undefined;
  start(): void;
  /** Kills the process at once; it comes back after the downtime. */
  kill(): void;
  readonly deaths: number;
}

export function createMachine(options: MachineOptions): Machine {
  const { clock, scheduler, random, disk, downtime, sweepEvery, poll, logger, guard, say } = options;
  let current: CpoProcess | undefined;
  let life: Life | undefined;
  let deaths = 0;

  const boot = (): void => {
    const mine = createLife(scheduler);
    life = mine;
    void mine.over.then(() => {
      deaths += 1;
      current = undefined;
      say?.("The CPO dies.");
      scheduler.after(downtime(), boot);
    });
    void run(mine).catch((error: unknown) => {
      logger.error({ error }, "The CPO could not start");
      mine.end();
    });
  };

  const run = async (mine: Life): Promise<void> => {
    const ids = createUlids({ clock, random });
    const store = createStore(disk.open(mine), { clock, scheduler: mine.scheduler, random, ids, logger, outbox: { poll: poll() } });
    const heard = (fact: SessionFact): void => guard?.heard(fact);
    const core = createCore({ store, clock, scheduler: mine.scheduler, ids, random: options.numbers ?? random, logger, heard });
    await core.start();
    const sweep = (): void => {
      core.sweep(clock.now()).catch((error: unknown) => logger.warn({ error }, "A sweep failed and will be tried again"));
      mine.scheduler.after(sweepEvery(), sweep);
    };
    mine.scheduler.after(sweepEvery(), sweep);
    say?.("The CPO listens.");
    current = createServer(core, mine, logger, guard);
  };

  return {
    get current() {
      return current;
    },
    get deaths() {
      return deaths;
    },
    start: boot,
    kill: () => life?.end(),
  };
}

function createServer(core: Core, life: Life, logger: Logger, guard: CallGuard | undefined): CpoProcess {
  const { csms } = core;
  const noted = (what: Promise<void>): void => void what.catch((error: unknown) => logger.warn({ error }, "The connection of a station could not be noted"));
  return {
    core,
    gone: life.over,
    handler: guard === undefined ? csms.handler : guard.around(csms.handler),
    admit: async (identity) => (await csms.admit({ identity })).accept,
    connected: (link) => noted(csms.connected(link)),
    disconnected(link, reason) {
      if (!life.isOver) noted(csms.disconnected(link, reason));
    },
    fault: csms.fault,
  };
}
