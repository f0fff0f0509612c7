/** The objects and enums of OCPI 2.1.1, as they are on the wire. */
export { endpoints as endpoints211, facts as v211 } from "../generated/v211.ts";
export type {
  AdditionalGeoLocation, Allowed, AuthMethod, AuthorizationInfo, BusinessDetails, CDR, Capability, CdrDimension, CdrDimensionType,
  ChargingPeriod, CommandResponse, CommandResponseType, CommandType, Connector, ConnectorFormat, ConnectorType, Credentials, DayOfWeek,
  DisplayText, EVSE, Endpoint, EnergyMix, EnergySource, EnergySourceCategory, EnvironmentalImpact, EnvironmentalImpactCategory,
  ExceptionalPeriod, Facility, GeoLocation, Hours, Image, ImageCategory, Location, LocationReferences, LocationType, ModuleID, Objects,
  ParkingRestriction, PowerType, PriceComponent, RegularHours, ReserveNow, ResponseEnvelope, Session, SessionStatus, StartSession, Status,
  StatusSchedule, StopSession, Tariff, TariffDimensionType, TariffElement, TariffRestrictions, Token, TokenType, UnlockConnector, Version,
  VersionDetails, VersionNumber, WhitelistType,
} from "../generated/v211.ts";
