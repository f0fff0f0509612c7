import type { IdTokenEnumType, IdTokenType } from "@cpokit/ocpp/v201";
import type { StationToken } from "../evse/transaction.ts";
import type { Authorization } from "../station/authorization.ts";

const TYPES: readonly IdTokenEnumType[] = ["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization"];

/** A token as OCPP 2.x writes it; a type that 2.0.1 does not list is read as a card. */
export function idToken(token: StationToken): IdTokenType {
  return { idToken: token.value, type: TYPES.find((type) => type === token.type) ?? "ISO14443" };
}

/** What an IdTokenInfo of either version decides. */
export function authorizationOf(info: { readonly status: string; readonly groupIdToken?: { readonly idToken: string } }): Authorization {
  return { status: info.status, ...(info.groupIdToken === undefined ? {} : { group: info.groupIdToken.idToken }) };
}
