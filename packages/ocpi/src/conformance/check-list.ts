import { instant } from "@cpokit/kernel";
import { pagingOf } from "../client/paging.ts";
import { KINDS, type Kind } from "../peers/kinds.ts";
import type { PeerEndpoint } from "../peers/peer.ts";
import { isPlainObject } from "../schema/clean.ts";
import { parseDateTime, writeDateTime } from "../schema/date-time.ts";
import { described, endpointUrl, isRefused, isSuccess, type Prober, type Seen } from "./prober.ts";

/** Lists of sessions want a date_from. */
const EVER = "2010-01-01T00:00:00Z";

/** GET on the objects that the partner owns: envelope, objects, paging and filters. */
export async function checkList(prober: Prober, endpoint: PeerEndpoint, kind: Kind): Promise<void> {
  const from = kind === "Session" ? { date_from: EVER } : {};
  const ask = (query: Readonly<Record<string, string | number>>) => prober.ask("GET", endpointUrl(endpoint, [], { ...from, ...query }));
  const first = await ask({ limit: 2 });
  if (!prober.expect("the list is answered 200 and 1000", isSuccess(first), described(first))) return;
  if (!prober.expect("data is a list", Array.isArray(first.data), typeof first.data)) return;
  const objects = listOf(first);
  prober.expectValid(kind, objects);
  prober.expect("limit is kept", objects.length <= 2, `${objects.length} objects at limit=2`);
  const total = first.headers.get("x-total-count");
  prober.expect("X-Total-Count is a number", /^\d+$/.test(total ?? ""), total ?? "none");
  prober.expect("X-Limit is a number", /^\d+$/.test(first.headers.get("x-limit") ?? ""), first.headers.get("x-limit") ?? "none", "warn");
  await checkPaging(prober, first, endpointUrl(endpoint, [], { ...from, limit: 2 }), Number(total ?? objects.length), kind);
  await checkFilters(prober, ask, objects, kind);
  for (const [what, query] of [["a limit of 0", { limit: 0 }], ["a negative offset", { offset: -1 }], ["a date_from that is no date", { date_from: "yesterday" }]] as const) {
    const refused = await ask(query);
    prober.expect(`${what} is refused (2001)`, isRefused(refused), described(refused), "warn");
  }
  if (kind === "Session") {
    const refused = await prober.ask("GET", endpointUrl(endpoint, []));
    prober.expect("a list without date_from is refused (2001)", isRefused(refused), described(refused), "warn");
  }
  if (kind === "Location") await checkLocation(prober, endpoint, objects[0]);
  if (kind === "Token") {
    const unknown = await prober.ask("POST", endpointUrl(endpoint, ["cpokit-no-such-token", "authorize"]));
    prober.expect("an unknown token is answered 404 or 2004 (E18)", unknown.http === 404 || unknown.status === 2004, described(unknown));
  }
}

async function checkPaging(prober: Prober, first: Seen, asked: string, total: number, kind: Kind): Promise<void> {
  const objects = listOf(first);
  const { next, foreignLink } = pagingOf(first, asked);
  if (total <= objects.length) {
    prober.expect("the last page has no Link", next === undefined, String(next));
    return;
  }
  if (!prober.expect("a page with more behind it has a Link", next !== undefined, `${objects.length} of ${total} objects, no Link`)) return;
  prober.expect("Link stays on the origin that was asked", foreignLink === undefined, String(foreignLink));
  prober.expect("Link keeps the filters", new URL(asked).searchParams.get("date_from") === new URL(next!).searchParams.get("date_from") || !asked.includes("date_from"), next!, "warn");
  const second = await prober.ask("GET", next!);
  if (!prober.expect("the next page is answered 200 and 1000", isSuccess(second), described(second))) return;
  const known = new Set(objects.map((object) => idOf(object, kind)));
  const repeated = listOf(second).filter((object) => known.has(idOf(object, kind)));
  prober.expect("the next page repeats nothing", repeated.length === 0, repeated.map((object) => idOf(object, kind)).join(", "));
  prober.expect("the total is the same on each page", second.headers.get("x-total-count") === first.headers.get("x-total-count"), `${first.headers.get("x-total-count")}, then ${second.headers.get("x-total-count")}`, "warn");
}

/** date_from belongs to the period, date_to does not (E32). */
async function checkFilters(prober: Prober, ask: (query: Readonly<Record<string, string | number>>) => Promise<Seen>, objects: readonly Readonly<Record<string, unknown>>[], kind: Kind): Promise<void> {
  const future = await ask({ date_from: "2100-01-01T00:00:00Z" });
  prober.expect("date_from in the future finds nothing", isSuccess(future) && listOf(future).length === 0, isSuccess(future) ? `${listOf(future).length} objects` : described(future));
  const example = objects.find(({ last_updated: updated }) => typeof updated === "string" && parseDateTime(updated) !== undefined);
  if (example === undefined) return prober.say("date_from is inclusive, date_to exclusive", "skip", "there is no object to ask for");
  const at = parseDateTime(String(example["last_updated"]))!;
  const [text, before] = [writeDateTime(at), writeDateTime(instant(at - 1_000))];
  const isIn = (seen: Seen): boolean => listOf(seen).some((object) => idOf(object, kind) === idOf(example, kind));
  const inclusive = await ask({ date_from: text, date_to: writeDateTime(instant(at + 1_000)), limit: 100 });
  prober.expect("date_from is inclusive", isIn(inclusive), `${idOf(example, kind)} of ${text} is not found with date_from=${text}`);
  const exclusive = await ask({ date_from: before, date_to: text, limit: 100 });
  prober.expect("date_to is exclusive", isSuccess(exclusive) && !isIn(exclusive), `${idOf(example, kind)} of ${text} is found with date_to=${text}`, prober.version === "2.1.1" ? "warn" : "fail");
}

async function checkLocation(prober: Prober, endpoint: PeerEndpoint, example: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  const unknown = await prober.ask("GET", endpointUrl(endpoint, ["cpokit-no-such-location"]));
  prober.expect("an unknown location is answered 404 or 2003", unknown.http === 404 || unknown.status === 2003, described(unknown));
  if (example === undefined) return prober.say("a location, its EVSEs and connectors are found by their ids", "skip", "there is no location");
  const [evse] = Array.isArray(example["evses"]) ? (example["evses"] as readonly unknown[]).filter(isPlainObject) : [];
  const [connector] = Array.isArray(evse?.["connectors"]) ? (evse["connectors"] as readonly unknown[]).filter(isPlainObject) : [];
  const ids = [example["id"], evse?.["uid"], connector?.["id"]].filter((id) => typeof id === "string");
  for (const [place, name] of ["Location", "EVSE", "Connector"].entries()) {
    if (ids.length <= place) break;
    const seen = await prober.ask("GET", endpointUrl(endpoint, ids.slice(0, place + 1)));
    if (prober.expect(`GET of one ${name} is answered 200 and 1000`, isSuccess(seen), described(seen))) prober.expectValid(name, [seen.data]);
  }
}

function listOf({ data }: Seen): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(data) ? (data as readonly unknown[]).filter(isPlainObject) : [];
}

function idOf(object: Readonly<Record<string, unknown>>, kind: Kind): string {
  const { id } = KINDS[kind];
  return String(id === undefined ? `${String(object["country_code"])}${String(object["party_id"])}` : object[id]);
}
