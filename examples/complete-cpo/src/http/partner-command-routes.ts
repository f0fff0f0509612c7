import { formatInstant, instant, minutes } from "@cpokit/kernel";
import { findPublished, issuedRequests, type Commands, type Issued } from "@cpokit/ocpi";
import { tokens } from "@cpokit/csms";
import type { Token } from "@cpokit/ocpi/v230";
import type { Cpo } from "../cpo.ts";
import { partnerCommandView } from "../views/partner-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { PartnerCommandRequest, PartnerCommandView } from "../wire/partner.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { byPartner } from "./partner-routes.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** As an eMSP: commands for the stations of partners. */
export function partnerCommandRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, clock, ids, roaming } = cpo;

  routes.openapi(
    createRoute({
      method: "post", path: "/partners/{id}/commands", permission: "roaming:write", tags: ["Partners"], summary: "Command a station of a partner for one of our drivers",
      request: { params: byId, headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional() }), body: body(PartnerCommandRequest) },
      responses: { 202: json(PartnerCommandView, "Sent; the result comes later"), ...problems },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const key = c.req.valid("header")["idempotency-key"];
      const open = roaming.opened();
      if (open === undefined) throw new ApiError(503, { code: "starting", message: "The CPO is starting; send the request again in a moment." });
      const peer = await roaming.peers.get(id);
      if (peer === undefined) throw notFound("partner", id);
      const request = c.req.valid("json");
      const reservationId = request.command === "reserve" ? ids.next() : undefined;
      const issued = await send(open.commands, id, request, key === undefined ? {} : { key }, reservationId ?? "").catch(byPartner);
      const known = await open.commands.get(issued.id);
      if (known === undefined) throw notFound("command", issued.id);
      return c.json({ ...partnerCommandView(known), ...(reservationId === undefined ? {} : { reservationId }) }, 202);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}/commands", permission: "roaming:read", tags: ["Partners"], summary: "Commands to a partner, newest first", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(PartnerCommandView), "Commands"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const { id } = c.req.valid("param");
      if ((await roaming.peers.get(id)) === undefined) throw notFound("partner", id);
      const page = await store.find(issuedRequests, { index: "byPeer", prefix: [id], reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => partnerCommandView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  return routes;

  async function send(commands: Commands, peer: string, request: PartnerCommandRequest, options: { readonly key?: string }, reservation: string): Promise<Issued> {
    switch (request.command) {
      case "start":
        return commands.startSession(peer, {
          token: await ourToken(request.tokenId), location_id: request.locationId, ...(request.evseUid === undefined ? {} : { evse_uid: request.evseUid }), ...(request.connectorId === undefined ? {} : { connector_id: request.connectorId }),
        }, options);
      case "stop":
        return commands.stopSession(peer, { session_id: request.sessionId }, options);
      case "reserve":
        return commands.reserveNow(peer, {
          token: await ourToken(request.tokenId), location_id: request.locationId, reservation_id: reservation, expiry_date: formatInstant(instant(clock.now() + minutes(request.minutes))),
          ...(request.evseUid === undefined ? {} : { evse_uid: request.evseUid }),
        }, options);
      case "cancelReservation":
        return commands.cancelReservation(peer, { reservation_id: request.reservationId }, options);
      case "unlock":
        return commands.unlockConnector(peer, { location_id: request.locationId, evse_uid: request.evseUid, connector_id: request.connectorId }, options);
    }
  }

  /** As partners know it. */
  async function ourToken(id: string): Promise<Token> {
    const token = await store.get(tokens, id);
    const published = token === undefined ? undefined : await findPublished(store, "Token", { ...roaming.settings.party, id: token.value, type: token.type });
    if (published === undefined) throw invalid("tokenId", `must be a token of ours; there is no "${id}"`);
    return published;
  }
}
