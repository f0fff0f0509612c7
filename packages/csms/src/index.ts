export { createCsms, type Csms, type CsmsOptions, type UpkeepKind } from "./csms.ts";
export type { BootAnswer, CostQuestion, ExpectedStart, Hooks } from "./hooks.ts";
export { DEFAULT_POLICY, type Policy } from "./policy.ts";
export type { Admission, ConnectionRequest, PasswordVerifier } from "./provisioning/admission.ts";
export { connectionAttempts, type ConnectionAttempt } from "./provisioning/connection-attempts.ts";
export type { OnlineStation } from "./provisioning/live-stations.ts";
export { stationConnections, type Registration, type StationConnection } from "./provisioning/station-connections.ts";
export { findStation, stations } from "./provisioning/stations.ts";
export type { Adoption } from "./provisioning/lifecycle.ts";
export { stationIncarnations, type StationIncarnation } from "./provisioning/incarnations.ts";
export { registrationTokens, type RegistrationToken, type RegistrationTokenRequest } from "./provisioning/registration-tokens.ts";
export { stationTasks, type StationTask } from "./upkeep/station-tasks.ts";
export { deviceComponents, deviceModel, findVariable, type DeviceAttribute, type DeviceComponent, type DeviceVariable } from "./device-model/device-model.ts";
export { mayHave, stationCapabilities, type Capability, type StationCapabilities } from "./device-model/capabilities.ts";
export { configurationTemplates, type ConfigurationTemplate, type TemplateValue } from "./configuration/templates.ts";
export { configurationStates, type ConfigurationState, type DriftItem } from "./configuration/drift.ts";
export { SETTING_NAMES, type SettingName } from "./translate/settings.ts";
export { connectorStatuses, type ConnectorStatus } from "./availability/connector-status.ts";
export { authorizationDecisions, type AuthorizationDecision } from "./authorization/decisions.ts";
export { eraseTokenTraces, exportTokenTraces, forgetTraces, type TokenTrace, type TraceErasure } from "./authorization/token-traces.ts";
export { accessPolicies, accessPolicyFor, accessRefusal, type AccessPolicy, type AccessRule, type AccessWhen, type AccessWho } from "./authorization/access-policy.ts";
export type { OutsideKnowledge, OutsidePorts } from "./authorization/outside.ts";
export { createTokens, findToken, tokens, type Tokens, type TokensOptions, type TransactionHolder } from "./authorization/tokens.ts";
export type { CertificateAuthority, CertificateFacts, SigningAnswer, SigningRequest } from "./certificates/certificate-authority.ts";
export {
  certificateRequests, stationCertificates, stationTrust, trustAnchors, type CertificateRequest, type StationCertificate, type StationTrust, type TrustAnchor,
} from "./certificates/station-certificates.ts";
export { connectionMoves, connectionProfiles, type ConnectionMove, type MoveTarget } from "./security/connection-moves.ts";
export { pendingPasswords, type PendingPassword } from "./security/create-station-passwords.ts";
export { localLists, type LocalList } from "./local-list/local-lists.ts";
export type { CertificateStatus, ContractAnswer, ContractRequest, ContractServices, OcspAnswer } from "./contracts/contract-services.ts";
export type { DataTransferAnswer } from "./data-transfer/data-transfer-answer.ts";
export type { TransportFault } from "./diagnostics/fault-incident.ts";
export type { Incident } from "./diagnostics/incidents.ts";
export { stationEvents, type StationEvent } from "./diagnostics/station-events.ts";
export { commands, type CommandDocument } from "./commands/command-records.ts";
export type { MessageLimits, VariableResult } from "./commands/command-plan.ts";
export type { SendOptions } from "./commands/create-commands.ts";
export { unprocessedMessages, type UnprocessedMessage } from "./incoming/unprocessed-messages.ts";
export { coverage, type CoverageRow } from "./coverage.ts";
export type { ChargingNeeds, NeedsAnswer, VehicleSchedule } from "./vehicle-charging/vehicle-charging.ts";

export type { CallRecord, TypedCall } from "./commands/typed-call.ts";
export type { Bulk, BulkOptions } from "./bulk/create-bulk.ts";
export { bulkOrders, type BulkOrder, type BulkProgress } from "./bulk/bulk-documents.ts";
export { selectStations, type StationSelection } from "./bulk/select-stations.ts";

export type { ReservationRequest, Reservations, ReserveOutcome } from "./reservations/create-reservations.ts";
export { reservations, type Reservation, type ReservationState } from "./reservations/reservation.ts";
export type { FreeEvse, JoinOutcome, WaitingList } from "./waiting-list/create-waiting-list.ts";
export { waitingEntries, type WaitingEntry } from "./waiting-list/waiting-entry.ts";

export type { CampaignProgress, CampaignRequest, Firmware } from "./firmware/create-firmware.ts";
export { firmwareCampaigns, firmwareJobs, type FirmwareCampaign, type FirmwareJob, type FirmwareJobState } from "./firmware/firmware-documents.ts";
export { publishedFirmware, type FirmwarePublishing, type PublishedFirmware } from "./firmware/publishing.ts";
export type { LogOrder, Logs, UploadAddress } from "./logs/create-logs.ts";
export { logRequests, type LogRequest } from "./logs/log-requests.ts";
export { createMemoryBlobs, type Blobs } from "./logs/blobs.ts";
export { createUploads, type UploadRequest, type Uploads, type UploadsOptions } from "./logs/create-uploads.ts";
export { securityEvents, type SecurityEvent } from "./security/security-events.ts";

export type { Monitoring, MonitorOrder } from "./monitoring/create-monitoring.ts";
export { eventStreams, monitors, monitorStates, streamValues, type EventStream, type Monitor, type MonitorState } from "./monitoring/monitor-documents.ts";
export { displayMessages, type Display, type DisplayMessage, type DisplayText } from "./display/create-display.ts";
export { customerInformation, type CustomerInformation, type CustomerQuestion, type Customers } from "./customer-information/create-customer-information.ts";
export { batterySwaps, derAlarms, derControls, priorityCharging, type Battery, type BatterySwap, type DerAlarm, type DerControl } from "./energy/energy-documents.ts";
export { stationSettlements, type StationSettlement } from "./payments/payment-listener.ts";

export { alerts, silences, type Alert, type AlertRule, type AlertSeverity, type Note, type Signal, type Silence } from "./alerts/alert.ts";
export { createLogChannel, createMailChannel, createWebhookChannel, type Mail, type Post } from "./alerts/channels.ts";
export { createAlerts, type AlertChannel, type AlertMessage, type Alerts, type AlertsOptions } from "./alerts/create-alerts.ts";
export { standardRules } from "./alerts/standard-rules.ts";
export { createRecovery, RECOVERY_STEPS, type RecoveryOptions, type RecoveryPlaybook, type RecoveryStatistics } from "./recovery/create-recovery.ts";
export { recoveries, type Recovery, type RecoveryStep } from "./recovery/recovery.ts";
export { cases, createCases, type Case, type Cases, type FaultReport } from "./cases/create-cases.ts";
export { auditEntries, createAudit, type Audit, type AuditAct, type AuditEntry, type AuditVerdict } from "./audit/create-audit.ts";
export { healthOf, type Health, type HealthEvidence, type HealthFinding } from "./health/health-score.ts";
export { dayOf, daysOf, stationDays, type StationDay } from "./health/station-days.ts";
