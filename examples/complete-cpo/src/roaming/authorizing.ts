import { findToken, type OutsideKnowledge, type Tokens } from "@cpokit/csms";
import { instant, minutes, type Clock, type Ids } from "@cpokit/kernel";
import { foldTokenValue, type AuthorizationResult, type AuthorizeFact, type RefusalReason } from "@cpokit/model";
import { createPeerClient, findPublished, valueOf, type ClientOptions, type OcpiModules, type Peers } from "@cpokit/ocpi";
import type { AllowedType } from "@cpokit/ocpi/v230";
import { collection, type Reader, type Store } from "@cpokit/storage";
import { findPlace } from "../views/directory.ts";
import { partnerOf, partnerTokens } from "./partner-tokens.ts";
import type { RoamingSettings } from "./settings.ts";

/** A START_SESSION of a partner on its way: its token needs no other decision, and its reference goes into session and CDR. */
export interface RoamingStart {
  readonly command: string;
  readonly station: string;
  /** As `foldTokenValue` writes it. */
  readonly token: string;
  readonly reference?: string;
  readonly at: number;
}

export const roamingStarts = collection<RoamingStart>("roaming.starts", { indexes: { byToken: { keys: ({ station, token, at }) => [[station, token, at]] } } });

/** How long after its command a driver may begin. */
const START_WITHIN = minutes(5);

export interface AuthorizingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly peers: Peers;
  readonly client: ClientOptions;
  readonly settings: RoamingSettings;
}

/** Both sides of real-time authorization. */
export interface Authorizing {
  /** For `outside` of `createTokens`: the partner that gave the token out. @throws `ocpi.answer` when it does not say */
  askIssuer(fact: AuthorizeFact): Promise<AuthorizationResult | undefined>;
  /** What is decided already: the partner itself commanded the start, or is none any more. */
  decided(fact: AuthorizeFact, reader: Reader): Promise<OutsideKnowledge | undefined>;
  /** For `authorize` of the handler: partners ask about our tokens. */
  answer(tokens: Tokens): NonNullable<OcpiModules["authorize"]>;
}

export function createAuthorizing({ store, clock, ids, peers, client, settings: { party } }: AuthorizingPorts): Authorizing {
  return {
    async askIssuer({ token, station, evse }) {
      const partner = await partnerOf(store, token.value);
      const peer = partner === undefined ? undefined : await peers.get(partner.peer);
      if (partner === undefined || peer === undefined) return undefined;
      const { uid, type, country_code: countryCode, party_id: partyId } = partner.token;
      const place = await findPlace(store, station, evse);
      const location = place === undefined ? {} : { location: { location_id: place.location.id, evse_uids: [place.evse.id] } };
      const verdict = valueOf(await createPeerClient(peer, client).tokens.authorize(uid, { type, of: { countryCode, partyId }, ...location }));
      if (!verdict.known) return { result: "refused", reason: "invalid" };
      const reference = verdict.authorization_reference === undefined ? {} : { reference: verdict.authorization_reference };
      const reason = REASONS[verdict.allowed];
      return reason === undefined ? { result: "accepted", ...reference } : { result: "refused", reason, ...reference };
    },
    async decided({ station, token, purpose, receivedAt }, reader) {
      if (purpose === "stop") return undefined;
      const partner = await partnerOf(reader, token.value);
      if (partner === undefined) return undefined;
      // Nobody would pay for it.
      if ((await peers.get(partner.peer))?.status !== "connected") return { issuer: { result: "refused", reason: "invalid" } };
      const { items } = await reader.find(roamingStarts, { index: "byToken", prefix: [station, foldTokenValue(token.value)], reverse: true, limit: 1 });
      const start = items[0]?.body;
      if (start === undefined || start.at < receivedAt - START_WITHIN) return undefined;
      return { issuer: { result: "accepted", ...(start.reference === undefined ? {} : { reference: start.reference }) } };
    },
    answer: (tokens) => async ({ uid }, { peer }) => {
      const token = await findToken(store, uid);
      const published = token === undefined || (await store.get(partnerTokens, token.id)) !== undefined ? undefined : await findPublished(store, "Token", { ...party, id: token.value, type: token.type });
      if (published === undefined) return "unknown-token";
      const fact: AuthorizeFact = { fact: "authorize", station: `partner/${peer.id}`, token: { value: uid }, purpose: "check", receivedAt: instant(clock.now()) };
      const decided = await store.transaction((unit) => tokens.decide(unit, fact));
      return { allowed: decided.result === "accepted" ? "ALLOWED" : ALLOWED[decided.reason], token: published, authorization_reference: ids.next() };
    },
  };
}

const REASONS: Readonly<Record<AllowedType, RefusalReason | undefined>> = { ALLOWED: undefined, BLOCKED: "blocked", EXPIRED: "expired", NO_CREDIT: "noCredit", NOT_ALLOWED: "notAllowedHere" };

const ALLOWED: Readonly<Record<RefusalReason, AllowedType>> = {
  invalid: "NOT_ALLOWED", blocked: "BLOCKED", expired: "EXPIRED", concurrent: "NOT_ALLOWED", notAllowedHere: "NOT_ALLOWED", noCredit: "NO_CREDIT", notNow: "NOT_ALLOWED", unavailable: "NOT_ALLOWED",
};
