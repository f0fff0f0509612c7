import { z } from "zod";
import { TokenId } from "./ids.ts";
import { StoredInstant } from "./values.ts";

/** What kind of token identifies the driver; OCPI TokenType. */
export const TokenType = z.enum(["RFID", "APP_USER", "AD_HOC_USER", "EMAID", "OTHER"]);
export type TokenType = z.infer<typeof TokenType>;

/** A token as a station reports it. Look-ups must not hinge on the type alone (Q5); values compare without case. */
export interface TokenReference {
  /** The value as sent: 1.6 `idTag`, 2.x `idToken.idToken`. */
  readonly value: string;
  /** The 2.x IdTokenEnumType as sent; absent for 1.6. */
  readonly type?: string;
}

/** A token that may charge. */
export const Token = z.object({
  id: TokenId,
  /** The value as the station reads it, e.g. an RFID uid in hex. */
  value: z.string().min(1).max(255),
  type: TokenType,
  /** Number printed on the card. */
  visualNumber: z.string().max(64).optional(),
  /** Tokens of one group may stop each other's sessions (OCPP groupIdToken, parentIdTag). */
  group: z.string().max(36).optional(),
  status: z.enum(["accepted", "blocked"]),
  validFrom: StoredInstant.optional(),
  validUntil: StoredInstant.optional(),
  /**
   * OCPI WhitelistType: whether it may be decided here alone. `ALWAYS` must be, `ALLOWED` may be, `ALLOWED_OFFLINE` only when its issuer
   * cannot be asked, `NEVER` not at all. With one of the first three it goes into local lists. Absent: a token of our own, decided here.
   */
  whitelist: z.enum(["ALWAYS", "ALLOWED", "ALLOWED_OFFLINE", "NEVER"]).optional(),
  /** The value is the MAC address of a car that may charge by it alone (Autocharge). */
  autocharge: z.boolean().optional(),
  /** Id of the driver or company whose account it is. */
  driver: z.string().max(36).optional(),
  /** Who it belongs to, for people. */
  holder: z.string().max(255).optional(),
});
export type Token = z.infer<typeof Token>;

/** Why a token may not charge; each has its own consequence when a transaction starts anyway (ocpp §7). */
export type RefusalReason = "invalid" | "blocked" | "expired" | "concurrent" | "notAllowedHere" | "noCredit" | "notNow" | "unavailable";

/** What came of checking the contract certificate of a car; the words of OCPP 2.x AuthorizeCertificateStatusEnumType. */
export type ContractCertificateStatus =
  | "Accepted" | "SignatureError" | "CertificateExpired" | "CertificateRevoked" | "NoCertificateAvailable" | "CertChainError" | "ContractCancelled";

/** What holds for a decision of either kind. */
interface DecisionBase {
  /** Tokens of the same group may stop each other's sessions. */
  readonly group?: string;
  readonly tokenId?: string;
  /** Who decided: we, the issuer of the token, or we in its place because it could not be asked in time. Absent: we. */
  readonly source?: "roaming" | "fallback";
  /** The issuer's reference of its decision (OCPI authorization_reference). */
  readonly reference?: string;
  readonly certificate?: ContractCertificateStatus;
}

/** The decision about one token at one moment; immutable once recorded (I23). */
export type AuthorizationResult =
  | DecisionBase & { readonly result: "accepted"; readonly validUntil?: number }
  | DecisionBase & { readonly result: "refused"; readonly reason: RefusalReason };

/** The form in which token values are compared: surrounding blanks cut, lower case (OCPP idTag and OCPI uid are case-insensitive). */
export function foldTokenValue(value: string): string {
  return value.trim().toLowerCase();
}
