import { z } from "zod";
import { EvseId, LocationId, StationId } from "./ids.ts";
import { OpeningHours } from "./opening-hours.ts";
import { Bay, Business, EnergyMix, LocalText, OpenValue, Picture } from "./place.ts";
import { StoredInstant, TimeZone } from "./values.ts";

/** One plug or socket of an EVSE; names of OCPI. */
export const Connector = z.object({
  /** OCPP connector number within the EVSE, from 1. */
  number: z.int().min(1),
  standard: z.string().min(1).max(64).describe("OCPI ConnectorType, e.g. IEC_62196_T2, IEC_62196_T2_COMBO"),
  format: z.enum(["SOCKET", "CABLE"]),
  powerType: z.enum(["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"]),
  /** Volts */
  maxVoltage: z.int().min(1),
  /** Amperes */
  maxAmperage: z.int().min(1),
  /** Watts */
  maxPower: z.int().min(1),
});
export type Connector = z.infer<typeof Connector>;

/** A place where one vehicle charges at a time. */
export const Evse = z.object({
  id: EvseId,
  /** eMI3 EVSE id, e.g. `NL*CPO*E0001`. */
  emi3Id: z.string().max(48).optional(),
  stationId: StationId,
  /** OCPP number on its station, from 1; for 1.6 the connectorId. */
  number: z.int().min(1),
  connectors: z.array(Connector).min(1),
  floorLevel: z.string().max(4).optional(),
  /** What is painted on it or on its bay. */
  physicalReference: z.string().max(16).optional(),
  directions: z.array(LocalText).max(20).optional(),
  parkingRestrictions: z.array(OpenValue).max(20).optional().describe("OCPI ParkingRestriction, e.g. EV_ONLY, DISABLED"),
  bay: Bay.optional(),
  images: z.array(Picture).max(20).optional(),
});
export type Evse = z.infer<typeof Evse>;

/** A site. */
export const Location = z.object({
  id: LocationId,
  name: z.string().min(1).max(255),
  address: z.string().min(1).max(255),
  city: z.string().min(1).max(45),
  postalCode: z.string().max(10).optional(),
  /** ISO 3166-1 alpha-3. */
  country: z.string().length(3),
  coordinates: z.object({ latitude: z.string(), longitude: z.string() }),
  timeZone: TimeZone,
  evses: z.array(Evse),
  /** Whether partners and the public may see it; true when absent. */
  published: z.boolean().optional(),
  parkingType: OpenValue.optional().describe("OCPI ParkingType, e.g. PARKING_GARAGE"),
  /** Always open when absent. */
  openingHours: OpeningHours.optional(),
  /** Whether a car may go on charging while it is closed; true when absent. */
  chargingWhenClosed: z.boolean().optional(),
  facilities: z.array(OpenValue).max(30).optional().describe("OCPI Facility, e.g. RESTAURANT, WIFI"),
  directions: z.array(LocalText).max(20).optional(),
  images: z.array(Picture).max(20).optional(),
  operator: Business.optional(),
  owner: Business.optional(),
  helpPhone: z.string().max(25).optional(),
  energyMix: EnergyMix.optional(),
});
export type Location = z.infer<typeof Location>;

/** A charging station as the operator knows it. */
export const Station = z.object({
  id: StationId,
  /** The identity in the OCPP URL, up to 48 characters in 2.x; longer ones exist (Q17). */
  identity: z.string().min(1).max(255),
  locationId: LocationId.optional(),
  lifecycle: z.enum(["planned", "commissioned", "operative", "retired"]),
  protocol: z.enum(["1.6", "2.0.1", "2.1"]).optional(),
  vendor: z.string().optional(),
  model: z.string().optional(),
  serial: z.string().optional(),
  firmware: z.string().optional(),
  /** scrypt hash of its Basic auth password; absent means no password is asked (security profile 0). */
  passwordHash: z.string().optional(),
  /** The lowest OCPP security profile that it may connect with; any when absent. */
  minimumSecurityProfile: z.int().min(0).max(3).optional(),
  lastBootAt: StoredInstant.optional(),
});
export type Station = z.infer<typeof Station>;
