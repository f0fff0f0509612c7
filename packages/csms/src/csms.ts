import { CpoError, silentLogger, type Clock, type Ids, type Logger, type Scheduler } from "@cpokit/kernel";
import type { CallHandler, PeerFault, StationLink } from "@cpokit/ocpp";
import type { BootedFact, Command, CommandRecord, Station } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import { describeError } from "./describe-error.ts";
import { createDecisions } from "./authorization/decisions.ts";
import { createAvailabilityLedger } from "./availability/create-ledger.ts";
import { createExclusions, type Exclusions } from "./availability/exclusions.ts";
import { createConnectorStatusProjection } from "./availability/connector-status.ts";
import { messageLimits } from "./commands/message-limits.ts";
import { configurationStates } from "./configuration/drift.ts";
import type { ContractServices } from "./contracts/contract-services.ts";
import type { CertificateAuthority } from "./certificates/certificate-authority.ts";
import { createCertificates, type Certificates } from "./certificates/create-certificates.ts";
import { createTrustJob } from "./certificates/trust-job.ts";
import { createConnectionMoves, type ConnectionMoves } from "./security/create-connection-moves.ts";
import { createStationPasswords } from "./security/create-station-passwords.ts";
import { createContracts } from "./contracts/create-contracts.ts";
import { createLocalLists, type LocalLists } from "./local-list/create-local-lists.ts";
import { CONFIGURE, createConfiguration } from "./configuration/create-configuration.ts";
import { createDeviceModels, READ_MODEL } from "./device-model/create-device-models.ts";
import { createUpkeep } from "./upkeep/create-upkeep.ts";
import type { UpkeepJob } from "./upkeep/upkeep-job.ts";
import { createBulk, type Bulk } from "./bulk/create-bulk.ts";
import { createCommandEffects } from "./commands/command-effects.ts";
import { createCommands, type Commands, type SendOptions } from "./commands/create-commands.ts";
import { createTypedCall, type TypedCall } from "./commands/typed-call.ts";
import { createDataTransfers } from "./data-transfer/data-transfer.ts";
import { faultIncident, type TransportFault } from "./diagnostics/fault-incident.ts";
import { createIncidents, type Incident } from "./diagnostics/incidents.ts";
import { createNotices } from "./diagnostics/notices.ts";
import { createStationJournal } from "./diagnostics/station-events.ts";
import type { Hooks } from "./hooks.ts";
import { createFleet, listeningHooks, type Listener } from "./listeners.ts";
import { createHandler } from "./incoming/create-handler.ts";
import type { Blocks } from "./incoming/exchange.ts";
import { createReprocess } from "./incoming/reprocess.ts";
import { createUnprocessedMessages } from "./incoming/unprocessed-messages.ts";
import { DEFAULT_POLICY, type Policy } from "./policy.ts";
import { createAdmission, type Admission, type ConnectionRequest, type PasswordVerifier } from "./provisioning/admission.ts";
import { createConnectionAttempts } from "./provisioning/connection-attempts.ts";
import { createLiveStations, type OnlineStation } from "./provisioning/live-stations.ts";
import { createProvisioning } from "./provisioning/provisioning.ts";
import type { Registration } from "./provisioning/station-connections.ts";
import { createLifecycle, type Lifecycle } from "./provisioning/lifecycle.ts";
import { createRegistrationTokens, type RegistrationTokens } from "./provisioning/registration-tokens.ts";
import { findStation, stations } from "./provisioning/stations.ts";
import { createCallV2 } from "./commands/call-v2.ts";
import { createCustomers, type Customers } from "./customer-information/create-customer-information.ts";
import { createDisplay, type Display } from "./display/create-display.ts";
import { createEnergyListener } from "./energy/energy-listener.ts";
import { stationDayListener } from "./health/station-days.ts";
import { createSetPoints, type SetPoints } from "./set-points/create-set-points.ts";
import { createStationTariffs, type StationTariffs } from "./station-tariffs/create-station-tariffs.ts";
import { createMonitoring, type Monitoring } from "./monitoring/create-monitoring.ts";
import { createPaymentListener } from "./payments/payment-listener.ts";
import { createFirmware, type Firmware } from "./firmware/create-firmware.ts";
import { createFirmwarePublishing, type FirmwarePublishing } from "./firmware/publishing.ts";
import { createLogs, type Logs, type UploadAddress } from "./logs/create-logs.ts";
import { securityEventListener } from "./security/security-events.ts";
import { createReservations, type Reservations } from "./reservations/create-reservations.ts";
import { createSessionBlock } from "./transactions/session-block.ts";
import { createWaitingList, type WaitingList } from "./waiting-list/create-waiting-list.ts";
import { createVehicleCharging } from "./vehicle-charging/vehicle-charging.ts";

/** What a central system is made of. */
export interface CsmsOptions {
  /** The store of one tenant. */
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** For the waits between tries of a failing commit; without one the tries follow each other at once. */
  readonly scheduler?: Scheduler;
  readonly logger?: Logger;
  /** Name of this process among those that share the store; `main` when absent. */
  readonly node?: string;
  /** Needed as soon as a station has a password. */
  readonly passwords?: PasswordVerifier;
  /** Absent: stations that ask for contract certificates or OCSP are told that it failed. */
  readonly contracts?: ContractServices;
  /** Absent: stations that ask for a certificate are refused. */
  readonly authority?: CertificateAuthority;
  readonly policy?: Partial<Policy>;
  /** Where stations upload logs; without it every request names a place of its own. */
  readonly uploads?: UploadAddress;
  readonly on: Hooks;
}

/** What `maintain` can ask for. */
export type UpkeepKind = "readModel" | "configure" | "localList" | "clearCache" | "trust" | "renewCertificate" | "password" | "tariffs" | "setPoints";

/** The central system's side of OCPP, neutral over the versions and durable. */
export interface Csms {
  /** Answers the calls of every connection; give it to the OCPP server. */
  readonly handler: CallHandler;
  /** Decides whether somebody may connect. */
  admit(request: ConnectionRequest): Promise<Admission>;
  /** A connection was opened: it is now the one of its station. */
  connected(link: StationLink): Promise<void>;
  /** A connection was closed; it takes its station offline unless a newer one took over (I17). */
  disconnected(link: StationLink, reason: string): Promise<void>;
  /** Something went wrong on a connection before a message reached the handler, e.g. it was malformed: shown to the operator. */
  incident(incident: Omit<Incident, "station"> & { readonly identity: string }): Promise<void>;
  /** The same for the faults that an OCPP server reports; give it to the server as it is. */
  fault(link: StationLink, fault: PeerFault | TransportFault): void;
  /** The stations that are connected to this process. */
  online(): readonly OnlineStation[];
  /** Cleans up after an earlier run of this node: call it once, before the server listens. */
  start(): Promise<void>;
  readonly adopt: Lifecycle["adopt"];
  readonly retire: Lifecycle["retire"];
  readonly createRegistrationToken: RegistrationTokens["create"];
  /**
   * Asks for one kind of work at a station; it is done as soon as the station is there, tried again while it fails, and seen in
   * `stationTasks`. @throws `csms.station-unknown`
   */
  maintain(station: string, kind: UpkeepKind): Promise<void>;
  /** Trusting and distrusting roots, and revoking the certificates of stations. */
  readonly certificates: Pick<Certificates, "trust" | "distrust" | "revoke">;
  /** Moves a station to another security profile or address, with a way back. */
  readonly move: ConnectionMoves["start"];
  /** Time that does not count, and planned work. Reports are made by `availabilityReport`. */
  readonly availability: Exclusions;
  readonly tokensChanged: LocalLists["tokensChanged"];
  /** Does now what is due at the stations that are connected here; with a scheduler it happens by itself. */
  work(): Promise<void>;
  /** As `Commands.send`: records a command, sends it, and resolves with what came of it. */
  send(station: string, command: Command, options: SendOptions): Promise<CommandRecord>;
  /** Any action of any version, typed. */
  readonly call: TypedCall;
  /** Takes back a command that still waits for its station. */
  readonly cancel: Commands["cancel"];
  /** One command for many stations. */
  readonly bulk: Bulk;
  readonly reservations: Reservations;
  /** The line at a full site. */
  readonly waitingList: WaitingList;
  readonly firmware: Firmware & FirmwarePublishing;
  readonly logs: Logs;
  readonly monitoring: Monitoring;
  readonly display: Display;
  readonly customers: Customers;
  /** Tariffs that 2.1 stations calculate with by themselves. */
  readonly tariffs: StationTariffs;
  /** What cars that can give power shall do (2.1). */
  readonly setPoints: SetPoints;
  /** Does what is due: call it every few seconds, in one process at a time (under a lease). */
  sweep(): Promise<void>;
  /** Works in a message of `unprocessedMessages` after its cause was removed. */
  reprocess(id: string): Promise<"processed" | "failed">;
}

/**
 * Puts the functional blocks of a central system together.
 *
 * @throws `csms.policy` for limits that are no positive whole numbers.
 */
export function createCsms(options: CsmsOptions): Csms {
  const { store, clock, ids, scheduler, logger = silentLogger, node = "main", passwords } = options;
  const policy = checked({ ...DEFAULT_POLICY, ...options.policy });

  const journal = createStationJournal({ clock, capacity: policy.stationEvents });
  const ledger = createAvailabilityLedger({ records: policy.availability === "record" });
  const incidents = createIncidents({ store, clock, journal });
  const attempts = createConnectionAttempts({ store, clock, capacity: policy.connectionAttempts });
  const effects = createCommandEffects({ store, clock, journal });
  const listeners: Listener[] = [effects];
  const hooks = listeningHooks(options.on, listeners);
  const live = createLiveStations({ store, clock, node, ledger });
  const decisions = createDecisions({ store, hooks, ids });
  const unprocessed = createUnprocessedMessages({ store, journal });
  const send: Commands["send"] = (station, command, sending) => commands.send(station, command, sending);
  const notices = createNotices({ hooks, journal });
  const upkeep = createUpkeep({ store, clock, scheduler, logger, node, live, journal, jobs: () => jobs, longestNap: policy.upkeepEvery });
  const deviceModels = createDeviceModels({ store, clock, notices, upkeep, send });
  const configuration = createConfiguration({ store, clock, journal, send });
  const localLists = createLocalLists({ store, clock, upkeep, send });
  const certificates = createCertificates({ store, clock, authority: options.authority, journal, live, upkeep, send });
  const moves = createConnectionMoves({ store, clock, journal, upkeep, send });
  const stationPasswords = createStationPasswords({ store, clock, passwords, send });
  const lifecycle = createLifecycle({ store, ids, journal, live, upkeep, send });
  const registrationTokens = createRegistrationTokens({ store, clock, ids, passwords, journal });
  const stationTariffs = createStationTariffs({ store, clock, upkeep, send });
  const setPoints = createSetPoints({ store, clock, upkeep, send });
  const jobs: readonly UpkeepJob[] = [
    lifecycle.job, deviceModels.job, configuration.job, ...localLists.jobs, ...certificates.jobs, createTrustJob({ store, clock, send }), moves.job, stationPasswords.job,
    stationTariffs.job, setPoints.job,
  ];
  const commands = createCommands({ store, clock, ids, scheduler, logger, hooks, live, node, learn: deviceModels.learn });
  const bulk = createBulk({ store, clock, ids, scheduler, logger, node, commands });
  const reservations = createReservations({ store, clock, journal, send });
  const waitingList = createWaitingList({ store, clock, ids, logger, offerFor: policy.offerFor, reservations });
  const firmware = createFirmware({ store, clock, ids, logger, commands });
  const publishing = createFirmwarePublishing({ store, clock, send });
  const logs = createLogs({ store, clock, ids, address: options.uploads, send });
  const callV2 = createCallV2({ store, send });
  const monitoring = createMonitoring({ store, clock, call: callV2 });
  const display = createDisplay({ store, clock, call: callV2 });
  const customers = createCustomers({ store, clock, ids, call: callV2 });
  listeners.push(monitoring.listener, display.listener, customers.listener, createEnergyListener({ clock }), createPaymentListener({ hooks: options.on }), setPoints.listener, stationTariffs.listener);
  listeners.push(bulk.listener, reservations.listener, waitingList.listener, firmware.listener, publishing.listener, logs.listener, securityEventListener, stationDayListener);
  const blocks: Blocks = {
    provisioning: createProvisioning({ hooks, policy, journal, registered, forget, prepare }),
    connectors: createConnectorStatusProjection({ hooks, ledger }),
    decisions,
    sessions: createSessionBlock({ hooks, decisions, journal, ledger }),
    dataTransfers: createDataTransfers({ hooks, journal }),
    notices,
    deviceModels,
    certificates,
    contracts: createContracts({ services: options.contracts, clock, scheduler, logger }),
    fleet: createFleet(listeners),
    vehicleCharging: createVehicleCharging({ hooks }),
  };

  return {
    handler: createHandler({ store, clock, scheduler, logger, live, blocks, incidents, unprocessed }),
    admit: createAdmission({ store, ids, policy, passwords, incidents, attempts, registrationTokens, stationPasswords, clock }),
    async connected(link) {
      const { station } = await live.connected(link);
      commands.returned(station, "connected");
      upkeep.returned(station, "connected");
      await attempts.forget(link.identity);
    },
    disconnected: (link, reason) => live.disconnected(link, reason),
    incident,
    fault(link, fault) {
      if (fault.fault === "lateAnswer") {
        commands.answeredLate(fault.messageId, fault.outcome).catch((error: unknown) => logger.error({ identity: link.identity, error: describeError(error) }, "a late answer could not be recorded"));
      }
      const found = faultIncident(fault);
      if (found === undefined) return;
      incident({ ...found, identity: link.identity }).catch((error: unknown) => {
        logger.error({ identity: link.identity, kind: found.kind, error: describeError(error) }, "an incident could not be recorded");
      });
    },
    online: () => live.all(),
    async start() {
      await live.recover();
      await commands.recover();
      upkeep.start();
      await bulk.recover();
      await firmware.recover();
    },
    send,
    adopt: lifecycle.adopt,
    retire: lifecycle.retire,
    createRegistrationToken: registrationTokens.create,
    maintain: (station, kind) => store.transaction(async (unit) => {
      if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
      await upkeep.request(unit, station, kind);
    }),
    certificates: { trust: certificates.trust, distrust: certificates.distrust, revoke: certificates.revoke },
    move: moves.start,
    availability: createExclusions({ store, clock, ids }),
    tokensChanged: localLists.tokensChanged,
    work: upkeep.work,
    call: createTypedCall(commands),
    cancel: commands.cancel,
    bulk: { start: bulk.start, cancel: bulk.cancel, progress: bulk.progress },
    reservations: { reserve: reservations.reserve, cancel: reservations.cancel, on: reservations.on },
    waitingList: { join: waitingList.join, leave: waitingList.leave },
    firmware: { start: firmware.start, cancel: firmware.cancel, resume: firmware.resume, progress: firmware.progress, publish: publishing.publish, unpublish: publishing.unpublish },
    logs: { request: logs.request },
    monitoring: { set: monitoring.set, clear: monitoring.clear, setLevel: monitoring.setLevel, setBase: monitoring.setBase, refresh: monitoring.refresh },
    display: { show: display.show, remove: display.remove, refresh: display.refresh },
    customers: { ask: customers.ask },
    tariffs: { set: stationTariffs.set, remove: stationTariffs.remove, change: stationTariffs.change },
    setPoints: { set: setPoints.set, release: setPoints.release },
    async sweep() {
      const now = clock.now();
      await effects.sweep(now);
      await reservations.sweep(now);
      await waitingList.sweep(now);
      await firmware.sweep(now);
      await logs.sweep(now);
      await bulk.sweep();
    },
    reprocess: createReprocess({ store, clock, blocks }),
  };

  function registered(station: string, registration: Registration): void {
    live.registered(station, registration);
    if (registration === "accepted") commands.returned(station, "booted");
    if (registration !== "rejected") upkeep.returned(station, "booted");
  }

  /** Another device: what the old one reported says nothing of it (I24). */
  async function forget(unit: Unit, station: string): Promise<void> {
    await blocks.connectors.forget(unit, station);
    await deviceModels.forget(unit, station);
    localLists.forget(unit, station);
    await stationTariffs.forget(unit, station);
    unit.delete(messageLimits, station);
    unit.delete(configurationStates, station);
  }

  async function prepare(unit: Unit, station: Station, fact: BootedFact, isNewDevice: boolean): Promise<"accept" | "hold"> {
    if (isNewDevice && policy.readModel === "onNewDevice") await upkeep.request(unit, station.id, READ_MODEL);
    const wanted = await configuration.atBoot(unit, station, fact.protocol);
    if (wanted !== "none") await upkeep.request(unit, station.id, CONFIGURE);
    return wanted === "hold" ? "hold" : "accept";
  }

  async function incident({ identity, ...what }: Omit<Incident, "station"> & { readonly identity: string }): Promise<void> {
    const station = await findStation(store, identity);
    if (station === undefined) await attempts.record({ identity, reason: what.summary });
    else await incidents.report({ ...what, station: station.id });
  }
}

function checked(policy: Policy): Policy {
  for (const name of ["heartbeat", "retry", "upkeepEvery", "offerFor", "stationEvents", "connectionAttempts"] as const) {
    const value = policy[name];
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new CpoError("csms.policy", `policy.${name} is ${value}; it must be a whole number of 1 or more.`, { name, value });
    }
  }
  return policy;
}
