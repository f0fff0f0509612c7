import { isCpoError, type Clock, type Logger, type Scheduler } from "@cpokit/kernel";
import type { CommandOutcome, CommandRecord } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import type { LiveStation, LiveStations } from "../provisioning/live-stations.ts";
import { isServed } from "../provisioning/registration-gate.ts";
import { commands, type CommandDocument } from "./command-records.ts";
import type { Begun } from "./create-commands.ts";

/** The commands that wait for their stations: documents in the state `queued`, so that they outlive the process. */
export interface CommandQueue {
  /** A command waits now; it is sent, or ends at its deadline. */
  added(record: CommandDocument): void;
  /** Whether commands of this station wait, so that another one must not overtake them. */
  holds(unit: Unit, station: string): Promise<boolean>;
  /** As `Commands.returned`. */
  returned(station: string, how: "connected" | "booted"): void;
  /** Watches the deadlines of what an earlier run left waiting. */
  recover(): Promise<void>;
}

interface QueuePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler?: Scheduler | undefined;
  readonly logger: Logger;
  readonly live: LiveStations;
  dispatch(unit: Unit, record: CommandDocument, live: LiveStation): Promise<Begun>;
  perform(begun: Begun): Promise<CommandRecord>;
  conclude(unit: Unit, record: CommandDocument, outcome: CommandOutcome): Promise<CommandDocument>;
}

/** A station that connects may be about to boot, and many take no calls before the answer to that: how long it is given, in ms. */
const TIME_TO_BOOT = 10_000;

/** The longest wait that timers can do, in ms. */
const LONGEST_WAIT = 2 ** 31 - 1;

export function createCommandQueue(ports: QueuePorts): CommandQueue {
  const { store, clock, scheduler, logger, live } = ports;
  /** The stations whose commands are being sent. */
  const sending = new Set<string>();

  return {
    added(record) {
      watch(record);
      if (live.ofStation(record.station) !== undefined) later(TIME_TO_BOOT, record.station);
    },
    holds: async (unit, station) => sending.has(station) || (await unit.find(commands, { index: "byQueue", prefix: station, limit: 1 })).items.length > 0,
    returned(station, how) {
      if (how === "connected") later(TIME_TO_BOOT, station);
      // The answer to the boot leaves first.
      else if (scheduler === undefined) guarded(station, sendAll(station));
      else scheduler.afterTurn(() => guarded(station, sendAll(station)));
    },
    async recover() {
      for await (const { body } of store.each(commands, { index: "byQueue" })) watch(body);
    },
  };

  function later(milliseconds: number, station: string): void {
    if (scheduler === undefined) guarded(station, sendAll(station));
    else scheduler.after(milliseconds, () => guarded(station, sendAll(station)));
  }

  /** One after the other, oldest first, until the station is gone again. */
  async function sendAll(station: string): Promise<void> {
    if (sending.has(station)) return;
    sending.add(station);
    try {
      for (;;) {
        const current = live.ofStation(station);
        if (current === undefined || !isServed(current)) return;
        const { items } = await store.find(commands, { index: "byQueue", prefix: station, limit: 1 });
        const next = items[0]?.body;
        if (next === undefined) return;
        const begun = await store.transaction((unit) => take(unit, next.id, current));
        const record = begun === undefined ? undefined : await ports.perform(begun);
        // It never left us: the connection is gone.
        if (record?.state === "queued") return;
      }
    } finally {
      sending.delete(station);
    }
  }

  /** Nothing when somebody else took it first. */
  async function take(unit: Unit, id: string, current: LiveStation): Promise<Begun | undefined> {
    const record = await unit.get(commands, id);
    if (record?.state !== "queued") return undefined;
    if (isExpired(record)) return { record: await ports.conclude(unit, record, { outcome: "offline" }) };
    try {
      return await ports.dispatch(unit, record, current);
    } catch (error) {
      if (!isCpoError(error, "csms.call-invalid")) throw error;
      // Only now it is known which version the station speaks.
      return { record: await ports.conclude(unit, record, { outcome: "unsupported", reason: error.message }) };
    }
  }

  /** Ends the command at its deadline. */
  function watch({ id, station, expiresAt }: CommandDocument): void {
    if (scheduler === undefined || expiresAt === undefined) return;
    scheduler.after(Math.min(Math.max(expiresAt - clock.now(), 0), LONGEST_WAIT), () => guarded(station, endAtDeadline(id)));
  }

  async function endAtDeadline(id: string): Promise<void> {
    const record = await store.transaction(async (unit) => {
      const now = await unit.get(commands, id);
      return now?.state === "queued" && isExpired(now) ? ports.conclude(unit, now, { outcome: "offline" }) : now;
    });
    if (record?.state === "queued") watch(record);
  }

  function isExpired({ expiresAt }: CommandDocument): boolean {
    return expiresAt !== undefined && clock.now() >= expiresAt;
  }

  /** What fails is tried again when the station returns the next time. */
  function guarded(station: string, work: Promise<void>): void {
    work.catch((error: unknown) => logger.error({ station, error: describeError(error) }, "Commands that wait for a station could not be sent or ended."));
  }
}
