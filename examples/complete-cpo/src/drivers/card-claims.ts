import { instant, minutes, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { accessPolicyFor, accessRefusal, findToken, tokens } from "@cpokit/csms";
import { foldTokenValue, TokenId, type AuthorizationResult, type AuthorizeFact, type Token } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { drivers } from "./documents.ts";
import { handOver } from "./drivers.ts";

/** A driver says that a card is theirs; holding it at one of our stations shows it. By what is printed on the card or stored in it, folded. */
interface CardClaim {
  readonly driver: string;
  readonly number: string;
  readonly until: Instant;
}

const cardClaims = collection<CardClaim>("cardClaims", { indexes: { byDriver: { keys: ({ driver, number }) => [[driver, number]] }, byEnd: { keys: ({ until }) => [until] } } });

/** How long the driver has to go to a station. */
const TO_A_STATION = minutes(60);

export function createCardClaims({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }) {
  return {
    /** Waits for the card; false while somebody else says the same of it. */
    async claim(unit: Unit, driver: string, number: string): Promise<boolean> {
      const id = foldTokenValue(number);
      const known = await unit.get(cardClaims, id);
      if (known !== undefined && known.driver !== driver && known.until > clock.now()) return false;
      unit.put(cardClaims, id, { driver, number: number.trim(), until: instant(clock.now() + TO_A_STATION) });
      return true;
    },
    async drop(unit: Unit, driver: string, number: string): Promise<void> {
      const id = foldTokenValue(number);
      if ((await unit.get(cardClaims, id))?.driver === driver) unit.delete(cardClaims, id);
    },
    async waiting(reader: Reader, driver: string): Promise<readonly CardClaim[]> {
      const { items } = await reader.find(cardClaims, { index: "byDriver", prefix: [driver], limit: 20 });
      return items.map(({ body }) => body).filter(({ until }) => until > clock.now());
    },
    /** A card was held at a station: it becomes the card of whoever waits for it, unless it belongs to somebody. What is decided about it then; `undefined` when nobody waits. */
    async shown(unit: Unit, fact: AuthorizeFact): Promise<AuthorizationResult | undefined> {
      const { value } = fact.token;
      const hint = await findToken(unit, value);
      const token = hint === undefined ? undefined : await unit.get(tokens, hint.id);
      if (token !== undefined && (token.driver !== undefined || token.group !== undefined || token.status === "blocked" || token.type === "AD_HOC_USER")) return undefined;
      for (const number of [value, ...(token?.visualNumber === undefined ? [] : [token.visualNumber])]) {
        const claim = await unit.get(cardClaims, foldTokenValue(number));
        const driver = claim === undefined || claim.until <= clock.now() ? undefined : await unit.get(drivers, claim.driver);
        if (driver === undefined) continue;
        unit.delete(cardClaims, foldTokenValue(number));
        return decide(unit, fact, handOver(unit, token ?? { id: TokenId.parse(ids.next()), value, type: "RFID", status: "accepted" }, driver));
      }
      return undefined;
    },
    async sweep(unit: Unit, now: Instant): Promise<void> {
      for (const { id } of (await unit.find(cardClaims, { index: "byEnd", to: now, limit: 200 })).items) unit.delete(cardClaims, id);
    },
  };
}

/** As for every token: a blocked one opens nothing, and the rules of the place hold. */
async function decide(unit: Unit, { station, evse, receivedAt }: AuthorizeFact, token: Token): Promise<AuthorizationResult> {
  const policy = await accessPolicyFor(unit, station, evse);
  const reason = token.status === "blocked" ? "blocked" : policy === undefined ? undefined : accessRefusal(policy, { token, at: receivedAt });
  const whose = { tokenId: token.id, ...(token.group === undefined ? {} : { group: token.group }) };
  return reason === undefined ? { ...whose, result: "accepted" } : { ...whose, result: "refused", reason };
}
