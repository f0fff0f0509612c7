import { isCpoError } from "@cpokit/kernel";
import { circuits, peers as peerDocuments, receivedObjects, type Mail, type Peer, type PeerStatus } from "@cpokit/ocpi";
import type { Reader } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { MODULES } from "../roaming/partner-jobs.ts";
import type { OpenedRoaming } from "../roaming/roaming.ts";
import { deliveriesView, parkedViews, partnerObjectView, partnerView } from "../views/partner-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { DeliveriesView, InvitationRequest, InvitationView, ObjectModule, ParkedView, PartnerObjectView, PartnerView, RegistrationRequest, RetryRequest } from "../wire/partner.ts";
import { ApiError, conflict, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Partners"];
const answers = { ...problems, 502: { ...problems[409], description: "The partner does not answer, or not as it should" } };

/** Roaming partners: adding them, how things stand with them, and what they told us. */
export function partnerRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, roaming } = cpo;
  const { peers, push } = roaming;

  routes.openapi(
    createRoute({ method: "get", path: "/partners", permission: "roaming:read", tags, summary: "Roaming partners", request: { query: z.strictObject({ ...paging, status: PartnerView.shape.status.optional() }) }, responses: { 200: json(pageOf(PartnerView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after, status } = c.req.valid("query");
      const page = await peers.list({ limit, ...(after === undefined ? {} : { after }), ...(status === undefined ? {} : { status }) });
      return c.json({ items: page.items.map((item) => partnerView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partners/invitations", permission: "roaming:write", tags, summary: "Let a partner register with us: makes token A for it", request: { body: body(InvitationRequest) }, responses: { 201: json(InvitationView, "Give the partner both, by a safe way"), ...problems } }),
    async (c) => {
      const { name, allowHosts, isHub } = c.req.valid("json");
      const { baseUrl } = opened();
      const { peer, token } = await peers.invite({ name, ...(allowHosts === undefined ? {} : { urlPolicy: { allow: allowHosts } }), ...(isHub === undefined ? {} : { isHub }) });
      return c.json({ partner: partnerView(peer), registrationToken: token, versionsUrl: `${baseUrl}/versions` }, 201);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partners", permission: "roaming:write", tags, summary: "Register with a partner that gave us its versions URL and token A", request: { body: body(RegistrationRequest) }, responses: { 201: json(PartnerView, "Connected"), ...answers } }),
    async (c) => {
      const { version, allowHosts, isHub, ...partner } = c.req.valid("json");
      const peer = await opened().connections.register({
        ...partner, ...(version === undefined ? {} : { versions: [version] }), ...(allowHosts === undefined ? {} : { urlPolicy: { allow: allowHosts } }), ...(isHub === undefined ? {} : { isHub }),
      }).catch(byPartner);
      return c.json(partnerView(peer), 201);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}", permission: "roaming:read", tags, summary: "One partner", request: { params: byId }, responses: { 200: json(PartnerView, "The partner"), ...problems } }),
    async (c) => c.json(partnerView(await existing(c.req.valid("param").id)), 200),
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/partners/{id}", permission: "roaming:write", tags, summary: "End the connection, at both sides", request: { params: byId }, responses: { 200: json(PartnerView, "Removed"), ...answers } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      return c.json(partnerView(await opened().connections.unregister(id).catch(byPartner)), 200);
    },
  );

  const act = (name: string, summary: string) => createRoute({ method: "post", path: `/partners/{id}/${name}`, permission: "roaming:write", tags, summary, request: { params: byId }, responses: { 200: json(PartnerView, "As it is now"), ...answers } });
  routes.openapi(act("refresh", "Ask again what the partner offers, and whether it still takes our token"), async (c) => c.json(partnerView(await opened().connections.refresh((await connected(c.req.valid("param").id)).id).catch(byPartner)), 200));
  routes.openapi(act("rotate", "Exchange new tokens"), async (c) => c.json(partnerView(await opened().connections.rotate((await connected(c.req.valid("param").id)).id).catch(byPartner)), 200));
  routes.openapi(act("resume", "Go on with a registration that was interrupted, or with a partner that is suspended"), async (c) => {
    const { id, status } = await existing(c.req.valid("param").id);
    if (status === "suspended") return c.json(partnerView(await change(id, "connected")), 200);
    await opened().connections.resume(id);
    const peer = await existing(id);
    if (peer.status !== "connected") throw new ApiError(502, { code: "ocpi.registration", message: "The partner does not take the registration; the log says why. Check its versions URL and token, or remove it and register anew." });
    return c.json(partnerView(peer), 200);
  });
  routes.openapi(act("suspend", "Answer it 401 and send nothing, until it is resumed"), async (c) => c.json(partnerView(await change((await connected(c.req.valid("param").id)).id, "suspended")), 200));

  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}/deliveries", permission: "roaming:read", tags, summary: "What the partner is still to hear, and what it refuses", request: { params: byId }, responses: { 200: json(DeliveriesView, "How it stands"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      return c.json(deliveriesView(await push.plan(id), await store.get(circuits, id)), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}/deliveries/parked", permission: "roaming:read", tags, summary: "What the partner refuses: tried again when it changes, or on demand", request: { params: byId, query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(ParkedView), "Oldest first"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const { limit = PAGE, after = "0" } = c.req.valid("query");
      const found: Mail[] = [];
      for await (const each of push.parked(id)) if (found.push(each) > Number(after) + limit) break;
      const page = pageOfKnown(found, { limit, after });
      return c.json({ ...page, items: parkedViews(page.items, await push.plan(id)) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partners/{id}/deliveries/retry", permission: "roaming:write", tags, summary: "Try again what is parked", request: { params: byId, body: body(RetryRequest) }, responses: { 200: json(z.object({ retried: z.int() }), "How many"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const wanted = c.req.valid("json");
      const meant: Mail[] = [];
      for await (const each of push.parked(id)) if ((wanted.kind === undefined || wanted.kind === each.kind) && (wanted.id === undefined || wanted.id === each.key.id)) meant.push(each);
      if (wanted.id !== undefined && meant.length === 0) throw notFound("parked delivery", wanted.id);
      for (const one of meant) await push.retry(one);
      return c.json({ retried: meant.length }, 200);
    },
  );
  const ofModule = byId.extend({ module: ObjectModule.openapi({ param: { name: "module", in: "path" } }) });
  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}/objects/{module}", permission: "roaming:read", tags, summary: "What the partner told us, newest first", request: { params: ofModule, query: z.strictObject(paging) }, responses: { 200: json(pageOf(PartnerObjectView), "Objects"), ...problems } }),
    async (c) => {
      const { id, module } = c.req.valid("param");
      const { limit = PAGE, after } = c.req.valid("query");
      const peer = await existing(id);
      const page = await store.find(receivedObjects, { index: "byPeer", prefix: [peer.id, MODULES[module]], reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => partnerObjectView(item.body)), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  return routes;

  function opened(): OpenedRoaming {
    const open = roaming.opened();
    if (open === undefined) throw new ApiError(503, { code: "starting", message: "The CPO is starting; send the request again in a moment." });
    return open;
  }

  function existing(id: string): Promise<Peer> {
    return existingPartner(store, id);
  }

  function connected(id: string): Promise<Peer> {
    return connectedPartner(store, id);
  }

  function change(id: string, status: PeerStatus): Promise<Peer> {
    return peers.update(id, (peer) => ({ ...peer, status }));
  }
}

/** The partner of a route, or 404. */
export async function existingPartner(store: Reader, id: string): Promise<Peer> {
  const peer = await store.get(peerDocuments, id);
  if (peer === undefined) throw notFound("partner", id);
  return peer;
}

/** The same, or 409 while it is not connected. */
export async function connectedPartner(store: Reader, id: string): Promise<Peer> {
  const peer = await existingPartner(store, id);
  if (peer.status !== "connected") throw conflict(`The partner is ${peer.status}; connect it first.`);
  return peer;
}

/** What a partner does not do is no failure of ours. */
export function byPartner(error: unknown): never {
  if (!isCpoError(error) || !error.code.startsWith("ocpi.")) throw error;
  if (error.code === "ocpi.peer") throw conflict(error.message);
  throw new ApiError(502, { code: error.code, message: error.message });
}
