import { z } from "zod";

const words = z.string().min(1).max(64).regex(/^[A-Z0-9_]+$/, "must be an OCPI value in capital letters, like PARKING_GARAGE");
const WebAddress = z.url({ protocol: /^https?$/, error: "must be an address that begins with https:// or http://" }).max(255);

/** A text in one language. */
export const LocalText = z.object({ language: z.string().length(2), text: z.string().min(1).max(512) });
export type LocalText = z.infer<typeof LocalText>;

/** A picture on the web (OCPI Image). */
export const Picture = z.object({
  url: WebAddress,
  thumbnail: WebAddress.optional(),
  category: words.describe("OCPI ImageCategory, e.g. ENTRANCE, LOCATION, CHARGER"),
  /** gif, jpeg, png, svg. */
  type: z.string().min(1).max(4),
  width: z.int().min(1).max(99_999).optional(),
  height: z.int().min(1).max(99_999).optional(),
});
export type Picture = z.infer<typeof Picture>;

/** Who runs or owns a place (OCPI BusinessDetails). */
export const Business = z.object({ name: z.string().min(1).max(100), website: WebAddress.optional() });
export type Business = z.infer<typeof Business>;

/** Where the energy of a place comes from (OCPI EnergyMix); shares in percent, carbon in g CO2 per kWh. */
export const EnergyMix = z.object({
  isGreen: z.boolean(),
  sources: z.array(z.object({ source: words.describe("OCPI EnergySourceCategory, e.g. SOLAR"), percentage: z.number().min(0).max(100) })).max(20).optional(),
  carbonPerKwh: z.number().min(0).optional(),
  supplier: z.string().max(64).optional(),
  product: z.string().max(64).optional(),
});
export type EnergyMix = z.infer<typeof EnergyMix>;

/** What drivers with special needs and large vehicles ask of a bay (OCPI Parking). Lengths in metres, times in minutes. */
export const Bay = z.object({
  vehicleTypes: z.array(words).min(1).max(20).describe("OCPI VehicleType, e.g. PERSONAL_VEHICLE, DISABLED"),
  /** Only for those vehicles. */
  restricted: z.boolean().optional(),
  length: z.number().positive().max(100).optional(),
  width: z.number().positive().max(100).optional(),
  maxHeight: z.number().positive().max(100).optional(),
  driveThrough: z.boolean().optional(),
  roofed: z.boolean().optional(),
  lighting: z.boolean().optional(),
  timeLimit: z.int().min(1).optional(),
});
export type Bay = z.infer<typeof Bay>;

/** OCPI values of lists that stay open: unknown ones are kept. */
export const OpenValue = words;
