import type { Subscription, Subscriptions } from "@cpokit/billing";
import { tokens } from "@cpokit/csms";
import type { Token } from "@cpokit/model";
import type { Instant } from "@cpokit/kernel";
import type { Reader, Unit } from "@cpokit/storage";
import { customerOfDriver, drivers, partyOfDriver, type Driver } from "./documents.ts";

/** Who pays for a token, and what was agreed with them. */
export interface AccountOfToken {
  readonly driver: Driver;
  readonly customer: string;
  /** In force at the moment that was asked about. */
  readonly contract?: Subscription;
}

/** The account behind a token; `undefined` for tokens that stand for themselves. */
export async function accountOf(reader: Reader, subscriptions: Subscriptions, token: Pick<Token, "driver"> | undefined, at: Instant): Promise<AccountOfToken | undefined> {
  const driver = token?.driver === undefined ? undefined : await reader.get(drivers, token.driver);
  if (driver === undefined) return undefined;
  const customer = customerOfDriver(driver);
  const contract = await subscriptions.at(reader, customer, at);
  return { driver, customer, ...(contract === undefined ? {} : { contract }) };
}

/** Blocks an account with all its tokens, or brings back the account and exactly those tokens. */
export async function setBlocked(unit: Unit, driver: Driver, blocked: boolean): Promise<Driver> {
  if (blocked === (driver.status === "blocked")) return driver;
  const own = await tokensOf(unit, driver.id);
  const { blockedTokens = [], ...rest } = driver;
  const meant = own.filter(({ id, status }) => (blocked ? status === "accepted" : blockedTokens.includes(id)));
  for (const token of meant) putToken(unit, { ...token, status: blocked ? "blocked" : "accepted" });
  const next: Driver = { ...rest, status: blocked ? "blocked" : "active", ...(blocked ? { blockedTokens: meant.map(({ id }) => id) } : {}) };
  unit.put(drivers, driver.id, next);
  return next;
}

/** Gives a token to an account, with its group; it waits with the others while the account is blocked. */
export function handOver(unit: Unit, token: Token, driver: Driver): Token {
  const waits = driver.status === "blocked" && token.status === "accepted";
  if (waits) unit.put(drivers, driver.id, { ...driver, blockedTokens: [...(driver.blockedTokens ?? []), token.id] });
  const next: Token = { ...inGroup(token, driver.group), driver: driver.id, holder: token.holder ?? driver.name, ...(waits ? { status: "blocked" } : {}) };
  putToken(unit, next);
  return next;
}

/** Moves all tokens of an account into its group. */
export async function regroup(unit: Unit, { id, group }: Driver): Promise<void> {
  for (const token of await tokensOf(unit, id)) putToken(unit, inGroup(token, group));
}

function inGroup({ group: _, ...token }: Token, group: string | undefined): Token {
  return { ...token, ...(group === undefined ? {} : { group }) };
}

/** The tokens of an account, guarded by the unit. */
export async function tokensOf(unit: Unit, driver: string): Promise<readonly Token[]> {
  const { items } = await unit.find(tokens, { index: "byDriver", prefix: [driver], limit: 1_000 });
  const found = await Promise.all(items.map(({ id }) => unit.get(tokens, id)));
  return found.filter((token) => token?.driver === driver).filter((token) => token !== undefined);
}

export function putToken(unit: Unit, token: Token): void {
  unit.put(tokens, token.id, token);
  unit.publish({ topic: "token.changed", key: token.id, payload: {} });
}

/** The name and address of a customer that is an account of ours. */
export async function partyOfCustomer(reader: Reader, customer: string) {
  const id = /^(?:driver|fleet)\/(.+)$/s.exec(customer)?.[1];
  const driver = id === undefined ? undefined : await reader.get(drivers, id);
  return driver === undefined || customerOfDriver(driver) !== customer ? undefined : partyOfDriver(driver);
}
