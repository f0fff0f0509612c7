import { connectionAttempts, deviceModel, registrationTokens, stationTasks, type DeviceComponent, type RegistrationToken } from "@cpokit/csms";
import { hours, isCpoError } from "@cpokit/kernel";
import { instantText, LocationId } from "@cpokit/model";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { hashSecret, newStationPassword } from "../operator-key.ts";
import { connectionAttemptView, connectionCheck } from "../views/connection-check.ts";
import { optional } from "../views/optional.ts";
import { pageOf, paging } from "../wire/common.ts";
import { AdoptRequest, ConnectionAttemptView, ConnectionCheckView, DeviceComponentView, RegistrationTokenRequest, RegistrationTokenView, StationTaskView, UpkeepKindView } from "../wire/fleet.ts";
import { StationView } from "../wire/station.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { existingStation, pageOfStation } from "./lists.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** Taking stations into service: who tried to connect, what keeps them, tokens to register with, what a station tells of itself. */
export function provisioningRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, csms } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/connection-attempts", permission: "stations:read", tags: ["Provisioning"], summary: "Unknown identities that tried to connect, latest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(ConnectionAttemptView), "Attempts"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: connectionAttempts, query: { index: "byTime", reverse: true } }, connectionAttemptView), 200),
  );
  routes.openapi(
    createRoute({
      method: "get", path: "/connection-check", permission: "stations:read", tags: ["Provisioning"], summary: "Whether a station connects, and what keeps it from it",
      request: { query: z.strictObject({ identity: z.string().min(1).max(255).openapi({ example: "CS-1" }) }) }, responses: { 200: json(ConnectionCheckView, "Where it stands"), ...problems },
    }),
    async (c) => c.json(await connectionCheck(store, c.req.valid("query").identity, cpo.clock.now()), 200),
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/stations/adopt", permission: "stations:write", tags: ["Provisioning"], summary: "Take a station into service: one that waits, is planned, or was refused as unknown", request: { body: body(AdoptRequest) },
      responses: { 200: json(z.object({ station: StationView, password: z.string().optional().openapi({ description: "Shown this once; only its hash is kept" }) }), "In service"), ...problems },
    }),
    async (c) => {
      const { identity, locationId, lifecycle, password: wantsPassword } = c.req.valid("json");
      if (locationId !== undefined && (await store.get(locations, locationId)) === undefined) throw invalid("locationId", `must be a location; there is no "${locationId}"`);
      const password = wantsPassword === true ? newStationPassword() : undefined;
      try {
        const station = await csms.adopt(identity, {
          by: actorOf(c), ...optional({ lifecycle }), ...(locationId === undefined ? {} : { locationId: LocationId.parse(locationId) }), ...(password === undefined ? {} : { passwordHash: await hashSecret(password) }),
        });
        cpo.live.changed("station", station.id);
        return c.json({ station: await cpo.views().station(station), ...optional({ password }) }, 200);
      } catch (error) {
        if (isCpoError(error, "csms.station-retired")) throw conflict(error.message);
        throw error;
      }
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/registration-tokens", permission: "stations:write", tags: ["Provisioning"], summary: "Secrets with which stations register themselves", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(RegistrationTokenView), "Tokens, without their secrets"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: registrationTokens, query: {} }, tokenView), 200),
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/registration-tokens", permission: "stations:write", tags: ["Provisioning"], summary: "Make a secret: a station that connects with it as its password is entered", request: { body: body(RegistrationTokenRequest) },
      responses: { 201: json(z.object({ token: RegistrationTokenView, secret: z.string().openapi({ description: "Shown this once", example: "k3v9Wq2LmXc8TzR4bN7p" }) }), "Made"), ...problems },
    }),
    async (c) => {
      const { hours: validFor, uses, locationId } = c.req.valid("json");
      if (locationId !== undefined && (await store.get(locations, locationId)) === undefined) throw invalid("locationId", `must be a location; there is no "${locationId}"`);
      const made = await csms.createRegistrationToken({ by: actorOf(c), validFor: hours(validFor), ...optional({ uses }), ...(locationId === undefined ? {} : { locationId: LocationId.parse(locationId) }) });
      return c.json({ token: tokenView(made.token), secret: made.secret }, 201);
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/registration-tokens/{id}", permission: "stations:write", tags: ["Provisioning"], summary: "Nobody registers with it any more", request: { params: byId }, responses: { 200: json(z.object({}), "Gone"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await store.transaction(async (unit) => {
        if ((await unit.get(registrationTokens, id)) === undefined) throw notFound("registration token", id);
        unit.delete(registrationTokens, id);
      });
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post", path: "/stations/{id}/maintain", permission: "stations:command", sites: "station", tags: ["Provisioning"], summary: "Ask for work at a station: done as soon as it is there, tried again while it fails",
      request: { params: byId, body: body(z.strictObject({ kind: UpkeepKindView })) }, responses: { 202: json(z.object({ kind: UpkeepKindView }), "Asked for; see its tasks"), ...problems },
    }),
    async (c) => {
      const { kind } = c.req.valid("json");
      await csms.maintain((await existingStation(store, c.req.valid("param").id)).id, kind);
      return c.json({ kind }, 202);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/tasks", permission: "stations:read", sites: "station", tags: ["Provisioning"], summary: "Work that waits at a station, and what failed", request: { params: byId, query: z.strictObject(paging) }, responses: { 200: json(pageOf(StationTaskView), "Tasks"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json(await pageOfStation(store, c.req.valid("query"), { collection: stationTasks, query: { index: "byStation", prefix: id } }, ({ kind, state, dueAt, attempts, problem }) => ({ kind, state, dueAt: instantText(dueAt), attempts, ...optional({ problem }) })), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/device-model", permission: "stations:read", sites: "station", tags: ["Provisioning"], summary: "What a station told of itself: components and variables, or the keys of 1.6", request: { params: byId }, responses: { 200: json(z.object({ components: z.array(DeviceComponentView) }), "As last reported"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      return c.json({ components: (await deviceModel(store, id)).map(componentView) }, 200);
    },
  );

  return routes;
}

function tokenView({ id, expiresAt, usesLeft, createdBy, locationId }: RegistrationToken): z.infer<typeof RegistrationTokenView> {
  return { id, expiresAt: instantText(expiresAt), usesLeft, createdBy, ...optional({ locationId }) };
}

function componentView({ component, componentInstance, evse, connector, reportedAt, variables }: DeviceComponent): z.infer<typeof DeviceComponentView> {
  return {
    component, reportedAt: instantText(reportedAt), ...optional({ componentInstance, evse, connector }),
    variables: variables.map(({ variable, variableInstance, unit, dataType, valuesList, attributes }) => ({
      variable, ...optional({ variableInstance, unit, dataType, valuesList }), attributes: attributes.map(({ type, value, mutability }) => ({ type, ...optional({ value, mutability }) })),
    })),
  };
}
