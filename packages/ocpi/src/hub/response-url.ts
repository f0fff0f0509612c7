import { isPlainObject } from "../schema/clean.ts";
import { requestId } from "../server/requests.ts";
import { checkResponseUrl } from "../server/take-request.ts";
import type { Incoming } from "../server/call.ts";
import type { Platform } from "../server/options.ts";
import type { Destination } from "./forward.ts";
import { forwardedUrls } from "./forwarded.ts";

/** For charging profiles: what the outcome is of (E27). */
const REQUESTS: Readonly<Record<string, string>> = { GET: "ACTIVE", PUT: "SET", DELETE: "CLEAR" };

/** Puts a response_url of the hub in the place of the requester's, for what is answered later. The same request again gets the same URL. */
export async function replaceResponseUrl(platform: Platform, { call, endpoint, body, url }: Incoming, { peer, to, from }: Destination): Promise<Pick<Destination, "body" | "query">> {
  if (endpoint.role !== "RECEIVER" || (endpoint.module !== "commands" && endpoint.module !== "chargingprofiles")) return {};
  const inBody = isPlainObject(body) ? body["response_url"] : undefined;
  const given = inBody ?? url.searchParams.get("response_url");
  // The receiver says what is wrong without one.
  if (typeof given !== "string") return {};
  checkResponseUrl(platform, call.peer, given);
  const id = await requestId(call.peer.id, given);
  await platform.store.transaction((unit) => unit.put(forwardedUrls, id, { id, owner: call.peer.id, url: given, user: peer.id, to, ...(from === undefined ? {} : { from }) }));
  const version = peer.version ?? call.version;
  const request = endpoint.module === "commands" ? endpoint.path[0]! : REQUESTS[endpoint.method]!;
  const replaced = `${platform.baseUrl}/${version}/${version === "2.1.1" ? "" : "sender/"}${endpoint.module}/${request}/${id}`;
  if (inBody !== undefined) return { body: { ...(body as object), response_url: replaced } };
  const query = new URLSearchParams(url.search);
  query.set("response_url", replaced);
  return { query };
}
