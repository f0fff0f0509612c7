import { foldTokenValue, type AuthorizationResult, type AuthorizeFact, type RefusalReason, type Token } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";

/** The operator's own tokens. Values compare without case, whatever the type (Q5). */
export const tokens = collection<Token>("tokens", {
  indexes: {
    byValue: { keys: (token) => [foldTokenValue(token.value)], unique: true },
    byGroup: { keys: (token) => (token.group === undefined ? [] : [token.group]) },
  },
});

/** The token that a station read. */
export async function findToken(reader: Reader, value: string): Promise<Token | undefined> {
  const page = await reader.find(tokens, { index: "byValue", prefix: foldTokenValue(value), limit: 1 });
  return page.items[0]?.body;
}

/** What the ready decision may be told besides the tokens. */
export interface TokensOptions {
  /** True when the token charges elsewhere already and may not twice; asked for starts alone. Absent: never. */
  readonly concurrent?: (token: Token, fact: AuthorizeFact, unit: Unit) => boolean | Promise<boolean>;
}

/** Decides over the tokens in the store. */
export interface Tokens {
  /** Fits `on.authorize` as `(fact, unit) => tokens.decide(unit, fact)`. */
  decide(unit: Unit, fact: AuthorizeFact): Promise<AuthorizationResult>;
}

/**
 * The ready decision over known tokens: unknown ones are invalid, then status, validity and concurrent use count.
 *
 * @example
 * const tokens = createTokens();
 * const csms = createCsms({ …, on: { authorize: (fact, unit) => tokens.decide(unit, fact), … } });
 */
export function createTokens(options: TokensOptions = {}): Tokens {
  return {
    async decide(unit, fact) {
      // A start without a token, by a button: there is nobody to ask about (OCPP 2.0.1 C02, IdTokenEnumType).
      if (fact.token.type === "NoAuthorization") return { result: "accepted" };
      const hint = await findToken(unit, fact.token.value);
      // Read again by id, so that a token blocked meanwhile makes the unit run again.
      const token = hint === undefined ? undefined : await unit.get(tokens, hint.id);
      if (token === undefined) return { result: "refused", reason: "invalid" };
      const reason = refusalOf(token, fact) ?? (await concurrency(token, fact, unit));
      const { id: tokenId, group, validUntil } = token;
      return reason === undefined
        ? compact({ result: "accepted" as const, tokenId, group, validUntil })
        : compact({ result: "refused" as const, reason, tokenId, group });
    },
  };

  async function concurrency(token: Token, fact: AuthorizeFact, unit: Unit): Promise<RefusalReason | undefined> {
    if (fact.purpose !== "start" || options.concurrent === undefined) return undefined;
    return (await options.concurrent(token, fact, unit)) ? "concurrent" : undefined;
  }
}

function refusalOf(token: Token, { receivedAt }: AuthorizeFact): RefusalReason | undefined {
  if (token.status === "blocked") return "blocked";
  if (token.validFrom !== undefined && receivedAt < token.validFrom) return "notNow";
  if (token.validUntil !== undefined && receivedAt >= token.validUntil) return "expired";
  return undefined;
}
