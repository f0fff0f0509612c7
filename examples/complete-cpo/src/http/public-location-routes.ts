import type { Location } from "@cpokit/model";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { findPublicEvse, publicLocation, publicPlace, publicPoint, statesOf } from "../views/public-location-view.ts";
import { search } from "../views/public-search.ts";
import { pageOf, paging } from "../wire/common.ts";
import { PublicEvse, PublicLocation, PublicPlace } from "../wire/public-location.ts";
import { invalid, notFound } from "./errors.ts";
import { byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const PAGE = 50;
/** How long the places of all locations are remembered; what their EVSEs are is always read. */
const REMEMBERED = 5_000;

const yes = z.enum(["true", "false"]).transform((value) => value === "true");
const whole = (most: number) => z.string().regex(/^\d{1,9}$/, "must be a whole number").transform(Number).refine((value) => value <= most, `must be at most ${most}`);
const language = z.string().regex(/^[a-z]{2}$/, "must be two letters, like en").optional().openapi({ description: "Of the price; English when absent" });

const Search = z.strictObject({
  near: z.string().regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/, "must be latitude,longitude like 52.37,4.90").optional().openapi({ description: "Nearest first; by name when absent", example: "52.37,4.90" }),
  within: whole(20_000).optional().openapi({ description: "Kilometres from near" }),
  power: whole(10_000_000).optional().openapi({ description: "W that a plug gives at least", example: "50000" }),
  standard: z.string().max(64).optional().openapi({ description: "OCPI ConnectorType", example: "IEC_62196_T2_COMBO" }),
  available: yes.optional().openapi({ description: "true: only where an EVSE is free" }),
  open: yes.optional().openapi({ description: "true: only where it is open now" }),
  accessible: yes.optional().openapi({ description: "true: only where a bay is made for people with disabilities" }),
  q: z.string().max(100).optional().openapi({ description: "Part of name, street or city" }),
  limit: paging.limit,
  after: whole(1_000_000).optional().openapi({ description: "The `next` of the page before" }),
});

/** What everybody may see without an account: where one can charge, whether it is free, and what it costs. */
export function publicLocationRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, clock } = cpo;
  let remembered: { readonly at: number; readonly all: Promise<readonly Location[]> } | undefined;

  routes.openapi(
    createRoute({ method: "get", path: "/public/locations", permission: "public", tags: ["Public"], summary: "Find locations: near a place, by plug, power, opening, access and what is free", request: { query: Search }, responses: { 200: json(pageOf(PublicPlace), "The nearest first, or by name"), ...problems } }),
    async (c) => {
      const { near, within, power, standard, open, available, accessible, q, limit = PAGE, after = 0 } = c.req.valid("query");
      if (within !== undefined && near === undefined) throw invalid("near", "is required with within");
      const [latitude, longitude] = near === undefined ? [] : near.split(",").map(Number);
      const found = search(await published(), {
        ...(latitude === undefined || longitude === undefined ? {} : { near: { latitude, longitude } }), ...(within === undefined ? {} : { withinKm: within }),
        ...(power === undefined ? {} : { minPowerW: power }), ...(standard === undefined ? {} : { standard }), ...(open === undefined ? {} : { isOpen: open }), ...(q === undefined ? {} : { words: q }),
      }, clock.now());
      const items: PublicPlace[] = [];
      let next = after;
      // What is free now is only known by looking: one after the other, until the page is full.
      while (next < found.length && items.length < limit) {
        const { location, distanceKm } = found[next]!;
        next += 1;
        const place = await publicPlace(cpo, location, clock.now(), distanceKm);
        if ((available !== true || place.points.available > 0) && (accessible !== true || place.accessible)) items.push(place);
      }
      return c.json({ items, ...(next < found.length ? { next: String(next) } : {}) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/public/locations/{id}", permission: "public", tags: ["Public"], summary: "One location with its EVSEs, what they are now and what they cost", request: { params: byId, query: z.strictObject({ language }) }, responses: { 200: json(PublicLocation, "The location"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const location = await store.get(locations, id);
      if (location === undefined || location.published === false) throw notFound("location", id);
      return c.json(await publicLocation(cpo, location, c.req.valid("query").language ?? "en"), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/public/evses/{id}", permission: "public", tags: ["Public"], summary: "One EVSE, as its QR code names it: what it is now and what it costs", request: { params: byId, query: z.strictObject({ language }) }, responses: { 200: json(PublicEvse, "The EVSE and where it stands"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = await findPublicEvse(cpo, id);
      if (found === undefined) throw notFound("EVSE", id);
      const { location, evse } = found;
      const state = (await statesOf(cpo, location)).get(id) ?? "unknown";
      return c.json({
        location: await publicPlace(cpo, location, clock.now()), evse: await publicPoint(cpo, location, evse, state, c.req.valid("query").language ?? "en"),
        ...(location.helpPhone === undefined ? {} : { helpPhone: location.helpPhone }),
      }, 200);
    },
  );

  return routes;

  function published(): Promise<readonly Location[]> {
    const now = clock.now();
    if (remembered === undefined || now - remembered.at > REMEMBERED || now < remembered.at) remembered = { at: now, all: load() };
    return remembered.all;
  }

  async function load(): Promise<readonly Location[]> {
    const all: Location[] = [];
    for await (const { body } of store.each(locations)) if (body.published !== false) all.push(body);
    return all;
  }
}
