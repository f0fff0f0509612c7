import type { MapTiles } from "../configuration/map-tiles.ts";
import { optional } from "../views/optional.ts";
import { PublicMap } from "../wire/public-location.ts";
import { createRoute, createRoutes, json, problems } from "./routes.ts";

/** On what the places can be shown. */
export function publicMapRoutes(tiles: MapTiles | undefined) {
  const routes = createRoutes();
  routes.openapi(
    createRoute({ method: "get", path: "/public/map", permission: "public", tags: ["Public"], summary: "The service that draws maps here, where one is set", responses: { 200: json(PublicMap, "Nothing is set: pages draw an overview of their own and load nothing from elsewhere"), ...problems } }),
    (c) => c.json(optional({ tiles }), 200),
  );
  return routes;
}
