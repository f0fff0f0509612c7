import type { IdTagInfo } from "@cpokit/ocpp/v16";
import type { Authorization } from "../station/authorization.ts";

/** What an IdTagInfo decides. */
export function authorizationOf({ status, parentIdTag }: IdTagInfo): Authorization {
  return { status, ...(parentIdTag === undefined ? {} : { group: parentIdTag }) };
}
