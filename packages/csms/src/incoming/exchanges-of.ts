import type { Version } from "@cpokit/ocpp";
import type { ExchangeTable } from "./exchange.ts";
import { v16Exchanges } from "./v16-exchanges.ts";
import { v2Exchanges } from "./v2-exchanges.ts";

/** What happens with each action that a station of this version may send. */
export function exchangesOf(version: Version): ExchangeTable {
  return version === "1.6" ? v16Exchanges : v2Exchanges;
}
