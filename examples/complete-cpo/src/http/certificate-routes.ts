import { connectionMoves, connectionProfiles, stationCertificates, stationTrust, trustAnchors, type MoveTarget, type StationCertificate, type TrustAnchor } from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { pageOf, paging } from "../wire/common.ts";
import { MoveRequest, StationCertificateView, StationTrustView, TrustAnchorView } from "../wire/fleet.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { existingStation, pageOfAll, pageOfStation } from "./lists.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const pem = { content: { "application/x-pem-file": { schema: z.string().openapi({ example: "-----BEGIN CERTIFICATE-----" }) } } };

/** Certificates of stations, whom they trust, and how they connect. */
export function certificateRoutes({ store, csms, authority }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/certificates", permission: "stations:read", sites: "filtered", tags: ["Certificates"], summary: "Certificates of stations, the one that ends next first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(StationCertificateView), "Active ones"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: stationCertificates, query: { index: "byExpiry" }, stationOf: ({ station }) => station }, certificateView), 200),
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/certificates/{id}/revoke", permission: "stations:write", tags: ["Certificates"], summary: "The certificate is good no more: its station is cut off and asks for another one",
      request: { params: byId, body: body(z.strictObject({ reason: z.string().min(1).max(500) })) }, responses: { 200: json(StationCertificateView, "Revoked"), ...problems },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      await csms.certificates.revoke(id, { by: actorOf(c), reason: c.req.valid("json").reason }).catch((error: unknown) => {
        throw isCpoError(error, "csms.certificate-unknown") ? notFound("certificate", id) : error;
      });
      const revoked = await store.get(stationCertificates, id);
      if (revoked === undefined) throw notFound("certificate", id);
      return c.json(certificateView(revoked), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/authority/root", permission: "stations:read", sites: "shared", tags: ["Certificates"], summary: "The root of the built-in authority, which stations shall trust", responses: { 200: { description: "PEM", ...pem }, ...problems } }),
    async () => pemAnswer(await authority.root()),
  );
  routes.openapi(
    createRoute({ method: "get", path: "/authority/crl", permission: "stations:read", sites: "shared", tags: ["Certificates"], summary: "The revocation list of the built-in authority", responses: { 200: { description: "PEM", ...pem }, ...problems } }),
    async () => pemAnswer(await authority.crl()),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/trust-anchors", permission: "stations:read", sites: "shared", tags: ["Certificates"], summary: "Roots that stations shall trust, or shall not any more", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(TrustAnchorView), "Roots"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: trustAnchors, query: {} }, anchorView), 200),
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/trust-anchors", permission: "stations:write", tags: ["Certificates"], summary: "From now on stations shall trust this root",
      request: { body: body(z.strictObject({ use: TrustAnchorView.shape.use, certificate: z.string().min(1).max(20_000).openapi({ description: "PEM; the word authority stands for the root of the built-in one" }) })) }, responses: { 201: json(TrustAnchorView, "Entered; stations are brought in line by maintain"), ...problems },
    }),
    async (c) => {
      const { use, certificate } = c.req.valid("json");
      try {
        return c.json(anchorView(await csms.certificates.trust(use, certificate === "authority" ? await authority.root() : certificate)), 201);
      } catch (error) {
        if (isCpoError(error) && error.code.startsWith("pki.")) throw invalid("certificate", "must be a certificate in PEM");
        throw error;
      }
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/trust-anchors/{use}/{id}", permission: "stations:write", tags: ["Certificates"], summary: "From now on they shall not", request: { params: byId.extend({ use: TrustAnchorView.shape.use.openapi({ param: { name: "use", in: "path" } }) }) }, responses: { 200: json(z.object({}), "Not wanted any more"), ...problems } }),
    async (c) => {
      const { use, id } = c.req.valid("param");
      if ((await store.get(trustAnchors, `${use}/${id}`)) === undefined) throw notFound("trust anchor", id);
      await csms.certificates.distrust(use, id);
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/security", permission: "stations:read", sites: "station", tags: ["Certificates"], summary: "Certificates, trust and connection of a station", request: { params: byId }, responses: { 200: json(StationTrustView, "As known"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      const [trust, profile, move, own] = await Promise.all([store.get(stationTrust, id), store.get(connectionProfiles, id), store.get(connectionMoves, id), store.find(stationCertificates, { index: "byStation", prefix: id, limit: 100 })]);
      return c.json({
        installed: (trust?.installed ?? []).map(({ use, hash: { serialNumber, issuerKeyHash } }) => ({ use, serialNumber, issuerKeyHash })), ...(trust === undefined ? {} : { checkedAt: instantText(trust.checkedAt) }),
        ...optional({ securityProfile: profile?.profile }), certificates: own.items.map(({ body: certificate }) => certificateView(certificate)),
        ...(move === undefined ? {} : { move: { state: move.state, securityProfile: move.securityProfile, startedAt: instantText(move.startedAt), ...optional({ problem: move.problem }) } }),
      }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/stations/{id}/move", permission: "stations:write", sites: "station", tags: ["Certificates"], summary: "Move a station to another security profile or address, with a way back", request: { params: byId, body: body(MoveRequest) }, responses: { 202: json(z.object({ state: z.string() }), "Begun; see its security"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      try {
        const move = await csms.move(id, JSON.parse(JSON.stringify(c.req.valid("json"))) as MoveTarget, actorOf(c));
        return c.json({ state: move.state }, 202);
      } catch (error) {
        if (isCpoError(error, "csms.move")) throw conflict(error.message);
        throw error;
      }
    },
  );

  return routes;
}

function pemAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/x-pem-file" } });
}

function certificateView({ fingerprint, station, use, commonName, serialNumber, notBefore, notAfter, deliveredAt, state, reason }: StationCertificate): z.infer<typeof StationCertificateView> {
  return { fingerprint, stationId: station, use, commonName, serialNumber, notBefore: instantText(notBefore), notAfter: instantText(notAfter), deliveredAt: instantText(deliveredAt), state, ...optional({ reason }) };
}

function anchorView({ use, fingerprint, commonName, notAfter, isWanted }: TrustAnchor): z.infer<typeof TrustAnchorView> {
  return { use, fingerprint, commonName, notAfter: instantText(notAfter), wanted: isWanted };
}
