import { seconds, type Cancel, type Scheduler } from "@cpokit/kernel";
import type { StationChannel } from "../channel/channel.ts";
import type { StationEvse } from "./core.ts";
import type { BootReason, Dialect } from "./dialect.ts";
import type { Messenger } from "./messenger.ts";
import type { Settings } from "./settings.ts";

export interface PresenceOptions {
  readonly dialect: Dialect;
  readonly messenger: Messenger;
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  readonly evses: readonly StationEvse[];
  now: () => Parameters<Dialect["status"]>[3];
  accepted(): void;
}

/** Boots, beats and tells the status of the connectors. */
export interface Presence {
  lineUp(channel: StationChannel): void;
  lineDown(): void;
  /** The station starts anew: the next line begins with a boot for this reason. */
  restarted(reason: BootReason): void;
  boot(reason: BootReason): Promise<void>;
  /** Sends each status that the central system does not know yet. */
  statusChanged(): void;
  /** Sends statuses whether known or not. */
  tellStatus(evse?: number, connector?: number): void;
  planHeartbeat(): void;
  readonly isAccepted: boolean;
}

/** The pause before the next boot where the central system names none. */
const BOOT_RETRY = seconds(60);

export function createPresence({ dialect, messenger, scheduler, settings, evses, now, accepted }: PresenceOptions): Presence {
  /** The status of each connector that the central system has acknowledged or is being told. */
  const told = new Map<string, string>();
  let bootReason: BootReason = "PowerUp";
  let isAccepted = false;
  let cancelBoot: Cancel | undefined;
  let cancelHeartbeat: Cancel | undefined;

  const boot = async (reason: BootReason): Promise<void> => {
    cancelBoot?.();
    const { action, payload } = dialect.boot(reason);
    const outcome = await messenger.ask(action, payload, { beforeBoot: true });
    if (outcome.outcome === "closed") return;
    const answer = outcome.outcome === "result" ? dialect.readBoot(outcome.payload) : undefined;
    if (answer?.status === "Accepted") {
      if (answer.interval > 0) settings.heartbeatInterval = seconds(answer.interval);
      isAccepted = true;
      open();
      return;
    }
    const pause = answer !== undefined && answer.interval > 0 ? seconds(answer.interval) : BOOT_RETRY;
    cancelBoot = scheduler.after(pause, () => void boot(reason));
  };

  const open = (): void => {
    if (!messenger.online) messenger.release();
    statusChanged();
    planHeartbeat();
    accepted();
  };

  const planHeartbeat = (): void => {
    cancelHeartbeat?.();
    if (settings.heartbeatInterval <= 0) return;
    cancelHeartbeat = scheduler.after(settings.heartbeatInterval, () => {
      const { action, payload } = dialect.heartbeat();
      void messenger.ask(action, payload);
      planHeartbeat();
    });
  };

  const statusChanged = (): void => forEachConnector(evses, (evse, connector, status) => {
    if (messenger.online && told.get(`${evse}/${connector}`) !== status) void tell(evse, connector, status);
  });

  const tell = async (evse: number, connector: number, status: string): Promise<void> => {
    const key = `${evse}/${connector}`;
    told.set(key, status);
    const { action, payload } = dialect.status(evse, connector, status, now());
    const outcome = await messenger.ask(action, payload);
    if (outcome.outcome !== "result" && told.get(key) === status) told.delete(key);
  };

  const forEachConnector = (list: readonly StationEvse[], visit: (evse: number, connector: number, status: string) => void): void => {
    for (const { hardware, evse } of list) {
      const view = evse.view();
      for (let connector = 1; connector <= hardware.connectors; connector += 1) visit(hardware.number, connector, dialect.statusOf(view, connector));
    }
  };

  return {
    lineUp(channel) {
      messenger.attach(channel);
      if (isAccepted) open();
      else void boot(bootReason);
    },
    lineDown() {
      cancelBoot?.();
      cancelHeartbeat?.();
      messenger.detach();
    },
    restarted(reason) {
      bootReason = reason;
      isAccepted = false;
      told.clear();
    },
    boot,
    statusChanged,
    tellStatus(evse, connector) {
      forEachConnector(evses, (number, place, status) => {
        if ((evse === undefined || evse === number) && (connector === undefined || connector === place)) void tell(number, place, status);
      });
    },
    planHeartbeat,
    get isAccepted() {
      return isAccepted;
    },
  };
}
