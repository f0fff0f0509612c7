import type { Token } from "../v230/index.ts";

/** What a CPO does with a token that is presented at a station. */
export type AuthorizationDecision =
  | { readonly decision: "accept" }
  | { readonly decision: "refuse"; readonly reason: "invalid" | "offline" }
  /** Ask the eMSP, and do `otherwise` when no answer comes in time. */
  | { readonly decision: "ask"; readonly otherwise: "accept" | "refuse" };

/**
 * Whether a token of a partner may charge, by `whitelist`, `valid` and whether its eMSP can be asked (OCPI Tokens, WhitelistType).
 * Sessions that the eMSP started by a command need no decision.
 *
 * | whitelist | valid | online | offline |
 * |---|---|---|---|
 * | ALWAYS, ALLOWED | yes | accept | accept |
 * | ALWAYS, ALLOWED | no | refuse | refuse |
 * | ALLOWED_OFFLINE | yes | ask, else accept | accept |
 * | ALLOWED_OFFLINE | no | ask, else refuse | refuse |
 * | NEVER | any | ask, else refuse | refuse |
 */
export function decideAuthorization({ whitelist, valid }: Pick<Token, "whitelist" | "valid">, online: boolean): AuthorizationDecision {
  switch (whitelist) {
    case "ALWAYS":
    case "ALLOWED":
      return valid ? { decision: "accept" } : { decision: "refuse", reason: "invalid" };
    case "ALLOWED_OFFLINE":
      if (online) return { decision: "ask", otherwise: valid ? "accept" : "refuse" };
      return valid ? { decision: "accept" } : { decision: "refuse", reason: "invalid" };
    case "NEVER":
      return online ? { decision: "ask", otherwise: "refuse" } : { decision: "refuse", reason: "offline" };
  }
}
