import { z } from "@hono/zod-openapi";
import { Bay, Business, LocalText, OpeningHours, Picture } from "@cpokit/model";
import { Moment, MoneyView } from "./common.ts";
import { OpeningView } from "./location.ts";

/** What a driver needs to know of an EVSE, in one word. */
export const PublicState = z.enum(["available", "occupied", "reserved", "outOfService", "unknown"]);
export type PublicState = z.infer<typeof PublicState>;

export const PublicPlace = z
  .object({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    postalCode: z.string().optional(),
    city: z.string(),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-3" }),
    coordinates: z.object({ latitude: z.string(), longitude: z.string() }),
    timeZone: z.string(),
    distanceKm: z.number().optional().openapi({ description: "From the place that was asked for, as the crow flies" }),
    opening: OpeningView,
    points: z.object({ total: z.int(), available: z.int() }),
    maxPowerW: z.int(),
    standards: z.array(z.string()).openapi({ description: "OCPI ConnectorType", example: ["IEC_62196_T2_COMBO"] }),
    accessible: z.boolean().openapi({ description: "Whether a bay is made for people with disabilities" }),
  })
  .openapi("PublicPlace");
export type PublicPlace = z.infer<typeof PublicPlace>;

export const PriceView = z
  .object({
    currency: z.string(),
    lines: z.array(z.string()).openapi({ description: "Every component, in the order that the law of the country asks for", example: ["€ 0.59 per kWh"] }),
    worstPerKwh: MoneyView.optional().openapi({ description: "What a kWh costs at most for a usual charge, everything included" }),
    nextChange: Moment.optional(),
  })
  .openapi("PublicPrice");
export type PriceView = z.infer<typeof PriceView>;

export const PublicPoint = z
  .object({
    id: z.string(),
    emi3Id: z.string().optional(),
    reference: z.string().optional().openapi({ description: "What is painted on it" }),
    floor: z.string().optional(),
    state: PublicState,
    connectors: z.array(z.object({ number: z.int(), standard: z.string(), format: z.enum(["SOCKET", "CABLE"]), powerType: z.string(), maxPowerW: z.int() })),
    restrictions: z.array(z.string()),
    bay: z.object(Bay.shape).optional(),
    price: PriceView.optional().openapi({ description: "For somebody without a contract; absent where there is none" }),
  })
  .openapi("PublicPoint");
export type PublicPoint = z.infer<typeof PublicPoint>;

export const PublicLocation = z
  .object({
    ...PublicPlace.shape,
    openingHours: z.object(OpeningHours.shape).optional(),
    chargingWhenClosed: z.boolean(),
    parkingType: z.string().optional(),
    facilities: z.array(z.string()),
    directions: z.array(z.object(LocalText.shape)),
    images: z.array(z.object(Picture.shape)),
    operator: z.object(Business.shape).optional(),
    helpPhone: z.string().optional(),
    evses: z.array(PublicPoint),
  })
  .openapi("PublicLocation");
export type PublicLocation = z.infer<typeof PublicLocation>;

export const PublicMap = z
  .object({
    tiles: z.object({
      template: z.string().openapi({ description: "The address of one tile, with {z}, {x} and {y}", example: "https://tiles.example.org/{z}/{x}/{y}.png" }),
      attribution: z.string().openapi({ description: "To be shown on the map; an address at its end is what it links to", example: "© OpenStreetMap contributors https://www.openstreetmap.org/copyright" }),
    }).optional(),
  })
  .openapi("PublicMap");
export type PublicMap = z.infer<typeof PublicMap>;

export const PublicEvse = z.object({ location: PublicPlace, evse: PublicPoint, helpPhone: z.string().optional() }).openapi("PublicEvse");
export type PublicEvse = z.infer<typeof PublicEvse>;
