export { CdrId, CommandId, EvseId, LocationId, SessionId, StationId, TariffId, TokenId } from "./ids.ts";
export { Currency, DecimalText, InstantText, StoredInstant, TimeZone, instantText } from "./values.ts";
export { foldTokenValue, Token, TokenType, type AuthorizationResult, type ContractCertificateStatus, type RefusalReason, type TokenReference } from "./token.ts";
export type { Reading, SignatureVerdict, SignedReading } from "./reading.ts";
export type {
  AuthorizeFact, BootedFact, ConnectorState, ContractCertificate, DataTransferFact, EndedFact, EnergyState, MeteredFact, NoticeFact, OcspQuestion, SessionAnswer, SessionFact, StartedFact,
  StationFact, StatusFact,
} from "./facts.ts";
export type {
  CertificateHash, InstalledCertificate, LocalListEntry, NetworkProfile, RootUse, StationCertificateUse, UpkeepCommand,
} from "./upkeep-command.ts";
export type { Command, CommandEffect, CommandOutcome, CommandRecord, VariableName } from "./command.ts";
export type { FirmwareOrder, FleetCommand } from "./fleet-command.ts";
export { Connector, Evse, Location, Station } from "./location.ts";
export { localMoment, openAt, OpeningHours, openSpans, type OpenSpan } from "./opening-hours.ts";
export { Bay, Business, EnergyMix, LocalText, Picture } from "./place.ts";
export type {
  EnergyPoint, Session, SessionAlarm, SessionClosure, SessionLifecycle, SessionReview, SessionSettlement, Suspicion,
} from "./session.ts";
export { TariffVersion } from "./tariff.ts";
export { ERASED, keyWithoutFingerprint, keyWithoutToken, withoutToken, type TokenIdentity } from "./without-token.ts";
