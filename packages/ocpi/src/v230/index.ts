/** The objects and enums of OCPI 2.3.0, as they are on the wire. */
export { endpoints as endpoints230, facts as v230 } from "../generated/v230.ts";
export type {
  AccessMethod, ActiveChargingProfile, ActiveChargingProfileResult, AdditionalGeoLocation, AllowedType, AuthMethod, AuthorizationInfo,
  Bookable, BookableParkingOptions, Booking, BookingLocation, BookingRequest, BookingRequestStatus, BookingTerms, BookingToken,
  BusinessDetails, CDR, Calendar, CancelReservation, CanceledReason, Cancellation, Capability, CaptureStatusCode, CdrDimension,
  CdrDimensionType, CdrLocation, CdrToken, ChargingPeriod, ChargingPreferences, ChargingPreferencesResponse, ChargingProfile,
  ChargingProfilePeriod, ChargingProfileResponse, ChargingProfileResponseType, ChargingProfileResult, ChargingProfileResultType,
  ChargingRateUnit, ClearProfileResult, ClientInfo, CommandResponse, CommandResponseType, CommandResult, CommandResultType, CommandType,
  ConnectionStatus, Connector, ConnectorCapability, ConnectorFormat, ConnectorType, Credentials, CredentialsRole, DayOfWeek, DisplayText,
  EVSE, EVSEParking, EVSEPosition, Endpoint, EnergyContract, EnergyMix, EnergySource, EnergySourceCategory, EnvironmentalImpact,
  EnvironmentalImpactCategory, ExceptionalPeriod, Facility, FinancialAdviceConfirmation, GeoLocation, Hours, Image, ImageCategory,
  InterfaceRole, InvoiceCreator, InvoiceReconciliationRecord, Location, LocationAccess, LocationReferences, ModuleID, Objects, Parking,
  ParkingDirection, ParkingRestriction, ParkingType, PowerType, Price, PriceComponent, PriceLimit, ProfileType, PublishTokenType,
  RegularHours, ReservationRequestStatus, ReservationRestrictionType, ReservationStatus, ReserveNow, ResponseEnvelope, Role, Session,
  SessionStatus, SetChargingProfile, SignedData, SignedValue, StartSession, Status, StatusSchedule, StopSession, Tariff,
  TariffDimensionType, TariffElement, TariffRestrictions, TariffType, TaxAmount, TaxIncluded, Terminal, Timeslot, Token, TokenType,
  UnlockConnector, VehicleType, Version, VersionDetails, VersionNumber, WhitelistType,
} from "../generated/v230.ts";
