import type { AuthorizationInfo, LocationReferences, Token } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import { partyOf, readAnswer, type ClientContext } from "./client-context.ts";
import type { Call, Party } from "./create-caller.ts";
import { createList, type ObjectList } from "./lists.ts";
import { readWire, writeWire } from "./wire.ts";

/** What an eMSP says of a token. */
export type TokenVerdict =
  | { readonly known: false }
  /** `token` is absent from partners of 2.1.1. */
  | ({ readonly known: true; readonly token?: Token } & Omit<AuthorizationInfo, "token">);

/** The tokens of a partner, and ours in its hands. */
export interface TokensClient extends ObjectList<Token> {
  /** Real-time authorization. A partner that wants to know where (2002) refuses; ask again with a location. */
  authorize(uid: string, options?: { readonly type?: Token["type"]; readonly location?: LocationReferences; readonly of?: Party }): Promise<Answer<TokenVerdict>>;
  /** Ours, at the partner. There is no DELETE: tokens become invalid. `type` is RFID when absent. */
  readonly ours: {
    get(owner: Party, uid: string, type?: Token["type"]): Promise<Answer<Token>>;
    put(token: Token): Promise<Answer<undefined>>;
  };
}

export function createTokensClient(client: ClientContext): TokensClient {
  const { version, mode, context } = client;
  const at = (method: Call["method"], { countryCode, partyId }: Party, uid: string, type: string | undefined): Call => ({
    method, module: "tokens", role: "RECEIVER", segments: [countryCode, partyId, uid], ...(version === "2.1.1" ? {} : { query: { type } }),
  });
  return {
    ...createList(client, "Token", "tokens"),
    async authorize(uid, { type, location, of } = {}) {
      // E29: connector ids say nothing and are never sent.
      const place = location === undefined ? undefined : writeWire("LocationReferences", location, version, context);
      if (place !== undefined && place.wire === undefined) return { outcome: "not-sent", reason: "unsayable", message: place.broken ?? "", losses: place.losses };
      const answer = await client.call({
        method: "POST", module: "tokens", role: "SENDER", segments: [uid, "authorize"], query: { type }, expectsData: true,
        // Asking twice does no harm.
        retries: 1, ...(place === undefined ? {} : { body: place.wire }), ...(of === undefined ? {} : { to: of }),
      });
      // E18: by HTTP status, by OCPI status, or both.
      if (answer.outcome === "refused" && (answer.status === 2004 || (answer.http === 404 && answer.status === undefined))) {
        return { outcome: "ok", value: { known: false }, findings: [], losses: [], http: answer.http, headers: new Headers() };
      }
      const read = readAnswer<AuthorizationInfo>(answer, (data) => readWire("AuthorizationInfo", data, version, mode, context));
      return read.outcome === "ok" ? { ...read, value: { known: true, ...read.value } } : read;
    },
    ours: {
      get: (owner, uid, type) => client.ask("Token", at("GET", owner, uid, type)),
      put: (token) => client.tell("Token", token, at("PUT", partyOf(token), token.uid, token.type)),
    },
  };
}
