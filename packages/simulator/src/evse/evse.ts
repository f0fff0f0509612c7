import { CpoError, type Cancel, type Clock, type Instant, type Scheduler, type Wh } from "@cpokit/kernel";
import type { Settings } from "../station/settings.ts";
import type { Vehicle } from "../vehicle/vehicle.ts";
import type { EvseHardware, PowerLimit } from "./hardware.ts";
import type { Sample, SampleContext } from "./meter.ts";
import { createPowerPath } from "./power-path.ts";
import type { ChargingState, Grant, StationToken, StopReason, Transaction, TransactionUpdate, Trigger } from "./transaction.ts";

export interface EvseOptions {
  readonly hardware: EvseHardware;
  readonly meterStart: Wh;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  newReference(): string;
  /** What smart charging allows now. */
  limit(transaction: Transaction | undefined): PowerLimit;
  /** Hears each event of a transaction. */
  report(update: TransactionUpdate): void;
  /** Hears that the connectors may have another status now. */
  changed(): void;
}

/** What can be seen of an EVSE. */
export interface EvseView {
  readonly hardware: EvseHardware;
  readonly register: Wh;
  readonly operative: boolean;
  readonly state: ChargingState;
  readonly vehicle?: Vehicle;
  /** The connector in use. */
  readonly connector?: number;
  /** The right to charge; taken away by a stop. */
  readonly grant?: Grant;
  readonly transaction?: Transaction;
  /** A transaction is over and its car is still there. */
  readonly finishing: boolean;
}

/** One EVSE: the car, the right to charge, the transaction and the meter. Knows no protocol version. */
export interface Evse {
  view(): EvseView;
  plugIn(vehicle: Vehicle, connector: number): void;
  unplug(): Vehicle | undefined;
  authorize(grant: Grant, trigger: "Authorized" | "RemoteStart"): void;
  /** Takes the right to charge away; ends the transaction where the stop point says so. */
  stop(reason: StopReason, trigger: Trigger, token?: StationToken): void;
  /** Ends the transaction whatever the stop point says. */
  end(reason: StopReason, trigger: Trigger): void;
  setOperative(operative: boolean): void;
  sample(context: SampleContext): Sample;
  /** Tells the state of the transaction without a change. */
  tell(trigger: Trigger): void;
  /** Smart charging changed. */
  limitChanged(): void;
  /** The supply fails: nothing flows, nothing is noticed. */
  powerOff(): void;
  /** The supply is back: the transaction goes on, ends as of the failure, or is forgotten without a word. */
  powerOn(session: "resumed" | "ended" | "lost"): void;
}

interface OpenTransaction {
  readonly reference: string;
  readonly connector: number;
  readonly begin: Sample;
  sequence: number;
  state: ChargingState;
  /** The right it was started with; kept after it was taken away. */
  grant: Grant | undefined;
  stopReason: StopReason | undefined;
}

export function createEvse(options: EvseOptions): Evse {
  const { hardware, clock, scheduler, settings } = options;
  const path = createPowerPath(options);
  let connector: number | undefined;
  let grant: Grant | undefined;
  let transaction: OpenTransaction | undefined;
  let finishing = false;
  let operative = true;
  let failedAt: Instant | undefined;
  let cancelSample: Cancel | undefined;
  let cancelChange: Cancel | undefined;
  let cancelTimeout: Cancel | undefined;

  const isPowered = (): boolean => failedAt === undefined;
  const mayCharge = (): boolean => isPowered() && connector !== undefined && grant !== undefined && transaction !== undefined;

  const stateNow = (): ChargingState => {
    if (connector === undefined) return "Idle";
    if (!mayCharge()) return "EVConnected";
    return FLOW_STATE[path.flow];
  };

  const snapshot = (open: OpenTransaction): Transaction => ({
    reference: open.reference, evse: hardware.number, connector: open.connector, startedAt: open.begin.at, meterStart: open.begin.energy, state: open.state,
    ...(open.grant === undefined ? {} : { grant: open.grant }),
    ...(open.stopReason === undefined ? {} : { stopReason: open.stopReason }),
  });

  const report = (
    open: OpenTransaction, event: TransactionUpdate["event"], trigger: Trigger, samples: readonly Sample[], token?: StationToken, at = clock.now(),
  ): void => {
    const sequence = open.sequence;
    open.sequence += 1;
    options.report({ event, trigger, at, sequence, transaction: snapshot(open), samples, ...(token === undefined ? {} : { token }) });
  };

  /** After any change: contactor, offer, charging state, and when to look again. True when the offer changed. */
  const settle = (): boolean => {
    cancelChange?.();
    path.close(mayCharge());
    if (!isPowered()) return false;
    const limit = options.limit(transaction === undefined ? undefined : snapshot(transaction));
    const offerChanged = path.limit(limit);
    const state = stateNow();
    if (transaction !== undefined && state !== transaction.state) {
      transaction.state = state;
      report(transaction, "updated", "ChargingStateChanged", []);
    }
    const waits = [path.timeToFull(), limit.until === undefined ? undefined : limit.until - clock.now()].filter((wait) => wait !== undefined);
    cancelChange = mayCharge() && waits.length > 0 ? scheduler.after(Math.max(1, Math.min(...waits)), settle) : undefined;
    options.changed();
    return offerChanged;
  };

  const planSample = (): void => {
    cancelSample?.();
    if (settings.meterInterval <= 0) return;
    cancelSample = scheduler.after(settings.meterInterval, () => {
      if (transaction === undefined) return;
      report(transaction, "updated", "MeterValuePeriodic", [path.sample("Sample.Periodic")]);
      planSample();
    });
  };

  const mayStart = (): boolean => {
    if (!operative || !isPowered()) return false;
    if (settings.startPoint === "EVConnected") return connector !== undefined;
    if (settings.startPoint === "Authorized") return grant !== undefined;
    return connector !== undefined && grant !== undefined;
  };

  /** What a car or a token brings about: a new transaction, or news of the running one. */
  const advance = (trigger: Trigger, token?: StationToken): void => {
    if (transaction !== undefined) {
      if (connector !== undefined && transaction.state === "Idle") transaction.state = "EVConnected";
      transaction.grant = grant ?? transaction.grant;
      report(transaction, "updated", trigger, [], token);
    } else if (mayStart()) {
      finishing = false;
      transaction = {
        reference: options.newReference(), connector: connector ?? 1, begin: path.sample("Transaction.Begin"), sequence: 0,
        state: connector === undefined ? "Idle" : "EVConnected", grant, stopReason: undefined,
      };
      report(transaction, "started", trigger, [transaction.begin], token);
      planSample();
    }
    settle();
  };

  const finish = (trigger: Trigger, reason: StopReason, token?: StationToken, at?: Instant): void => {
    if (transaction === undefined) return;
    const ended = transaction;
    const last = path.sample("Transaction.End");
    ended.stopReason ??= reason;
    ended.state = connector === undefined ? "Idle" : "EVConnected";
    transaction = undefined;
    grant = undefined;
    finishing = connector !== undefined;
    cancelSample?.();
    cancelTimeout?.();
    report(ended, "ended", trigger, [ended.begin, at === undefined ? last : { ...last, at }], token, at);
    settle();
  };

  const stop = (reason: StopReason, trigger: Trigger, token?: StationToken): void => {
    cancelTimeout?.();
    if (transaction !== undefined && (settings.stopPoint === "Authorized" || connector === undefined)) return finish(trigger, reason, token);
    grant = undefined;
    if (transaction !== undefined) {
      transaction.stopReason = reason;
      transaction.state = stateNow();
      report(transaction, "updated", trigger, [path.sample("Trigger")], token);
    }
    settle();
  };

  return {
    view: () => ({
      hardware, register: path.register, operative, finishing, state: stateNow(),
      ...(path.vehicle === undefined ? {} : { vehicle: path.vehicle }),
      ...(connector === undefined ? {} : { connector }),
      ...(grant === undefined ? {} : { grant }),
      ...(transaction === undefined ? {} : { transaction: snapshot(transaction) }),
    }),
    plugIn(vehicle, wanted) {
      if (connector !== undefined) {
        throw new CpoError("simulator.occupied", `EVSE ${hardware.number} has a car; unplug it first.`, { evse: hardware.number });
      }
      if (!Number.isInteger(wanted) || wanted < 1 || wanted > hardware.connectors) {
        throw new CpoError("simulator.connector", `EVSE ${hardware.number} has no connector ${wanted}.`, { evse: hardware.number, connector: wanted });
      }
      cancelTimeout?.();
      connector = wanted;
      path.plug(vehicle);
      if (!isPowered()) return;
      options.changed();
      advance("CablePluggedIn");
    },
    unplug() {
      const vehicle = path.vehicle;
      connector = undefined;
      path.unplug();
      finishing = false;
      if (isPowered()) finish("EVCommunicationLost", "evDisconnected");
      grant = undefined;
      settle();
      return vehicle;
    },
    authorize(given, trigger) {
      grant = given;
      cancelTimeout?.();
      if (connector === undefined) cancelTimeout = scheduler.after(settings.connectionTimeout, () => stop("timeout", "EVConnectTimeout"));
      if (transaction !== undefined) transaction.stopReason = undefined;
      advance(trigger, given.token);
    },
    stop,
    end: (reason, trigger) => finish(trigger, reason),
    setOperative(wanted) {
      operative = wanted;
      settle();
    },
    sample: (context) => path.sample(context),
    tell(trigger) {
      if (transaction !== undefined) report(transaction, "updated", trigger, [path.sample("Trigger")]);
    },
    limitChanged() {
      if (settle() && transaction !== undefined) report(transaction, "updated", "ChargingRateChanged", []);
    },
    powerOff() {
      failedAt ??= clock.now();
      for (const cancel of [cancelSample, cancelChange, cancelTimeout]) cancel?.();
      settle();
    },
    powerOn(session) {
      const since = failedAt;
      failedAt = undefined;
      if (session === "lost") {
        transaction = undefined;
        grant = undefined;
      }
      if (session === "ended") finish("AbnormalCondition", "powerLoss", undefined, since);
      if (connector === undefined) finish("EVCommunicationLost", "evDisconnected", undefined, since);
      if (transaction !== undefined) {
        report(transaction, "updated", "TxResumed", [path.sample("Interruption.End")]);
        planSample();
      }
      settle();
    },
  };
}

const FLOW_STATE = { charging: "Charging", suspendedByCar: "SuspendedEV", suspendedByStation: "SuspendedEVSE" } as const;
