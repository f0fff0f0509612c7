import type { Instant } from "@cpokit/kernel";
import { instantText, type Token } from "@cpokit/model";
import type { TokenView } from "../wire/token.ts";
import { optional } from "./optional.ts";

export function tokenView(token: Token, now: Instant): TokenView {
  const { id, value, type, status, visualNumber, group, holder, validFrom, validUntil } = token;
  const isWithin = (validFrom === undefined || validFrom <= now) && (validUntil === undefined || now < validUntil);
  return {
    id, value, type, status,
    usable: status === "accepted" && isWithin,
    ...optional({ visualNumber, group, holder }),
    ...(validFrom === undefined ? {} : { validFrom: instantText(validFrom) }),
    ...(validUntil === undefined ? {} : { validUntil: instantText(validUntil) }),
  };
}
