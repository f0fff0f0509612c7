import { configurationStates, configurationTemplates, SETTING_NAMES, type ConfigurationState, type ConfigurationTemplate, type DriftItem } from "@cpokit/csms";
import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { pageOf, paging } from "../wire/common.ts";
import { ConfigurationStateView, TemplateBody, TemplateView } from "../wire/fleet.ts";
import { invalid, notFound } from "./errors.ts";
import { existingStation, pageOfAll, pageOfStation } from "./lists.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const FINDINGS: Readonly<Record<DriftItem["finding"], string>> = {
  same: "As wanted.", different: "It has another value.", unknown: "The station has no such variable.", written: "It cannot be read; it was set as wanted.",
  unwritten: "It cannot be read, and was not set yet.", restart: "Set; in effect after a restart.", refused: "The station refused the value",
};

/** How stations shall be set, what differs, and its repair. */
export function configurationRoutes({ store }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/configuration-templates", permission: "stations:read", sites: "shared", tags: ["Configuration"], summary: "How stations shall be set", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(TemplateView), "Templates by name"), ...problems } }),
    async (c) => c.json(await pageOfStation(store, c.req.valid("query"), { collection: configurationTemplates, query: {} }, templateView), 200),
  );
  routes.openapi(
    createRoute({ method: "put", path: "/configuration-templates/{id}", permission: "stations:write", tags: ["Configuration"], summary: "Say how some stations shall be set; they are looked at when they boot next, or by maintain", request: { params: byId, body: body(TemplateBody) }, responses: { 200: json(TemplateView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const draft = c.req.valid("json");
      if (!/^[\w.-]{1,60}$/.test(id)) throw invalid("id", "must be 1 to 60 letters, digits, . _ or -");
      draft.values.forEach((value, index) => {
        if ("setting" in value && !SETTING_NAMES.some((name) => name === value.setting)) throw invalid(`values.${index}.setting`, `must be one of ${SETTING_NAMES.join(", ")}`);
      });
      const template = JSON.parse(JSON.stringify({ ...draft, id })) as ConfigurationTemplate;
      await store.transaction((unit) => unit.put(configurationTemplates, id, template));
      return c.json(templateView(template), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "delete", path: "/configuration-templates/{id}", permission: "stations:write", tags: ["Configuration"], summary: "Want it no more; stations keep what they have", request: { params: byId }, responses: { 200: json(z.object({}), "Gone"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      await store.transaction(async (unit) => {
        if ((await unit.get(configurationTemplates, id)) === undefined) throw notFound("configuration template", id);
        unit.delete(configurationTemplates, id);
      });
      return c.json({}, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/configuration-drift", permission: "stations:read", sites: "filtered", tags: ["Configuration"], summary: "Stations that are not set as they shall be", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(ConfigurationStateView), "With what differs"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: configurationStates, query: { index: "byState", prefix: "drift" }, stationOf: ({ station }) => station }, stateView), 200),
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/configuration", permission: "stations:read", sites: "station", tags: ["Configuration"], summary: "How a station stands to its templates", request: { params: byId }, responses: { 200: json(z.object({ state: ConfigurationStateView.optional() }), "Absent while it was never looked at, or no template is for it"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      const state = await store.get(configurationStates, id);
      return c.json(state === undefined ? {} : { state: stateView(state) }, 200);
    },
  );
  return routes;
}

function templateView(template: ConfigurationTemplate): z.infer<typeof TemplateView> {
  return JSON.parse(JSON.stringify(template)) as z.infer<typeof TemplateView>;
}

function stateView({ station, state, checkedAt, items }: ConfigurationState): z.infer<typeof ConfigurationStateView> {
  return {
    stationId: station, state, checkedAt: instantText(checkedAt),
    items: items.map(({ name, desired, reported, finding, detail }) => ({
      name: JSON.parse(JSON.stringify(name)), desired, finding, ...(reported === undefined ? {} : { reported }), text: finding === "refused" ? `${FINDINGS.refused}${detail === undefined ? "" : `: ${detail}`}.` : FINDINGS[finding],
    })),
  };
}
