import { z } from "@hono/zod-openapi";
import { Moment, Said } from "./common.ts";

const whole = z.int();
const text = z.string();
const id = z.string().min(1).max(255);

/** A name of a variable; without a component it is a configuration key of 1.6. */
export const VariableNameView = z
  .strictObject({
    component: z.string().max(50).optional(), componentInstance: z.string().max(50).optional(), evse: whole.min(0).max(1_000_000).optional(), connector: whole.min(0).max(1_000).optional(),
    variable: z.string().min(1).max(50), variableInstance: z.string().max(50).optional(), attribute: z.enum(["Actual", "Target", "MinSet", "MaxSet"]).optional(),
  })
  .openapi("VariableName");

const ConnectionProblem = z.enum(["subprotocol", "password", "certificate", "identity", "profile", "retired", "busy", "other"]);

export const ConnectionAttemptView = z
  .object({ identity: text, reason: text, problem: ConnectionProblem, count: whole, firstAt: Moment, lastAt: Moment, remoteAddress: text.optional() })
  .openapi("ConnectionAttempt");
export type ConnectionAttemptView = z.infer<typeof ConnectionAttemptView>;

export const ConnectionCheckView = z
  .object({
    state: z.enum(["connected", "refused", "waiting"]),
    problem: ConnectionProblem.optional().openapi({ description: "What is wrong, when it was refused" }),
    text: text.openapi({ description: "Where it stands and what to do, in plain words", example: "CS-1 is connected and speaks OCPP 2.0.1." }),
    reason: text.optional().openapi({ description: "Why it was refused, in the words of whoever refused" }),
    at: Moment.optional(), protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional(), stationId: text.optional(),
    others: z.array(ConnectionAttemptView).openapi({ description: "Unknown identities that tried in the last ten minutes: one of them may be this station under another name" }),
  })
  .openapi("ConnectionCheck");
export type ConnectionCheckView = z.infer<typeof ConnectionCheckView>;

export const AdoptRequest = z.strictObject({ identity: id, locationId: id.optional(), lifecycle: z.enum(["commissioned", "operative"]).optional(), password: z.boolean().optional() }).openapi("AdoptRequest");

export const RegistrationTokenView = z.object({ id: text, expiresAt: Moment, usesLeft: whole, createdBy: text, locationId: text.optional() }).openapi("RegistrationToken");
export const RegistrationTokenRequest = z.strictObject({ hours: z.number().min(1).max(8_760), uses: whole.min(1).max(10_000).optional(), locationId: id.optional() }).openapi("RegistrationTokenRequest");

export const UpkeepKindView = z.enum(["readModel", "configure", "localList", "clearCache", "trust", "renewCertificate", "password", "tariffs", "setPoints"]);
export const StationTaskView = z
  .object({ kind: text.openapi({ example: "localList" }), state: z.enum(["waiting", "parked", "failed"]), dueAt: Moment, attempts: whole, problem: text.optional() })
  .openapi("StationTask");

export const DeviceComponentView = z
  .object({
    component: text, componentInstance: text.optional(), evse: whole.optional(), connector: whole.optional(), reportedAt: Moment,
    variables: z.array(z.object({
      variable: text, variableInstance: text.optional(), unit: text.optional(), dataType: text.optional(), valuesList: text.optional(),
      attributes: z.array(z.object({ type: text, value: text.optional(), mutability: text.optional() })),
    })),
  })
  .openapi("DeviceComponent");

const template = z
  .strictObject({
    priority: whole.min(0).max(1_000).default(0),
    match: z.strictObject({ stations: z.array(id).max(10_000).optional(), locationId: id.optional(), vendor: z.string().max(50).optional(), model: z.string().max(50).optional(), firmware: z.string().max(50).optional(), protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional() }),
    values: z.array(z.union([z.strictObject({ setting: z.string().max(50), value: z.string().max(2_500) }), z.strictObject({ ...VariableNameView.shape, value: z.string().max(2_500) })])).min(1).max(500),
    mode: z.enum(["report", "repair"]), beforeAccept: z.boolean().optional(), restart: z.boolean().optional(),
  });
export const TemplateBody = template.openapi("ConfigurationTemplateRequest");
export const TemplateView = z.object({ ...template.shape, id: text }).openapi("ConfigurationTemplate");
export const ConfigurationStateView = z
  .object({
    stationId: text, state: z.enum(["inSync", "drift"]), checkedAt: Moment,
    items: z.array(z.object({ name: VariableNameView, desired: text, reported: text.optional(), finding: text.openapi({ example: "different" }), text: text.openapi({ description: "What it means, in plain words" }) })),
  })
  .openapi("ConfigurationState");

export const StationCertificateView = z
  .object({ fingerprint: text, stationId: text, use: z.enum(["chargingStation", "v2g", "v2g20"]), commonName: text, serialNumber: text, notBefore: Moment, notAfter: Moment, deliveredAt: Moment, state: z.enum(["active", "superseded", "revoked"]), reason: text.optional() })
  .openapi("StationCertificate");
export const TrustAnchorView = z.object({ use: z.enum(["csms", "manufacturer", "v2g", "mobilityOperator", "oem"]), fingerprint: text, commonName: text, notAfter: Moment, wanted: z.boolean() }).openapi("TrustAnchor");
export const StationTrustView = z
  .object({
    installed: z.array(z.object({ use: text, serialNumber: text, issuerKeyHash: text })), checkedAt: Moment.optional(), securityProfile: whole.optional(), certificates: z.array(StationCertificateView),
    move: z.object({ state: z.enum(["preparing", "switching", "done", "failed"]), securityProfile: whole, problem: text.optional(), startedAt: Moment }).optional(),
  })
  .openapi("StationSecurity");
export const MoveRequest = z
  .strictObject({
    securityProfile: whole.min(0).max(3), elsewhere: z.boolean().optional(),
    network: z.strictObject({
      slot: whole.min(1).max(100), fallbackSlots: z.array(whole.min(1).max(100)).max(10),
      profile: z.strictObject({ url: z.url().max(512), securityProfile: whole.min(0).max(3), interface: z.enum(["Wired0", "Wired1", "Wired2", "Wired3", "Wireless0", "Wireless1", "Wireless2", "Wireless3", "Any"]), version: z.enum(["1.6", "2.0.1", "2.1"]), messageTimeout: whole.min(1).max(3_600) }),
    }).optional(),
  })
  .openapi("MoveRequest");

export const DecisionView = z
  .object({ at: Moment, stationId: text, token: text, evse: whole.optional(), purpose: text.openapi({ example: "start" }), result: z.enum(["accepted", "refused"]), reason: text.optional(), group: text.optional() })
  .openapi("AuthorizationDecision");
export const LocalListView = z.object({ stationId: text, state: z.enum(["synced", "unknown", "unsupported"]), version: whole.optional(), entries: whole, omitted: whole, syncedAt: Moment.optional() }).openapi("LocalList");

const ShareView = z.object({ goodSeconds: z.number(), countedSeconds: z.number(), percent: text.optional() });
export const SuccessView = z.object({ attempts: whole, started: whole, succeeded: whole, percent: text.optional() }).openapi("SessionSuccess");
export const AvailabilityRowView = z
  .object({
    locationId: text.optional(), stationId: text.optional(), evse: whole.optional(), seconds: z.record(text, z.number()).openapi({ description: "In each state", example: { available: 86_000, faulted: 400 } }), excludedSeconds: z.number(),
    ukReliability: ShareView, neviUptime: ShareView, sessions: SuccessView.optional(),
  })
  .openapi("AvailabilityRow");
export const AvailabilityReportView = z.object({ from: Moment, to: Moment, rows: z.array(AvailabilityRowView) }).openapi("AvailabilityReport");
export const ScopeView = z.strictObject({ locationId: id.optional(), stationId: id.optional(), evse: whole.min(1).max(1_000_000).optional() }).openapi("AvailabilityScope");
export const MaintenanceRequest = z.strictObject({ scope: ScopeView, from: Moment, to: Moment, text: z.string().min(1).max(500) }).openapi("MaintenanceRequest");
export const MaintenanceView = z.object({ id: text, scope: ScopeView, from: Moment, to: Moment, text, by: text, announcedAt: Moment, cancelledAt: Moment.optional() }).openapi("MaintenanceWindow");
export const ExclusionRequest = z
  .strictObject({ scope: ScopeView, from: Moment, to: Moment, reason: z.enum(["utilityOutage", "vehicleFault", "scheduledMaintenance", "vandalism", "naturalDisaster", "closed", "networkOutage", "other"]), evidence: z.array(z.string().min(1).max(500)).min(1).max(20) })
  .openapi("ExclusionRequest");

export const WaitingEntryView = z
  .object({ id: text, locationId: text, token: text, since: Moment, state: z.enum(["waiting", "offered", "taken", "missed", "left"]), offer: z.object({ stationId: text, evse: whole, until: Moment }).optional() })
  .openapi("WaitingEntry");
export const RecoveryView = z
  .object({ id: text, stationId: text, evse: whole, state: z.enum(["running", "recovered", "ticket", "aborted"]), dryRun: z.boolean(), startedAt: Moment, endedAt: Moment.optional(), fixedBy: text.optional(), reason: text.optional(), log: z.array(z.object({ at: Moment, text, said: Said.optional() })) })
  .openapi("Recovery");
export const RecoveryStatisticsView = z.record(text, z.object({ taken: whole, helped: whole })).openapi("RecoveryStatistics", { example: { toggle: { taken: 12, helped: 7 } } });

export const TracedMessageView = z.object({ seq: whole, at: Moment, direction: z.enum(["in", "out"]), kind: text.openapi({ description: "CALL, CALLRESULT, CALLERROR …", example: "CALL" }), action: text.optional(), text }).openapi("TracedMessage");
export const SecurityEventView = z.object({ stationId: text, type: text, severity: z.enum(["info", "warning", "error"]), at: Moment, info: text.optional() }).openapi("SecurityEvent");
export const UnprocessedView = z.object({ id: text, stationId: text, protocol: text, action: text, receivedAt: Moment, error: text, payload: z.unknown() }).openapi("UnprocessedMessage");
export const PublishedFirmwareView = z.object({ stationId: text, checksum: text, location: text, state: z.enum(["requested", "published", "failed", "unpublished"]), locations: z.array(text), detail: text.optional(), changedAt: Moment }).openapi("PublishedFirmware");

const MonitorType = z.enum(["UpperThreshold", "LowerThreshold", "Delta", "Periodic", "PeriodicClockAligned", "TargetDelta", "TargetDeltaRelative"]);
export const MonitorRequest = z.strictObject({ of: VariableNameView, type: MonitorType, value: z.number(), severity: whole.min(0).max(9), id: whole.min(0).optional() }).openapi("MonitorRequest");
export const MonitorView = z
  .object({ id: whole, of: VariableNameView, type: text.openapi({ example: "UpperThreshold" }), value: z.number(), severity: whole, state: z.object({ active: z.boolean(), value: text, at: Moment }).optional() })
  .openapi("Monitor");
export const DisplayRequest = z
  .strictObject({
    id: whole.min(0).max(2_147_483_647), priority: z.enum(["AlwaysFront", "InFront", "NormalCycle"]), format: z.enum(["ASCII", "HTML", "URI", "UTF8", "QRCODE"]), content: z.string().min(1).max(1_024), language: z.string().max(8).optional(),
    from: Moment.optional(), until: Moment.optional(),
  })
  .openapi("DisplayRequest");
export const DisplayView = z.object({ id: whole, standing: z.enum(["requested", "shown", "refused", "removed"]), content: text, priority: text, reason: text.optional(), changedAt: Moment }).openapi("DisplayMessage");
export const CustomerRequest = z.strictObject({ token: id.optional(), customer: z.string().max(64).optional(), report: z.boolean(), clear: z.boolean() }).openapi("CustomerRequest");
export const CustomerView = z.object({ id: text, state: z.enum(["requested", "accepted", "received", "failed"]), data: text.optional(), reason: text.optional(), requestedBy: text, requestedAt: Moment }).openapi("CustomerInformation");

export const StationTariffRequest = z
  .strictObject({ evse: whole.min(0).max(1_000_000), tariff: z.record(text, z.unknown()).openapi({ description: "TariffType of OCPP 2.1", example: { tariffId: "day-1", currency: "EUR", energy: { prices: [{ priceKwh: 0.35 }] } } }) })
  .openapi("StationTariffRequest");
export const StationTariffView = z.object({ evse: whole, tariff: z.record(text, z.unknown()), state: z.enum(["requested", "installed", "refused", "removing"]), reason: text.optional(), changedAt: Moment }).openapi("StationTariff");
export const SetPointRequest = z.strictObject({ watts: z.number(), transaction: z.string().min(1).max(36).optional(), limit: z.number().min(0).optional(), dischargeLimit: z.number().max(0).optional() }).openapi("SetPointRequest");
export const SetPointView = z.object({ evse: whole, watts: z.number(), limit: z.number().optional(), dischargeLimit: z.number().optional(), transaction: text.optional(), state: z.enum(["requested", "inForce", "refused", "releasing"]), reason: text.optional(), changedAt: Moment }).openapi("SetPoint");
export const GridView = z
  .object({
    controls: z.array(z.object({ id: text, type: text.optional(), isDefault: z.boolean().optional(), state: text.openapi({ example: "started" }), changedAt: Moment })),
    alarms: z.array(z.object({ type: text, fault: text.optional(), active: z.boolean(), at: Moment, info: text.optional() })),
  })
  .openapi("GridControls");
const BatteryView = z.object({ evse: whole, serial: text, soc: z.number(), soh: z.number() });
export const BatterySwapView = z.object({ request: whole, token: text, state: z.enum(["requested", "refused", "in", "out", "timeout"]), received: z.array(BatteryView), handedOut: z.array(BatteryView), changedAt: Moment }).openapi("BatterySwap");
