import { z } from "zod";

/** Our ids are opaque text of at most 36 characters, so that every OCPI `CiString(36)` fits (domain §1). */
function id<Brand extends string>(brand: Brand) {
  return z.string().min(1).max(36).brand<Brand>().describe(`${brand}, at most 36 characters`);
}

export const StationId = id("StationId");
export type StationId = z.infer<typeof StationId>;
export const LocationId = id("LocationId");
export type LocationId = z.infer<typeof LocationId>;
/** The EVSE uid: never reused for another place (I24). */
export const EvseId = id("EvseId");
export type EvseId = z.infer<typeof EvseId>;
export const TokenId = id("TokenId");
export type TokenId = z.infer<typeof TokenId>;
export const SessionId = id("SessionId");
export type SessionId = z.infer<typeof SessionId>;
export const TariffId = id("TariffId");
export type TariffId = z.infer<typeof TariffId>;
/** CDR ids may have 39 characters, since a credit CDR appends to the original id (OCPI 2.2.1 CDR.id). */
export const CdrId = z.string().min(1).max(39).brand<"CdrId">();
export type CdrId = z.infer<typeof CdrId>;
export const CommandId = id("CommandId");
export type CommandId = z.infer<typeof CommandId>;
