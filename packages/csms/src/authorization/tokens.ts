import { foldTokenValue, type AuthorizationResult, type AuthorizeFact, type RefusalReason, type Token, type TokenReference } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import { accessPolicyFor, accessRefusal } from "./access-policy.ts";
import { isVehicle, vehicleAddress } from "./autocharge.ts";
import { askInTime, type OutsideKnowledge, type OutsidePorts } from "./outside.ts";

/** In which order tokens go into a local list that cannot take all. */
const LIST_RANKS: Readonly<Partial<Record<NonNullable<Token["whitelist"]>, number>>> = { ALWAYS: 1, ALLOWED_OFFLINE: 2, ALLOWED: 3 };

/** The operator's own tokens, and those of partners that he keeps. Values compare without case, whatever the type (Q5). */
export const tokens = collection<Token>("tokens", {
  indexes: {
    byValue: { keys: (token) => [foldTokenValue(token.value)], unique: true },
    byDriver: { keys: (token) => (token.driver === undefined ? [] : [[token.driver, token.id]]) },
    byGroup: { keys: (token) => (token.group === undefined ? [] : [token.group]) },
    byListRank: {
      keys: (token) => {
        const rank = token.whitelist === undefined ? undefined : LIST_RANKS[token.whitelist];
        return rank === undefined || token.status === "blocked" ? [] : [[rank, foldTokenValue(token.value)]];
      },
    },
  },
});

/** The token that a station read. */
export async function findToken(reader: Reader, value: string): Promise<Token | undefined> {
  const page = await reader.find(tokens, { index: "byValue", prefix: foldTokenValue(value), limit: 1 });
  return page.items[0]?.body;
}

/** Who began the transaction that somebody wants to stop. */
export interface TransactionHolder {
  readonly token?: TokenReference;
  readonly group?: string;
}

/** What the ready decision may be told besides the tokens. */
export interface TokensOptions {
  /** True when the token charges elsewhere already and may not twice; asked for starts alone. Absent: never. */
  readonly concurrent?: (token: Token, fact: AuthorizeFact, unit: Unit) => boolean | Promise<boolean>;
  /** Who began a transaction. Absent: everybody whose token is good may stop any. */
  readonly holderOf?: (unit: Unit, station: string, transaction: string) => Promise<TransactionHolder | undefined>;
  /** Tokens of this group stop any transaction and start none (2.x AuthCtrlr.MasterPassGroupId). */
  readonly masterPassGroup?: string;
  /** Whether a car may charge by its MAC address, which can be copied. `refuse` when absent. */
  readonly autocharge?: "accept" | "refuse";
  /** Whom else to ask; give `lookUp` to the hooks then. */
  readonly outside?: OutsidePorts;
}

/** Decides over the tokens in the store. */
export interface Tokens {
  /** Fits `on.authorize` as `(fact, unit, outside) => tokens.decide(unit, fact, outside)`. */
  decide(unit: Unit, fact: AuthorizeFact, outside?: OutsideKnowledge): Promise<AuthorizationResult>;
  /** Asks issuers and checks contract certificates, where the decision needs that. Fits `on.lookUp`. */
  lookUp(fact: AuthorizeFact, reader: Reader): Promise<OutsideKnowledge | undefined>;
}

/**
 * The ready decision: an unknown token is invalid unless its issuer says otherwise, then status, validity, the access policy of the place
 * and concurrent use count.
 *
 * @example
 * const tokens = createTokens();
 * const csms = createCsms({ …, on: { authorize: (fact, unit) => tokens.decide(unit, fact), … } });
 */
export function createTokens(options: TokensOptions = {}): Tokens {
  const { outside: ports, masterPassGroup, holderOf } = options;

  return {
    async decide(unit, fact, outside = {}) {
      // A start without a token, by a button: there is nobody to ask about (OCPP 2.0.1 C02, IdTokenEnumType).
      if (fact.token.type === "NoAuthorization") return { result: "accepted" };
      const { certificate } = outside;
      // A bad contract certificate makes the token invalid, whoever holds it (OCPP 2.0.1 C07.FR.04).
      if (certificate !== undefined && certificate !== "Accepted") return { result: "refused", reason: "invalid", certificate };
      const token = await known(unit, fact.token);
      const result = token === undefined || outside.issuer !== undefined ? await byIssuer(unit, fact, token, outside.issuer) : await byUs(unit, fact, token);
      return compact({ ...result, certificate });
    },
    async lookUp(fact, reader) {
      if (ports === undefined || fact.purpose === "stop" || fact.token.type === "NoAuthorization" || isVehicle(fact.token)) return undefined;
      const { askIssuer, checkContract } = ports;
      const token = await findToken(reader, fact.token.value);
      const mustAsk = token === undefined || token.whitelist === "NEVER" || token.whitelist === "ALLOWED_OFFLINE";
      const [issuer, checked] = await Promise.all([
        mustAsk && askIssuer !== undefined ? askInTime(ports, () => askIssuer(fact)) : undefined,
        fact.certificate !== undefined && checkContract !== undefined ? askInTime(ports, () => checkContract(fact.token.value, fact.certificate ?? { hashes: [] })) : undefined,
      ]);
      // What could not be checked in time cannot be trusted.
      return compact({ issuer, certificate: checked === "late" || checked === "failed" ? "NoCertificateAvailable" as const : checked });
    },
  };

  /** Read again by id, so that a token blocked meanwhile makes the unit run again. */
  async function known(unit: Unit, reference: TokenReference): Promise<Token | undefined> {
    const address = vehicleAddress(reference);
    if (isVehicle(reference) && (address === undefined || options.autocharge !== "accept")) return undefined;
    const hint = await findToken(unit, address ?? reference.value);
    const token = hint === undefined ? undefined : await unit.get(tokens, hint.id);
    // A number that anybody can write on a card is no car, and a car's address is no card.
    return token === undefined || (token.autocharge === true) === (address !== undefined) ? token : undefined;
  }

  async function byUs(unit: Unit, fact: AuthorizeFact, token: Token): Promise<AuthorizationResult> {
    const { id: tokenId, group, validUntil } = token;
    const reason = await refusalOf(unit, fact, token);
    return reason === undefined
      ? compact({ result: "accepted" as const, tokenId, group, validUntil })
      : compact({ result: "refused" as const, reason, tokenId, group });
  }

  async function refusalOf(unit: Unit, fact: AuthorizeFact, token: Token): Promise<RefusalReason | undefined> {
    if (fact.purpose === "stop") {
      const holder = fact.transaction === undefined ? undefined : await holderOf?.(unit, fact.station, fact.transaction);
      // What somebody began he may end, whatever became of his token since.
      if (holder !== undefined) return mayStop(token, holder) ? undefined : "invalid";
    }
    return statusRefusal(token, fact) ?? (await placeRefusal(unit, fact, token)) ?? (await concurrency(unit, fact, token));
  }

  /** The same token, the same group (2.x C09), or the master pass (C16). */
  function mayStop(token: Token, holder: TransactionHolder): boolean {
    const isOwn = holder.token !== undefined && foldTokenValue(holder.token.value) === foldTokenValue(token.value);
    return isOwn || (token.group !== undefined && (token.group === holder.group || token.group === masterPassGroup));
  }

  async function placeRefusal(unit: Unit, { station, evse, receivedAt, purpose }: AuthorizeFact, token: Token): Promise<RefusalReason | undefined> {
    if (purpose === "stop") return undefined;
    if (token.group !== undefined && token.group === masterPassGroup) return purpose === "start" ? "blocked" : undefined;
    const policy = await accessPolicyFor(unit, station, evse);
    return policy === undefined ? undefined : accessRefusal(policy, { token, at: receivedAt });
  }

  async function concurrency(unit: Unit, fact: AuthorizeFact, token: Token): Promise<RefusalReason | undefined> {
    if (fact.purpose !== "start" || options.concurrent === undefined) return undefined;
    return (await options.concurrent(token, fact, unit)) ? "concurrent" : undefined;
  }

  async function byIssuer(unit: Unit, fact: AuthorizeFact, token: Token | undefined, issuer: OutsideKnowledge["issuer"]): Promise<AuthorizationResult> {
    if (issuer === undefined) return { result: "refused", reason: "invalid" };
    const answer = issuer === "late" || issuer === "failed" ? await inPlaceOfIssuer(unit, fact, token) : { ...issuer, source: "roaming" as const };
    if (answer.result === "refused") return answer;
    const policy = await accessPolicyFor(unit, fact.station, fact.evse);
    const reason = policy === undefined ? undefined : accessRefusal(policy, { token: "roaming", at: fact.receivedAt });
    if (reason === undefined) return answer;
    const { group, tokenId, source, reference } = answer;
    return compact({ result: "refused" as const, reason, group, tokenId, source, reference });
  }

  async function inPlaceOfIssuer(unit: Unit, fact: AuthorizeFact, token: Token | undefined): Promise<AuthorizationResult> {
    const source = "fallback";
    const rule = ports?.withoutIssuer ?? "refuse";
    if (token !== undefined && token.whitelist !== "NEVER" && rule !== "refuse") return { ...(await byUs(unit, fact, token)), source };
    // A card that we know to be bad is not made good by a silent issuer.
    const isBad = token !== undefined && statusRefusal(token, fact) !== undefined;
    return rule === "accept" && !isBad ? { result: "accepted", source } : { result: "refused", reason: "unavailable", source };
  }
}

function statusRefusal(token: Token, { receivedAt }: AuthorizeFact): RefusalReason | undefined {
  if (token.status === "blocked") return "blocked";
  if (token.validFrom !== undefined && receivedAt < token.validFrom) return "notNow";
  if (token.validUntil !== undefined && receivedAt >= token.validUntil) return "expired";
  return undefined;
}
