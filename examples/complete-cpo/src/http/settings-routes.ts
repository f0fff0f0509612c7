import { THIS } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { cpoSettings, type CpoSettings } from "../tenants/settings.ts";
import { optional } from "../views/optional.ts";
import { BrandingView, SettingsChange, SettingsView } from "../wire/tenant.ts";
import { body, createRoute, createRoutes, json, problems } from "./routes.ts";

/** How this CPO presents itself, and in whose name it acts. */
export function settingsRoutes({ store, settings }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/branding", permission: "public", tags: ["Settings"], summary: "Name, colour and logo", responses: { 200: json(BrandingView, "The branding"), ...problems } }),
    async (c) => {
      const { party: _, ...branding } = view(await settings());
      return c.json(branding, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/settings", permission: "settings:read", tags: ["Settings"], summary: "The settings of this CPO", responses: { 200: json(SettingsView, "The settings"), ...problems } }),
    async (c) => c.json(view(await settings()), 200),
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/settings", permission: "settings:write", tags: ["Settings"], summary: "Change the settings of this CPO", request: { body: body(SettingsChange) }, responses: { 200: json(SettingsView, "As they are now"), ...problems } }),
    async (c) => {
      const { color, logo, ...change } = c.req.valid("json");
      const changed = await store.transaction(async (unit) => {
        const { color: colorBefore, logo: logoBefore, ...before } = await settings(unit);
        const next: CpoSettings = { ...before, ...optional(change), ...optional({ color: color === undefined ? colorBefore : color ?? undefined, logo: logo === undefined ? logoBefore : logo ?? undefined }) };
        unit.put(cpoSettings, THIS, next);
        return next;
      });
      return c.json(view(changed), 200);
    },
  );

  return routes;
}

function view({ locale, ...settings }: CpoSettings): SettingsView {
  return { ...settings, locale: locale === "de" ? "de" : "en" };
}
