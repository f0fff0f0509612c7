/** The objects and enums of OCPI 2.2.1, as they are on the wire. */
export { endpoints as endpoints221, facts as v221 } from "../generated/v221.ts";
export type {
  ActiveChargingProfile, ActiveChargingProfileResult, AdditionalGeoLocation, AllowedType, AuthMethod, AuthorizationInfo, BusinessDetails,
  CDR, CancelReservation, Capability, CdrDimension, CdrDimensionType, CdrLocation, CdrToken, ChargingPeriod, ChargingPreferences,
  ChargingPreferencesResponse, ChargingProfile, ChargingProfilePeriod, ChargingProfileResponse, ChargingProfileResponseType,
  ChargingProfileResult, ChargingProfileResultType, ChargingRateUnit, ClearProfileResult, ClientInfo, CommandResponse, CommandResponseType,
  CommandResult, CommandResultType, CommandType, ConnectionStatus, Connector, ConnectorFormat, ConnectorType, Credentials, CredentialsRole,
  DayOfWeek, DisplayText, EVSE, Endpoint, EnergyContract, EnergyMix, EnergySource, EnergySourceCategory, EnvironmentalImpact,
  EnvironmentalImpactCategory, ExceptionalPeriod, Facility, GeoLocation, Hours, Image, ImageCategory, InterfaceRole, Location,
  LocationReferences, ModuleID, Objects, ParkingRestriction, ParkingType, PowerType, Price, PriceComponent, ProfileType, PublishTokenType,
  RegularHours, ReservationRestrictionType, ReserveNow, ResponseEnvelope, Role, Session, SessionStatus, SetChargingProfile, SignedData,
  SignedValue, StartSession, Status, StatusSchedule, StopSession, Tariff, TariffDimensionType, TariffElement, TariffRestrictions,
  TariffType, Token, TokenType, UnlockConnector, Version, VersionDetails, VersionNumber, WhitelistType,
} from "../generated/v221.ts";
