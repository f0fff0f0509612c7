import { milliseconds, type Milliseconds, type Scheduler } from "@cpokit/kernel";
import type { Connection } from "./connection.ts";
import type { StationEvse } from "./core.ts";
import type { BootReason } from "./dialect.ts";
import type { Presence } from "./presence.ts";

export interface RestartOptions {
  readonly evses: readonly StationEvse[];
  readonly scheduler: Scheduler;
  readonly connection: Connection;
  readonly presence: Presence;
  readonly bootTime: Milliseconds;
}

/** What a power loss leaves of a running transaction. */
export type AfterPowerLoss = "resumed" | "ended" | "lost";

/** Resets and power losses. */
export interface Restart {
  reset(reset: "soft" | "hard" | "onIdle" | "resume"): "accepted" | "scheduled";
  /** Nothing while there is no power anyway. */
  powerLoss(duration: Milliseconds, session: AfterPowerLoss): void;
  /** A transaction is over: a reset may have waited for it. */
  transactionEnded(): void;
}

/** The time in which the answer to a reset and the last messages may leave. */
const GRACE = milliseconds(2_000);

export function createRestart({ evses, scheduler, connection, presence, bootTime }: RestartOptions): Restart {
  let waitsForIdle = false;
  let hasPower = true;

  const isIdle = (): boolean => evses.every(({ evse }) => evse.view().transaction === undefined);

  const restart = (how: "close" | "cut", reason: BootReason, delay: number): void => {
    connection.stop(how);
    presence.restarted(reason);
    connection.start(delay + bootTime);
  };

  const endAll = (reason: "softReset" | "hardReset"): void => {
    for (const { evse } of evses) evse.end(reason, "ResetCommand");
  };

  return {
    reset(reset) {
      if (reset === "onIdle") {
        waitsForIdle = !isIdle();
        if (waitsForIdle) return "scheduled";
      }
      scheduler.afterTurn(() => {
        if (reset === "soft") endAll("softReset");
        if (reset === "hard") endAll("hardReset");
        if (reset === "resume") for (const { evse } of evses) evse.powerOff();
      });
      // A hard reset does not wait for answers (Q20).
      scheduler.after(reset === "hard" ? 1 : GRACE, () => {
        if (reset === "resume") scheduler.after(bootTime, () => evses.forEach(({ evse }) => evse.powerOn("resumed")));
        restart("close", "RemoteReset", 0);
      });
      return "accepted";
    },
    powerLoss(duration, session) {
      if (!hasPower) return;
      hasPower = false;
      for (const { evse } of evses) evse.powerOff();
      restart("cut", "PowerUp", duration);
      scheduler.after(duration, () => {
        hasPower = true;
        for (const { evse } of evses) evse.powerOn(session);
      });
    },
    transactionEnded() {
      if (!waitsForIdle || !isIdle()) return;
      waitsForIdle = false;
      scheduler.after(GRACE, () => restart("close", "ScheduledReset", 0));
    },
  };
}
