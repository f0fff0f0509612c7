import { CpoError, formatInstant, instant, type Cancel, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { CallReply, Version } from "@cpokit/ocpp";
import type { ConnectionOrder, StationChannel } from "../channel/channel.ts";
import { createEvse, type Evse, type EvseView } from "../evse/evse.ts";
import type { PowerLimit } from "../evse/hardware.ts";
import type { StationToken, Transaction, TransactionUpdate } from "../evse/transaction.ts";
import type { Fault } from "../faults/fault.ts";
import { createProfileStore } from "../profiles/profile-store.ts";
import { createUuid } from "../random.ts";
import { createDialectV16 } from "../v16/dialect.ts";
import { createDialectV2 } from "../v2/dialect.ts";
import type { Vehicle } from "../vehicle/vehicle.ts";
import { authorize, createTokenMemory, type Authorization } from "./authorization.ts";
import { createBookings } from "./bookings.ts";
import { createKeyBox } from "./key-box.ts";
import { createAvailability } from "./availability.ts";
import { createConnection } from "./connection.ts";
import type { StationCore, StationEvse } from "./core.ts";
import type { Dialect } from "./dialect.ts";
import type { StationEvent } from "./events.ts";
import { createMessenger, type OutgoingCall } from "./messenger.ts";
import { withDefaults, type StationOptions } from "./options.ts";
import { createPresence } from "./presence.ts";
import { swipe, type SwipeOutcome } from "./reader.ts";
import { createRemoteControl } from "./remote-control.ts";
import { createRestart, type AfterPowerLoss } from "./restart.ts";
import { createSettings } from "./settings.ts";
import { createVendorLimits } from "./vendor-limits.ts";
import { createWorkshop } from "./workshop.ts";
import { runStory, type StoryStep } from "./story.ts";

/** A simulated charging station. All that happens to it comes through here; all that it does goes over its line. */
export interface Station {
  readonly identity: string;
  readonly version: Version;
  /** Powers up: connects, boots, and then keeps the line open. */
  start(): void;
  /** Goes off the line for good. Queued messages stay unsent. */
  stop(): void;
  /** The line is open and the boot accepted. */
  readonly isOnline: boolean;
  /** Transaction messages that wait to be told. */
  readonly queued: number;
  /** The numbers of the EVSEs. */
  readonly evses: readonly number[];
  /** @throws `simulator.evse` for a number the station does not have, as do the next three. */
  view(evse: number): EvseView;
  /** @throws `simulator.occupied` when there is a car already, `simulator.connector` for an unknown connector. */
  plugIn(evse: number, vehicle: Vehicle, connector?: number): void;
  /** Takes the car away, as it is now; `undefined` when there was none. */
  unplug(evse: number): Vehicle | undefined;
  /** Holds a token against the reader of an EVSE: starts or stops. */
  swipe(evse: number, token: StationToken): Promise<SwipeOutcome>;
  /** Cuts the line; the station tries again after this time. It goes on charging meanwhile. */
  disconnect(duration: Milliseconds): void;
  /** Cuts the supply for a time. */
  powerLoss(duration: Milliseconds, session: AfterPowerLoss): void;
  /** Sets the station's clock wrong by so many milliseconds; every timestamp that it writes is off. */
  skewClock(milliseconds: number): void;
  /** The open line, for faults below the level of messages. */
  readonly channel: StationChannel | undefined;
  /** Plays steps one after the other. Under virtual time, advance it meanwhile. */
  runStory(steps: readonly StoryStep[]): Promise<void>;
  observe(listener: (event: StationEvent) => void): Cancel;
}

/** How often a station tries one network profile before the next (2.x NetworkProfileConnectionAttempts). */
const TRIES = 3;

/** Creates a station that is switched off; `start` switches it on. */
export function createStation(given: StationOptions): Station {
  const options = withDefaults(given);
  const { identity, version, clock, scheduler, random } = options;
  const settings = createSettings(options.settings);
  const memory = createTokenMemory(settings);
  const { limits } = options;
  const profiles = createProfileStore(limits === undefined ? undefined : (held, evse, at, transaction) => {
    const hardware = options.evses.find(({ number }) => number === evse);
    return hardware === undefined ? {} : limits(held, { version, hardware, at, ...(transaction !== undefined && { transaction }) });
  });
  const vendorLimits = options.faults.some(({ limitsByKey }) => limitsByKey === true) ? createVendorLimits(options.evses, () => core.limitsChanged()) : undefined;
  const limitAt = (evse: number, at: Instant, transaction: Transaction | undefined): PowerLimit => vendorLimits?.limitOf(evse) ?? profiles.limitAt(evse, at, transaction);
  const listeners = new Set<(event: StationEvent) => void>();
  let skew = 0;

  const tell = (event: StationEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const messenger = createMessenger({
    scheduler, settings,
    outgoing: (call) => options.faults.reduce<OutgoingCalls>(through, [call]),
    events: { sent: (call) => tell({ event: "sent", ...call }), answered: ({ action }, outcome) => tell({ event: "answered", action, outcome }) },
  });

  const report = (update: TransactionUpdate): void => {
    const told = { ...update, offline: !messenger.online };
    tell({ event: "transaction", update: told });
    for (const message of dialect.transaction(told)) {
      messenger.deliver({
        ...message,
        gaveUp() {
          tell({ event: "gaveUp", action: message.action });
          message.gaveUp?.();
        },
      });
    }
    const { transaction } = update;
    if (update.event === "ended") {
      profiles.clear((profile) => profile.purpose === "transaction" && profile.evse === transaction.evse);
      availability.transactionEnded(transaction.evse);
      restart.transactionEnded();
    } else if (options.endWhenFull && transaction.state === "SuspendedEV" && update.trigger === "ChargingStateChanged") {
      scheduler.afterTurn(() => find(transaction.evse).stop("stoppedByEv", "ChargingStateChanged"));
    }
  };

  const evses: readonly StationEvse[] = options.evses.map((hardware) => ({
    hardware,
    evse: createEvse({
      hardware, meterStart: options.meterStart, clock, scheduler, settings, report,
      newReference: () => createUuid(random),
      limit: (transaction) => limitAt(hardware.number, clock.now(), transaction),
      changed: () => presence.statusChanged(),
    }),
  }));

  const find = (number: number): Evse => {
    const entry = evses.find(({ hardware }) => hardware.number === number);
    if (entry !== undefined) return entry.evse;
    throw new CpoError("simulator.evse", `Station ${identity} has no EVSE ${number}.`, { identity, evse: number });
  };

  const decide = (token: StationToken): Promise<Authorization> =>
    authorize(token, memory, settings, messenger.online, async () => {
      const { action, payload } = dialect.authorize(token);
      const outcome = await messenger.ask(action, payload);
      if (outcome.outcome === "closed" || outcome.outcome === "unsent" || outcome.outcome === "timeout") return "unreachable";
      return (outcome.outcome === "result" ? dialect.readAuthorize(outcome.payload) : undefined) ?? { status: "Invalid" };
    });

  const plate = { identity, vendor: options.vendor, model: options.model, serial: options.serial, firmware: options.firmware };
  const bookings = createBookings({
    evses, scheduler, now: () => clock.now(),
    changed: () => presence.statusChanged(),
    expired(id) {
      if (version !== "1.6") core.later(() => ({ action: "ReservationStatusUpdate", payload: { reservationId: id, reservationUpdateStatus: "Expired" } }));
    },
  });
  const core: StationCore = {
    plate, settings, evses, memory, profiles, messenger, bookings, scheduler, ...(vendorLimits !== undefined && { vendorLimits }),
    keys: createKeyBox(options.keys),
    workshop: createWorkshop({
      downloads: options.downloads, scheduler, now: () => clock.now(),
      isIdle: () => evses.every(({ evse }) => evse.view().transaction === undefined),
      installed(version) {
        plate.firmware = version;
        restart.reset("soft");
      },
      log: () => `log of ${identity}, firmware ${plate.firmware}\n`,
    }),
    now: () => clock.now(),
    stamp: (at) => formatInstant(instant(at + skew)),
    evse: (number) => evses.find(({ hardware }) => hardware.number === number)?.evse,
    later(make) {
      scheduler.afterTurn(() => {
        const call = make();
        if (call !== undefined) void messenger.ask(call.action, call.payload, { beforeBoot: true });
      });
    },
    judged(reference, token, authorization) {
      if (token !== undefined) memory.remember(token.value, authorization);
      if (authorization.status === "Accepted" || !settings.stopOnInvalidToken) return;
      const entry = evses.find(({ evse }) => evse.view().transaction?.reference === reference);
      if (entry?.evse.view().grant !== undefined) entry.evse.stop("deauthorized", "Deauthorized");
    },
    remoteStart: ({ profile, ...request }) => remoteControl.start({ ...request, ...(profile !== undefined && vendorLimits === undefined && { profile }) }),
    remoteStop: (reference) => remoteControl.stop(reference),
    reset: (reset) => restart.reset(reset),
    resetEvse: (number) => void scheduler.afterTurn(() => find(number).end("hardReset", "ResetCommand")),
    changeAvailability: (operative, evse) => availability.change(operative, evse),
    boot: (reason) => void presence.boot(reason),
    tellStatus: (evse, connector) => presence.tellStatus(evse, connector),
    heartbeatChanged: () => presence.planHeartbeat(),
    limitsChanged: () => evses.forEach(({ evse }) => evse.limitChanged()),
    limitAt: (number, at) => limitAt(number, at, core.evse(number)?.view().transaction),
  };

  const accepted = (): void => {
    tell({ event: "online" });
    core.workshop.online();
  };
  const dialect: Dialect = version === "1.6" ? createDialectV16(core) : createDialectV2(core, version);
  const presence = createPresence({ dialect, messenger, scheduler, settings, evses, now: core.now, accepted });
  const availability = createAvailability(evses);
  const remoteControl = createRemoteControl({ evses, scheduler, settings, profiles, bookings, authorize: decide });

  const answer = (action: string, payload: unknown): CallReply | Promise<CallReply> => {
    const known = dialect.answers.get(action);
    const refusal = dialect.protocol.action(action) === undefined ? "notImplemented" : "notSupported";
    const reply = known?.(payload) ?? { refusal, description: `This station does not answer ${action}.` };
    const heard = (given: CallReply): CallReply => {
      tell({ event: "asked", action, payload, reply: given });
      return given;
    };
    return reply instanceof Promise ? reply.then(heard) : heard(reply);
  };

  let orders: readonly (ConnectionOrder | undefined)[] = [];
  let failures = 0;
  const connection = createConnection({
    scheduler, random,
    open(closed) {
      // New profiles count from a start on (B09).
      if (!presence.isAccepted) orders = dialect.connections?.() ?? [];
      const connection = orders[Math.floor(failures / TRIES) % Math.max(1, orders.length)];
      return options.open({ identity, protocol: dialect.protocol, ...(connection === undefined ? {} : { connection }) }, { answer, closed });
    },
    up(channel) {
      failures = 0;
      tell({ event: "connected" });
      presence.lineUp(channel);
    },
    failed() {
      failures += 1;
      tell({ event: "unreachable" });
    },
    down(how) {
      presence.lineDown();
      tell({ event: "disconnected", how });
    },
  });
  const restart = createRestart({ evses, scheduler, connection, presence, bootTime: options.bootTime });

  const station: Station = {
    identity, version,
    evses: evses.map(({ hardware }) => hardware.number),
    start() {
      for (const fault of options.faults) fault.install?.(station, { scheduler, random });
      connection.start();
    },
    stop: () => connection.stop("close"),
    get isOnline() {
      return messenger.online;
    },
    get queued() {
      return messenger.queued;
    },
    view: (evse) => find(evse).view(),
    plugIn: (evse, vehicle, connector = 1) => find(evse).plugIn(vehicle, connector),
    unplug: (evse) => find(evse).unplug(),
    swipe: (evse, token) => swipe({ number: evse, evse: find(evse), settings, bookings, authorize: decide }, token),
    disconnect(duration) {
      connection.stop("cut");
      connection.start(duration);
    },
    powerLoss: (duration, session) => restart.powerLoss(duration, session),
    skewClock(milliseconds) {
      skew = milliseconds;
    },
    get channel() {
      return connection.channel;
    },
    runStory: (steps) => runStory(station, steps, scheduler),
    observe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return station;
}

type OutgoingCalls = readonly [OutgoingCall, ...OutgoingCall[]];

/** Each fault changes all that leaves, also what an earlier one added. */
function through(calls: OutgoingCalls, { outgoing }: Fault): OutgoingCalls {
  if (outgoing === undefined) return calls;
  const [first, ...others] = calls;
  return [...outgoing(first), ...others.flatMap((call) => outgoing(call))];
}
